#!/usr/bin/env python3
"""A crawl as a WACZ file: every byte of it is accounted for, by a reader that shares no code with arsip; one changed byte is found."""

import base64
import gzip
import hashlib
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import zipfile
import zlib

import harness
from harness import DONE, REFUSALS, USAGE, arsip, header

SITE = {
    "index.html": "<title>Start</title><a href=one.html>1</a><a href=two.html>2</a><img src=p.png><img src=q.png>",
    "one.html": "<title>One</title><a href=/>back</a> first",
    "two.html": "<title>Two</title> second",
    "p.png": "not really a picture, but the same twice",
    "q.png": "not really a picture, but the same twice",
}
ADDRESS, PORT = "127.0.31.2", 8031
ORIGIN = f"http://{ADDRESS}:{PORT}"


def contents(path):
    with zipfile.ZipFile(path) as wacz:
        assert wacz.testzip() is None
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in wacz.infolist())
        return {name: wacz.read(name) for name in wacz.namelist()}


def sha256(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


class Wacz(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="arsip-wacz-")
        cls.work = pathlib.Path(cls.directory.name)
        cls.archive = cls.work / "archive"
        site = cls.work / "site"
        site.mkdir()
        for name, text in SITE.items():
            (site / name).write_text(text)
        (cls.work / "collection.yaml").write_text(
            harness.collection("wacz", [ORIGIN + "/"], [ORIGIN + "/"], "host_delay: 5ms, ip_delay: 0s, reason: our own server"))
        nginx = harness.Nginx({ADDRESS: site}, PORT)
        try:
            arsip("crawl", cls.work / "collection.yaml", "--archive", cls.archive, "--progress", "none", "--allow-address", "127.0.31.0/24", "--max-wait", "2s", check=(DONE, REFUSALS))
        finally:
            nginx.stop()
        cls.key = cls.work / "key.pem"
        cls.fingerprint = arsip("keygen", "--wacz", cls.key, check=DONE).stdout.strip()
        cls.whole = cls.work / "whole.wacz"
        cls.export("--output", cls.whole, "--sign", cls.key, "--title", "Whole")

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    @classmethod
    def export(cls, *words, check=DONE):
        return arsip("export", "wacz", "--archive", cls.archive, "--progress", "none", *words, check=check)

    def verify(self, path, check=DONE):
        return json.loads(arsip("verify", path, "--json", "--progress", "none", check=check).stdout)

    def index_of(self, files):
        if "indexes/index.cdx" in files:
            lines = files["indexes/index.cdx"].decode().splitlines()
        else:
            lines = gzip.decompress(files["indexes/index.cdx.gz"]).decode().splitlines()
        self.assertEqual([line.encode() for line in lines], sorted(line.encode() for line in lines))
        return [json.loads(line.split(" ", 2)[2]) for line in lines]

    def check_independently(self, path):
        """Manifest, digests, index and pages with nothing but Python's library; returns the files."""
        files = contents(path)
        package = json.loads(files["datapackage.json"])
        self.assertEqual((package["profile"], package["wacz_version"]), ("data-package", "1.1.1"))
        listed = {resource["path"]: resource for resource in package["resources"]}
        self.assertEqual(set(files) - {"datapackage.json", "datapackage-digest.json"}, set(listed))
        for name, resource in listed.items():
            self.assertEqual((resource["hash"], resource["bytes"]), (sha256(files[name]), len(files[name])), name)
        self.assertEqual(json.loads(files["datapackage-digest.json"])["hash"], sha256(files["datapackage.json"]))
        for fields in self.index_of(files):
            offset, length = int(fields["offset"]), int(fields["length"])
            inflate = zlib.decompressobj(31)
            record = inflate.decompress(files["archive/" + fields["filename"]][offset:offset + length])
            self.assertTrue(inflate.eof and not inflate.unused_data, fields)
            named = header(record)
            self.assertEqual(named["WARC-Target-URI"], fields["url"])
            self.assertIn(named["WARC-Type"], ("response", "revisit", "resource"))
        pages = [json.loads(line) for line in files["pages/pages.jsonl"].decode().splitlines()]
        self.assertEqual(pages[0]["format"], "json-pages-1.0")
        indexed = {fields["url"] for fields in self.index_of(files)}
        for page in pages[1:]:
            self.assertIn(page["url"], indexed)
        return files, pages[1:]

    def test_a_whole_crawl_is_its_segments_its_index_and_its_pages(self):
        files, pages = self.check_independently(self.whole)
        for segment in harness.warc_files(self.archive):
            self.assertEqual(files["archive/" + segment.name], segment.read_bytes())
        self.assertEqual([p["url"] for p in pages], [ORIGIN + "/", *(p["url"] for p in pages[1:])])
        self.assertTrue(pages[0]["seed"])
        self.assertEqual({p["title"] for p in pages}, {"Start", "One", "Two"})
        self.assertEqual({p["url"] for p in pages}, {ORIGIN + "/", ORIGIN + "/one.html", ORIGIN + "/two.html"})
        package = json.loads(files["datapackage.json"])
        self.assertEqual((package["title"], package["mainPageUrl"]), ("Whole", ORIGIN + "/"))
        report = self.verify(self.whole)
        self.assertEqual((report["errors"], report["warnings"], report["signature"], report["key"]), (0, 0, "valid", self.fingerprint))
        self.assertEqual(report["index_rows"], len(harness.cdxj(self.archive)))

    def test_openssl_agrees_with_the_signature(self):

        files = contents(self.whole)
        signed = json.loads(files["datapackage-digest.json"])["signedData"]
        raw = base64.b64decode(signed["signature"])
        self.assertEqual(len(raw), 96)

        def integer(scalar):
            scalar = scalar.lstrip(b"\0")
            scalar = b"\0" + scalar if scalar[0] & 0x80 else scalar
            return b"\x02" + bytes([len(scalar)]) + scalar

        body = integer(raw[:48]) + integer(raw[48:])
        (self.work / "signature.der").write_bytes(b"\x30" + bytes([len(body)]) + body)
        (self.work / "key.der").write_bytes(base64.b64decode(signed["publicKey"]))
        (self.work / "text").write_text(sha256(files["datapackage.json"]))
        done = subprocess.run(["openssl", "dgst", "-sha256", "-verify", self.work / "key.der", "-keyform", "DER", "-signature", self.work / "signature.der", self.work / "text"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_query_takes_what_its_replay_needs(self):
        path = self.work / "query.wacz"
        revisit = [fields["url"] for _, _, fields in harness.cdxj(self.archive) if fields["mime"] == "warc/revisit"]
        self.assertEqual(len(revisit), 1, revisit)
        self.export("--output", path, "--query", revisit[0])
        files, _ = self.check_independently(path)
        self.assertEqual({fields["url"] for fields in self.index_of(files)}, {ORIGIN + "/p.png", ORIGIN + "/q.png"})
        self.assertEqual(self.verify(path)["signature"], "none")
        self.assertIn("unsigned", arsip("verify", path, check=DONE).stdout)

    def test_a_list_takes_its_lines(self):
        listed = self.work / "list.cdxj"
        listed.write_text(arsip("query", ORIGIN + "/one.html", "--archive", self.archive, check=DONE).stdout)
        path = self.work / "list.wacz"
        self.export("--output", path, "--list", listed)
        files, pages = self.check_independently(path)
        self.assertEqual([page["url"] for page in pages], [ORIGIN + "/one.html"])
        self.verify(path)

    def test_one_changed_byte_anywhere_is_found_and_named(self):
        raw = self.whole.read_bytes()
        changed = self.work / "changed.wacz"
        with zipfile.ZipFile(self.whole) as wacz:
            entries = [(entry.filename, raw.index(wacz.read(entry)), entry.file_size) for entry in wacz.infolist()]
        for name, offset, size in entries:
            for at in (offset, offset + size // 2, offset + size - 1):
                changed.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1:])
                result = arsip("verify", changed, check=REFUSALS)
                self.assertIn(name, result.stdout, at)
                self.assertIn("DAMAGED", result.stdout)
                if name == "datapackage.json":
                    self.assertIn("signature is WRONG", result.stdout)
        for cut in (1, 100, len(raw) // 2):
            changed.write_bytes(raw[:-cut])
            self.assertIn("error:", arsip("verify", changed, check=REFUSALS).stdout)

    def test_an_existing_file_is_kept_unless_forced(self):
        path = self.work / "there.wacz"
        path.write_text("mine")
        self.assertIn("--force", self.export("--output", path, check=USAGE).stderr)
        self.assertEqual(path.read_text(), "mine")
        self.export("--output", path, "--force")
        self.verify(path)

    def test_nothing_that_matches_leaves_no_file(self):
        path = self.work / "nothing.wacz"
        self.assertIn("no capture", self.export("--output", path, "--query", "http://nowhere.example/", check=USAGE).stderr)
        self.assertEqual(list(self.work.glob("nothing*")), [])

    def test_what_access_rules_hide_is_exported_only_when_asked_for(self):
        url, path, text = ORIGIN + "/two.html", self.work / "ruled.wacz", self.work / "ruled.cdxj"
        arsip("access", "add", url, "--kind", "takedown", "--reason", "order 7", "--archive", self.archive, check=DONE)
        try:
            told = self.export("--output", path).stdout
            self.assertIn("1 capture is left out by access rules (1 takedown); --hidden includes them", told)
            counts = json.loads(self.export("--output", path, "--force", "--json").stdout)
            self.assertEqual(counts["hidden"], {"embargo": 0, "blocked": 0, "takedown": 1})
            files, pages = self.check_independently(path)
            self.assertEqual({page["url"] for page in pages}, {ORIGIN + "/", ORIGIN + "/one.html"})
            for name, content in files.items():
                if name.startswith("archive/"):
                    records = gzip.decompress(content)
                    self.assertNotIn(b"WARC-Target-URI: " + url.encode(), records)
                    self.assertNotIn(SITE["two.html"].encode(), records)
                self.assertNotIn(b"order 7", content)
            self.verify(path)
            self.assertIn("hide all", self.export("--output", self.work / "none.wacz", "--query", url, check=USAGE).stderr)
            self.export("--output", path, "--force", "--hidden")
            for segment in harness.warc_files(self.archive):
                self.assertEqual(contents(path)["archive/" + segment.name], segment.read_bytes())
            told = arsip("index", "export", "--archive", self.archive, "--cdxj", text, check=DONE).stdout
            self.assertIn("(1 takedown)", told)
            self.assertNotIn("two.html", text.read_text())
        finally:
            arsip("access", "remove", "1", "--archive", self.archive, check=DONE)

    def imported(self, archive, path, check):
        done = arsip("import", path, "--archive", archive, "--progress", "none", "--json", check=check)
        return json.loads(done.stdout)["files"]

    def test_a_wacz_of_ours_is_imported_byte_for_byte_and_only_once(self):
        archive = self.work / "imported"
        files = self.imported(archive, self.whole, DONE)
        segments = {segment.name: segment.read_bytes() for segment in harness.warc_files(self.archive)}
        self.assertEqual({file["source"] for file in files}, {f"{self.whole}:archive/{name}" for name in segments})
        for file in files:
            self.assertEqual((file["kept"], file["deviations"]), ("as it came", []))
            self.assertEqual((archive / "imported" / file["file"]).read_bytes(), segments[file["file"]])
        listed = {(key, time, fields["url"]) for key, time, fields in harness.cdxj(self.archive)}
        self.assertEqual({(key, time, fields["url"]) for key, time, fields in harness.cdxj(archive)}, listed)
        self.assertEqual(arsip("get", ORIGIN + "/two.html", "--archive", archive, check=DONE).stdout, SITE["two.html"])
        self.assertEqual({file["kept"] for file in self.imported(archive, self.whole, DONE)}, {"already"})

    def test_a_wacz_that_departs_from_the_rules_is_imported_and_each_departure_told(self):
        segment = harness.warc_files(self.archive)[0]
        plain = gzip.decompress(segment.read_bytes())
        manifest = {"profile": "data-package", "wacz_version": "1.1.1", "resources": [
            {"name": "a.warc", "path": "archive/a.warc", "hash": sha256(b"another"), "bytes": len(plain)}]}
        path = self.work / "foreign.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wacz:
            wacz.writestr("archive/a.warc", plain)
            wacz.writestr("archive/deeper/b.warc.gz", segment.read_bytes()[:-9])
            wacz.writestr("archive/notes.txt", "no WARC file")
            wacz.writestr("datapackage.json", json.dumps(manifest))
        archive = self.work / "foreign"
        files = self.imported(archive, path, REFUSALS)
        told = {file["source"].split(":")[1]: {d["deviation"]: d["detail"] for d in file["deviations"]} for file in files}
        self.assertEqual(set(told), {"archive/a.warc", "archive/deeper/b.warc.gz"})
        self.assertEqual(told["archive/a.warc"], {"zip-deflated": "", "wacz-manifest": "its SHA-256 is another"})
        self.assertEqual(told["archive/deeper/b.warc.gz"]["wacz-manifest"], "not listed")
        self.assertIn("truncated", told["archive/deeper/b.warc.gz"])
        self.assertEqual([file["sha256"] for file in files], [hashlib.sha256(plain).hexdigest(), hashlib.sha256(segment.read_bytes()[:-9]).hexdigest()])
        self.assertEqual(arsip("get", ORIGIN + "/two.html", "--archive", archive, check=DONE).stdout, SITE["two.html"])
        arsip("verify", "--archive", archive, "--progress", "none", check=DONE)

        path.write_bytes(path.read_bytes()[:-30])
        none = arsip("import", path, "--archive", archive, "--progress", "none", check=REFUSALS)
        self.assertIn("foreign.zip", none.stderr)

    def test_the_index_alone_is_exported_in_both_forms(self):
        arsip("index", "export", "--archive", self.archive, "--cdxj", self.work / "all.cdxj", check=DONE)
        arsip("index", "export", "--archive", self.archive, "--zipnum", self.work / "blocks", check=DONE)
        text = (self.work / "all.cdxj").read_bytes()
        self.assertEqual(gzip.decompress((self.work / "blocks/index.cdx.gz").read_bytes()), text)
        self.assertEqual(len(text.splitlines()), len(harness.cdxj(self.archive)))
        arsip("index", "export", "--archive", self.archive, "--cdxj", self.work / "all.cdxj", check=USAGE)
        shutil.rmtree(self.work / "blocks")


if __name__ == "__main__":
    harness.main()
