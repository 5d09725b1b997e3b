#!/usr/bin/env python3
"""Cold storage: segments as .warc.zst and back with every record byte the same; sent to a real S3 server behind a
check of signatures, killed in the middle, resumed, dropped, fetched back."""

import base64
import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time
import urllib.parse
import zipfile

import harness
from harness import arsip
from serve_test import Server

ADDRESS, PORT = "127.0.24.2", 8034
S3_PORT, GATE_PORT = 8035, 8036
BUCKET = "news"
HERE = pathlib.Path(__file__).resolve().parent
KEYS = {"AWS_ACCESS_KEY_ID": "S3RVER", "AWS_SECRET_ACCESS_KEY": "S3RVER"}


class S3Server:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.process = subprocess.Popen(["node", str(HERE / "s3_server.js"), str(S3_PORT), str(directory), BUCKET], stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise AssertionError("s3rver did not start: run `npm ci` in tests/integration")

    def object(self, key):
        """The file that holds the object's bytes."""
        return self.directory / BUCKET / f"{key}._S3rver_object"

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


class SignatureGate:
    """Before the store, because s3rver looks at the key id only: an independent check of AWS Signature Version 4, of the body's SHA-256
    and of its MD5, by the standard library. https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
    Notes request lines; from part `stall_at` on nothing passes."""

    def __init__(self, stall_at=None):
        self.requests = []
        self.stalled = threading.Event()
        self.stall_at = stall_at
        self.open = True
        gate = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *words):
                pass

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                gate.requests.append(self.requestline)
                if gate.stall_at is not None and len(gate.parts()) >= gate.stall_at:
                    gate.stalled.set()
                    while gate.open:
                        time.sleep(0.05)
                    self.close_connection = True
                    return
                wrong = problem_of_signature(self.command, self.path, self.headers, body)
                if wrong:
                    self.reply(403, {}, f"<Error><Code>{wrong}</Code><Message>of the gate</Message></Error>".encode())
                    return
                store = http.client.HTTPConnection("127.0.0.1", S3_PORT, timeout=30)
                store.request(self.command, self.path, body, {n: v for n, v in self.headers.items() if n.lower() != "expect"})
                answer = store.getresponse()
                self.reply(answer.status, dict(answer.getheaders()), answer.read())
                store.close()

            def reply(self, status, fields, body):
                self.send_response(status)
                for name, value in fields.items():
                    if name.lower() not in ("connection", "keep-alive", "transfer-encoding", "content-length", "date"):
                        self.send_header(name, value)
                length = fields.get("Content-Length") if self.command == "HEAD" else None
                self.send_header("Content-Length", length or str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_GET = do_HEAD = do_PUT = do_POST = handle_any

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", GATE_PORT), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def parts(self):
        return [line for line in self.requests if line.startswith("PUT") and "partNumber=" in line]

    def stop(self):
        self.open = False
        self.server.shutdown()
        self.server.server_close()


def problem_of_signature(method, target, headers, body):
    """The S3 error code that this request deserves; None when its signature holds."""
    found = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})", headers.get("Authorization", ""))
    if not found:
        return "AccessDenied"
    _, date, region, signed, signature = found.groups()
    names = signed.split(";")
    must = {"host", "x-amz-date", "x-amz-content-sha256"} | {n.lower() for n in headers if n.lower().startswith("x-amz-")}
    if not must <= set(names) or names != sorted(names) or not all(n in headers for n in names):
        return "AccessDenied"
    digest = hashlib.sha256(body).hexdigest()
    if headers["x-amz-content-sha256"] != digest:
        return "XAmzContentSHA256Mismatch"
    if body and headers["Content-MD5"] != base64.b64encode(hashlib.md5(body).digest()).decode():
        return "BadDigest"
    path, _, query = target.partition("?")
    quote = lambda text, safe="": urllib.parse.quote(text, safe=safe + "-._~")
    pairs = sorted((quote(n), quote(v)) for n, v in urllib.parse.parse_qsl(query, keep_blank_values=True))
    canonical = "\n".join([
        method,
        quote(urllib.parse.unquote(path), "/"),
        "&".join(f"{n}={v}" for n, v in pairs),
        *(f"{n}:{' '.join(headers[n].split())}" for n in names),
        "",
        signed,
        digest,
    ])
    scope = f"{date}/{region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = b"AWS4" + KEYS["AWS_SECRET_ACCESS_KEY"].encode()
    for part in (date, region, "s3", "aws4_request", text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return None if hmac.compare_digest(key.hex(), signature) else "SignatureDoesNotMatch"


class ColdStorage(harness.Case):
    """One crawl for all tests; each works on a copy."""

    @classmethod
    def setUpClass(cls):
        cls.class_work = pathlib.Path(harness.tempfile.mkdtemp(prefix="arsip-cold-"))
        nginx = harness.Nginx({ADDRESS: harness.DOCS}, PORT)
        try:
            origin = f"http://{ADDRESS}:{PORT}/"
            text = harness.collection("cold", [origin], [origin + "index.html"], "host_delay: 0s, ip_delay: 0s, connections_per_host: 8, reason: our own server")
            (cls.class_work / "collection.yaml").write_text(text)
            arsip("crawl", cls.class_work / "collection.yaml", "--archive", cls.class_work / "archive", "--progress", "none", "--max-wait", "1s", "--allow-address", "127.0.24.0/24", "--set", "archive.segment_bytes=1MiB", check=(harness.DONE, harness.REFUSALS), timeout=170)
        finally:
            nginx.stop()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.class_work)

    def setUp(self):
        super().setUp()
        shutil.copytree(self.class_work / "archive", self.archive)
        self.server = S3Server(self.work / "s3")
        self.gate = SignatureGate()

    def tearDown(self):
        self.gate.stop()
        self.server.stop()
        super().tearDown()

    def segments(self):
        return [json.loads(line) for line in arsip("segments", "list", "--json", "--archive", self.archive, check=harness.DONE).stdout.splitlines()]

    def upload_words(self, *words, port=GATE_PORT):
        return ["segments", "upload", "--endpoint", f"http://127.0.0.1:{port}", "--bucket", BUCKET, "--archive", str(self.archive), "--progress", "none", "--json", *words]

    def upload(self, *words, check=harness.DONE, keys=KEYS, **more):
        result = arsip(*self.upload_words(*words, **more), check=check, env={**os.environ, **keys})
        return [json.loads(line) for line in result.stdout.splitlines()], result.stderr

    def fetch(self, check=harness.DONE):
        return arsip("segments", "fetch", "--archive", self.archive, "--progress", "none", check=check, env={**os.environ, **KEYS})

    def records(self):
        """The SHA-256 of every record, from gzip members read by zlib alone."""
        return {p.name: [hashlib.sha256(content).hexdigest() for _, _, content in harness.members(p)] for p in harness.warc_files(self.archive)}

    def test_zstd_and_back_keeps_every_byte_and_every_answer(self):
        before, query = self.records(), [(k, t, f["url"], f.get("digest")) for k, t, f in harness.cdxj(self.archive)]
        out = arsip("segments", "convert", "--all", "--to", "zstd", "--drop-original", "--json", "--progress", "none", "--archive", self.archive, check=harness.DONE).stdout
        converted = [json.loads(line) for line in out.splitlines()]
        sizes = sum(c["bytes_before"] for c in converted), sum(c["bytes_after"] for c in converted)
        print(f"\n  gzip level 1: {sizes[0]} bytes; zstd level 9 with dictionaries: {sizes[1]} bytes")
        self.assertLess(sizes[1], sizes[0])
        self.assertTrue(all(p.name.endswith(".warc.zst") for p in harness.warc_files(self.archive)))
        self.assert_archive_verifies()
        self.assertEqual([(k, t, f["url"], f.get("digest")) for k, t, f in harness.cdxj(self.archive)], query)
        page = arsip("get", f"http://{ADDRESS}:{PORT}/index.html", "--archive", self.archive, check=harness.DONE).stdout
        self.assertEqual(page, (harness.DOCS / "index.html").read_text())
        arsip("index", "rebuild", "--archive", self.archive, check=harness.DONE)

        self.assertEqual(harness.warc_files(self.archive)[0].read_bytes()[:4], b"\x5d\x2a\x4d\x18")  # a dictionary
        arsip("segments", "convert", "--all", "--to", "gzip", "--drop-original", "--progress", "none", "--archive", self.archive, check=harness.DONE)
        self.assertEqual(self.records(), before)
        self.assert_archive_verifies()

    def test_zstd_is_served_and_exported_as_others_read_it(self):
        arsip("segments", "convert", "--all", "--to", "zstd", "--drop-original", "--progress", "none", "--archive", self.archive, check=harness.DONE)
        server = Server(self.archive)
        try:
            status, _, page = server.get(f"/news/2030id_/http://{ADDRESS}:{PORT}/index.html")
        finally:
            server.stop()
        self.assertEqual((status, page), (200, (harness.DOCS / "index.html").read_bytes()))
        wacz = self.work / "whole.wacz"
        arsip("export", "wacz", "--archive", self.archive, "--output", wacz, check=harness.DONE)
        with zipfile.ZipFile(wacz) as file:
            names = [name for name in file.namelist() if name.startswith("archive/")]
        self.assertTrue(names and all(name.endswith(".warc.gz") for name in names), names)
        verified = json.loads(arsip("verify", wacz, "--json", check=harness.DONE).stdout)
        captures = [fields for _, _, fields in harness.cdxj(self.archive) if not fields["url"].startswith("urn:")]
        self.assertGreaterEqual(verified["index_rows"], len(captures))

    def test_a_segment_that_is_away_stops_an_export_with_its_name(self):
        self.upload("--drop-local")
        result = arsip("export", "wacz", "--archive", self.archive, "--output", self.work / "away.wacz")
        self.assertNotEqual(result.returncode, harness.DONE)
        self.assertIn("segments fetch", result.stderr)
        self.assertFalse((self.work / "away.wacz").exists())

    def test_the_zstd_tool_reads_what_was_written(self):
        name = next(s["segment"] for s in self.segments() if s["kind"] == "captures")
        arsip("segments", "convert", name, "--to", "zstd", "--progress", "none", "--archive", self.archive, check=harness.DONE)
        raw = next(p for p in harness.warc_files(self.archive) if p.name.endswith(".zst")).read_bytes()
        length = 8 + int.from_bytes(raw[4:8], "little")
        stored = raw[8:length]
        dictionary = self.work / "dictionary"
        dictionary.write_bytes(subprocess.run(["zstd", "-dcq"], input=stored, capture_output=True, check=True).stdout if stored[:4] == b"\x28\xb5\x2f\xfd" else stored)
        warc = subprocess.run(["zstd", "-dcq", "-D", str(dictionary)], input=raw[length:], capture_output=True, check=True).stdout
        original = b"".join(content for _, _, content in harness.members(self.archive / "originals" / name))
        self.assertEqual(warc, original)

    def test_a_damaged_segment_is_left_and_the_others_are_converted(self):
        path = harness.warc_files(self.archive)[0]
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 1
        path.write_bytes(raw)
        result = arsip("segments", "convert", "--all", "--to", "zstd", "--progress", "none", "--archive", self.archive, check=harness.REFUSALS)
        self.assertIn(f"{path.name}@", result.stderr)
        self.assertEqual(path.read_bytes(), bytes(raw))
        self.assertEqual(len([p for p in harness.warc_files(self.archive) if p.name.endswith(".zst")]), len(harness.warc_files(self.archive)) - 1)

    def test_upload_drop_fetch(self):
        names = [s["segment"] for s in self.segments()]
        files = {p.name: p.read_bytes() for p in harness.warc_files(self.archive)}
        sent, _ = self.upload("--part-size", "64KiB", "--prefix", "2026/")
        self.assertEqual([s["segment"] for s in sent], names)
        for name, content in files.items():
            self.assertEqual(self.server.object("2026/" + name).read_bytes(), content)
        lines = b"".join(self.server.object(f"2026/{name}.cdxj").read_bytes() for name in files)
        self.assertEqual(len(lines.splitlines()), len(harness.cdxj(self.archive)))

        again, _ = self.upload("--part-size", "64KiB", "--prefix", "2026/", "--drop-local")
        self.assertEqual({s["sent_bytes"] for s in again}, {0})
        self.assertTrue(all(s["read_back"] and s["dropped_local"] for s in again))
        self.assertEqual(harness.warc_files(self.archive), [])
        self.assertIn("in cold storage", arsip("segments", "list", "--archive", self.archive, check=harness.DONE).stdout)
        self.assertGreater(len(harness.cdxj(self.archive)), 100)
        get = arsip("get", f"http://{ADDRESS}:{PORT}/index.html", "--archive", self.archive)
        self.assertNotEqual(get.returncode, harness.DONE)
        self.assertIn("arsip segments fetch", get.stderr)
        self.assert_archive_verifies()
        arsip("index", "rebuild", "--archive", self.archive, check=harness.USAGE)

        self.fetch()
        self.assertEqual({p.name: p.read_bytes() for p in harness.warc_files(self.archive)}, files)
        self.assert_archive_verifies()
        arsip("index", "rebuild", "--archive", self.archive, check=harness.DONE)

    def test_a_killed_upload_goes_on_with_the_next_part(self):
        largest = max(self.segments(), key=lambda s: s["bytes"])
        total = -(-largest["bytes"] // 65536)
        self.assertGreater(total, 4)
        self.gate.stop()
        self.gate = SignatureGate(stall_at=4)
        words = (largest["segment"], "--part-size", "64KiB")
        process = subprocess.Popen([str(harness.ARSIP), *self.upload_words(*words)], env={**os.environ, **KEYS})
        self.assertTrue(self.gate.stalled.wait(30))
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        self.gate.stop()
        note = json.loads((self.archive / "cold" / f"{largest['segment']}.json").read_text())
        self.assertEqual((len(note["parts"]), note["stored"]), (3, False))

        self.gate = SignatureGate()
        sent, _ = self.upload(*words)
        self.assertTrue(sent[0]["resumed"])
        self.assertEqual(len(self.gate.parts()), total - 3)
        self.assertEqual(self.server.object(largest["segment"]).read_bytes(), pathlib.Path(largest["path"]).read_bytes())

    def test_a_wrong_key_is_refused_and_never_told(self):
        for keys in ({**KEYS, "AWS_SECRET_ACCESS_KEY": "not-the-secret"}, {**KEYS, "AWS_ACCESS_KEY_ID": "nobody"}):
            _, stderr = self.upload(check=harness.ENVIRONMENT, keys=keys)
            self.assertIn("refuses the key", stderr)
            self.assertNotIn("not-the-secret", stderr)
        _, stderr = self.upload(check=harness.USAGE, keys={"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""})
        self.assertIn("AWS_SECRET_ACCESS_KEY", stderr)
        keys = self.work / "keys"
        keys.write_text("aws_access_key_id = S3RVER\naws_secret_access_key = S3RVER\n")
        keys.chmod(0o644)
        none = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
        _, stderr = self.upload("--credentials", str(keys), check=harness.ENVIRONMENT, keys=none)
        self.assertIn("chmod 600", stderr)
        keys.chmod(0o600)
        self.upload("--credentials", str(keys), keys=none)

    def test_a_corrupted_object_is_not_trusted(self):
        segment = self.segments()[0]["segment"]
        path = self.archive / "warc" / segment if (self.archive / "warc" / segment).exists() else self.archive / "derived" / segment
        content = path.read_bytes()
        self.upload(segment, "--part-size", "64KiB")
        stored = self.server.object(segment)
        flipped = bytearray(content)
        flipped[100] ^= 1
        stored.write_bytes(flipped)  # the server's ETag is beside it and stays: only the content tells
        _, stderr = self.upload(segment, "--drop-local", check=harness.ENVIRONMENT)
        self.assertIn("not what was sent", stderr)
        self.assertEqual(path.read_bytes(), content)

        stored.write_bytes(content)
        self.upload(segment, "--drop-local")
        self.assertFalse(path.exists())
        stored.write_bytes(flipped)
        self.assertIn("not what was sent", self.fetch(check=harness.ENVIRONMENT).stderr)
        self.assertFalse(path.exists())
        stored.write_bytes(content + bytes(8 << 20))
        self.assertIn(f"more than its {len(content)} bytes", self.fetch(check=harness.ENVIRONMENT).stderr)
        self.assertEqual([p for p in path.parent.iterdir() if p.name.startswith(segment)], [])
        stored.write_bytes(content)
        self.fetch()
        self.assertEqual(path.read_bytes(), content)

    def test_a_store_that_is_away_is_told_after_a_few_attempts(self):
        began = time.monotonic()
        _, stderr = self.upload(check=harness.ENVIRONMENT, port=8039)
        self.assertIn("cannot talk to the object store", stderr)
        self.assertLess(time.monotonic() - began, 30)


if __name__ == "__main__":
    harness.main()
