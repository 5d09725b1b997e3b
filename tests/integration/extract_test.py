#!/usr/bin/env python3
"""`arsip extract` on local files, WARC files of others and archives: every line keeps to docs/records.schema.json, which is checked with
python3-jsonschema; what a crawl derives, what is derived later and what is derived anew stand in DIR/derived as docs/warc.md says."""

import gzip
import http.server
import json
import threading

import jsonschema

import harness
from harness import DONE, REFUSALS, ROOT, USAGE, arsip, members

SCHEMA = json.loads((ROOT / "docs/records.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Kabar</title><link>http://example.org/</link>
<item><guid>1</guid><title>Satu\u202e</title><link>http://example.org/1</link><pubDate>Sun, 01 Mar 2026 12:00:00 +0700</pubDate>
<author>a@b.org (Ani)</author><category>warta</category><comments>http://example.org/1#c</comments><slash:comments>3</slash:comments>
<description>&lt;p&gt;Halo &lt;a href="/x"&gt;dunia&lt;/a&gt;&lt;img src="i.png"&gt;</description>
<enclosure url="a.mp3" length="9" type="audio/mpeg"/></item><item><guid>2</guid><thr:in-reply-to ref="1"/></item></channel></rss>"""
PAGE = '<!doctype html><html lang="id"><head><title>Halaman</title><link rel="alternate" type="application/rss+xml" href="/feed"></head>' \
       '<body><p>Isi halaman.</p><script>load("/data/isi.json")</script></body></html>'
ITEMS = {"/": ("text/html", PAGE), "/feed": ("application/rss+xml", FEED), "/data/isi.json": ("application/json", '{"a":1}')}


def lines_of(text):
    lines = [json.loads(line) for line in text.splitlines()]
    for line in lines:
        VALIDATOR.validate(line)
    return lines


class Site(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        kind, body = ITEMS.get(self.path, ("text/plain", "none"))
        body = body.encode()
        self.send_response(200 if self.path in ITEMS else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def warc_record(kind, url, content_type, block):
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{abs(hash(url)):032x}>\r\nWARC-Date: 2026-03-01T00:00:00Z\r\n" \
           f"WARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


class Extract(harness.Case):
    def file(self, name, content):
        path = self.work / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def extract(self, *words, check=DONE):
        return arsip("extract", *words, check=check).stdout

    def test_feed_in_a_file_becomes_records_that_keep_to_the_schema(self):
        out = self.extract(self.file("f.xml", FEED), "--url", "http://example.org/feed", "--json")
        self.assertTrue(out.isascii(), "a terminal gets nothing raw")
        feed, post, reply = lines_of(out)
        self.assertEqual((feed["kind"], feed["title"], feed["capture"]["url"]), ("feed", "Kabar", "http://example.org/feed"))
        self.assertEqual((post["kind"], post["text"], post["published"]["utc"]), ("post", "Halo dunia", "2026-03-01T05:00:00Z"))
        self.assertEqual([edge["kind"] for edge in post["edges"]], ["comments", "link"])
        self.assertEqual({media["role"] for media in post["media"]}, {"audio", "image"})
        self.assertEqual(reply["kind"], "reply")

    def test_page_in_a_file_is_one_record_and_full_text_is_optional(self):
        path = self.file("p.html", PAGE)
        (page,) = lines_of(self.extract(path, "--json"))
        self.assertEqual((page["kind"], page["title"], page["capture"]["file"]), ("page", "Halaman", str(path)))
        self.assertIn("Isi halaman", page["text"])
        self.assertNotIn("visible_text", page)
        (page,) = lines_of(self.extract(path, "--json", "--full-text"))
        self.assertIn("Isi halaman", page["visible_text"])
        self.assertIn("records", self.extract(path))

    def test_schema_is_closed(self):
        (page,) = lines_of(self.extract(self.file("p.html", PAGE), "--json"))
        VALIDATOR.check_schema(SCHEMA)
        for broken in ({**page, "surprise": 1}, {**page, "kind": "else"}, {**page, "capture": {}}):
            self.assertFalse(VALIDATOR.is_valid(broken))

    def test_warc_file_of_others_plain_and_gzip(self):
        coded = gzip.compress(FEED.encode())
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(coded), coded)
        feed = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked
        missing = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone"
        records = [warc_record("warcinfo", "urn:x", "application/warc-fields", b"software: other\r\n"),
                   warc_record("response", "http://example.org/feed", "application/http; msgtype=response", feed),
                   warc_record("response", "http://example.org/404", "application/http; msgtype=response", missing),
                   warc_record("resource", "http://example.org/r", "text/html", PAGE.encode())]
        for name, content in (("a.warc", b"".join(records)), ("a.warc.gz", b"".join(map(gzip.compress, records)))):
            lines = lines_of(self.extract(self.file(name, content), "--json"))
            self.assertEqual([line["kind"] for line in lines], ["feed", "post", "reply", "page"], name)
            self.assertEqual({line["capture"]["warc"] for line in lines}, {name})
            self.assertEqual(lines[0]["capture"]["timestamp"], "20260301000000")

    def test_wrong_usage_is_told_apart(self):
        self.extract(check=USAGE)
        self.extract("--all", check=USAGE)
        self.extract(self.work / "none.html", check=range(1, 5))

    def crawl(self, extraction):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        origin = f"http://127.0.0.1:{server.server_port}"
        path = self.write_collection("extract", [origin + "/"], [origin + "/"], "host_delay: 0s, ip_delay: 0s, reason: our own server",
                                     extraction=extraction)
        arsip("crawl", path, "--archive", self.archive, "--allow-address", "127.0.0.0/8", "--progress", "none", "--max-wait", "10s", check=(DONE, REFUSALS))
        return origin

    def derived(self):
        """(content type, extractor, refers to, block) of each conversion record, in order of their files."""
        found = []
        for path in sorted((self.archive / "derived").glob("*.warc.gz")):
            for _, _, content in members(path):
                head, _, block = content.partition(b"\r\n\r\n")
                fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
                if fields["WARC-Type"] == "conversion":
                    found.append((fields["Content-Type"], fields["X-Arsip-Extractor"], fields["WARC-Refers-To"], block[: int(fields["Content-Length"])]))
        return found

    def test_crawl_keeps_records_beside_the_text_and_newer_rules_add_a_version(self):
        origin = self.crawl("{text: inline, speculative_links: true}")
        self.assertIn(origin + "/data/isi.json", harness.captured_urls(self.archive), "a link that the script seemed to hold")
        records = [block for kind, _, _, block in self.derived() if kind == "application/jsonl"]
        lines = [line for block in records for line in lines_of(block.decode())]
        self.assertIn("feed", [line["kind"] for line in lines])
        self.assertTrue(all(line["capture"]["warc"] for line in lines))
        self.assertTrue(any("Isi halaman" in block.decode() for kind, _, _, block in self.derived() if kind.startswith("text/plain")))

        before = self.derived()
        self.assertIn("0 captures extracted", self.extract("--all", "--archive", self.archive))
        self.assertEqual(self.derived(), before)
        # What rules of version 1 derived is derived again; it stays.
        for path in (self.archive / "derived").glob("*.warc.gz"):
            old = [content.replace(f"/{before[0][1].split('/')[1]}\r\n".encode(), b"/1\r\n", 1) for _, _, content in members(path)]
            path.write_bytes(b"".join(map(gzip.compress, old)))
        arsip("index", "rebuild", "--archive", self.archive, check=DONE)
        out = lines_of(self.extract("--all", "--archive", self.archive, "--json"))
        self.assertEqual({line["kind"] for line in out}, {"feed", "post", "reply", "page"})
        after = self.derived()
        self.assertEqual(len(after), 2 * len(before))
        self.assertEqual(len({version for _, version, _, _ in after}), 4, "html and feed, by two versions")
        self.extract(origin + "/feed", "--archive", self.archive, "--rederive")
        self.assertGreater(len(self.derived()), len(after))
        self.assert_archive_verifies()
        arsip("index", "rebuild", "--archive", self.archive, check=DONE)
        self.assert_archive_verifies()

    def test_deferred_records_are_derived_later(self):
        origin = self.crawl("{text: deferred}")
        self.assertNotIn(origin + "/data/isi.json", harness.captured_urls(self.archive), "speculative links are off by default")
        self.assertEqual(self.derived(), [])
        out = lines_of(self.extract(origin + "/feed", "--archive", self.archive, "--json"))
        self.assertEqual([line["kind"] for line in out], ["feed", "post", "reply"])
        self.assertEqual({kind for kind, _, _, _ in self.derived()}, {"application/jsonl"})


if __name__ == "__main__":
    harness.main()
