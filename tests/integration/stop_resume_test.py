#!/usr/bin/env python3
"""SIGINT ends a crawl cleanly in under five seconds; the second run resumes and fetches nothing twice."""

import signal
import subprocess
import time

import harness
from harness import arsip, captured_urls

ADDRESS, PORT = "127.0.22.2", 8022


class StopAndResume(harness.Case):
    def setUp(self):
        super().setUp()
        self.nginx = harness.Nginx({ADDRESS: harness.DOCS}, PORT)
        origin = f"http://{ADDRESS}:{PORT}/"
        self.collection = self.write_collection("stop", [origin], [origin + "index.html"], "host_delay: 5ms, ip_delay: 0s, reason: our own server")
        self.command = ["crawl", str(self.collection), "--archive", str(self.archive), "--progress", "none", "--json", "--allow-address", "127.0.22.0/24", "--max-wait", "2s"]

    def tearDown(self):
        self.nginx.stop()
        super().tearDown()

    def start(self):
        return subprocess.Popen([str(harness.ARSIP), *self.command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def test_interrupt_stops_in_time_and_the_second_run_resumes(self):
        process = self.start()
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        out, err = process.communicate(timeout=10)
        self.assertLess(time.monotonic() - began, 5)
        self.assertEqual(process.returncode, harness.RESUMABLE, err[-2000:])
        self.assertIn("resumes", err)
        first = harness.events(out)
        self.assertTrue(first[-1]["stopped"])
        kept = captured_urls(self.archive)
        self.assertGreater(len(kept), 10)
        self.assertEqual([p.name for p in harness.warc_files(self.archive) if p.name.endswith(".open")], [])

        arsip(*self.command, check=(harness.DONE, harness.REFUSALS), timeout=170)
        self.assertLess(kept, captured_urls(self.archive))
        asked = [e["uri"] for e in self.nginx.requests() if e["status"] != 499]
        repeated = {uri for uri in asked if asked.count(uri) > 1}
        self.assertLessEqual(len(repeated), 2, repeated)  # robots.txt, and one transfer that the stop cut
        self.assert_archive_verifies()

    def test_a_second_crawl_of_the_same_archive_is_refused_while_one_runs(self):
        process = self.start()
        time.sleep(1)
        second = arsip(*self.command)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
        self.assertEqual(second.returncode, harness.ENVIRONMENT, second.stderr)
        self.assertIn(str(process.pid), second.stderr)


if __name__ == "__main__":
    harness.main()
