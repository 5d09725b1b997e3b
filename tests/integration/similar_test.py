#!/usr/bin/env python3
"""Near-duplicate images in a crawl: hashes in the WARC, clusters in the index, both policies, hash lists before persistence;
all of it the same after a rebuild and after an import."""

import gzip
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import time
import zlib

import harness
from harness import ARSIP, DONE, REFUSALS, ROOT, USAGE, Case, Nginx, arsip, cdxj, header, members

PORT = 8141
IMAGES = ROOT / "tests/data/demo-web/hosts/media/img"
# Of one scene: as PNG, at quality 40, at half the size. The others are other scenes.
SCENE = ["scene-1.png", "scene-1-q40.jpg", "scene-1-half.jpg"]
OTHERS = ["scene-2.jpg", "scene-3.png", "scene-4.jpg"]
LAX = ("--set", "sandbox.allow_missing_layers=true")
BLANK = "5555aaaa" * 8


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def metadata(archive):
    """Every capture's metadata block by URL, as a dict of lists; read with zlib alone."""
    found = {}
    for path in [*harness.warc_files(archive), *sorted(pathlib.Path(archive, "imported").glob("*.warc.gz"))]:
        for _, _, record in members(path):
            fields = header(record)
            if fields["WARC-Type"] != "metadata":
                continue
            lines = {}
            for line in record.split(b"\r\n\r\n", 1)[1].decode().split("\r\n"):
                name, _, value = line.partition(": ")
                lines.setdefault(name, []).append(value)
            found[fields["WARC-Target-URI"]] = lines
    return found


def responses(archive):
    """(header, block) of every response by URL."""
    found = {}
    for path in harness.warc_files(archive):
        for _, _, record in members(path):
            fields = header(record)
            if fields["WARC-Type"] == "response":
                found[fields["WARC-Target-URI"]] = (fields, record.split(b"\r\n\r\n", 1)[1][:-4])
    return found


