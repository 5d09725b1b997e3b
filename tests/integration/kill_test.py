#!/usr/bin/env python3
"""kill -9 at random moments of a crawl (ARSIP_KILLS times, default 200): nothing acknowledged is lost, no URL is lost, no
member is unreadable, and the delay holds through every restart, by the server's log."""

import os
import random
import signal
import subprocess
import time

import harness
from harness import arsip, captured_urls

KILLS = int(os.environ.get("ARSIP_KILLS", "200"))
SEED = int(os.environ.get("ARSIP_SEED", str(int(time.time()))))
ADDRESSES = ["127.0.21.2", "127.0.21.3", "127.0.21.4"]
PORT = 8021
DELAY = 0.03


class Kill(harness.Case):
    def setUp(self):
        super().setUp()
        self.nginx = harness.Nginx({address: harness.DOCS for address in ADDRESSES}, PORT)
        origins = [f"http://{address}:{PORT}/" for address in ADDRESSES]
        self.collection = self.write_collection("kill", origins, [origin + "index.html" for origin in origins],
                                                "host_delay: 30ms, ip_delay: 0s, reason: our own server", retries="{transfer: [100ms, 100ms], host: [100ms, 100ms]}")
        self.command = [str(harness.ARSIP), "crawl", str(self.collection), "--progress", "none", "--json", "--allow-address", "127.0.21.0/24", "--max-wait", "5s",
                        "--set", "archive.segment_bytes=500kB"]

    def tearDown(self):
        self.nginx.stop()
        super().tearDown()

    def run_and_kill(self, seconds):
        """One life; returns what it acknowledged and whether it ended by itself."""
        with open(self.work / "stdout", "wb") as out, open(self.work / "stderr", "ab") as err:
            process = subprocess.Popen([*self.command, "--archive", str(self.archive)], stdout=out, stderr=err)
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            code = None
        return harness.events((self.work / "stdout").read_text(errors="replace")), code

    def test_kills_lose_nothing(self):
        print(f"kills={KILLS} seed={SEED}")
        chance = random.Random(SEED)
        acknowledged, kills = [], 0
        while kills < KILLS:
            found, code = self.run_and_kill(chance.uniform(0.02, 0.6))
            acknowledged += [e for e in found if e["event"] in ("captured", "retry") and "file" in e]
            if code is not None:
                self.assertIn(code, (harness.DONE, harness.REFUSALS), (self.work / "stderr").read_text()[-2000:])
                break
            kills += 1
        self.assertGreaterEqual(kills, min(KILLS, 200), "the site was crawled before it could be killed as often as asked")
        result = arsip(*self.command[1:], "--archive", self.archive, timeout=400)
        self.assertIn(result.returncode, (harness.DONE, harness.REFUSALS), result.stderr[-2000:])
        acknowledged += [e for e in harness.events(result.stdout) if e["event"] == "captured"]
        print(f"{kills} kills, {len(acknowledged)} acknowledged captures")

        lost = [e for e in acknowledged if harness.header(harness.member_at(self.archive / "warc" / e["file"], e["offset"])).get("WARC-Target-URI") != e["url"]]
        self.assertEqual(lost, [])
        for path in harness.warc_files(self.archive):
            if ".torn-" not in path.name:
                self.assertGreater(sum(1 for _ in harness.members(path)), 0, path)
        self.assert_archive_verifies()

        control = self.work / "control"
        arsip(*[w.replace("30ms", "0s") for w in self.command[1:]], "--archive", control, check=(harness.DONE, harness.REFUSALS), timeout=400)
        self.assertEqual(captured_urls(control) - captured_urls(self.archive), set(), "discovered URLs were lost")

        requests = self.nginx.requests()
        violations = harness.politeness_violations(requests, DELAY)
        self.assertEqual(violations, [], f"{len(violations)} violations in {len(requests)} requests")
        # At least once: what was fetched again is bounded by the leases open at each kill (one a host).
        first_crawl = len(requests) - len(captured_urls(control))
        self.assertLessEqual(first_crawl - len(captured_urls(self.archive)), (kills + 1) * len(ADDRESSES) * 2)


if __name__ == "__main__":
    harness.main()
