#!/usr/bin/env python3
"""What a link costs at 1e7, 1e8 URLs beside what it costs at 1e6, on a machine whose speed changes meanwhile.

    tests/bench/frontier_flatness.py [--urls 100000000] [--every 60] [--bench build/bench/tests/integration/frontier_bench] [--dir DIR]

Runs frontier_bench to --urls. Every --every seconds it is stopped, and the same program is run to a million URLs: a
reference. A row is compared with the median of the references that ran while its URLs were found. Takes some 35 minutes
and 11 GB of disk for 1e8 URLs. Ends with 1 when a row from 1e7 on costs more than 1.3 times its references, with 2 when it
cannot tell: no such row, or one without references.
"""

import argparse
import json
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

MOST = 1.3
REFERENCE = 1_000_000
LARGE = 10_000_000
HOURS = 6  # more is no run that goes on


def rows_of(process, rows):
    for line in process.stdout:
        rows.append((time.monotonic(), json.loads(line)))


def reference(bench, directory):
    shutil.rmtree(directory, ignore_errors=True)
    words = [bench, "--urls", str(REFERENCE), "--dir", str(directory), "--json"]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, timeout=600, check=True)
    shutil.rmtree(directory, ignore_errors=True)
    return json.loads(done.stdout.splitlines()[-1])["cpu_us_per_link"]


def measure(bench, urls, every, directory):
    words = [bench, "--urls", str(urls), "--dir", str(directory / "all"), "--json"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    rows, references = [], []
    reader = threading.Thread(target=rows_of, args=(process, rows))
    reader.start()
    began = time.monotonic()
    try:
        while time.monotonic() - began < HOURS * 3600:
            try:
                process.wait(timeout=every)
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGSTOP)
                references.append((time.monotonic(), reference(bench, directory / "reference")))
                process.send_signal(signal.SIGCONT)
    finally:
        process.kill()
        process.wait()
        reader.join()
    if process.returncode != 0:
        sys.exit(f"frontier_flatness: exit {process.returncode} of {' '.join(words)}")
    return rows, references


def table(rows, references):
    print("| URLs | CPU us/link (calling thread) | references meanwhile: median (number) | times |\n|---|---|---|---|")
    worst, began = None, 0.0
    for ended, row in rows:
        meanwhile = [cost for when, cost in references if began < when <= ended]
        began = ended
        cost = row["cpu_us_per_link"]
        line = f"| {row['urls']:,} | {cost:.2f} ({row['own_cpu_us_per_link']:.2f}) |"
        if not meanwhile:
            print(line, "| |")
            if row["urls"] >= LARGE:
                worst = float("nan")
            continue
        beside = statistics.median(meanwhile)
        print(f"{line} {beside:.2f} ({len(meanwhile)}) | {cost / beside:.2f} |")
        if row["urls"] >= LARGE and worst == worst:
            worst = max(worst or 0.0, cost / beside)
    costs = [cost for _, cost in references]
    if costs:
        print(f"\nreferences: {len(costs)}, {min(costs):.2f} to {max(costs):.2f}, median {statistics.median(costs):.2f}")
    last = rows[-1][1]
    print(f"at the end: {last['ram_mb']:.0f} MB, opened again {last['ram_opened_mb']:.0f} MB, "
          f"{last['disk_bytes_per_url']:.0f} B of disk a URL, open to first lease {last['open_s']:.2f} s")
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--urls", type=int, default=100_000_000)
    parser.add_argument("--every", type=float, default=60)
    parser.add_argument("--bench", default="build/bench/tests/integration/frontier_bench")
    parser.add_argument("--dir", type=pathlib.Path)
    options = parser.parse_args()
    if not pathlib.Path(options.bench).exists():
        print(f"frontier_flatness: no {options.bench}: cmake --preset bench && cmake --build --preset bench --target frontier_bench", file=sys.stderr)
        return 2
    directory = pathlib.Path(tempfile.mkdtemp(prefix="frontier-flatness-", dir=options.dir))
    try:
        rows, references = measure(options.bench, options.urls, options.every, directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    worst = table(rows, references)
    if worst is None or worst != worst:
        print("frontier_flatness: no row from 1e7 on, or one without references: use more --urls, or a shorter --every", file=sys.stderr)
        return 2
    return 1 if worst > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
