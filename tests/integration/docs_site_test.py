#!/usr/bin/env python3
"""A documentation site that nobody here wrote: every URL that `wget -r` finds there is in our archive; npm's warcio reads every
record, and the index it makes equals ours."""

import json
import pathlib
import subprocess

import harness
from harness import arsip, captured_urls, cdxj

ADDRESS, PORT = "127.0.23.2", 8023
WARCIO = pathlib.Path(__file__).parent / "node_modules/.bin/warcio"


class DocsSite(harness.Case):
    def setUp(self):
        super().setUp()
        self.nginx = harness.Nginx({ADDRESS: harness.DOCS}, PORT)
        self.origin = f"http://{ADDRESS}:{PORT}/"
        self.collection = self.write_collection("docs", [self.origin], [self.origin + "index.html"],
                                                "host_delay: 0s, ip_delay: 0s, connections_per_host: 8, reason: our own server", scope={"max_hops": 255})

    def tearDown(self):
        self.nginx.stop()
        super().tearDown()

    def crawl(self, *words):
        return arsip("crawl", self.collection, "--archive", self.archive, "--progress", "none", "--allow-address", "127.0.23.0/24", "--max-wait", "1s", *words,
                     check=(harness.DONE, harness.REFUSALS), timeout=170)

    def test_everything_wget_finds_is_archived(self):
        self.crawl()
        ours = captured_urls(self.archive)
        before = len(self.nginx.requests())
        subprocess.run(["wget", "-q", "-r", "-l", "inf", "-P", str(self.work / "wget"), self.origin + "index.html"], timeout=170)
        theirs = {f"http://{e['host']}{e['uri']}" for e in self.nginx.requests()[before:]}
        self.assertGreater(len(theirs), 1000)
        self.assertEqual(theirs - ours, set())
        self.assert_archive_verifies()

    def test_warcio_indexes_every_record_as_we_do(self):
        self.crawl()
        self.assertTrue(WARCIO.exists(), "run `npm ci` in tests/integration")
        theirs = set()
        for path in harness.warc_files(self.archive):
            out = subprocess.run([str(WARCIO), "cdx-index", "--format", "cdxj", "--noSurt", str(path)], capture_output=True, text=True, timeout=170, check=True).stdout
            for line in out.splitlines():
                fields = json.loads(line[line.index("{"):])
                theirs.add((fields["url"], path.name, int(fields["offset"]), int(fields["length"]), str(fields.get("status", ""))))
        ours = {(f["url"], f["filename"], int(f["offset"]), int(f["length"]), f.get("status", "")) for _, _, f in cdxj(self.archive)}
        self.assertGreater(len(ours), 1000)
        self.assertEqual({row[:4] for row in ours} ^ {row[:4] for row in theirs}, set())
        self.assertEqual(ours - theirs, set())

    def test_a_recrawl_of_unchanged_pages_costs_revisits_only(self):
        self.crawl()
        pages = sum(1 for _, _, f in cdxj(self.archive) if f.get("status") == "200")
        size = sum(path.stat().st_size for path in harness.warc_files(self.archive))
        self.crawl("--recrawl")
        rows = cdxj(self.archive)
        not_modified = [f for _, _, f in rows if f["mime"] == "warc/revisit" and f.get("status") == "304"]
        revisits = [f for _, _, f in rows if f["mime"] == "warc/revisit"]
        self.assertGreater(len(revisits), 0.95 * pages)
        self.assertLess(sum(path.stat().st_size for path in harness.warc_files(self.archive)), 1.9 * size)
        statuses = [e["status"] for e in self.nginx.requests()]
        self.assertGreater(statuses.count(304), 0.95 * pages, "validators were not sent")
        del not_modified
        self.assert_archive_verifies()


if __name__ == "__main__":
    harness.main()
