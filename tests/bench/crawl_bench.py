#!/usr/bin/env python3
"""Arsip beside wget and wget2 on the same pages in the same run.

    tests/bench/crawl_bench.py [--rounds 3] [--arsip build/release/arsip] [--only NAME] [--json FILE]

The web: the HTML of installed Debian -doc packages, one host each on 127.0.0.2.., served by nginx. Counts are nginx's
own log, not a crawler's word. CPU is user + system of the crawler and all its children (nginx excluded). Contenders
take turns within each round; medians are printed. Output goes to a temporary directory on tmpfs when /dev/shm is there.
"""

import argparse
import json
import os
import pathlib
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

DOC_TREES = [  # (package, directory, start page)
    ("postgresql-doc-15", "/usr/share/doc/postgresql-doc-15/html", "index.html"),
    ("python3.11-doc", "/usr/share/doc/python3.11/html", "index.html"),
    ("sqlite3-doc", "/usr/share/doc/sqlite3", "index.html"),
    ("python-django-doc", "/usr/share/doc/python-django-doc/html", "index.html"),
    ("git-doc", "/usr/share/doc/git-doc", "index.html"),
    ("libglib2.0-doc gio", "/usr/share/gtk-doc/html/gio", "index.html"),
    ("libglib2.0-doc glib", "/usr/share/gtk-doc/html/glib", "index.html"),
    ("libgtk-3-doc", "/usr/share/gtk-doc/html/gtk3", "index.html"),
    ("openjdk-17-doc", "/usr/share/doc/openjdk-17-jre-headless/api", "index.html"),
]
PORT = 8080


class Web:
    """nginx serving each tree on its own loopback address."""

    def __init__(self, work):
        self.work = work
        self.trees = [tree for tree in DOC_TREES if pathlib.Path(tree[1]).is_dir()]
        if not self.trees:
            sys.exit("no documentation package is installed; see deploy/install-deps.sh bench")
        self.starts = [f"http://127.0.0.{i + 2}:{PORT}/{tree[2]}" for i, tree in enumerate(self.trees)]
        self.log = work / "access.log"
        servers = "".join(
            f"server {{ listen 127.0.0.{i + 2}:{PORT} reuseport; root {tree[1]}; }}\n" for i, tree in enumerate(self.trees)
        )
        conf = work / "nginx.conf"
        conf.write_text(
            f"""worker_processes 1; daemon off; pid {work}/nginx.pid; error_log {work}/error.log;
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types; default_type application/octet-stream;
  log_format bench '$status $body_bytes_sent $host$uri'; access_log {self.log} bench buffer=64k flush=1s;
  keepalive_requests 1000000; sendfile on; disable_symlinks off; types_hash_max_size 4096;
  client_body_temp_path {work}/t1; proxy_temp_path {work}/t2; fastcgi_temp_path {work}/t3;
  uwsgi_temp_path {work}/t4; scgi_temp_path {work}/t5;
  {servers}
}}
"""
        )
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-c", str(conf), "-p", str(work)])
        time.sleep(0.5)

    def take_log(self):
        """What nginx served since the last call: (requests, status-200 responses, HTML of them, bytes)."""
        os.kill(self.process.pid, signal.SIGUSR1)
        time.sleep(1.3)
        lines = self.log.read_text(errors="replace").splitlines()
        self.log.write_text("")
        ok = [line.split(" ", 2) for line in lines if line.startswith("200 ")]
        html = sum(1 for _, _, url in ok if url.endswith((".html", "/")))
        return len(lines), len(ok), html, sum(int(size) for _, size, _ in ok)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def collection(web, text):
    prefixes = ", ".join(f'"http://127.0.0.{i + 2}:{PORT}/"' for i in range(len(web.trees)))
    seeds = "".join(f"  - url: {start}\n" for start in web.starts)
    return (
        "collection: crawl-bench\npurpose: measure crawling of pages we serve ourselves\nlegal_basis: own content\n"
        "contact: https://example.org/contact\nreview_by: 2027-12-31\nrobots: obey\n"
        f"scope:\n  prefixes: [{prefixes}]\n  max_hops: 255\n"
        "politeness: {host_delay: 0s, ip_delay: 0s, connections_per_host: 8, reason: our own server}\n"
        f"extraction: {{text: {text}}}\nseeds:\n{seeds}"
    )


