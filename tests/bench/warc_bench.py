#!/usr/bin/env python3
"""Reading and writing WARC records on one core, beside npm warcio on the same file in the same run.

    tests/bench/warc_bench.py [--rounds 3] [--bench build/bench] [--warc FILE] [--skip write] [--json FILE]

Without --warc, arsip first crawls the web of crawl_bench.py (Debian's -doc packages, nginx) with the arsip of the same
build. Everyone reads every record and compares its block and payload digests; all are pinned to one core (`taskset`)
and take turns within each round. Writing goes to tmpfs; the share of CPU in the coder is `perf record -e cpu-clock`,
by library. CPU is user + system of the process, start of the interpreter not counted. Medians.
"""

import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import crawl_bench

HERE = pathlib.Path(__file__).resolve().parent
WARCIO = HERE.parent / "integration/node_modules/warcio/dist/index.js"
CODINGS = [("libdeflate", 1), ("libdeflate", 3), ("libdeflate", 6), ("libdeflate", 9), ("isa-l", 0), ("isa-l", 1), ("isa-l", 2), ("isa-l", 3)]
CODER_LIBRARY = {"libdeflate": "libdeflate", "isa-l": "libisal"}


def crawl(work, arsip):
    """The largest WARC file of a crawl of local documentation."""
    web = crawl_bench.Web(work)
    try:
        (work / "c.yaml").write_text(crawl_bench.collection(web, "deferred"))
        subprocess.run([arsip, "crawl", work / "c.yaml", "--archive", work / "archive", "--progress", "none",
                        "--allow-address", "127.0.0.0/8", "--max-wait", "1s"], check=True, stdout=subprocess.DEVNULL)
    finally:
        web.stop()
    return max((work / "archive/warc").glob("*.warc.gz"), key=lambda path: path.stat().st_size)


def run(command):
    done = subprocess.run(["taskset", "-c", "0", *map(str, command)], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def coder_share(bench, warc, work, coder, level):
    """Part of the CPU samples that lie in the coder's library; None without perf."""
    if shutil.which("perf") is None:
        return None
    samples = work / "perf.data"
    out = work / "perf-out"
    command = ["perf", "record", "-q", "-e", "cpu-clock", "-o", samples, bench, "write", warc, out, coder, level]
    recorded = subprocess.run(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.rmtree(out, ignore_errors=True)
    if recorded.returncode != 0:
        return None
    report = subprocess.run(["perf", "report", "-q", "-i", samples, "--sort", "dso", "--stdio", "--percentage", "absolute"],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    shares = [line.split() for line in report.splitlines() if line.strip()]
    return sum(float(share[0].rstrip("%")) for share in shares if share[1].startswith(CODER_LIBRARY[coder])) / 100


def row(name, runs, warc_bytes=None):
    cpu = statistics.median(one["cpu_s"] for one in runs)
    one = runs[0]
    return {"name": name, "records": one["records"], "cpu_s": cpu, "wall_s": statistics.median(r["wall_s"] for r in runs),
            "records_per_cpu_s": one["records"] / cpu, "MB_per_cpu_s": one["block_bytes"] / cpu / 1e6,
            "block_digests": one.get("block_digests"), "payload_digests": one.get("payload_digests"), "warc_bytes": warc_bytes}


def read_rows(options, warc):
    readers = {"arsip": [options.bench / "tests/bench/warc_bench", "read", warc],
               "npm warcio": ["node", HERE / "warc_bench.mjs", WARCIO, warc]}
    runs = {name: [] for name in readers}
    for _ in range(options.rounds):
        for name, command in readers.items():
            runs[name].append(run(command))
    rows = [row(name, done) for name, done in runs.items()]
    for field in ("records", "block_digests", "payload_digests"):
        if len({r[field] for r in rows}) != 1:
            sys.exit(f"the readers disagree on {field}: {[(r['name'], r[field]) for r in rows]}")
    print("| reader | records | block + payload digests compared | CPU-s | records/CPU-s | MB/CPU-s | times warcio |\n|---|---|---|---|---|---|---|")
    for r in rows:
        print(f"| {r['name']} | {r['records']} | {r['block_digests']} + {r['payload_digests']} | {r['cpu_s']:.3f} "
              f"| {r['records_per_cpu_s']:.0f} | {r['MB_per_cpu_s']:.0f} | {rows[-1]['cpu_s'] / r['cpu_s']:.1f} |")
    return rows


def write_rows(options, warc, work):
    bench = options.bench / "tests/bench/warc_bench"
    runs, sizes = {coding: [] for coding in CODINGS}, {}
    for _ in range(options.rounds):
        for coder, level in CODINGS:
            out = work / "out"
            runs[coder, level].append(run([bench, "write", warc, out, coder, level]))
            sizes[coder, level] = sum(path.stat().st_size for path in (out / "warc").iterdir())
            shutil.rmtree(out)
    rows = []
    print("\n| writer | CPU-s | records/CPU-s | MB/CPU-s | WARC MB | CPU in the coder |\n|---|---|---|---|---|---|")
    for (coder, level), done in runs.items():
        rows.append(r := row(f"{coder} {level}", done, sizes[coder, level]))
        r["coder_share"] = coder_share(bench, warc, work, coder, level)
        share = "?" if r["coder_share"] is None else f"{r['coder_share']:.0%}"
        print(f"| {r['name']} | {r['cpu_s']:.3f} | {r['records_per_cpu_s']:.0f} | {r['MB_per_cpu_s']:.0f} "
              f"| {r['warc_bytes'] / 1e6:.1f} | {share} |", flush=True)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bench", type=pathlib.Path, default=pathlib.Path("build/bench"), help="build directory of the bench preset")
    parser.add_argument("--warc", type=pathlib.Path, help="a .warc.gz to read")
    parser.add_argument("--skip", choices=["read", "write"])
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    if options.skip != "read" and not WARCIO.exists():
        sys.exit("npm warcio is missing: npm ci in tests/integration")
    tmpfs = "/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="warc-bench-", dir=tmpfs) as directory:
        work = pathlib.Path(directory)
        warc = options.warc or crawl(work, options.bench / "arsip")
        print(f"{warc.name}: {warc.stat().st_size / 1e6:.1f} MB\n")
        rows = [] if options.skip == "read" else read_rows(options, warc)
        rows += [] if options.skip == "write" else write_rows(options, warc, work)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
