#!/usr/bin/env python3
"""One frontier process and three worker processes, over ipc:// and over tcp:// with CURVE: each page once, whoever fetches it."""

import signal
import subprocess
import time

import harness
from harness import arsip, captured_urls

ADDRESSES = ["127.0.25.2", "127.0.25.3"]
PORT = 8025
DELAY = 0.005


class Fleet(harness.Case):
    def setUp(self):
        super().setUp()
        self.nginx = harness.Nginx({address: harness.DOCS for address in ADDRESSES}, PORT)
        origins = [f"http://{address}:{PORT}/" for address in ADDRESSES]
        self.collection = self.write_collection("fleet", origins, [o + "index.html" for o in origins], "host_delay: 5ms, ip_delay: 0s, reason: our own server",
                                                scope={"max_pages": 700})
        self.processes = []

    def tearDown(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()
        self.nginx.stop()
        super().tearDown()

    def start(self, name, *words):
        out = open(self.work / f"{name}.out", "w")
        err = open(self.work / f"{name}.err", "w")
        process = subprocess.Popen([str(harness.ARSIP), *map(str, words)], stdout=out, stderr=err)
        out.close()
        err.close()
        self.processes.append(process)
        return process

    def stderr(self, name):
        return (self.work / f"{name}.err").read_text()[-2000:]

    def worker(self, number, endpoint, *words):
        return self.start(f"worker-{number}", "worker", self.collection, "--archive", self.work / f"worker-{number}", "--connect", endpoint, "--json",
                          "--allow-address", "127.0.25.0/24", "--set", "fetch.max_in_flight=4", *words)

    def check_all_is_there(self, workers):
        for process in workers:
            process.send_signal(signal.SIGINT)
        for number, process in enumerate(workers):
            self.assertEqual(process.wait(10), harness.RESUMABLE, self.stderr(f"worker-{number}"))
        shares = [captured_urls(self.work / f"worker-{n}") for n in range(len(workers))]
        pages = set().union(*shares)
        self.assertGreaterEqual(len(pages), 690)
        self.assertGreater(min(map(len, shares)), 20, "a worker had nothing to do")
        self.assertEqual(sum(map(len, shares)) - len(pages), 0, "a page was fetched by two workers")
        self.assertEqual(harness.politeness_violations(self.nginx.requests(), DELAY), [])
        for number in range(len(workers)):
            self.assert_archive_verifies(self.work / f"worker-{number}")

    def test_three_workers_over_ipc(self):
        endpoint = f"ipc://{self.work}/run/frontier.sock"
        (self.work / "run").mkdir(mode=0o700)
        frontier = self.start("frontier", "frontier", self.collection, "--archive", self.work / "frontier", "--listen", endpoint, "--max-wait", "5s", "--progress", "none")
        workers = [self.worker(number, endpoint) for number in range(3)]
        self.assertEqual(frontier.wait(60), harness.DONE, self.stderr("frontier"))
        self.check_all_is_there(workers)

    def test_three_workers_over_tcp_with_curve_and_a_stranger_is_refused(self):
        for name in ("frontier", "worker", "stranger"):
            arsip("keygen", self.work / f"{name}.key", check=0)
        endpoint = "tcp://127.0.25.9:7925"
        frontier = self.start("frontier", "frontier", self.collection, "--archive", self.work / "frontier", "--listen", endpoint, "--max-wait", "5s", "--progress", "none",
                              "--curve", self.work / "frontier.key", "--allow-keys", self.work / "worker.key.pub")
        keys = ["--server-key", self.work / "frontier.key.pub"]
        stranger = self.worker(9, endpoint, "--curve", self.work / "stranger.key", *keys)
        time.sleep(1)
        workers = [self.worker(number, endpoint, "--curve", self.work / "worker.key", *keys) for number in range(3)]
        self.assertEqual(frontier.wait(60), harness.DONE, self.stderr("frontier"))
        self.check_all_is_there(workers)
        stranger.send_signal(signal.SIGINT)
        stranger.wait(10)
        self.assertEqual((self.work / "worker-9.out").read_text(), "")

    def test_a_killed_worker_costs_nothing_but_its_leases(self):
        endpoint = f"ipc://{self.work}/run/frontier.sock"
        (self.work / "run").mkdir(mode=0o700)
        frontier = self.start("frontier", "frontier", self.collection, "--archive", self.work / "frontier", "--listen", endpoint, "--max-wait", "5s", "--progress", "none",
                              "--set", "frontier.lease_duration=3s")
        workers = [self.worker(number, endpoint) for number in range(2)]
        time.sleep(1)
        victim = self.worker(2, endpoint)
        time.sleep(1)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        self.assertEqual(frontier.wait(90), harness.DONE, self.stderr("frontier"))
        for process in workers:
            process.send_signal(signal.SIGINT)
            process.wait(10)
        # The victim's segment is still open; the next start repairs it.
        self.worker(2, endpoint).send_signal(signal.SIGINT)
        self.assertEqual(harness.politeness_violations(self.nginx.requests(), DELAY), [])

    def test_tcp_without_keys_is_refused(self):
        result = arsip("frontier", self.collection, "--archive", self.work / "frontier", "--listen", "tcp://127.0.25.9:7926")
        self.assertEqual(result.returncode, harness.USAGE, result.stderr)
        self.assertIn("CURVE", result.stderr)


if __name__ == "__main__":
    harness.main()
