#!/usr/bin/env python3
"""The record forms of Heritrix and Browsertrix, after their sources, written by programs that are not ours (foreign_archives.mjs): once
imported, every record is a capture or named in the report, and every payload comes out byte for byte. No file of theirs is read."""

import base64
import gzip
import hashlib
import http.server
import json
import pathlib
import subprocess
import tempfile
import threading
import unittest
import uuid
import zipfile

import harness
from harness import ARSIP, DONE, REFUSALS, arsip, cdxj

HERE = pathlib.Path(__file__).parent
WARCIO = HERE / "node_modules/.bin/warcio"
HTTP_RESPONSE = "application/http; msgtype=response"
IDENTICAL = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
HOME = "https://garden.example/"
ELSEWHERE = "https://seeds.example/"
PAGE = b"<!doctype html><title>Garden</title><p>Beans and peas.</p>" + b"<p>More.</p>" * 200
SEEDS = b"<!doctype html><title>Seeds</title>"
TAGGED = b"<!doctype html><title>From a newsletter</title>"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
PAGE_ID = "8a5c9e0e-6a55-4c7c-8e5e-0a7a1f6f3c11"


def record_id(name):
    """The same for the same name, so that a failure can be looked at again."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>"


def b64(body):
    return base64.b64encode(body).decode()


def sha1(body):
    return "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()


def sha256(body):
    return "sha256:" + hashlib.sha256(body).hexdigest()


class Written:
    """Record by record, what a file of the others holds, and which captures must come out of it."""

    def __init__(self, name):
        self.name = name
        self.records = []
        self.captures = []  # (record id, URL, payload; None: it is not in the archive)

    def add(self, identity, record, payload=None, captured=True):
        self.records.append(record)
        if captured:
            self.captures.append((identity, record["url"], payload))


class Browsertrix(Written):
    """recorder.ts and warcwriter.ts of browsertrix-crawler 1.x: WARC/1.1, SHA-256 in hexadecimal on every record but warcinfo."""

    def __init__(self, name):
        super().__init__(name)
        self.warcinfo()

    def warcinfo(self):
        """At every beginning, and again wherever a crawl goes on with the file."""
        body = b"software: Browsertrix-Crawler 1.9.1 (with warcio.js 2.4.7)\r\nformat: WARC File Format 1.1\r\n"
        self.records.append({"type": "warcinfo", "date": "2026-11-10T12:00:00.001Z", "fields": [["WARC-Filename", self.name]], "body": b64(body)})

    def exchange(self, url, payload, date, *, line="HTTP/1.1 200 OK", mime="text/html", fields=(), kind="document", request=(), more=None):
        """A response as the browser had it - its codings undone, their fields renamed, names in lower case - and its request."""
        identity = record_id(url + date)
        warc = [["WARC-Record-ID", identity], ["WARC-Page-ID", PAGE_ID], ["WARC-Protocol", "h2"], ["WARC-Protocol", "tls/1.3"], ["WARC-Resource-Type", kind]]
        metadata = {"WARC-JSON-Metadata": json.dumps({"ipType": "Public", "cert": {"issuer": "R11", "ctc": "1"}})}
        http = {"line": line, "fields": [["content-type", mime], *fields]}
        self.add(identity, {"type": "response", "url": url, "date": date, "fields": warc, "body": b64(payload), "http": http, "set": metadata | (more or {})}, payload)
        self.request(url, identity, date, *request)

    def request(self, url, identity, date, method="GET", sent=b"", mime=None):
        fields = [["WARC-Concurrent-To", identity], ["WARC-Page-ID", PAGE_ID]]
        http = {"line": f"{method} {url[url.index('/', 8):]} HTTP/1.1", "fields": [["accept", "*/*"], *([["content-type", mime]] if mime else [])]}
        self.records.append({"type": "request", "url": url, "date": date, "fields": fields, "body": b64(sent), "http": http})

    def revisit(self, url, payload, date, to, to_date, *, fields=(), here=True):
        identity = record_id(url + date)
        original = {"WARC-Refers-To-Target-URI": to, "WARC-Refers-To-Date": to_date, "WARC-Payload-Digest": sha256(payload)}
        record = {"type": "revisit", "url": url, "date": date, "fields": [["WARC-Record-ID", identity], ["WARC-Page-ID", PAGE_ID], *fields], "set": original}
        self.add(identity, record | {"http": {"line": "HTTP/1.1 200 OK", "fields": [["content-type", "text/html"]]}}, payload if here else None)
        self.request(url, identity, date)

    def resource(self, kind, page, payload, content_type):
        identity = record_id(kind + page)
        self.add(identity, {"type": "resource", "url": f"urn:{kind}:{page}", "date": "2026-11-10T12:00:20.500Z", "fields": [["WARC-Record-ID", identity], ["Content-Type", content_type]], "body": b64(payload)}, payload)


def first_crawl():
    crawl = Browsertrix("rec-0.warc.gz")
    crawl.exchange(ELSEWHERE, SEEDS, "2026-11-09T12:00:01.500Z")
    crawl.resource("pageinfo", ELSEWHERE, b"{}", "application/json")
    return crawl


def second_crawl():
    """Deduplicated against the first, of which it names the file."""
    crawl = Browsertrix("rec-0.warc.gz")
    cookies = ["set-cookie", ",,,".join(["a=1", "b=2"])]  # two fields to warcio
    crawl.exchange(HOME, PAGE, "2026-11-10T12:00:01.123Z", fields=[["x-orig-content-encoding", "br"], ["content-length", str(len(PAGE))], cookies])
    crawl.exchange(HOME + "old", b"", "2026-11-10T12:00:02.000Z", line="HTTP/1.1 301 Moved Permanently", fields=[["location", HOME]])
    for at, method, answer, question in ((3, "POST", b'{"beans":[1,2,3]}', b'{"q":"beans"}'), (4, "POST", b'{"peas":[4]}', b'{"q":"peas"}'), (5, "GET", b"<p>Ask.", b"")):
        request = (method, question, "application/json" if question else None)
        crawl.exchange(HOME + "ask?x=1", answer, f"2026-11-10T12:00:0{at}.000Z", kind="fetch", mime="application/json" if question else "text/html", request=request)
    crawl.revisit(HOME + "copy", PAGE, "2026-11-10T12:00:06.000Z", HOME, "2026-11-10T12:00:01.123Z")
    # Its index of digests knows URLs without utm_ parameters (normalize-url), and older ones whole seconds.
    crawl.exchange(HOME + "letter?utm_source=mail&b=1", TAGGED, "2026-11-10T12:00:07.250Z")
    crawl.revisit(HOME + "letter/copy", TAGGED, "2026-11-10T12:00:08.000Z", HOME + "letter?b=1", "2026-11-10T12:00:07.000Z")
    crawl.revisit(HOME + "seeds", SEEDS, "2026-11-10T12:00:09.000Z", ELSEWHERE, "2026-11-09T12:00:01.500Z", fields=[["WARC-Refers-To-Container", "file://first.wacz"]], here=False)
    crawl.warcinfo()
    crawl.exchange(HOME + "film", PICTURE[:100], "2026-11-10T12:00:10.000Z", mime="video/mp4", kind="media", more={"WARC-Truncated": "disconnect"}, fields=[["content-length", "90000"]])
    storage = json.dumps({"local": [["cache", "x" * 600_000]]})
    crawl.exchange(HOME + "app", b"<p>app", "2026-11-10T12:00:11.000Z", more={"WARC-JSON-Metadata": json.dumps({"storage": storage})})
    crawl.resource("pageinfo", HOME, json.dumps({"pageid": PAGE_ID, "urls": {HOME: {"status": 200}}}).encode(), "application/json")
    crawl.resource("pageinfo", HOME + "app#/beds", b"{}", "application/json")
    crawl.resource("text", HOME, b"Beans and peas.", "text/plain")
    crawl.resource("view", HOME, PICTURE, "image/png")
    crawl.resource("thumbnail", HOME, PICTURE[:300], "image/jpeg")
    return crawl


class Heritrix(Written):
    """WARCWriterChainProcessor and the record builders of Heritrix 3: WARC/1.0, no block digest, SHA-1 in Base32 on what has a payload."""

    def __init__(self):
        super().__init__("WEB-20261102080000123-00000-4711~crawler.example~8443.warc.gz")
        body = (b"software: Heritrix/3.10.2 http://crawler.archive.org\r\nip: 192.0.2.7\r\nhostname: crawler.example\r\nformat: WARC File Format 1.0\r\n"
                b"conformsTo: http://bibnum.bnf.fr/WARC/WARC_ISO_28500_version1_latestdraft.pdf\r\noperator: A. Gardener\r\nisPartOf: garden\r\nrobots: obey\r\n"
                b"http-header-user-agent: Mozilla/5.0 (compatible; heritrix/3.10.2 +https://garden.example/bot)\r\n\r\n")
        self.write("warcinfo", None, body, "application/warc-fields", captured=False, fields=[["WARC-Filename", self.name]])

    def write(self, kind, url, body, content_type, date="2026-11-02T08:00:00Z", fields=(), payload=None, captured=True):
        """Its order of fields."""
        identity = record_id(f"{kind} {url} {date}")
        head = [["WARC-Type", kind], *([["WARC-Target-URI", url]] if url else []), ["WARC-Date", date], *fields, ["WARC-Record-ID", identity]]
        named = {name for name, _ in fields}
        drop = [name for name in ("WARC-Block-Digest", "WARC-Payload-Digest") if name not in named] + ([] if body else ["Content-Type"])
        record = {"type": kind, "url": url, "date": date, "version": "WARC/1.0", "digest": "sha1", "fields": head + [["Content-Type", content_type]], "body": b64(body), "drop": drop}
        self.add(identity, record | {"set": {"WARC-Profile": dict(fields).get("WARC-Profile")} if kind == "revisit" else {}}, payload, captured)
        return identity

    def response(self, url, payload, date, *, head="Content-Type: text/html\r\n", wire=None, fields=(), line="HTTP/1.1 200 OK", hops="L"):
        """`wire`: the body as it came, where that is not the payload; the digest is over it (heritrix3#769)."""
        wire = payload if wire is None else wire
        named = [["WARC-Payload-Digest", sha1(wire)], ["WARC-IP-Address", "192.0.2.80"], *fields]
        self.concurrent(url, self.write("response", url, f"{line}\r\n{head}\r\n".encode() + wire, HTTP_RESPONSE, date, named, payload), date, hops)

    def revisit(self, url, payload, date, profile, fields, block=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"):
        named = [["WARC-Profile", profile], ["WARC-Truncated", "length"], *fields]
        self.concurrent(url, self.write("revisit", url, block, HTTP_RESPONSE, date, named, payload), date)

    def concurrent(self, url, identity, date, hops="L"):
        request = f"GET {url[url.index('/', 8):]} HTTP/1.0\r\nUser-Agent: heritrix\r\nConnection: close\r\nHost: garden.example\r\n\r\n".encode()
        self.write("request", url, request, "application/http; msgtype=request", date, [["WARC-Concurrent-To", identity]], captured=False)
        how = f"via: {HOME}\r\nhopsFromSeed: {hops}\r\n" if hops else "seed: \r\n"
        metadata = f"{how}fetchTimeMs: 12\r\ncharsetForLinkExtraction: UTF-8\r\noutlink: {HOME}style.css E link/@href\r\noutlink: {HOME}next L a/@href\r\n\r\n".encode()
        self.write("metadata", url, metadata, "application/warc-fields", date, [["WARC-Concurrent-To", identity]], captured=False)


def heritrix_crawl():
    crawl = Heritrix()
    lookup = b"20261102080000\ngarden.example.\t\t3600\tIN\tA\t192.0.2.80\n"
    crawl.write("response", "dns:garden.example", lookup, "text/dns", fields=[["WARC-IP-Address", "192.0.2.53"]], payload=lookup)
    crawl.write("response", "whois://whois.example/garden.example", b"domain: GARDEN.EXAMPLE\r\n", "text/plain", payload=b"domain: GARDEN.EXAMPLE\r\n")
    crawl.response(HOME + "robots.txt", b"User-agent: *\nAllow: /\n", "2026-11-02T08:00:01Z", hops="P", head="Content-Type: text/plain\r\n")
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    crawl.response(HOME, PAGE, "2026-11-02T08:00:02Z", head="Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", wire=chunks, hops="")
    crawl.response(HOME + "cut", b"cut", "2026-11-02T08:00:03Z", fields=[["WARC-Truncated", "length"]], head="Content-Length: 5000\r\n")
    crawl.response(HOME + "heads", b"", "2026-11-02T08:00:03Z", fields=[["WARC-Truncated", "long-headers"]])
    crawl.response(HOME + "two", b"two", "2026-11-02T08:00:03Z", fields=[["WARC-Protocol", "h2"]])
    crawl.response(HOME + "none", b"<p>none", "2026-11-02T08:00:03Z", line="HTTP/1.1 404 Not Found")
    named = [["WARC-Refers-To-Target-URI", HOME], ["WARC-Refers-To-Date", "2026-11-02T08:00:02Z"], ["WARC-Refers-To", record_id(f"response {HOME} 2026-11-02T08:00:02Z")]]
    crawl.revisit(HOME + "again", PAGE, "2026-11-02T08:00:04Z", IDENTICAL, [*named, ["WARC-Payload-Digest", sha1(chunks)]])
    crawl.revisit(HOME + "undigested", PAGE, "2026-11-02T08:00:05Z", IDENTICAL, named)  # versions differ in this
    validators = [["WARC-Etag", '"abc"'], ["WARC-Last-Modified", "Mon, 01 Jun 2026 00:00:00 GMT"]]
    crawl.revisit(HOME, PAGE, "2026-11-03T08:00:05Z", NOT_MODIFIED, [*validators, ["WARC-Payload-Digest", sha1(chunks)]], block=b"")
    crawl.revisit(HOME + "two", None, "2026-11-03T08:00:06Z", NOT_MODIFIED, validators, block=b"")
    talk = crawl.write("metadata", "ftp://ftp.garden.example/seeds.txt", b"220 ready\r\n", "text/x-ftp-control-conversation", captured=False)
    crawl.write("resource", "ftp://ftp.garden.example/seeds.txt", b"seeds\n", "application/octet-stream", fields=[["WARC-Payload-Digest", sha1(b"seeds\n")], ["WARC-Concurrent-To", talk]], payload=b"seeds\n")
    crawl.write("response", "ftp://ftp.garden.example/older.txt", b"older\n", "application/octet-stream", payload=b"older\n")
    crawl.write("metadata", "youtube-dl:" + HOME, b'{"entries":[]}', "application/vnd.youtube-dl_formats+json;charset=utf-8", captured=False)
    return crawl


def run_writer(directory, files=(), wacz=()):
    """The CDXJ lines of each file, as warcio makes them."""
    job = {"directory": str(directory), "files": [{"name": name, "records": crawl.records} for name, crawl in files], "wacz": list(wacz)}
    out = subprocess.run(["node", str(HERE / "foreign_archives.mjs")], input=json.dumps(job), capture_output=True, text=True, timeout=60)
    assert out.returncode == 0, out.stderr[-2000:]
    return json.loads(out.stdout)


def zipnum(lines, per_block=4):
    """indexes/index.cdx.gz and index.idx, as wacz.ts makes them of many lines."""
    index, short = b"", '!meta 0 {"format":"cdxj-gzip-1.0","filename":"index.cdx.gz"}\n'
    for at in range(0, len(lines), per_block):
        block = gzip.compress("".join(lines[at:at + per_block]).encode())
        place = {"offset": len(index), "length": len(block), "digest": sha256(block), "filename": "index.cdx.gz"}
        short += lines[at].split(" {", 1)[0] + " " + json.dumps(place, separators=(",", ":")) + "\n"
        index += block
    return index, short.encode()


def pack(directory, wacz, path, lines, pages):
    """In the layout and the order of wacz.ts."""
    index, short = zipnum(sorted(lines))
    listed = [json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "Seed Pages", "hasText": False})]
    listed += [json.dumps({"id": PAGE_ID, "url": url, "title": title, "loadState": 4, "mime": "text/html", "seed": True, "status": 200, "ts": "2026-11-10T12:00:01.123Z"}) for url, title in pages]
    extra = json.dumps({"format": "json-pages-1.0", "id": "extra-pages", "title": "Non-Seed Pages", "hasText": False})
    warc = (directory / path).read_bytes()
    files = {"archive/rec-0.warc.gz": warc, "indexes/index.cdx.gz": index, "indexes/index.idx": short, "pages/extraPages.jsonl": extra.encode() + b"\n",
             "pages/pages.jsonl": "\n".join(listed).encode() + b"\n", "logs/crawl-20261110120000.log": b'{"timestamp":"2026-11-10T12:00:00.000Z","logLevel":"info","context":"general","message":"Crawl done"}\n'}
    resources = [{"name": name.rsplit("/", 1)[1].lower(), "path": name, "bytes": len(content), "hash": sha256(content)} for name, content in files.items()]
    package = json.dumps({"resources": resources, "created": "2026-11-10T12:01:00Z", "wacz_version": "1.1.1", "software": "Browsertrix-Crawler 1.9.1"}, indent=2)
    files["datapackage.json"] = package.encode()
    files["datapackage-digest.json"] = json.dumps({"path": "datapackage.json", "hash": sha256(package.encode())}, indent=2).encode()
    run_writer(directory, wacz=[{"name": wacz, "files": [{"name": name, "body": b64(content)} for name, content in files.items()]}])
    return set(files) - {"archive/rec-0.warc.gz"}


