#!/usr/bin/env python3
"""A disk that fills up during a crawl: it pauses and says so, goes on by itself when there is room, and loses nothing.
Runs itself again inside a mount namespace, where it may make a small tmpfs."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import threading

import harness
from harness import captured_urls

ADDRESS, PORT = "127.0.24.2", 8024
INNER = "ARSIP_FULL_DISK_NAMESPACE"


class FullDisk(harness.Case):
    def setUp(self):
        super().setUp()
        self.nginx = harness.Nginx({ADDRESS: harness.DOCS}, PORT)
        self.disk = self.work / "disk"
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(self.disk)], check=True)
        self.archive = self.disk / "archive"
        origin = f"http://{ADDRESS}:{PORT}/"
        self.collection = self.write_collection("full", [origin], [origin + "index.html"], "host_delay: 0s, ip_delay: 0s, connections_per_host: 4, reason: our own server")

    def tearDown(self):
        self.nginx.stop()
        subprocess.run(["umount", str(self.disk)], check=True)
        super().tearDown()

    def crawl_with(self, filler_bytes, watermark):
        filler = self.disk / "filler"
        filler.write_bytes(b"\1" * filler_bytes)
        process = subprocess.Popen([str(harness.ARSIP), "crawl", str(self.collection), "--archive", str(self.archive), "--progress", "none", "--json",
                                    "--allow-address", "127.0.24.0/24", "--max-wait", "3s", "--set", f"archive.min_free_bytes={watermark}"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        found, paused = [], threading.Event()

        def read():
            for line in process.stdout:
                found.append(json.loads(line))
                if found[-1]["event"] == "paused":
                    paused.set()

        reader = threading.Thread(target=read)
        reader.start()
        said = []
        err = threading.Thread(target=lambda: said.extend(process.stderr))
        err.start()
        self.assertTrue(paused.wait(60), f"no pause: {''.join(said)[-2000:]}")
        time.sleep(2)  # nothing may be acknowledged and lost while there is no room
        acknowledged_when_full, fetched_when_full = len(found), len(self.nginx.requests())
        time.sleep(3)
        self.assertLessEqual(len(found) - acknowledged_when_full, 40)
        self.assertLessEqual(len(self.nginx.requests()) - fetched_when_full, 5, "pages are fetched that cannot be kept")
        filler.unlink()
        process.wait(120)
        reader.join()
        err.join()
        self.assertIn(process.returncode, (harness.DONE, harness.REFUSALS), "".join(said)[-2000:])
        return found, "".join(said)

    def check(self, found, said):
        self.assertIn("paused", said)
        self.assertIn(str(self.disk), said)
        self.assertTrue(any(e["event"] == "resumed" for e in found))
        for event in found:
            if event["event"] == "captured":
                record = harness.member_at(self.archive / "warc" / event["file"], event["offset"])
                self.assertEqual(harness.header(record)["WARC-Target-URI"], event["url"])
        self.assert_archive_verifies()
        self.assertGreater(len(captured_urls(self.archive)), 1000)

    def test_the_watermark_pauses_before_the_disk_is_full(self):
        self.check(*self.crawl_with(38 << 20, "6MiB"))

    def test_a_disk_that_is_full_in_the_middle_of_a_write_loses_nothing(self):
        self.check(*self.crawl_with(42 << 20, "0"))

    @contextlib.contextmanager
    def crawl_with_a_full_spool(self):
        """The process, and what to remove to make room."""
        spool = self.archive / "spool"
        spool.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(spool)], check=True)
        filler = spool / "filler"
        filler.write_bytes(b"\1" * (4 << 20))
        process = subprocess.Popen([str(harness.ARSIP), "crawl", str(self.collection), "--archive", str(self.archive), "--progress", "none",
                                    "--allow-address", "127.0.24.0/24", "--max-wait", "3s", "--set", "archive.min_free_bytes=0", "--set", "fetch.body_memory_bytes=1KiB"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            yield process, filler
        finally:
            process.kill()
            process.wait()
            subprocess.run(["umount", "--lazy", str(spool)], check=True)

    def asked_for(self, uri):
        return [entry["uri"] for entry in self.nginx.requests()].count(uri)

    def test_a_spool_that_is_full_alone_stops_the_fetching_of_what_cannot_be_kept(self):
        with self.crawl_with_a_full_spool() as (process, filler):
            time.sleep(8)
            self.assertEqual(self.asked_for("/index.html"), 1, "asked for what could not be kept")
            self.assertIsNone(process.poll(), "it waits for room")
            filler.unlink()
            said = process.communicate(timeout=120)[1]
        self.assertIn(process.returncode, (harness.DONE, harness.REFUSALS), said[-2000:])
        self.assertIn("spool_full", said)
        self.assertIn("spool_has_room", said)
        self.assertEqual(self.asked_for("/index.html"), 2)
        self.assertGreater(len(captured_urls(self.archive)), 1000)
        self.assert_archive_verifies()

    def test_a_crawl_that_waits_for_room_in_the_spool_stops_when_it_is_asked_to(self):
        with self.crawl_with_a_full_spool() as (process, _):
            time.sleep(4)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=5)
        self.assertEqual(process.returncode, harness.RESUMABLE)
        self.assertEqual(self.asked_for("/index.html"), 1)


if __name__ == "__main__":
    if os.environ.get(INNER) != "1":
        user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        os.execvpe("unshare", ["unshare", *user, "--mount", sys.executable, *sys.argv], {**os.environ, INNER: "1"})
    harness.main()
