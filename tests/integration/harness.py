"""What the integration tests share: the program, real servers beside it, and independent readers of what it left."""

import gzip
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARSIP = pathlib.Path(os.environ.get("ARSIP_BINARY", ROOT / "build/release/arsip"))
DEMO = ROOT / "tests/data/demo-web/with-demo-web"
DOCS = pathlib.Path("/usr/share/doc/postgresql-doc-15/html")  # of postgresql-doc-15: more than 1,000 pages nobody here wrote

DONE, REFUSALS, USAGE, RESUMABLE, ENVIRONMENT = 0, 1, 2, 3, 4


def arsip(*words, check=None, timeout=120, **options):
    """Runs arsip; `check` is the exit code (or codes) it must end with."""
    result = subprocess.run([str(ARSIP), *map(str, words)], capture_output=True, text=True, timeout=timeout, **options)
    codes = (check,) if isinstance(check, int) else check
    if codes is not None and result.returncode not in codes:
        raise AssertionError(f"arsip {' '.join(map(str, words))}: exit {result.returncode}, not {codes}\n{result.stdout[-2000:]}\n{result.stderr[-2000:]}")
    return result


def events(stdout):
    """The NDJSON lines of `arsip crawl --json`; a last line cut by a kill is left out."""
    found = []
    for line in stdout.splitlines():
        try:
            found.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return found


def cdxj(archive, *words):
    """arsip query as a list of (urlkey, timestamp, fields)."""
    out = arsip("query", *(words or ("--all",)), "--archive", archive, check=(DONE, REFUSALS)).stdout
    rows = []
    for line in out.splitlines():
        key, timestamp, fields = line.split(" ", 2)
        rows.append((key, timestamp, json.loads(fields)))
    return rows


def captured_urls(archive):
    return {fields["url"] for _, _, fields in cdxj(archive) if not fields["url"].startswith("urn:")}


def members(path):
    """(offset, length, bytes) of each gzip member, read with zlib alone; raises on a torn one."""
    raw = pathlib.Path(path).read_bytes()
    position = 0
    while position < len(raw):
        inflate = zlib.decompressobj(31)
        content = inflate.decompress(raw[position:])
        if not inflate.eof:
            raise AssertionError(f"{path}@{position}: member is cut off")
        length = len(raw) - position - len(inflate.unused_data)
        yield position, length, content
        position += length


def member_at(path, offset):
    with open(path, "rb") as file:
        file.seek(offset)
        inflate = zlib.decompressobj(31)
        content = b""
        while not inflate.eof:
            piece = file.read(1 << 16)
            if not piece:
                raise AssertionError(f"{path}@{offset}: member is cut off")
            content += inflate.decompress(piece)
    return content


def header(record):
    """The named fields of a WARC record, as a dict; a repeated name keeps its first value."""
    fields = {}
    for line in record.split(b"\r\n\r\n", 1)[0].decode().split("\r\n")[1:]:
        name, _, value = line.partition(":")
        fields.setdefault(name.strip(), value.strip())
    return fields


def warc_files(archive):
    return sorted(pathlib.Path(archive, "warc").iterdir())


class Nginx:
    """Real nginx on loopback addresses: Nginx({"127.0.0.2": DIRECTORY, ...}, port)."""

    def __init__(self, roots, port):
        self.directory = tempfile.TemporaryDirectory(prefix="arsip-nginx-")
        self.work = pathlib.Path(self.directory.name)
        self.log = self.work / "access.log"
        servers = "".join(f"server {{ listen {address}:{port}; root {root}; }}\n" for address, root in roots.items())
        (self.work / "nginx.conf").write_text(
            f"""daemon off; master_process off; pid {self.work}/pid; error_log {self.work}/error.log;
events {{ worker_connections 512; }}
http {{ include /etc/nginx/mime.types; types_hash_max_size 4096; keepalive_requests 1000000;
  log_format j escape=json '{{"host":"$http_host","uri":"$request_uri","status":$status,"end":$msec,"took":$request_time}}';
  access_log {self.log} j;
  client_body_temp_path {self.work}/t1; proxy_temp_path {self.work}/t2; fastcgi_temp_path {self.work}/t3;
  uwsgi_temp_path {self.work}/t4; scgi_temp_path {self.work}/t5;
  {servers} }}
"""
        )
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-c", str(self.work / "nginx.conf"), "-p", str(self.work)])
        for _ in range(100):
            if (self.work / "pid").is_file():
                break
            time.sleep(0.05)
        else:
            raise AssertionError("nginx did not start: " + (self.work / "error.log").read_text())

    def requests(self):
        return read_log(self.log)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.directory.cleanup()


def read_log(path):
    """Requests with their start and end in seconds."""
    found = []
    for line in pathlib.Path(path).read_text().splitlines():
        entry = json.loads(line)
        entry.setdefault("start", entry["end"] - entry.get("took", 0))
        found.append(entry)
    return found


def politeness_violations(requests, delay, tolerance=0.003):
    """Pairs of requests to one host that began less than `delay` after the one before had ended. The log has milliseconds."""
    violations = []
    by_host = {}
    for entry in sorted(requests, key=lambda e: e["start"]):
        before = by_host.get(entry["host"])
        if before and entry["start"] - before["end"] < delay - tolerance:
            violations.append(f"{entry['host']}: {before['uri']} ended {before['end']:.3f}, {entry['uri']} began {entry['start']:.3f}")
        by_host[entry["host"]] = entry
    return violations


def collection(name, prefixes, seeds, politeness, **more):
    """A collection file's text."""
    lines = [
        f"collection: {name}",
        "purpose: a test of pages we serve ourselves",
        "legal_basis: own content",
        "contact: https://example.org/contact",
        "review_by: 2029-12-31",
        "robots: obey",
        "scope:",
        "  prefixes: [" + ", ".join(f'"{prefix}"' for prefix in prefixes) + "]",
        *(f"  {key}: {value}" for key, value in more.pop("scope", {}).items()),
        f"politeness: {{{politeness}}}",
        *(f"{key}: {value}" for key, value in more.items()),
        "seeds:",
        *(f'  - url: "{seed}"' for seed in seeds),
    ]
    return "\n".join(lines) + "\n"


class Case(unittest.TestCase):
    """A test with a directory of its own."""

    maxDiff = None

    def setUp(self):
        self._directory = tempfile.TemporaryDirectory(prefix="arsip-test-")
        self.work = pathlib.Path(self._directory.name)
        self.archive = self.work / "archive"

    def tearDown(self):
        self._directory.cleanup()

    def write_collection(self, *arguments, **more):
        path = self.work / "collection.yaml"
        path.write_text(collection(*arguments, **more))
        return path

    def assert_archive_verifies(self, archive=None):
        result = arsip("verify", "--archive", archive or self.archive, timeout=300)
        self.assertEqual(result.returncode, DONE, result.stdout[-3000:] + result.stderr[-3000:])


def main():
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
