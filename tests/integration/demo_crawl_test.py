#!/usr/bin/env python3
"""Quickstart's crawl of the demo web: every page, redirect, refusal, retry and duplicate, from the servers' log and the archive."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import harness
from harness import arsip, cdxj, read_log

SLUGS = {
    "berita": ["pasar-pagi", "cuaca", "sepak-bola", "resep-soto"],
    "pasar": ["ikan", "kuih", "taman"],
    "kusina": ["adobo", "pista"],
    "talat": ["phonlamai", "fon"],
    "sar": ["zay", "moe"],
    "majlis": ["souq", "taqs"],
}


class DemoCrawl(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="arsip-demo-")
        cls.work = pathlib.Path(cls.directory.name)
        cls.archive = cls.work / "archive"
        cls.result = subprocess.run(
            [str(harness.DEMO), "--keep-log", str(cls.work / "log"), str(harness.ARSIP), "crawl", "@COLLECTION@", "--archive", str(cls.archive), "--json", "--progress", "none"],
            capture_output=True, text=True, timeout=170,
        )
        cls.events = harness.events(cls.result.stdout)
        cls.log = read_log(cls.work / "log")
        cls.rows = cdxj(cls.archive)

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def asked(self, host, uri):
        return [e for e in self.log if e["host"] == f"{host}.example" and e["uri"] == uri]

    def captures(self, url):
        return [fields for _, _, fields in self.rows if fields["url"] == url]

    def one(self, url, status):
        found = self.captures(url)
        self.assertEqual([f.get("status") for f in found], [str(status)], f"{url}: {found}")
        return found[0]

    def report(self):
        return self.events[-1]

    def explain(self, url):
        return json.loads(arsip("explain", url, "--archive", self.archive, "--json", check=0).stdout)

    def test_it_ends_with_refusals_worth_reading_and_a_report(self):
        self.assertEqual(self.result.returncode, harness.REFUSALS, self.result.stderr[-2000:])
        self.assertEqual(self.report()["event"], "report")
        self.assertFalse(self.report()["stopped"])

    def test_the_same_picture_in_three_forms_is_one_cluster(self):
        out = arsip("similar", "http://media.example/img/scene-1.png", "--archive", self.archive, "--json", check=0).stdout
        found = [json.loads(line) for line in out.splitlines()]
        urls = {capture["url"] for image in found for capture in image["captures"]}
        expected = {f"http://media.example/{path}" for path in ("img/scene-1.png", "img/scene-1-q40.jpg", "img/scene-1-half.jpg", "salinan/scene-1.png")}
        self.assertEqual(urls & expected, expected)
        self.assertEqual({url for url in urls if "scene-1" not in url}, set())
        self.assertEqual(len({image["cluster"] for image in found}), 1)

    def test_every_village_page_is_captured_once(self):
        for host, slugs in SLUGS.items():
            self.one(f"http://{host}.example/", 200)
            for slug in slugs:
                self.one(f"http://{host}.example/artikel/{slug}.html", 200)
                self.assertEqual(len(self.asked(host, f"/artikel/{slug}.html")), 1)

    def test_every_post_of_the_channel_is_found_by_paging(self):
        for number in range(1, 26):
            self.one(f"http://kanal.example/warta/{number}", 200)
        self.one("http://kanal.example/s/warta?before=6", 200)

    def test_sitemap_and_feed_lead_to_pages_nothing_links_to(self):
        self.one("http://berita.example/hanya-peta.html", 200)
        self.one("http://berita.example/hanya-umpan.html", 200)

    def test_each_redirect_is_a_capture_of_its_own(self):
        self.assertEqual(self.one("http://berita.example/lama", 301)["redirect"], "/artikel/cuaca.html")
        for step in (1, 2, 3):
            self.one(f"http://berita.example/rantai/{step}", 302)
        self.one("http://berita.example/terminal-1.html", 200)
        self.one("http://berita.example/pindah-baru.html", 200)

    def test_a_redirect_loop_is_walked_once(self):
        for step in (1, 2):
            self.one(f"http://berita.example/putar/{step}", 302)
            self.assertEqual(len(self.asked("berita", f"/putar/{step}")), 1)

    def test_media_of_every_kind_is_found(self):
        for path in ("img/scene-1.png", "img/scene-1-half.jpg", "img/scene-1-q40.jpg", "img/scene-2.jpg", "img/scene-3.jpg", "img/scene-3.png",
                     "img/scene-4.jpg", "suara.wav", "laporan.pdf", "salinan/scene-1.png"):
            self.assertTrue(self.captures(f"http://media.example/{path}"), path)
        for path in ("style.css", "more.css", "bg.png", "favicon.png"):
            self.assertTrue(self.captures(f"http://berita.example/{path}"), path)

    def test_identical_payloads_are_stored_once(self):
        for first, second in (("http://media.example/img/scene-1.png", "http://media.example/salinan/scene-1.png"),
                              ("http://tricks.example/copy-1", "http://tricks.example/copy-2"),
                              ("http://berita.example/style.css", "http://pasar.example/style.css")):
            mimes = [fields["mime"] for url in (first, second) for fields in self.captures(url)]
            self.assertEqual(len(mimes), 2, mimes)
            self.assertIn("warc/revisit", mimes)
            digests = {fields["digest"] for url in (first, second) for fields in self.captures(url)}
            self.assertEqual(len(digests), 1)
        self.assertGreater(self.report()["revisits"], 0)

    def test_robots_rules_are_obeyed_and_archived(self):
        self.assertEqual(self.asked("berita", "/rahasia/catatan.html"), [])
        self.one("http://berita.example/rahasia/terbuka.html", 200)
        self.one("http://berita.example/robots.txt", 200)
        why = self.explain("http://berita.example/rahasia/catatan.html")
        self.assertEqual(why["state"], "refused")
        self.assertIn("line 3", why["reason"])
        self.assertGreaterEqual(self.report()["refused"]["robots"], 1)

    def test_an_unreachable_robots_txt_closes_the_host(self):
        self.assertEqual(self.asked("closed", "/"), [])
        self.assertEqual(len(self.asked("closed", "/robots.txt")), 1)
        self.assertEqual(self.explain("http://closed.example/")["state"], "queued")

    def test_too_many_requests_is_answered_by_waiting(self):
        for uri in ("/", "/second"):
            requests = self.asked("busy", uri)
            self.assertEqual([e["status"] for e in requests], [429, 200], uri)
            self.assertGreaterEqual(requests[1]["start"] - requests[0]["end"], 0.99)
        self.assertEqual(sorted(f["status"] for f in self.captures("http://busy.example/")), ["200", "429"])

    def test_a_host_that_is_unavailable_is_asked_again_later(self):
        self.assertEqual([e["status"] for e in self.asked("tricks", "/unavailable")], [503, 200])

    def test_a_broken_transfer_is_kept_and_tried_again(self):
        found = self.captures("http://tricks.example/short")
        self.assertEqual(len(found), 2, found)
        self.assertEqual(len(self.asked("tricks", "/short")), 2)
        self.assertGreaterEqual(self.report()["truncated"], 1)

    def test_coded_bodies_are_kept_as_received_and_read_through(self):
        self.one("http://tricks.example/inside-gzip", 200)
        self.one("http://tricks.example/inside-gzip-chunked", 200)
        for path in ("gzip", "gzip-chunked", "chunked", "no-length", "slow", "longer"):
            self.one(f"http://tricks.example/{path}", 200)
        decoded = arsip("get", "http://tricks.example/gzip", "--archive", self.archive, check=0).stdout
        self.assertIn("a link inside the coding", decoded)

    def test_errors_and_walls_are_captures_like_others(self):
        self.one("http://berita.example/tidak-ada.html", 404)
        self.one("http://tricks.example/error", 500)
        self.one("http://tricks.example/login", 401)
        self.one("http://tricks.example/gone", 410)
        self.one("http://berita.example/gabung.html", 200)
        self.assertEqual(self.asked("berita", "/masuk"), [])

    def test_traps_end(self):
        months = [fields["url"] for _, _, fields in self.rows if "/kalender/" in fields["url"]]
        self.assertLessEqual(len(months), 9)
        loops = [fields["url"] for _, _, fields in self.rows if "/putar/" in fields["url"] and "trap" in fields["url"]]
        self.assertLessEqual(len(loops), 3)
        self.assertGreaterEqual(self.report()["refused"].get("trap", 0), 1)

    def test_what_points_inside_is_never_dialled(self):
        self.assertEqual(self.captures("http://canary.example/"), [])
        why = self.explain("http://canary.example/")
        self.assertIn("loopback", why["reason"])

    def test_what_is_out_of_scope_is_refused_and_explained(self):
        self.assertEqual(self.captures("http://elsewhere.example/"), [])
        why = self.explain("http://elsewhere.example/")
        self.assertEqual(why["state"], "refused")
        self.assertIn("scope", why["reason"])
        self.assertEqual(self.explain("https://t.me/+AbCdEf")["state"], "refused")

    def test_a_name_that_does_not_resolve_goes_dormant(self):
        self.assertEqual(self.explain("http://gone.example/")["state"], "dormant")
        self.assertGreaterEqual(self.report()["urls"]["dormant"], 1)

    def test_a_verified_certificate_is_recorded(self):
        self.one("https://secure.example/", 200)
        self.one("https://secure.example/second.html", 200)
        record = arsip("get", "https://secure.example/", "--archive", self.archive, "--record", check=0).stdout
        self.assertIn("WARC-Protocol: tls/1.", record)

    def test_delays_hold_by_the_servers_own_log(self):
        self.assertEqual(harness.politeness_violations(self.log, 0.1), [])
        shared = {"pasar.example": "a", "kusina.example": "a", "talat.example": "b", "sar.example": "b"}
        grouped = [{**e, "host": shared[e["host"]]} for e in self.log if e["host"] in shared]
        self.assertEqual(harness.politeness_violations(grouped, 0.05), [])
        channel = [e for e in self.log if e["host"] == "kanal.example"]
        self.assertEqual(harness.politeness_violations(channel[1:], 0.2), [], "Crawl-delay of robots.txt")

    def test_every_request_names_the_contact_and_asks_robots_first(self):
        for entry in self.log:
            self.assertIn("https://example.org/arsip-demo", entry["agent"])
        first = {}
        for entry in sorted(self.log, key=lambda e: e["start"]):
            first.setdefault(entry["host"], entry["uri"])
        self.assertEqual(set(first.values()), {"/robots.txt"})

    def test_every_answer_the_servers_gave_is_in_the_archive(self):
        given = {(("https://" if e["host"] == "secure.example" else "http://") + e["host"] + e["uri"], str(e["status"])) for e in self.log}
        kept = {(fields["url"], fields.get("status")) for _, _, fields in self.rows}
        self.assertEqual(given - kept, set())

    def test_the_archive_verifies_and_its_index_can_be_rebuilt_the_same(self):
        self.assertEqual(arsip("verify", "--archive", self.archive).returncode, 0)
        before = arsip("query", "--all", "--archive", self.archive, check=0).stdout
        arsip("index", "rebuild", "--archive", self.archive, check=0)
        self.assertEqual(arsip("query", "--all", "--archive", self.archive, check=0).stdout, before)
        self.assertEqual(arsip("verify", "--archive", self.archive).returncode, 0)

    def test_the_warcinfo_names_the_collection_and_its_reasons(self):
        first = next(harness.members(harness.warc_files(self.archive)[0]))[2].decode()
        for words in ("WARC-Type: warcinfo", "isPartOf: demo-web", "robots: obey", "legal-basis: own content", "collection-digest: sha256:", "politeness-reason: our own servers"):
            self.assertIn(words, first)

    def test_text_in_every_script_is_derived(self):
        text = "".join(content.decode("utf-8", "replace") for path in sorted((self.archive / "derived").iterdir()) for _, _, content in harness.members(path))
        for words in ("Pedagang sayur", "Nelayan membawa", "Pakuluan ang manok", "มะม่วง", "ဟင်းသီးဟင်းရွက်", "يفتح السوق", "library opens"):
            self.assertIn(words, text)


if __name__ == "__main__":
    harness.main()