class ForeignArchives(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="arsip-foreign-")
        cls.work = pathlib.Path(cls.directory.name)
        cls.heritrix, cls.first, cls.second = heritrix_crawl(), first_crawl(), second_crawl()
        index = run_writer(cls.work, [(cls.heritrix.name, cls.heritrix), ("first/rec-0.warc.gz", cls.first), ("second/rec-0.warc.gz", cls.second)])
        pack(cls.work, "first.wacz", "first/rec-0.warc.gz", index["first/rec-0.warc.gz"], [(ELSEWHERE, "Seeds")])
        cls.beside = pack(cls.work, "second.wacz", "second/rec-0.warc.gz", index["second/rec-0.warc.gz"], [(HOME, "Garden")])

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def setUp(self):
        self.archive = pathlib.Path(tempfile.mkdtemp(dir=self.work), "archive")

    def take(self, name, *words, check=DONE):
        (file,) = json.loads(arsip("import", self.work / name, "--archive", self.archive, "--json", *words, check=check).stdout)["files"]
        return file

    def dump(self):
        return arsip("query", "--all", "--archive", self.archive, check=DONE).stdout

    def assert_intact(self):
        """Nothing is wrong, and the files alone make the same index."""
        self.assertEqual(json.loads(arsip("verify", "--archive", self.archive, "--json", check=DONE).stdout)["problems"], [])
        before = self.dump()
        arsip("index", "rebuild", "--archive", self.archive, check=DONE)
        self.assertEqual(self.dump(), before)

    def assert_comes_out(self, *crawls):
        """Every capture of theirs is one of ours, no other is, and each gives its payload."""
        expected = sorted(url for crawl in crawls for _, url, _ in crawl.captures)
        self.assertEqual(sorted(fields["url"] for _, _, fields in cdxj(self.archive)), expected)
        for crawl in crawls:
            for identity, url, payload in crawl.captures:
                got = subprocess.run([str(ARSIP), "get", url, "--id", identity, "--archive", str(self.archive)], capture_output=True, timeout=60)
                if payload is None:
                    self.assertIn(b"not in the archive", got.stderr, url)
                else:
                    self.assertEqual((got.returncode, got.stdout), (DONE, payload), (url, got.stderr))

    def assert_all_counted(self, file, crawl):
        self.assertEqual(file["records"], len(crawl.records))
        self.assertEqual(sum(file["by_type"].values()), len(crawl.records))

    def told(self, file):
        return {d["deviation"]: d["count"] for d in file["deviations"]}

    def test_a_file_of_heritrix(self):
        file = self.take(self.heritrix.name)
        self.assertEqual(file["kept"], "as it came")
        self.assertEqual((self.archive / "imported" / self.heritrix.name).read_bytes(), (self.work / self.heritrix.name).read_bytes())
        self.assertTrue(file["software"].startswith("Heritrix/3"))
        self.assertEqual(file["warc_1_0_records"], len(self.heritrix.records))
        self.assert_all_counted(file, self.heritrix)
        self.assertEqual(self.told(file), {"payload-digest-of-chunks": 1, "missing-field": 1, "revisit-of-nothing": 2})
        self.assert_comes_out(self.heritrix)
        self.assert_intact()

    def test_a_wacz_file_of_browsertrix(self):
        arsip("verify", self.work / "second.wacz", "--progress", "none", check=DONE)
        file = self.take("second.wacz")
        self.assertEqual(file["kept"], "as it came")
        self.assertEqual((self.archive / "imported/rec-0.warc.gz").read_bytes(), (self.work / "second/rec-0.warc.gz").read_bytes())
        self.assert_all_counted(file, self.second)
        self.assertEqual(self.told(file), {"uri-fragment": 1, "not-get": 2, "other-container": 1})
        self.assertEqual(set(file["left_out"]), self.beside)
        self.assert_comes_out(self.second)
        self.assert_intact()
        # The file that the revisit names, under the same name.
        self.assertEqual(self.take("first.wacz")["file"], "rec-0~2.warc.gz")
        self.assertEqual(arsip("get", HOME + "seeds", "--archive", self.archive, check=DONE).stdout.encode(), SEEDS)
        self.assert_intact()

    def test_nothing_is_imported_twice(self):
        names = (self.heritrix.name, "first.wacz", "second.wacz")
        for name in names:
            self.take(name)
        before = self.dump(), sorted((path.name, path.stat().st_mtime_ns) for path in (self.archive / "imported").iterdir())
        for name in names:
            self.assertEqual(self.take(name)["kept"], "already")
        self.assertEqual((self.dump(), sorted((path.name, path.stat().st_mtime_ns) for path in (self.archive / "imported").iterdir())), before)

    def test_payloads_that_are_there_become_revisits_and_no_capture_loses_its_own(self):
        self.take("first.wacz")
        self.take(self.heritrix.name)
        file = self.take("second.wacz", "--deduplicate")
        self.assertEqual((file["known_payloads"], file["revisits_written"], file["kept"]), (1, 1, "per record"))
        seeds = [(identity, url, SEEDS if payload is None else payload) for identity, url, payload in self.second.captures]
        self.second.captures, captures = seeds, self.second.captures
        try:
            self.assert_comes_out(self.first, self.heritrix, self.second)
        finally:
            self.second.captures = captures
        self.assert_intact()

    def test_what_is_no_web_page_is_none_in_replay(self):
        for name in (self.heritrix.name, "first.wacz", "second.wacz"):
            self.take(name)
        for url in (HOME, "garden.example"):
            found = cdxj(self.archive, url, "--match", "domain")
            self.assertEqual({fields["url"].split(":")[0] for _, _, fields in found}, {"https", "ftp"}, url)
        (screenshot,) = cdxj(self.archive, f"urn:view:{HOME}")
        self.assertEqual((screenshot[2]["mime"], screenshot[2].get("status")), ("image/png", None))
        wacz = self.archive.parent / "out.wacz"
        arsip("export", "wacz", "--archive", self.archive, "--output", wacz, "--progress", "none", check=(DONE, REFUSALS))
        arsip("verify", wacz, "--progress", "none", check=DONE)
        with zipfile.ZipFile(wacz) as packed:
            pages = [json.loads(line)["url"] for line in packed.read("pages/pages.jsonl").decode().splitlines()[1:]]
        self.assertEqual(set(pages), {ELSEWHERE} | {HOME + path for path in ("", "again", "app", "ask?x=1", "copy", "heads", "letter?utm_source=mail&b=1", "letter/copy", "seeds", "two", "undigested")})

    def test_a_crawl_writes_revisits_of_what_was_imported(self):
        class Site(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                self.send_response(200 if self.path == "/" else 404)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(PAGE if self.path == "/" else b"")

        self.take("second.wacz")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            origin = f"http://127.0.0.1:{server.server_port}/"
            collection = self.archive.parent / "collection.yaml"
            collection.write_text(harness.collection("own", [origin], [origin], "host_delay: 0s, ip_delay: 0s, reason: our own server"))
            arsip("crawl", collection, "--archive", self.archive, "--progress", "none", "--allow-address", "127.0.0.1/32", "--max-wait", "2s", check=(DONE, REFUSALS))
        finally:
            server.shutdown()
            server.server_close()
        (segment,) = harness.warc_files(self.archive)
        revisits = [harness.header(record) for _, _, record in harness.members(segment) if b"\r\nWARC-Type: revisit\r\n" in record]
        # Its date as the original writes it.
        self.assertEqual([(r["WARC-Refers-To-Target-URI"], r["WARC-Refers-To-Date"]) for r in revisits], [(HOME, "2026-11-10T12:00:01.123Z")])
        # What warcio sees in our own file is what the index says of it.
        seen = subprocess.run([str(WARCIO), "cdx-index", "--format", "cdxj", str(segment)], capture_output=True, text=True, check=True, timeout=60).stdout
        lines = [json.loads(line[line.index("{"):]) for line in seen.splitlines() if line]
        offsets = {(line["url"], str(line["offset"])) for line in lines}
        ours = {(fields["url"], fields["offset"]) for _, _, fields in cdxj(self.archive) if fields["filename"] == segment.name}
        self.assertEqual(ours, offsets)
        self.assert_intact()


if __name__ == "__main__":
    harness.main()
