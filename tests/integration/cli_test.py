#!/usr/bin/env python3
"""Habits of the command line: help with examples, exit codes, errors that say what, where and what to do."""

import json
import subprocess

import harness
from harness import arsip

VERBS = ["crawl", "report", "query", "get", "serve", "access", "explain", "ctl", "top", "export", "extract", "hash", "import", "verify", "index", "seeds", "config", "frontier", "worker", "keygen", "completion", "man"]


class CommandLine(harness.Case):
    def test_every_verb_has_help_with_an_example(self):
        listing = arsip("--help", check=0).stdout
        for verb in VERBS:
            self.assertIn(verb, listing)
            text = arsip(verb, "--help", check=0).stdout
            self.assertIn("Examples:", text, verb)
            self.assertIn(f"arsip {verb}", text, verb)

    def test_wrong_usage_ends_with_2(self):
        arsip("no-such-verb", check=harness.USAGE)
        arsip("crawl", check=harness.USAGE)
        arsip("query", "--archive", self.work, check=harness.USAGE)
        arsip("query", "http://e.example/", "--match", "fuzzy", "--archive", self.work, check=harness.USAGE)

    def test_a_collection_is_refused_with_every_problem_and_its_line(self):
        path = self.work / "bad.yaml"
        path.write_text("collection: bad\npurpose: x\nscop: {}\nseeds: []\n")
        said = arsip("seeds", "check", path, check=harness.USAGE).stderr
        self.assertIn(f"{path}:3: ", said)
        self.assertIn("scope", said)
        self.assertIn("legal_basis", said)

    def test_an_expired_collection_is_refused(self):
        text = harness.collection("old", ["http://e.example/"], ["http://e.example/"], "reason: none").replace("2029-12-31", "2020-01-01")
        path = self.work / "old.yaml"
        path.write_text(text)
        for words in (("seeds", "check", path), ("crawl", path, "--archive", self.archive)):
            self.assertIn("2020-01-01", arsip(*words, check=harness.USAGE).stderr)
        self.assertFalse(self.archive.exists())

    def test_settings_print_and_read_back(self):
        path = self.work / "s.yaml"
        path.write_text(arsip("config", "--print", "--set", "fetch.total_timeout=7m", check=0).stdout)
        self.assertIn("total_timeout: 7m", arsip("config", "--print", "--config", path, check=0).stdout)
        path.write_text("fetch:\n  total_timeoot: 7m\n")
        said = arsip("config", "--print", "--config", path, check=harness.USAGE).stderr
        self.assertIn(f"{path}:2", said)
        self.assertIn("did you mean 'fetch.total_timeout'", said)

    def test_an_archive_that_is_none_is_named(self):
        for words in (("query", "http://e.example/"), ("report",), ("verify",), ("get", "http://e.example/")):
            result = arsip(*words, "--archive", self.work / "nowhere")
            self.assertIn(result.returncode, (harness.USAGE, harness.ENVIRONMENT), words)
            self.assertIn("nowhere", result.stderr)

    def test_completion_and_manual_page_know_every_verb(self):
        script = arsip("completion", "bash", check=0).stdout
        page = arsip("man", check=0).stdout
        for verb in VERBS:
            self.assertIn(verb, script)
            self.assertIn(verb, page)
        answer = subprocess.run(["bash", "-c", script + '\nCOMP_WORDS=(arsip cra); COMP_CWORD=1; _arsip; echo "${COMPREPLY[@]}"'], capture_output=True, text=True)
        self.assertEqual(answer.stdout.strip(), "crawl", answer.stderr)

    def test_the_minimal_collection_of_the_documentation_is_valid(self):
        path = self.work / "c.yaml"
        path.write_text(harness.collection("docs-mirror", ["http://127.0.0.2:8080/"], ["http://127.0.0.2:8080/"],
                                           "host_delay: 0s, ip_delay: 0s, connections_per_host: 8, reason: our own server", extraction="{text: deferred}"))
        self.assertIn("valid", arsip("seeds", "check", path, check=0).stdout)

    def test_a_loopback_seed_is_refused_unless_its_range_is_opened(self):
        path = self.write_collection("inside", ["http://127.0.0.1:9/"], ["http://127.0.0.1:9/"], "host_delay: 0s, ip_delay: 0s, reason: test", retries="{host: [100ms]}")
        result = arsip("crawl", path, "--archive", self.archive, "--json", "--progress", "none", "--max-wait", "1s", check=harness.REFUSALS)
        report = json.loads(result.stdout.splitlines()[-1])
        self.assertEqual(report["captures"], 0)
        why = json.loads(arsip("explain", "http://127.0.0.1:9/", "--archive", self.archive, "--json", check=0).stdout)
        self.assertTrue(why["reason"])


if __name__ == "__main__":
    harness.main()