def arsip(name, text, extra=()):
    def command(web, out, binary):
        (out / "c.yaml").write_text(collection(web, text))
        return [[str(binary), "crawl", str(out / "c.yaml"), "--archive", str(out / "archive"), "--progress", "none",
                 "--allow-address", "127.0.0.0/8", "--max-wait", "1s", *extra]]

    return name, command


def wget_warc(web, out, _):
    common = ["wget", "-q", "-r", "-l", "inf", "-e", "robots=off", "--no-verbose"]
    return [common + ["-P", str(out / f"w{i}"), "--warc-file", str(out / f"w{i}"), "--warc-cdx", start] for i, start in enumerate(web.starts)]


def wget_warc_one(web, out, _):
    return [["wget", "-q", "-r", "-l", "inf", "-e", "robots=off", "-P", str(out / "w"), "--warc-file", str(out / "w"), "--warc-cdx", *web.starts]]


def wget2(web, out, _):
    return [["wget2", "-q", "-r", "-l", "inf", "--robots=off", "--max-threads=8", "-P", str(out / "w"), *web.starts]]


CONTENDERS = dict([
    arsip("arsip deferred", "deferred"),
    arsip("arsip deferred isa-l", "deferred", ("--set", "archive.compression=isa-l")),
    arsip("arsip inline", "inline"),
    arsip("arsip inline isa-l", "inline", ("--set", "archive.compression=isa-l")),
    ("wget --warc-file (8 processes)", wget_warc),
    ("wget --warc-file", wget_warc_one),
    ("wget2 (no WARC)", wget2),
])


def peak_rss_kib(pids):
    """Reads files only: a program started for this would count among the children, and in their CPU."""
    total = 0
    for pid in pids:
        try:
            for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                for child in children.read_text().split():
                    pids_rss = pathlib.Path(f"/proc/{child}/statm").read_text().split()
                    total += int(pids_rss[1]) * 4 - int(pids_rss[2]) * 4
            total += int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4
        except (FileNotFoundError, IndexError, ProcessLookupError):
            pass
    return total


def run(command, web, out, binary, limit):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    processes = [subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for words in command(web, out, binary)]
    rss = 0
    while any(process.poll() is None for process in processes):
        if time.monotonic() - began > limit:
            for process in processes:
                process.kill()
        rss = max(rss, peak_rss_kib([process.pid for process in processes]))
        time.sleep(0.05)
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    requests, ok, html, size = web.take_log()
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    warc = sum(f.stat().st_size for f in out.rglob("*.warc.gz"))
    return {"wall": wall, "cpu": cpu, "requests": requests, "ok": ok, "html": html, "bytes": size, "rss_mb": rss / 1024,
            "warc_mb": warc / 1e6, "urls_per_s": ok / wall, "cpu_per_1000": 1000 * cpu / max(ok, 1), "exit": [p.returncode for p in processes]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=180, help="seconds for one run")
    parser.add_argument("--arsip", default="build/release/arsip")
    parser.add_argument("--only", action="append", help="contenders whose name contains this")
    parser.add_argument("--json")
    arguments = parser.parse_args()
    names = [n for n in CONTENDERS if not arguments.only or any(o in n for o in arguments.only)]
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    results = {name: [] for name in names}
    with tempfile.TemporaryDirectory(prefix="arsip-bench-", dir=base) as directory:
        work = pathlib.Path(directory)
        web = Web(work)
        try:
            web.take_log()
            for round_number in range(arguments.rounds):
                for name in names:
                    out = work / "out"
                    shutil.rmtree(out, ignore_errors=True)
                    out.mkdir()
                    result = run(CONTENDERS[name], web, out, pathlib.Path(arguments.arsip).resolve(), arguments.limit)
                    results[name].append(result)
                    print(f"round {round_number + 1}: {name}: " + ", ".join(f"{k} {v:.3g}" for k, v in result.items() if isinstance(v, float)) +
                          f", 200s {result['ok']}, exit {result['exit'][:1]}", file=sys.stderr, flush=True)
        finally:
            web.stop()
    print("| crawler | runs | fetched 200 | HTML | wall s | URLs/s | CPU-s per 1000 | peak RSS MB | WARC MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in names:
        def median(key, rows=results[name]):
            return statistics.median(row[key] for row in rows)

        print(f"| {name} | {len(results[name])} | {median('ok'):.0f} | {median('html'):.0f} | {median('wall'):.2f} | {median('urls_per_s'):.0f} "
              f"| {median('cpu_per_1000'):.3f} | {median('rss_mb'):.0f} | {median('warc_mb'):.1f} |")
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
