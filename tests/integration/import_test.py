#!/usr/bin/env python3
"""WARC files of a real wget - brackets, digests over chunks, revisits by record id alone - are imported, and every page that wget
fetched comes out of `arsip get`; what wget departs from is told as wget's, never as damage of ours."""

import http.server
import json
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import zipfile

from harness import ARSIP, DONE, REFUSALS, RESUMABLE, USAGE, arsip, cdxj, collection

CHUNKED = b"<p>in chunks</p>" + b"x" * 5000
PAGES = {
    "/": b"".join(b'<a href="%s">x</a>' % path for path in (b"/a.html", b"/b.html", b"/c%20d.html", b"/chunked", b"/go", b"/none")),
    "/a.html": b"<p>the same body</p>",
    "/b.html": b"<p>the same body</p>",
    "/c%20d.html": b"<p>a space in its name</p>",
    "/chunked": CHUNKED,
}


class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        body = PAGES.get(self.path, b"none")
        self.send_response(302 if self.path == "/go" else 200 if self.path in PAGES else 404)
        self.send_header("Content-Type", "text/html")
        if self.path == "/go":
            self.send_header("Location", "/a.html")
        if self.path != "/chunked":
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for start in range(0, len(body), 1700):
            piece = body[start : start + 1700]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")


class Import(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = pathlib.Path(tempfile.mkdtemp(prefix="arsip-import-"))
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.origin = f"http://127.0.0.1:{cls.server.server_port}"
        cls.wget("one", "--warc-cdx")
        cls.wget("two", "--warc-cdx", "--warc-dedup=one.cdx")
        cls.wget("plain", "--no-warc-compression")

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        shutil.rmtree(cls.work)

    @classmethod
    def wget(cls, name, *words):
        # 8: the server answered one URL with 404.
        code = subprocess.run(["wget", "-q", "-r", "-e", "robots=off", "-P", "pages", f"--warc-file={name}", *words, cls.origin + "/"], cwd=cls.work, timeout=60).returncode
        assert code == 8, code

    def archive(self):
        directory = tempfile.mkdtemp(dir=self.work)
        return pathlib.Path(directory, "archive")

    def payload(self, archive, path):
        return subprocess.run([str(ARSIP), "get", self.origin + path, "--archive", str(archive)], capture_output=True, check=True, timeout=60).stdout

    def dump(self, archive):
        return arsip("query", "--all", "--archive", archive, check=DONE).stdout

    def test_every_page_of_wget_comes_out(self):
        archive = self.archive()
        files = json.loads(arsip("import", *(self.work / n for n in ("one.warc.gz", "two.warc.gz", "plain.warc")), "--archive", archive, "--json", check=DONE).stdout)["files"]
        self.assertEqual([f["kept"] for f in files], ["as it came", "as it came", "per record"])
        self.assertEqual((archive / "imported/one.warc.gz").read_bytes(), (self.work / "one.warc.gz").read_bytes())
        told = [{d["deviation"] for d in f["deviations"]} for f in files]
        self.assertEqual(told[0], {"bracketed-uri", "payload-digest-of-chunks"})
        self.assertEqual(told[1] - {"payload-digest-of-chunks"}, {"bracketed-uri", "block-digest-of-nothing", "revisit-by-id"})
        for path, body in PAGES.items():
            self.assertEqual(self.payload(archive, path), body, path)
        revisits = [fields for _, _, fields in cdxj(archive) if fields["mime"] == "warc/revisit"]
        self.assertGreaterEqual(len(revisits), len(PAGES))
        before = self.dump(archive)
        report = json.loads(arsip("verify", "--archive", archive, "--json", check=DONE).stdout)
        self.assertEqual(report["problems"], [])
        self.assertIn("bracketed-uri", {d["deviation"] for d in report["foreign"]})
        arsip("index", "rebuild", "--archive", archive, check=DONE)
        self.assertEqual(self.dump(archive), before)
        self.assertEqual(json.loads(arsip("verify", "--archive", archive, "--json", check=DONE).stdout)["problems"], [])

    def test_a_warc_zst_stays_as_it_is_alone_and_in_a_wacz(self):
        source = self.archive()
        crawled = self.work / "crawled.yaml"
        crawled.write_text(collection("crawled", [self.origin + "/"], [self.origin + "/"], "host_delay: 0s, ip_delay: 0s, reason: our own server"))
        arsip("crawl", crawled, "--archive", source, "--progress", "none", "--allow-address", "127.0.0.1/32", "--max-wait", "2s", check=(DONE, REFUSALS))
        arsip("segments", "convert", "--all", "--to", "zstd", "--drop-original", "--archive", source, check=DONE)
        (zst,) = (source / "warc").glob("*.warc.zst")
        wacz = source / "frames.wacz"
        with zipfile.ZipFile(wacz, "w") as packed:
            packed.write(zst, "archive/frames.warc.zst")
        for path, name in ((zst, zst.name), (wacz, "frames.warc.zst")):
            archive = self.archive()
            (file,) = json.loads(arsip("import", path, "--archive", archive, "--json", check=DONE).stdout)["files"]
            self.assertEqual((file["kept"], pathlib.Path(file["file"]).name), ("as it came", name), file)
            self.assertEqual((archive / "imported" / name).read_bytes(), zst.read_bytes())
            for page, body in PAGES.items():
                self.assertEqual(self.payload(archive, page), body, page)
            before = self.dump(archive)
            self.assertEqual(json.loads(arsip("verify", "--archive", archive, "--json", check=DONE).stdout)["problems"], [])
            arsip("index", "rebuild", "--archive", archive, check=DONE)
            self.assertEqual(self.dump(archive), before)
            (again,) = json.loads(arsip("import", path, "--archive", archive, "--json", check=DONE).stdout)["files"]
            self.assertEqual(again["kept"], "already")
            # What others get of it is what they read: gzip.
            arsip("export", "wacz", "--archive", archive, "--output", archive / "out.wacz", check=DONE)
            with zipfile.ZipFile(archive / "out.wacz") as packed:
                names = [n for n in packed.namelist() if n.startswith("archive/")]
                self.assertTrue(names and all(packed.read(n).startswith(b"\x1f\x8b") and n.endswith(".warc.gz") for n in names), names)

    def test_of_the_second_crawl_alone_the_pages_are_missing_and_said_to_be(self):
        archive = self.archive()
        arsip("import", self.work / "two.warc.gz", "--archive", archive, check=DONE)
        missing = arsip("get", self.origin + "/", "--archive", archive)
        self.assertNotEqual(missing.returncode, DONE)
        self.assertIn("not in the archive", missing.stderr)

    def test_a_file_is_not_imported_twice(self):
        archive = self.archive()
        arsip("import", self.work / "one.warc.gz", "--archive", archive, check=DONE)
        again = arsip("import", self.work / "one.warc.gz", "--archive", archive, check=DONE)
        self.assertIn("in the archive already", again.stdout)

    def test_payloads_that_are_there_become_revisits_when_asked(self):
        archive = self.archive()
        arsip("import", self.work / "one.warc.gz", "--archive", archive, check=DONE)
        file = json.loads(arsip("import", self.work / "plain.warc", "--archive", archive, "--deduplicate", "--json", check=DONE).stdout)["files"][0]
        self.assertGreaterEqual(file["revisits_written"], len(PAGES))
        for path, body in PAGES.items():
            self.assertEqual(self.payload(archive, path), body, path)
        self.assertEqual(json.loads(arsip("verify", "--archive", archive, "--json", check=DONE).stdout)["problems"], [])

    def test_damage_and_other_files_are_told_and_the_rest_imported(self):
        archive = self.archive()
        cut = self.work / "cut.warc.gz"
        cut.write_bytes((self.work / "one.warc.gz").read_bytes()[:-20])
        page = self.work / "page.html"
        page.write_text("<html>")
        out = arsip("import", page, cut, "--archive", archive, check=REFUSALS)
        self.assertIn("no whole WARC record", out.stderr)
        self.assertIn("truncated", out.stdout)
        self.assertEqual(self.payload(archive, "/chunked"), CHUNKED)
        arsip("import", "--archive", archive, check=USAGE)

    def test_a_stopped_import_leaves_nothing_and_goes_on(self):
        archive = self.archive()
        large = self.work / "large.warc"
        record = (self.work / "plain.warc").read_bytes()
        noise = random.Random(7).randbytes(1 << 20)
        with large.open("wb") as file:
            file.write(record)
            for number in range(300):
                file.write(b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\n" % number)
                file.write(b"WARC-Date: 2026-11-28T00:00:00Z\r\nWARC-Target-URI: urn:noise:%d\r\nContent-Type: x/y\r\nContent-Length: %d\r\n\r\n" % (number, len(noise)))
                file.write(noise + b"\r\n\r\n")
        process = subprocess.Popen([str(ARSIP), "import", str(large), "--archive", str(archive)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(1000):
            if (archive / "imported.partial").exists():
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
        self.assertEqual(process.returncode, RESUMABLE, stderr)
        self.assertEqual(list((archive / "imported").iterdir()), [])
        self.assertFalse((archive / "imported.partial").exists())
        arsip("import", large, "--archive", archive, check=DONE)
        self.assertEqual(self.payload(archive, "/chunked"), CHUNKED)


if __name__ == "__main__":
    unittest.main(verbosity=2)
