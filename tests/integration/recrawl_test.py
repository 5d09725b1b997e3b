#!/usr/bin/env python3
"""With a recrawl section and --follow, real pages are seen again: changed ones more often, a deleted one twice soon, all by conditional requests."""

import json
import pathlib
import signal
import subprocess
import time

import harness
from harness import arsip

ADDRESS, PORT = "127.0.23.2", 8023
RECRAWL = (
    "{pages: {min: 1s, max: 1h, first: 2s}, channel_heads: {min: 1s, max: 1h, first: 2s}, "
    "manifests: {min: 1s, max: 1h, first: 1h}, bursts: [3s], confirm_gone: 1s, earliest_percent: 100}"
)


class Recrawl(harness.Case):
    def setUp(self):
        super().setUp()
        self.site = self.work / "site"
        self.site.mkdir()
        self.write("index.html", '<a href="/still.html">s</a><a href="/gone.html">g</a> 0')
        self.write("still.html", "always the same")
        self.write("gone.html", "soon gone")
        self.nginx = harness.Nginx({ADDRESS: self.site}, PORT)
        self.origin = f"http://{ADDRESS}:{PORT}/"
        self.write_collection("again", [self.origin], [self.origin], "host_delay: 20ms, ip_delay: 0s, reason: our own server", recrawl=RECRAWL)
        self.command = ["crawl", str(self.work / "collection.yaml"), "--archive", str(self.archive), "--progress", "none", "--json", "--allow-address", "127.0.23.0/24"]

    def tearDown(self):
        self.nginx.stop()
        super().tearDown()

    def write(self, name, text):
        pathlib.Path(self.site, name).write_text(f"<html><title>{name}</title>{text}</html>")

    def requests(self, uri):
        return [(entry["status"], entry["start"]) for entry in self.nginx.requests() if entry["uri"] == uri]

    def follow(self, seconds):
        """What the server saw while the seed changes twice a second and one page is deleted after 4 s."""
        process = subprocess.Popen([str(harness.ARSIP), *self.command, "--follow"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for tick in range(2 * seconds):
            time.sleep(0.5)
            self.write("index.html", f'<a href="/still.html">s</a><a href="/gone.html">g</a> {tick}')
            if tick == 8:
                (self.site / "gone.html").unlink()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, harness.RESUMABLE, err[-2000:])
        return harness.events(out)

    def test_pages_are_seen_again_by_what_they_do(self):
        self.follow(16)
        head, still, gone = (self.requests(uri) for uri in ("/", "/still.html", "/gone.html"))
        self.assertGreaterEqual(len(head), 8, head)
        self.assertGreater(len(head), len(still) + 2, "what changes is seen more often than what does not")
        self.assertGreaterEqual(len(still), 3, still)
        self.assertEqual({status for status, _ in still[1:]}, {304}, still)
        missed = [start for status, start in gone if status == 404]
        self.assertGreaterEqual(len(missed), 2, gone)
        self.assertLess(missed[1] - missed[0], 2, "confirmed soon")
        self.assertLessEqual(len(missed), 3, "and then left alone")

        why = arsip("explain", self.origin + "still.html", "--archive", self.archive, check=harness.DONE).stdout
        self.assertRegex(why, r"captured with status 304 .*(next visit in|its visit is due).*unchanged")
        why = arsip("explain", self.origin + "gone.html", "--archive", self.archive, check=harness.DONE).stdout
        self.assertRegex(why, r"next visit in .*gone")
        self.assert_archive_verifies()
        # Each changed head was kept, each unchanged page is a revisit record.
        kinds = [fields.get("mime") for _, _, fields in harness.cdxj(self.archive) if fields["url"] == self.origin + "still.html"]
        self.assertEqual(kinds.count("warc/revisit"), len(still) - 1, kinds)

    def test_without_follow_a_crawl_ends_and_the_next_one_makes_what_is_due(self):
        arsip(*self.command, "--max-wait", "500ms", check=(harness.DONE, harness.REFUSALS))
        before = len(self.requests("/still.html"))
        time.sleep(4)
        arsip(*self.command, "--max-wait", "500ms", check=(harness.DONE, harness.REFUSALS))
        self.assertGreater(len(self.requests("/still.html")), before)
        self.assert_archive_verifies()

    def test_bytes_of_a_report_count_every_round(self):
        self.write_collection("once", [self.origin], [self.origin], "host_delay: 0s, ip_delay: 0s, reason: our own server", scope={"max_bytes": "1MB"})
        arsip(*self.command, check=(harness.DONE, harness.REFUSALS))
        first = self.report()["payload_bytes"]
        self.assertGreater(first, 100)
        arsip(*self.command, "--recrawl", check=(harness.DONE, harness.REFUSALS))
        self.assertEqual(self.requests("/still.html")[-1][0], 304)
        self.assertGreaterEqual(self.report()["payload_bytes"], first, "what a second round receives is added")

    def test_what_was_refused_for_its_address_is_tried_once_the_address_is_allowed(self):
        self.write_collection("gated", [self.origin], [self.origin], "host_delay: 0s, ip_delay: 0s, reason: our own server")
        self.write("robots.txt", "")
        (self.site / "robots.txt").write_text("User-agent: *\nDisallow: /gone.html\n")
        crawl, allowing = self.command[:-2], self.command[-2:]
        for words in ([], ["--allow-address", "127.0.99.0/24"]):
            arsip(*crawl, *words, check=harness.REFUSALS)
            self.assertIn("refused (gate): address-refused", self.explain(""))
        self.assertEqual(self.nginx.requests(), [])
        arsip(*crawl, *allowing, check=harness.REFUSALS)
        self.assertIn("captured with status 200", self.explain(""))
        self.assertIn("captured with status 200", self.explain("still.html"))
        self.assertIn("refused (robots)", self.explain("gone.html"), "its robots.txt is read once it can be")
        self.assertEqual(self.report()["refused"], {"robots": 1})
        before = len(self.nginx.requests())
        arsip(*crawl, *allowing, check=harness.REFUSALS)
        self.assertEqual(len(self.nginx.requests()), before, "once is enough")

    def explain(self, path):
        return arsip("explain", self.origin + path, "--archive", self.archive, check=harness.DONE).stdout

    def report(self):
        return json.loads(arsip("report", "--archive", self.archive, "--json", check=harness.DONE).stdout)


if __name__ == "__main__":
    harness.main()
