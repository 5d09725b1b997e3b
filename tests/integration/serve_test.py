#!/usr/bin/env python3
"""arsip serve over a real crawl, asked by real HTTP clients, alone and behind nginx."""

import gzip
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.parse
import zlib

import harness
from harness import arsip, cdxj

ADDRESS, PORT = "127.0.24.2", 8024
PAGES = {
    "index.html": "<html><title>home</title><a href=a.html>a</a> <a href=b.html>b</a> <a href=same.html>s</a> <a href=big.bin>g</a></html>",
    "a.html": "<html><title>a</title>first of all</html>",
    "b.html": "<html><title>b</title>the same words</html>",
    "same.html": "<html><title>b</title>the same words</html>",
    "secret.html": "<html><title>secret</title>to be hidden</html>",
}


class Server:
    """arsip serve as a process; `address` is HOST:PORT or a socket's path."""

    def __init__(self, archive, *words, listen="127.0.0.1:0"):
        self.process = subprocess.Popen([str(harness.ARSIP), "serve", "--archive", str(archive), "--listen", listen, "--collection", "news", *words],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("serving"):
            raise AssertionError("serve did not start: " + line + self.process.communicate()[1])
        found = re.search(r"http://([^/]+)/", line)
        self.address = found.group(1) if found else listen.removeprefix("unix:")

    def get(self, target, method="GET", **headers):
        return fetch(self.address, target, method, {name.replace("_", "-"): value for name, value in headers.items()})

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(15)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


def fetch(address, target, method="GET", headers=None):
    """(status, fields, content) by http.client."""
    connection = http.client.HTTPConnection(address, timeout=20)
    if address.startswith("/"):
        connection = http.client.HTTPConnection("portal.example", timeout=20)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(address)
    try:
        connection.request(method, target, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def quoted(url):
    return urllib.parse.quote(url, safe="")


class Serve(harness.Case):
    def setUp(self):
        super().setUp()
        site = self.work / "site"
        site.mkdir()
        for name, text in PAGES.items():
            (site / name).write_text(text)
        (site / "big.bin").write_bytes(os.urandom(3_000_000))
        self.site = site
        self.origin = f"http://{ADDRESS}:{PORT}/"
        nginx = harness.Nginx({ADDRESS: site}, PORT)
        self.addCleanup(nginx.stop)
        self.crawl()
        self.server = None

    def crawl(self, *words):
        seeds = [self.origin + "index.html", self.origin + "secret.html"]
        collection = self.write_collection("news", [self.origin], seeds, "host_delay: 0s, ip_delay: 0s, reason: our own server")
        arsip("crawl", collection, "--archive", self.archive, "--progress", "none", "--allow-address", "127.0.24.0/24", "--max-wait", "1s", *words, check=(0, 1))

    def serve(self, *words, **more):
        self.server = Server(self.archive, *words, **more)
        self.addCleanup(lambda: self.server.process.poll() is None and self.server.stop())
        return self.server

    def rows(self):
        return {fields["url"]: (timestamp, fields) for _, timestamp, fields in cdxj(self.archive) if fields["url"].startswith("http")}

    def test_everything_the_index_says_can_be_fetched(self):
        rows = self.rows()
        server = self.serve()
        status, _, whole = server.get("/news/index.cdxj")
        self.assertEqual(status, 200)
        self.assertEqual(whole.decode(), "".join(line + "\n" for line in arsip("query", "--all", "--archive", self.archive).stdout.splitlines()))
        self.assertIn(self.origin + "same.html", rows)
        for url, (timestamp, fields) in rows.items():
            status, head, content = server.get(f"/news/{timestamp}id_/{url}")
            name = url.removeprefix(self.origin)
            if (self.site / name).is_file():
                self.assertEqual(status, 200, url)
                self.assertEqual(gzip.decompress(content) if head["Content-Encoding"] == "gzip" else content, (self.site / name).read_bytes(), url)
                self.assertIn("rel=\"timegate\"", head["Link"])
                self.assertTrue(head["Content-Security-Policy"].startswith("sandbox"))
            begin, length = int(fields["offset"]), int(fields["length"])
            status, head, member = server.get(f"/news/warcs/{fields['filename']}", Range=f"bytes={begin}-{begin + length - 1}")
            self.assertEqual((status, len(member)), (206, length))
            record = zlib.decompress(member, 31)
            self.assertIn(url.encode(), record)
            uuid = re.search(rb"WARC-Record-ID: <urn:uuid:([0-9a-f-]+)>", record).group(1).decode()
            status, _, stored = server.get(f"/news/record/{uuid}")
            self.assertEqual((status, stored), (200, record))
            self.assertGreater(len(server.get(f"/news/record/{uuid}?concurrent=1")[2]), len(stored))

    def test_whole_files_heads_and_suffixes(self):
        file = harness.warc_files(self.archive)[0]
        server = self.serve("--allow-origin", "https://replay.example")
        target = f"/news/warcs/{file.name}"
        status, head, content = server.get(target, Origin="https://replay.example")
        self.assertEqual((status, content), (200, file.read_bytes()))
        self.assertEqual(head["Access-Control-Allow-Origin"], "https://replay.example")
        self.assertEqual(head["Accept-Ranges"], "bytes")
        status, head, content = server.get(target, method="HEAD")
        self.assertEqual((status, int(head["Content-Length"]), content), (200, file.stat().st_size, b""))
        status, head, content = server.get(target, Range=f"bytes=-{10 * file.stat().st_size}")
        self.assertEqual((status, content), (206, file.read_bytes()))
        status, head, _ = server.get(target, method="OPTIONS", Origin="https://replay.example", Access_Control_Request_Headers="range")
        self.assertEqual(status, 204)
        self.assertIn("Range", head["Access-Control-Allow-Headers"])
        curl = subprocess.run(["curl", "-s", "-r", "0-99", f"http://{server.address}{target}"], capture_output=True, timeout=20, check=True)
        self.assertEqual(curl.stdout, file.read_bytes()[:100])

    def test_three_cdx_servers_say_the_same(self):
        server = self.serve()
        url = quoted(self.origin)
        pywb = [json.loads(line) for line in server.get(f"/news/cdx?url={url}&matchType=prefix&output=json")[2].splitlines()]
        header, *wayback = json.loads(server.get(f"/cdx/search/cdx?url={url}*&output=json&fl=original,timestamp,statuscode")[2])
        outback = [line.split(" ") for line in server.get(f"/outbackcdx/news?url={url}&matchType=prefix")[2].decode().splitlines()]
        self.assertEqual(header, ["original", "timestamp", "statuscode"])
        self.assertGreater(len(pywb), 5)
        self.assertEqual([[c["url"], c["timestamp"]] for c in pywb], [row[:2] for row in wayback])
        self.assertEqual([[c["url"], c["timestamp"]] for c in pywb], [[row[2], row[1]] for row in outback])
        self.assertEqual({len(row) for row in outback}, {11})
        self.assertEqual(server.get("/news", method="POST")[0], 405)

    def test_memento(self):
        self.crawl("--recrawl")
        url = self.origin + "a.html"
        server = self.serve()
        status, head, _ = server.get(f"/news/{url}", Accept_Datetime="Thu, 01 Jan 2026 00:00:00 GMT")
        self.assertEqual(status, 302)
        self.assertIn("accept-datetime", head["Vary"])
        location = urllib.parse.urlsplit(head["Location"])
        self.assertEqual(location.netloc, server.address)
        status, memento, content = server.get(location.path)
        self.assertEqual((status, content), (200, PAGES["a.html"].encode()))
        self.assertTrue(memento["Memento-Datetime"].endswith("GMT"))
        status, _, listing = server.get(f"/news/timemap/link/{url}")
        self.assertEqual(listing.decode().count('rel="memento"'), 2)
        # The second capture is a revisit, answered 304 that day: its page all the same.
        self.assertEqual(server.get(f"/news/id_/{url}")[2], PAGES["a.html"].encode())

    def test_rules_hold_at_once_and_everywhere_and_after_a_rebuild(self):
        url = self.origin + "secret.html"
        timestamp, fields = self.rows()[url]
        begin = int(fields["offset"])
        one = {"Range": f"bytes={begin}-{begin + int(fields['length']) - 1}"}
        record = harness.header(harness.member_at(self.archive / "warc" / fields["filename"], begin))["WARC-Record-ID"][10:46]
        server = self.serve()
        paths = [f"/news/{timestamp}id_/{url}", f"/news/{url}", f"/news/record/{record}"]
        self.assertEqual([server.get(path)[0] for path in paths], [200, 302, 200])
        arsip("access", "add", url, "--kind", "takedown", "--reason", "order 7", "--archive", self.archive, check=0)
        for _ in range(2):
            self.assertEqual([server.get(path)[0] for path in paths], [451, 451, 451])
            self.assertEqual(server.get(f"/news/warcs/{fields['filename']}", **one)[0], 451)
            self.assertEqual(server.get(f"/news/warcs/{fields['filename']}")[0], 451)
            self.assertEqual(server.get(f"/news?url={quoted(url)}")[2], b"")
            self.assertNotIn(b"secret", server.get("/news/index.cdxj")[2])
            self.assertNotIn("order 7", server.get(paths[0])[2].decode())
            self.assertIn("--hidden", arsip("query", url, "--archive", self.archive, check=1).stderr)
            arsip("get", url, "--archive", self.archive, check=harness.ENVIRONMENT)
            server.stop()
            shutil.rmtree(self.archive / "index")
            arsip("index", "rebuild", "--archive", self.archive, "--progress", "none", check=0)
            server = self.serve()
        arsip("access", "remove", "1", "--archive", self.archive, check=0)
        self.assertEqual(server.get(paths[0])[0], 200)
        log = [json.loads(line) for line in (self.archive / "reports/access-log.jsonl").read_text().splitlines()]
        self.assertEqual({entry.get("denied_by") for entry in log if entry["status"] == 451}, {1})
        self.assertIn("order 7", (self.archive / "access-rules.jsonl").read_text())

    def test_a_crawl_goes_on_beside_it(self):
        server = self.serve()
        self.assertEqual(server.get(f"/news?url={quoted(self.origin + 'a.html')}")[2].count(b"\n"), 1)
        self.crawl("--recrawl")
        time.sleep(1.1)
        self.assertEqual(server.get(f"/news?url={quoted(self.origin + 'a.html')}")[2].count(b"\n"), 2)
        self.assertEqual(server.stop(), 0)
        self.assertEqual(list((self.archive / "serving").iterdir()), [])
        self.assert_archive_verifies()

    def test_an_archive_that_a_crawl_has_is_said(self):
        shutil.copytree(self.archive / "index", self.work / "copy")
        lock = open(self.archive / "index/LOCK", "r+")
        import fcntl
        fcntl.lockf(lock, fcntl.LOCK_EX)
        try:
            said = arsip("serve", "--archive", self.archive, "--listen", "127.0.0.1:0", check=harness.ENVIRONMENT).stderr
        finally:
            lock.close()
        self.assertIn("another process", said)
        arsip("serve", "--archive", self.work, check=harness.USAGE)
        arsip("serve", "--archive", self.archive, "--listen", "nowhere", check=harness.USAGE)

    def test_slow_and_greedy_clients_do_not_keep_others_out(self):
        server = self.serve("--header-timeout", "1s", "--write-timeout", "1s", "--max-connections-per-peer", "40")
        host, port = server.address.split(":")
        slow = [socket.create_connection((host, int(port))) for _ in range(30)]
        file = harness.warc_files(self.archive)[0].name
        for index, connection in enumerate(slow):
            self.addCleanup(connection.close)
            connection.settimeout(10)
            connection.sendall(b"GET / HTT" if index % 2 else f"GET /news/warcs/{file} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        began = time.monotonic()
        self.assertEqual(server.get("/collinfo.json")[0], 200)
        self.assertLess(time.monotonic() - began, 2)
        time.sleep(2.5)
        for index, connection in enumerate(slow):
            received = 0
            while piece := self.receive(connection):
                received += len(piece)
            if index % 2:
                self.assertEqual(received, 0)

    @staticmethod
    def receive(connection):
        try:
            return connection.recv(1 << 20)
        except ConnectionResetError:
            return b""

    def test_many_readers_at_once(self):
        rows = self.rows()
        server = self.serve()
        wrong = []

        def read():
            for url, (timestamp, _) in rows.items():
                if server.get(f"/news/{timestamp}id_/{url}")[0] not in (200, 404):
                    wrong.append(url)

        readers = [threading.Thread(target=read) for _ in range(8)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(60)
        self.assertEqual(wrong, [])
        self.assertEqual(server.stop(signal.SIGINT), 0)

    def test_behind_nginx(self):
        work = self.work / "front"
        work.mkdir()
        socket_path = work / "news.sock"
        server = self.serve("--public-url", "http://127.0.24.3:8025", listen=f"unix:{socket_path}")
        self.assertEqual(server.get("/collinfo.json")[0], 200)
        example = (harness.ROOT / "deploy/nginx/arsip.conf").read_text()
        example = example.replace("/run/arsip/news.sock", str(socket_path)).replace("listen 443 ssl http2;", "listen 127.0.24.3:8025;")
        example = re.sub(r"\n\s*ssl_[^\n]*", "", example).replace("/etc/arsip/readers", str(work / "readers"))
        # "ann" with the password "pass", in crypt's SHA-256 form.
        crypted = subprocess.run(["openssl", "passwd", "-5", "-salt", "salt", "pass"], capture_output=True, text=True, check=True).stdout.strip()
        (work / "readers").write_text(f"ann:{crypted}\n")
        (work / "arsip.conf").write_text(example)
        temporary = " ".join(f"{kind}_temp_path {work}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (work / "nginx.conf").write_text(f"daemon off; master_process off; pid {work}/pid; error_log {work}/error.log; events {{}}\n"
                                         f"http {{ access_log off; {temporary} include {work}/arsip.conf; }}\n")
        nginx = subprocess.Popen(["/usr/sbin/nginx", "-c", str(work / "nginx.conf"), "-p", str(work)])
        self.addCleanup(lambda: (nginx.terminate(), nginx.wait(10)))
        for _ in range(100):
            if (work / "pid").is_file():
                break
            time.sleep(0.05)
        front, ann = "127.0.24.3:8025", {"Authorization": "Basic YW5uOnBhc3M="}
        self.assertEqual(fetch(front, "/collinfo.json")[0], 401)
        forged = {**ann, "X-Arsip-User": "mallory", "X-Real-IP": "192.0.2.1"}
        timestamp, fields = self.rows()[self.origin + "a.html"]
        status, head, content = fetch(front, f"/news/{timestamp}id_/{self.origin}a.html", headers=forged)
        self.assertEqual((status, content), (200, PAGES["a.html"].encode()))
        self.assertIn("<http://127.0.24.3:8025/news/timemap/", head["Link"])
        begin, length = int(fields["offset"]), int(fields["length"])
        status, _, member = fetch(front, f"/news/warcs/{fields['filename']}", headers={**ann, "Range": f"bytes={begin}-{begin + length - 1}"})
        self.assertEqual((status, len(member)), (206, length))
        self.assertEqual(fetch(front, f"/news/{self.origin}a.html", headers=ann)[0], 302)
        file = harness.warc_files(self.archive)[0]
        self.assertEqual(fetch(front, f"/news/warcs/{file.name}", headers=ann)[2], file.read_bytes())
        log = [json.loads(line) for line in (self.archive / "reports/access-log.jsonl").read_text().splitlines()]
        self.assertEqual({(entry["peer"], entry["user"], entry["client"]) for entry in log}, {("unix", "ann", "127.0.0.1")})


if __name__ == "__main__":
    harness.main()
