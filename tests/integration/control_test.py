#!/usr/bin/env python3
"""A crawl is controlled while it runs: judged by the server's log, not by what the crawl says of itself."""

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import time
import urllib.request

import harness
from harness import arsip

ADDRESS, OTHER, PORT = "127.0.31.2", "127.0.31.3", 8031
ORIGIN, OTHER_ORIGIN = f"http://{ADDRESS}:{PORT}", f"http://{OTHER}:{PORT}"
PAGES = 300
DELAY = 0.1


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


class Control(harness.Case):
    def setUp(self):
        super().setUp()
        site = self.work / "site"
        for folder in ("in", "out"):
            (site / folder).mkdir(parents=True)
            for page in range(PAGES):
                (site / folder / f"{page}.html").write_text(f"<title>{folder} {page}</title>")
        links = "".join(f'<a href="/in/{p}.html">i</a><a href="/out/{p}.html">o</a>' for p in range(PAGES))
        (site / "index.html").write_text(links)
        self.nginx = harness.Nginx({ADDRESS: site, OTHER: site}, PORT)
        self.process = None
        self.collection = self.write("collection.yaml", [f"{ORIGIN}/index.html", f"{ORIGIN}/in/"])

    def tearDown(self):
        self.end(signal.SIGKILL)
        self.nginx.stop()
        super().tearDown()

    def write(self, name, prefixes, **scope):
        path = self.work / name
        path.write_text(harness.collection("controlled", prefixes, [prefixes[0]], f"host_delay: {int(DELAY * 1000)}ms, ip_delay: 0s, reason: our own server", scope=scope))
        return path

    def start(self, *words, collection=None):
        command = [harness.ARSIP, "crawl", collection or self.collection, "--archive", self.archive, "--progress", "none", "--json", "--allow-address", "127.0.31.0/24", "--max-wait", "2s", *words]
        with open(self.work / "events", "ab") as out, open(self.work / "stderr", "ab") as err:
            self.process = subprocess.Popen([str(word) for word in command], stdout=out, stderr=err)
        if not wait_until(lambda: self.ctl("status", check=None).returncode == 0):
            self.fail("the crawl cannot be asked: " + (self.work / "stderr").read_text()[-2000:])

    def end(self, how=signal.SIGINT):
        if self.process is None:
            return None
        self.process.send_signal(how)
        code = self.process.wait(20)
        self.process = None
        return code

    def ctl(self, *words, check=0):
        return arsip("ctl", *words, "--archive", self.archive, check=check)

    def answer(self, *words, check=0):
        return json.loads(self.ctl(*words, "--json", check=check).stdout)

    def asked(self, host=ADDRESS):
        return [e["uri"] for e in self.nginx.requests() if e["host"] == f"{host}:{PORT}"]

    def wait_for_requests(self, more, host=ADDRESS):
        begin = len(self.asked(host))
        self.assertTrue(wait_until(lambda: len(self.asked(host)) >= begin + more), f"{len(self.asked(host)) - begin} requests in 20 s")

    def assert_quiet(self, seconds, host=ADDRESS):
        time.sleep(0.5)  # what is in flight ends
        before = self.asked(host)
        time.sleep(seconds)
        self.assertEqual(self.asked(host), before)

    def test_a_pause_stops_all_requests_until_it_is_resumed_also_after_a_restart(self):
        self.start()
        self.wait_for_requests(5)
        self.assertEqual(self.answer("pause", "--reason", "complaint 17")["state"], "paused")
        self.assert_quiet(2)
        self.assertIsNone(self.process.poll(), "a paused crawl does not end by itself")
        for words in (("explain", f"{ORIGIN}/in/200.html", "--archive", self.archive), ("ctl", "explain", f"{ADDRESS}:{PORT}", "--archive", self.archive)):
            self.assertIn("paused by the operator: complaint 17", arsip(*words, check=0).stdout)
        self.assertIn("paused (complaint 17)", self.ctl("status").stdout)
        self.assertEqual(self.end(), harness.RESUMABLE)
        self.start()
        self.assert_quiet(2)
        self.ctl("resume")
        self.wait_for_requests(5)

    def test_a_blocked_host_is_left_alone_and_the_other_goes_on(self):
        self.collection = self.write("two.yaml", [f"{ORIGIN}/index.html", f"{ORIGIN}/in/", f"{OTHER_ORIGIN}/"])
        self.start()
        self.assertEqual(self.answer("seed", f"{OTHER_ORIGIN}/index.html")["queued"], 1)
        self.wait_for_requests(5, OTHER)
        self.ctl("block", f"{OTHER}:{PORT}", "--for", "1h", "--reason", "they asked")
        self.assert_quiet(1.5, OTHER)
        self.wait_for_requests(3)
        queue = next(q for q in self.answer("queues")["queues"] if q["host"] == OTHER_ORIGIN)
        self.assertEqual(queue["reason"], "blocked by the operator: they asked")
        self.assertGreater(queue["queued"], 100)
        self.assertAlmostEqual(queue["wakes_in_seconds"], 3600, delta=30)
        self.ctl("unblock", f"{OTHER}:{PORT}")
        self.wait_for_requests(3, OTHER)
        self.assertIn("has not blocked", self.ctl("unblock", f"{OTHER}:{PORT}", check=harness.USAGE).stderr)

    def test_capture_now_is_the_next_request_to_its_host_even_once_more(self):
        self.start()
        self.wait_for_requests(5)
        for url in (f"{ORIGIN}/in/250.html", f"{ORIGIN}/in/0.html"):
            path = url.removeprefix(ORIGIN)
            before = len(self.asked())
            times = self.asked().count(path)
            self.assertEqual(self.answer("capture", url)["queued"], 1)
            self.assertTrue(wait_until(lambda: self.asked().count(path) == times + 1))
            # At most one was on its way when the crawl was asked, and one may have begun while it was.
            self.assertLessEqual(self.asked()[before:].index(path), 2, self.asked()[before:])
        self.assertEqual(self.asked().count("/in/0.html"), 2)
        outside = self.answer("capture", f"{ORIGIN}/out/1.html", check=harness.REFUSALS)
        self.assertIn("refused (scope)", outside["urls"][0]["what"])
        self.assertEqual(harness.politeness_violations(self.nginx.requests(), DELAY), [])

    def test_a_new_scope_counts_for_what_is_queued_and_for_what_was_refused(self):
        self.start()
        self.wait_for_requests(5)
        self.assertEqual(self.answer("status")["urls"]["refused"], {"scope": PAGES})
        other = self.write("other.yaml", [f"{ORIGIN}/index.html", f"{ORIGIN}/out/"])
        self.ctl("rescope", other)
        time.sleep(0.5)
        begin = len(self.asked())
        self.wait_for_requests(10)
        self.assertEqual([uri for uri in self.asked()[begin + 1:] if not uri.startswith("/out/")], [])
        self.assertIn("refused (scope)", arsip("explain", f"{ORIGIN}/in/299.html", "--archive", self.archive, check=0).stdout)
        self.assertEqual(self.end(), harness.RESUMABLE)
        captured = [e for e in harness.events((self.work / "events").read_text()) if e["event"] == "captured" and "/out/" in e["url"]]
        self.assertTrue(captured)
        record = harness.member_at(self.archive / "warc" / captured[-1]["file"], captured[-1]["offset"])
        self.assertIn(b"/out/", record)
        rows = [fields["url"] for _, _, fields in harness.cdxj(self.archive) if fields["url"].startswith("urn:arsip:collection:")]
        self.assertEqual(len(set(rows)), 2, "both collections are in the archive")
        text = b"".join(content for path in harness.warc_files(self.archive) for _, _, content in harness.members(path))
        self.assertNotIn(b"scope: out;", text)
        self.assert_archive_verifies()

    def test_a_budget_that_is_cut_ends_the_crawl(self):
        self.start()
        self.wait_for_requests(5)
        self.ctl("budget", "--max-pages", 8, "--max-bytes", "1GB")
        self.assertTrue(wait_until(lambda: self.process.poll() is not None))
        self.assertEqual(self.process.returncode, harness.REFUSALS)
        self.process = None
        report = harness.events((self.work / "events").read_text())[-1]
        self.assertLess(report["urls"]["captured"], 20)
        self.assertGreater(report["urls"]["queued"], PAGES - 20)
        self.assertTrue(report["budget_reached"])

    def test_top_and_metrics_show_what_the_server_saw(self):
        listen = "127.0.31.1:9464"
        self.start("--metrics", listen)
        self.wait_for_requests(25)
        look = json.loads(arsip("top", "--archive", self.archive, "--once", "--json", check=0).stdout)
        self.assertEqual(look["state"], "running")
        self.assertGreater(look["rates"]["urls_per_second_10s"], 1)
        self.assertLess(look["rates"]["urls_per_second_10s"], 1 / DELAY)
        self.assertGreater(look["eta_seconds"], 5)
        self.assertEqual(look["slowest"][0]["host"], ORIGIN)
        self.assertGreater(look["disk"]["free_bytes"], 0)
        picture = arsip("top", "--archive", self.archive, "--once", check=0).stdout
        for word in ("URLs/s", "ETA", "queued", "disk", "Most waiting", "Slowest", ORIGIN):
            self.assertIn(word, picture)
        self.assertNotIn("\x1b", picture, "no terminal, no escape sequences")
        with urllib.request.urlopen(f"http://{listen}/metrics", timeout=10) as response:
            text = response.read().decode()
        captured = int(re.search(r'arsip_frontier_urls\{collection="controlled",state="captured"\} (\d+)', text)[1])
        self.assertLessEqual(abs(captured - len(self.asked())), 10)
        promtool = shutil.which("promtool")
        if promtool:
            lint = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True)
            self.assertEqual((lint.returncode, lint.stderr), (0, ""))
        for address in ("0.0.0.0:9464",):
            self.assertIn("this machine only", arsip("crawl", self.collection, "--archive", self.work / "x", "--metrics", address, "--progress", "none", check=harness.USAGE).stderr)

    def test_every_action_is_in_the_log_and_among_the_events(self):
        self.start()
        self.ctl("block", "elsewhere.example", "--reason", "never")
        self.ctl("pause")
        self.assertEqual(self.end(), harness.RESUMABLE)
        log = next((self.archive / "reports").glob("crawl-*.log")).read_text()
        self.assertRegex(log, rf"urn:arsip:control:block .*uid={os.getuid()} https://elsewhere.example http://elsewhere.example for ever: never")
        self.assertIn("urn:arsip:control:pause", log)
        controls = [e for e in harness.events((self.work / "events").read_text()) if e["event"] == "control"]
        self.assertEqual([e["url"] for e in controls], ["urn:arsip:control:block", "urn:arsip:control:pause"])

    def test_a_client_that_misbehaves_does_not_hold_the_crawl_up(self):
        self.start()
        path = str(self.archive / "control.sock")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        clients = [socket.socket(socket.AF_UNIX) for _ in range(30)]
        for client in clients:
            client.connect(path)
            client.setblocking(False)
            try:
                client.send(b'{"verb":"queues"')
                client.send(b"x" * 1_000_000)
            except OSError:
                pass
        self.wait_for_requests(10)
        for client in clients:
            client.close()
        self.assertTrue(wait_until(lambda: self.ctl("status", check=None).returncode == 0))

    def test_the_socket_of_a_killed_crawl_is_replaced(self):
        self.start()
        self.end(signal.SIGKILL)
        self.assertTrue((self.archive / "control.sock").exists())
        said = self.ctl("status", check=harness.USAGE).stderr
        self.assertIn("nothing crawls into this archive", said)
        self.start()
        self.wait_for_requests(3)
        self.assertEqual(self.end(), harness.RESUMABLE)
        self.assertFalse((self.archive / "control.sock").exists())

    def worker_events(self, listen):
        with urllib.request.urlopen(f"http://{listen}/metrics", timeout=10) as response:
            text = response.read().decode()
        self.assertNotIn("arsip_frontier_", text)
        return int(re.search(r'arsip_worker_events_total\{collection="controlled"\} (\d+)', text)[1])

    def test_a_frontier_of_a_fleet_is_controlled_alike(self):
        listen = f"ipc://{self.work}/frontier.sock"
        self.process = subprocess.Popen([str(harness.ARSIP), "frontier", str(self.collection), "--archive", str(self.archive), "--listen", listen, "--keep-running", "--progress", "none"], stderr=subprocess.DEVNULL)
        self.assertTrue(wait_until(lambda: self.ctl("status", check=None).returncode == 0))
        self.assertEqual(self.answer("status")["urls"]["queued"], 1)
        self.assertEqual(self.answer("seed", f"{ORIGIN}/in/1.html")["queued"], 1)
        self.assertEqual(self.answer("status")["urls"]["queued"], 2)
        self.ctl("pause")
        worker = subprocess.Popen([str(harness.ARSIP), "worker", str(self.collection), "--archive", str(self.work / "worker"), "--connect", listen, "--metrics", "127.0.31.1:9465", "--allow-address", "127.0.31.0/24"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            self.assert_quiet(2)
            self.ctl("resume")
            self.wait_for_requests(3)
            self.assertTrue(wait_until(lambda: self.worker_events("127.0.31.1:9465") >= 2))
        finally:
            worker.send_signal(signal.SIGINT)
            worker.wait(20)


if __name__ == "__main__":
    harness.main()