class Similar(Case):
    def setUp(self):
        super().setUp()
        site = self.work / "site"
        site.mkdir()
        for name in SCENE + OTHERS:
            shutil.copy(IMAGES / name, site / name)
        (site / "index.html").write_text("".join(f'<img src="{name}">' for name in SCENE + OTHERS))
        self.site = site
        # What lies in coded/ is sent as if it had been packed on the way.
        (site / "coded").mkdir()
        coded = f"{site}; location /coded/ {{ add_header Content-Encoding gzip; }} add_header X-Site similar"
        self.nginx = Nginx({"127.0.0.1": coded}, PORT)
        self.addCleanup(self.nginx.stop)
        self.origin = f"http://127.0.0.1:{PORT}"

    def crawl(self, archive=None, check=(DONE, REFUSALS), **keys):
        path = self.write_collection("similar", [f"{self.origin}/"], [f"{self.origin}/"], "host_delay: 100ms, ip_delay: 0ms, reason: ours", **keys)
        return arsip("crawl", path, "--archive", archive or self.archive, "--allow-address", "127.0.0.0/8", "--progress", "none", *LAX, check=check)

    def similar(self, subject, *words, archive=None, check=DONE):
        out = arsip("similar", subject, "--archive", archive or self.archive, "--json", *LAX, *words, check=check).stdout
        return [json.loads(line) for line in out.splitlines()]

    def urls(self, found):
        return sorted(capture["url"] for image in found for capture in image["captures"])

    def cluster_urls(self):
        return sorted(f"{self.origin}/{name}" for name in SCENE)

    def report(self, archive=None):
        return json.loads(arsip("report", "--archive", archive or self.archive, "--json", check=DONE).stdout)["images"]

    def test_hashes_are_in_the_metadata_and_the_cluster_is_found_by_file_hash_digest_and_url(self):
        self.crawl()
        facts = metadata(self.archive)
        for name in SCENE + OTHERS:
            self.assertRegex(facts[f"{self.origin}/{name}"]["image-hash"][0], r"^pdq [0-9a-f]{64}; quality=\d+; rule=2; bytes=\d+; rot180=[0-9a-f]{64}; flipx=[0-9a-f]{64}; flipy=[0-9a-f]{64}; ", name)
        self.assertNotIn("image-hash", facts[f"{self.origin}/"])

        by_file = self.similar(self.site / SCENE[1])
        self.assertEqual(self.urls(by_file), self.cluster_urls())
        self.assertEqual([image["first"] for image in by_file], sorted(image["first"] for image in by_file))
        self.assertEqual([image["exemplar"] for image in by_file], [True, False, False])
        self.assertTrue(all(image["distance"] <= 31 and image["stored"] for image in by_file))
        pdq = re.match("pdq (.{64})", facts[f"{self.origin}/{SCENE[0]}"]["image-hash"][0])[1]
        digest = facts[f"{self.origin}/{SCENE[2]}"]["payload-sha256"][0]
        for subject in (pdq, f"pdq:{pdq}", digest, f"{self.origin}/{SCENE[2]}"):
            self.assertEqual(self.urls(self.similar(subject)), self.cluster_urls(), subject)
        self.assertEqual(self.urls(self.similar(self.site / OTHERS[0])), [f"{self.origin}/{OTHERS[0]}"])
        text = arsip("similar", pdq, "--archive", self.archive, check=DONE).stdout.splitlines()
        self.assertEqual([line.split("\t")[4] for line in text], ["exemplar", "member", "member"])
        self.assertEqual(sorted(line.split("\t")[5] for line in text), self.cluster_urls())
        self.similar("0" * 63 + "1", check=REFUSALS)
        self.similar("pdq:xyz", check=USAGE)
        self.similar(pdq, "--radius", "129", check=USAGE)

        counts = self.report()
        stored = sum((self.site / name).stat().st_size for name in SCENE)
        self.assertEqual((counts["different"], counts["clusters"], counts["near_duplicates"]), (6, 1, 2))
        exemplar = by_file[0]["bytes"]
        self.assertEqual((counts["bytes_would_be_saved"], counts["bytes_saved"]), (stored - exemplar, 0))
        near = [lines["near-duplicate"][0] for url, lines in facts.items() if "near-duplicate" in lines]
        self.assertEqual(len(near), 2)
        for line in near:
            self.assertRegex(line, f"^cluster={by_file[0]['sha256']}; distance=\\d+; form=original; exemplar=<urn:uuid:")
        self.assert_archive_verifies()

        # A reader that an access rule keeps out of a URL is not told of it by its looks.
        hidden = f"{self.origin}/{SCENE[0]}"
        arsip("access", "add", "--archive", self.archive, "--kind", "blocked", "--reason", "test", hidden, check=None)
        if not any(fields["url"] == hidden for _, _, fields in cdxj(self.archive)):
            self.assertNotIn(hidden, self.urls(self.similar(pdq)))
            self.assertIn(hidden, self.urls(self.similar(pdq, "--hidden")))

    def test_reference_stores_heads_alone_and_only_against_what_is_stored(self):
        self.crawl(near_duplicates="reference")
        facts, records = metadata(self.archive), responses(self.archive)
        withheld = [url for url, lines in facts.items() if "payload-withheld" in lines]
        self.assertEqual(len(withheld), 2)
        for url in withheld:
            name = url.rsplit("/", 1)[1]
            lines = facts[url]
            fields, block = records[url]
            self.assertEqual(lines["payload-withheld"], ["near-duplicate"])
            self.assertEqual(lines["payload-bytes"], [str((self.site / name).stat().st_size)])
            self.assertEqual(fields["WARC-Truncated"], "unspecified")
            self.assertTrue(block.endswith(b"\r\n\r\n") and b"\r\nContent-Length: 0\r\n" in block, block)
            exemplar = re.search("exemplar-uri=(.*)", lines["near-duplicate"][0])[1]
            self.assertNotIn(exemplar, withheld)
            self.assertEqual(records[exemplar][1].split(b"\r\n\r\n", 1)[1], (self.site / exemplar.rsplit("/", 1)[1]).read_bytes())
        self.assertEqual(self.urls(self.similar(self.site / SCENE[0])), self.cluster_urls())
        self.assertEqual(sorted(image["stored"] for image in self.similar(self.site / SCENE[0])), [False, False, True])
        self.assertEqual(self.urls(self.similar(withheld[0])), self.cluster_urls())
        counts = self.report()
        self.assertEqual(counts["bytes_would_be_saved"], 0)
        self.assertEqual(counts["bytes_saved"], sum((self.site / url.rsplit("/", 1)[1]).stat().st_size for url in withheld))
        self.assert_archive_verifies()
        checker = os.environ.get("ARSIP_CHECK_WARC")
        if checker:
            subprocess.run(["python3", checker, *map(str, harness.warc_files(self.archive))], check=True)

    def test_a_rebuild_and_an_import_find_the_same_clusters(self):
        self.crawl(near_duplicates="reference")
        before = self.similar(self.site / SCENE[0])
        arsip("index", "rebuild", "--archive", self.archive, check=DONE)
        self.assertEqual(self.similar(self.site / SCENE[0]), before)
        self.assert_archive_verifies()

        # Another archive saw one of them later; what it is given is older, and takes its cluster over.
        other = self.work / "other"
        for name in SCENE[:1] + SCENE[2:] + OTHERS:
            (self.site / name).unlink()
        (self.site / "index.html").write_text(f'<img src="{SCENE[1]}">')
        self.crawl(archive=other, near_duplicates="keep")
        alone = self.similar(self.site / SCENE[1], archive=other)
        self.assertEqual(len(alone), 1)
        for path in harness.warc_files(self.archive):
            arsip("import", path, "--archive", other, check=(DONE, REFUSALS))
        merged = self.similar(self.site / SCENE[1], archive=other)
        self.assertEqual([image["sha256"] for image in merged], [image["sha256"] for image in before])
        self.assertEqual([image["cluster"] for image in merged], [image["cluster"] for image in before])
        changes = [json.loads(line) for line in (other / "reports/image-clusters.jsonl").read_text().splitlines()]
        if alone[0]["sha256"] != before[0]["sha256"]:
            self.assertEqual([(change["change"], change["image"], change["to"]) for change in changes], [("merged", alone[0]["sha256"], before[0]["sha256"])])
        arsip("index", "rebuild", "--archive", other, check=DONE)
        self.assertEqual(self.similar(self.site / SCENE[1], archive=other), merged)
        self.assertEqual(len((other / "reports/image-clusters.jsonl").read_text().splitlines()), len(changes))
        self.assert_archive_verifies(other)

    def test_images_of_an_archive_without_hashes_get_them_later(self):
        (self.site / "coded/packed.png").write_bytes(gzip.compress((IMAGES / SCENE[0]).read_bytes()))
        (self.site / "again").mkdir()
        shutil.copy(IMAGES / OTHERS[0], self.site / "again/same.jpg")
        shutil.copy(self.site / "index.html", self.site / "page.html")
        (self.site / "index.html").write_text((self.site / "page.html").read_text() + '<img src="coded/packed.png"><img src="again/same.jpg">')
        self.crawl(extraction="{image_hashes: off}")
        everywhere = sorted([*self.cluster_urls(), f"{self.origin}/coded/packed.png"])
        self.similar(IMAGES / SCENE[0], check=REFUSALS)
        arsip("extract", "--all", "--archive", self.archive, *LAX, check=(DONE, REFUSALS))
        found = self.similar(IMAGES / SCENE[0])
        self.assertEqual(self.urls(found), everywhere)
        # A revisit of it was seen, too.
        twice = self.similar(IMAGES / OTHERS[0])
        self.assertEqual(self.urls(twice), sorted([f"{self.origin}/{OTHERS[0]}", f"{self.origin}/again/same.jpg"]))
        self.assert_archive_verifies()
        arsip("index", "rebuild", "--archive", self.archive, check=DONE)
        self.assertEqual(self.similar(IMAGES / SCENE[0]), found)
        self.assertEqual(self.similar(IMAGES / OTHERS[0]), twice)
        # Nothing is hashed again.
        before = sum(path.stat().st_size for path in (self.archive / "derived").iterdir())
        arsip("extract", "--all", "--archive", self.archive, *LAX, check=(DONE, REFUSALS))
        self.assertEqual(sum(path.stat().st_size for path in (self.archive / "derived").iterdir()), before)

        # What others wrote has no hashes either.
        other = self.work / "other"
        (self.site / "index.html").write_text("nothing")
        self.crawl(archive=other)
        for path in harness.warc_files(self.archive):
            arsip("import", path, "--archive", other, check=(DONE, REFUSALS))
        self.similar(IMAGES / SCENE[0], archive=other, check=REFUSALS)
        arsip("extract", "--all", "--archive", other, *LAX, check=(DONE, REFUSALS))
        self.assertEqual(self.urls(self.similar(IMAGES / SCENE[0], archive=other)), everywhere)
        self.assert_archive_verifies(other)

    def test_an_image_in_a_content_coding_is_hashed_and_matches(self):
        (self.site / "coded/packed.png").write_bytes(gzip.compress((IMAGES / SCENE[0]).read_bytes()))
        (self.site / "coded/broken.png").write_bytes((IMAGES / SCENE[0]).read_bytes())
        (self.site / "index.html").write_text('<img src="coded/packed.png"><img src="coded/broken.png">')
        stop = self.hash_list("tag.txt", self.pdq_of(SCENE[0]) + "\n")
        self.crawl(hash_lists=f"[{{name: watch, file: {stop}, action: tag}}]")
        facts = metadata(self.archive)
        lines = facts[f"{self.origin}/coded/packed.png"]
        self.assertRegex(lines["image-hash"][0], f"^pdq {self.pdq_of(SCENE[0])}; .*type=image/png$")
        self.assertRegex(lines["hash-list"][0], "^list=watch; action=tag; algorithm=pdq; distance=0; ")
        self.assertEqual(facts[f"{self.origin}/coded/broken.png"]["image-hash-state"], ["unsupported: content coding"])
        self.assert_archive_verifies()

    def test_a_picture_that_was_cut_is_held_against_lists_by_what_there_is_of_it(self):
        whole = (IMAGES / OTHERS[2]).read_bytes()
        (self.site / "index.html").write_text(f'<img src="{OTHERS[2]}">')
        stop = self.hash_list("stop.txt", self.pdq_of(OTHERS[2]) + "\n")
        self.crawl(scope={"media": f"{{image: {{max_bytes: {len(whole) - 200}}}}}"}, hash_lists=f"[{{name: illegal, file: {stop}, action: quarantine-and-stop}}]")
        lines = metadata(self.archive)[f"{self.origin}/{OTHERS[2]}"]
        self.assertEqual(lines["payload-withheld"], ["hash-list"])
        self.assertNotIn("image-hash", lines)
        other = self.work / "other"
        self.crawl(archive=other, scope={"media": f"{{image: {{max_bytes: {len(whole) - 200}}}}}"})
        self.assertNotIn("image-hash", metadata(other)[f"{self.origin}/{OTHERS[2]}"])
        self.assert_archive_verifies()

    def hash_list(self, name, text):
        path = self.work / name
        path.write_text(text)
        return path

    def pdq_of(self, name):
        return arsip("hash", *LAX, IMAGES / name, check=DONE).stdout.split("\t")[0]

    def test_hash_lists_tag_and_quarantine_before_anything_is_stored(self):
        import hashlib

        secret = (self.site / OTHERS[1]).read_bytes()
        tags = self.hash_list("tags.csv", "signal_type,signal_str,collab,category,tags\n" f'pdq,{self.pdq_of(SCENE[0])},1,"propaganda; x",poster\nvideo_md5,{"0" * 32},1,x,y\npdq,nonsense,1,x,y\npdq,{BLANK},1,x,y\n')
        stop = self.hash_list("stop.txt", f"# by digest and by looks\nsha256 {hashlib.sha256(secret).hexdigest()}\n{self.pdq_of(OTHERS[2])}\n")
        result = self.crawl(hash_lists=f"[{{name: partner, file: {tags}, action: tag}}, {{name: illegal, file: {stop}, action: quarantine-and-stop}}]")
        self.assertIn("4: not 64 lower-case hexadecimal digits", result.stderr)
        self.assertIn("5: a degenerate hash", result.stderr)
        facts = metadata(self.archive)
        for name in SCENE:
            self.assertRegex(facts[f"{self.origin}/{name}"]["hash-list"][0], r"^list=partner; action=tag; algorithm=pdq; distance=\d+; form=original; line=2; category=propaganda  x; tags=poster$")
        self.assertNotIn("hash-list", facts[f"{self.origin}/{OTHERS[0]}"])
        raw = b"".join(record for path in sorted(self.archive.rglob("*.warc.gz")) for _, _, record in members(path))
        for name in OTHERS[1:]:
            lines = facts[f"{self.origin}/{name}"]
            self.assertEqual(lines["payload-withheld"], ["hash-list"])
            self.assertNotIn("image-hash", lines)
            self.assertNotIn("hash-list", lines)
            self.assertFalse((self.site / name).read_bytes()[-200:] in raw, name)
        log = self.archive / "quarantine/hash-matches.jsonl"
        matches = {entry["url"]: entry for entry in map(json.loads, log.read_text().splitlines())}
        self.assertEqual(sorted(matches), sorted(f"{self.origin}/{name}" for name in OTHERS[1:]))
        self.assertEqual(matches[f"{self.origin}/{OTHERS[1]}"]["matches"][0]["algorithm"], "sha256")
        self.assertEqual(matches[f"{self.origin}/{OTHERS[2]}"]["matches"][0]["algorithm"], "pdq")
        self.assertEqual(log.stat().st_mode & 0o777, 0o600)
        self.assertEqual(log.parent.stat().st_mode & 0o777, 0o700)
        self.assertEqual(self.similar(IMAGES / OTHERS[2], check=REFUSALS), [])
        self.assert_archive_verifies()

    def test_bombs_and_svg_are_kept_whole_and_not_hashed(self):
        bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
        svg = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="file:///etc/passwd"/></svg>'
        (self.site / "bomb.png").write_bytes(bomb)
        (self.site / "open.svg").write_bytes(svg)
        (self.site / "index.html").write_text('<img src="bomb.png"><img src="open.svg">')
        self.crawl()
        facts, records = metadata(self.archive), responses(self.archive)
        self.assertEqual(facts[f"{self.origin}/bomb.png"]["image-hash-state"], ["refused-limit: 50000 x 50000 pixels"])
        for name, body in (("bomb.png", bomb), ("open.svg", svg)):
            self.assertNotIn("image-hash", facts[f"{self.origin}/{name}"])
            self.assertEqual(records[f"{self.origin}/{name}"][1].split(b"\r\n\r\n", 1)[1], body)
        self.assertEqual(self.report()["different"], 0)

    def test_a_list_without_a_good_line_is_refused_before_the_crawl_begins(self):
        bad = self.hash_list("bad.txt", "md5 0123\n")
        result = self.crawl(check=USAGE, hash_lists=f"[{{name: bad, file: {bad}, action: tag}}]")
        self.assertIn("has no hash that can be matched", result.stderr)

    def test_lists_are_reloaded_while_the_crawl_runs_and_deletions_count(self):
        names = self.hash_list("list.txt", f"pdq {self.pdq_of(SCENE[0])}\npdq {self.pdq_of(OTHERS[0])}\n")
        path = self.write_collection("similar", [f"{self.origin}/"], [f"{self.origin}/"], "host_delay: 100ms, ip_delay: 0ms, reason: ours", hash_lists=f"[{{name: partner, file: {names}, action: tag}}]")
        crawl = subprocess.Popen([str(ARSIP), "crawl", str(path), "--archive", str(self.archive), "--allow-address", "127.0.0.0/8", "--progress", "none", "--follow", *LAX], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(200):
                if len(self.nginx.requests()) >= 8:
                    break
                time.sleep(0.1)
            names.write_text(f"pdq {self.pdq_of(OTHERS[0])}\nnonsense\n")
            answer = json.loads(arsip("ctl", "reload-hash-lists", "--archive", self.archive, "--json", check=DONE).stdout)
            self.assertEqual([(one["name"], one["pdq"], one["bad_lines"]) for one in answer["hash_lists"]], [("partner", 1, 1)])
            shutil.copy(IMAGES / SCENE[0], self.site / "again.png")
            shutil.copy(IMAGES / OTHERS[0], self.site / "other.jpg")
            arsip("ctl", "capture", f"{self.origin}/again.png", f"{self.origin}/other.jpg", "--archive", self.archive, check=DONE)
            for _ in range(100):
                if sum("again" in e["uri"] or "other" in e["uri"] for e in self.nginx.requests()) == 2:
                    break
                time.sleep(0.1)
            time.sleep(0.5)
        finally:
            crawl.terminate()
            crawl.wait(30)
        facts = metadata(self.archive)
        self.assertIn("hash-list", facts[f"{self.origin}/{SCENE[0]}"])
        self.assertNotIn("hash-list", facts[f"{self.origin}/again.png"])
        self.assertIn("hash-list", facts[f"{self.origin}/other.jpg"])


if __name__ == "__main__":
    harness.main()
