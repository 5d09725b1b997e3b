#!/usr/bin/env python3
"""The Grafana dashboard shows what arsip exports, all of it, and nothing else: held against running programs and Prometheus' own parser."""

import json
import re
import shutil
import signal
import subprocess
import time
import urllib.request

import harness

ADDRESS, PORT = "127.0.33.2", 8033
ORIGIN = f"http://{ADDRESS}:{PORT}/"
DASHBOARD = harness.ROOT / "deploy/grafana/arsip-dashboard.json"
SELECTOR = re.compile(r"(arsip_\w+)\{([^}]*)\}")
MATCHER = re.compile(r'(\w+)(=~|=)"([^"]*)"')


def exported(text):
    """What /metrics says: {name: (type, [labels of each sample])}."""
    types = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.M))
    samples = {name: [] for name in types}
    for name, labels in re.findall(r"^(\w+)(?:\{(.*)\})? \S+$", text, re.M):
        samples[name].append(dict(re.findall(r'(\w+)="([^"]*)"', labels)))
    return {name: (kind, samples[name]) for name, kind in types.items()}


class Dashboard(harness.Case):
    def setUp(self):
        super().setUp()
        self.dashboard = json.loads(DASHBOARD.read_text())
        self.panels = [panel for panel in self.dashboard["panels"] if panel["type"] != "row"]
        self.targets = [(panel, target) for panel in self.panels for target in panel["targets"]]

    def selectors(self):
        """(panel, metric, {label: wanted value or None}, expression) of each place where one is named."""
        for panel, target in self.targets:
            for metric, inside in SELECTOR.findall(target["expr"]):
                yield panel, metric, {name: value if how == "=" else None for name, how, value in MATCHER.findall(inside)}, target["expr"]

    def metrics_of(self, port, *words):
        """What the program exports while URLs wait: at a delay of a minute they do."""
        listen = f"127.0.33.1:{port}"
        command = [str(harness.ARSIP), *map(str, words), "--archive", str(self.work / words[0]), "--progress", "none", "--metrics", listen]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            found = {}
            end = time.monotonic() + 20
            while time.monotonic() < end and "arsip_frontier_next_wake_seconds" not in found:
                time.sleep(0.1)
                self.assertIsNone(process.poll(), "it has ended")
                try:
                    with urllib.request.urlopen(f"http://{listen}/metrics", timeout=10) as response:
                        found = exported(response.read().decode())
                except OSError:
                    continue
            return found
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)

    def test_every_metric_it_names_is_one_that_arsip_exports(self):
        site = self.work / "site"
        site.mkdir()
        (site / "index.html").write_text('<a href="/a.html">a</a><a href="/b.html">b</a>')
        nginx = harness.Nginx({ADDRESS: site}, PORT)
        try:
            path = self.write_collection("shown", [ORIGIN], [ORIGIN], "host_delay: 60s, ip_delay: 0s, reason: our own server")
            crawl = self.metrics_of(9465, "crawl", path, "--allow-address", "127.0.33.0/24")
            frontier = self.metrics_of(9466, "frontier", path, "--listen", f"ipc://{self.work}/frontier.sock")
        finally:
            nginx.stop()
        named = set()
        for _, metric, matchers, expr in self.selectors():
            named.add(metric)
            self.assertIn(metric, crawl, expr)
            kind, samples = crawl[metric]
            for label, value in matchers.items():
                fitting = [sample for sample in samples if label in sample and value in (None, sample[label])]
                self.assertTrue(fitting, f"{expr}: no sample with {label}={value}")
            counts = re.search(rf"(?:rate|increase)\({metric}\{{", expr) is not None
            self.assertEqual(counts, kind == "counter", f"{expr}: {metric} is a {kind}")
        self.assertEqual(set(crawl) - named, set(), "exported, and not shown")
        self.assertEqual({name for name in crawl if name not in frontier}, {name for name in crawl if name.startswith("arsip_sandbox_")})
        for panel, target in self.targets:
            metric = SELECTOR.search(target["expr"])[1]
            for label in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]):
                self.assertTrue(all(label in sample for sample in crawl[metric][1]), f"{panel['title']}: no label {label}")

    def test_its_expressions_are_prometheus_own(self):
        promtool = shutil.which("promtool")
        if not promtool:
            self.skipTest("no promtool")
        rules = [{"record": f"panel:{panel['id']}:{target['refId']}", "expr": target["expr"].replace("$__rate_interval", "5m").replace("$collection", ".*")}
                 for panel, target in self.targets]
        self.assertFalse([rule for rule in rules if "$" in rule["expr"]], "a variable that is not the dashboard's")
        path = self.work / "rules.yaml"
        path.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
        checked = subprocess.run([promtool, "check", "rules", str(path)], capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        self.assertIn(f"{len(rules)} rules found", checked.stdout)

    def test_it_has_what_grafana_reads(self):
        """The classic dashboard model: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/"""
        board = self.dashboard
        kinds = {"uid": str, "title": str, "tags": list, "timezone": str, "editable": bool, "graphTooltip": int, "panels": list, "time": dict, "timepicker": dict,
                 "templating": dict, "annotations": dict, "refresh": str, "schemaVersion": int, "version": int, "links": list}
        for field, kind in kinds.items():
            self.assertIsInstance(board.get(field), kind, field)
        self.assertIsNone(board["id"], "Grafana numbers it")
        self.assertLessEqual(len(board["uid"]), 40)
        variables = {variable["name"]: variable for variable in board["templating"]["list"]}
        self.assertEqual(set(re.findall(r"\$\{?(\w+)", json.dumps([board["panels"], board["templating"]]))) - {"__rate_interval"}, set(variables))
        self.assertEqual({variable["type"] for variable in variables.values()}, {"datasource", "query"})
        self.assertRegex(variables["collection"]["definition"], r"^label_values\(arsip_frontier_hosts, collection\)$")
        numbers = [panel["id"] for panel in board["panels"]]
        self.assertEqual(len(numbers), len(set(numbers)))
        cells = set()
        for panel in board["panels"]:
            self.assertIn(panel["type"], ("row", "stat", "timeseries"))
            self.assertTrue(panel["title"])
            place = panel["gridPos"]
            self.assertTrue(0 <= place["x"] and 0 < place["w"] and place["x"] + place["w"] <= 24 and place["h"] > 0, panel["title"])
            own = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
            self.assertFalse(cells & own, f"{panel['title']} lies over another panel")
            cells |= own
            if panel["type"] == "row":
                self.assertEqual((panel["collapsed"], panel["panels"]), (False, []))
                continue
            self.assertEqual(panel["datasource"], {"type": "prometheus", "uid": "${datasource}"})
            self.assertIsInstance(panel["fieldConfig"]["defaults"]["unit"], str)
            self.assertEqual(panel["fieldConfig"]["overrides"], [])
            references = [target["refId"] for target in panel["targets"]]
            self.assertTrue(references and len(references) == len(set(references)), panel["title"])
            for target in panel["targets"]:
                self.assertEqual(target["datasource"], panel["datasource"])
                self.assertRegex(target["expr"], r'collection=~"\$collection"')


if __name__ == "__main__":
    harness.main()
