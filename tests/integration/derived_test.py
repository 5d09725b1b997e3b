#!/usr/bin/env python3
"""What follows from derived records: texts near to one another, and thumbnails that show nothing; the same after a rebuild, a conversion
and a second derivation."""

import json
import pathlib
import shutil

import harness
from harness import DONE, REFUSALS, ROOT, USAGE, Case, Nginx, arsip

PORT = 8142
IMAGE = ROOT / "tests/data/demo-web/hosts/media/img/scene-1.png"
LAX = ("--set", "sandbox.allow_missing_layers=true")
TEXT = ("The town council will repair the roads of the village before the rain begins, and it asks everyone who lives beside the "
        "river to move their boats to the upper landing until the work is done.")
REPOST = "\U0001F525\U0001F525 Repost: " + TEXT.replace("council", "COUNCIL") + " https://t.me/news/123 #news #roads"
OTHER = ("Police said on Tuesday that the car was found empty near the post office; nobody was hurt, and the owner was told to "
         "fetch it from the yard within seven days.")


def page(text):
    return f"<!doctype html><title>A page</title><article><h1>News</h1><p>{text}</p></article>"


class Derived(Case):
    def setUp(self):
        super().setUp()
        site = self.work / "site"
        site.mkdir()
        for name, text in (("first", TEXT), ("again", REPOST), ("other", OTHER)):
            (site / f"{name}.html").write_text(page(text))
        shutil.copy(IMAGE, site / "scene.png")
        (site / "index.html").write_text('<a href="first.html">1</a><a href="again.html">2</a><a href="other.html">3</a><img src="scene.png">')
        nginx = Nginx({"127.0.0.1": site}, PORT)
        self.addCleanup(nginx.stop)
        self.site = site
        self.origin = f"http://127.0.0.1:{PORT}"
        path = self.write_collection("derived", [f"{self.origin}/"], [f"{self.origin}/"], "host_delay: 0ms, ip_delay: 0ms, reason: ours", extraction="{text: inline}")
        arsip("crawl", path, "--archive", self.archive, "--allow-address", "127.0.0.0/8", "--progress", "none", *LAX, check=(DONE, REFUSALS))

    def texts(self, subject, check=DONE):
        out = arsip("similar", "--text", subject, "--archive", self.archive, "--json", *LAX, check=check).stdout
        return [json.loads(line) for line in out.splitlines()]

    def urls(self, subject):
        return sorted({text["url"] for text in self.texts(subject)})

    def thumbnail(self, url, check=DONE):
        path = self.work / "thumbnail.jpg"
        path.unlink(missing_ok=True)
        arsip("get", url, "--thumbnail", "--archive", self.archive, "--output", path, check=check)
        return path.read_bytes() if path.exists() else b""

    def test_reposts_are_found_by_url_file_and_digest(self):
        both = [f"{self.origin}/again.html", f"{self.origin}/first.html"]
        self.assertEqual(self.urls(both[1]), both)
        self.assertEqual(self.urls(f"{self.origin}/other.html"), [f"{self.origin}/other.html"])
        found = self.texts(both[0])
        self.assertEqual([text["time"] for text in found], sorted(text["time"] for text in found))
        self.assertEqual([text["jaccard"] for text in found if text["url"] == both[0]], [1.0])
        self.assertTrue(all(text["jaccard"] >= 0.6 for text in found))
        self.assertEqual(self.urls(found[0]["text"]), both)
        self.assertEqual(self.urls(self.site / "again.html"), both)
        (self.work / "copy.html").write_text(page("Read this! " + TEXT))
        self.assertEqual(self.urls(self.work / "copy.html"), both)
        self.texts(f"{self.origin}/none.html", check=USAGE)
        # From nothing, and from converted segments: the same.
        shutil.rmtree(self.archive / "text-index")
        arsip("segments", "convert", "--all", "--to", "zstd", "--archive", self.archive, "--progress", "none", check=DONE)
        self.assertEqual(self.texts(both[0]), found)
        # What is hidden is not spoken of.
        arsip("access", "add", both[0], "--archive", self.archive, "--reason", "a test", check=DONE)
        self.assertEqual(self.urls(both[1]), [both[1]])

    def test_an_image_has_a_thumbnail_that_shows_nothing(self):
        jpeg = self.thumbnail(f"{self.origin}/scene.png")
        self.assertTrue(jpeg.startswith(b"\xff\xd8\xff"))
        self.assertLess(len(jpeg), 8_000)
        records = [header for header in derived_headers(self.archive) if header.get("Content-Type") == "image/jpeg"]
        self.assertEqual(len(records), 1)
        self.assertEqual(records[0]["X-Arsip-Extractor"], "thumbnail/1")
        self.assertEqual(records[0]["WARC-Target-URI"], f"{self.origin}/scene.png")
        self.assertEqual(self.thumbnail(f"{self.origin}/first.html", check=USAGE), b"")
        # Derived again it is the same, and there is still one.
        arsip("extract", "--all", "--rederive", "--archive", self.archive, *LAX, check=(DONE, REFUSALS))
        self.assertEqual(self.thumbnail(f"{self.origin}/scene.png"), jpeg)
        self.assert_archive_verifies()
        # Lost with DIR/derived, it comes back.
        shutil.rmtree(self.archive / "derived")
        arsip("index", "rebuild", "--archive", self.archive, "--progress", "none", check=DONE)
        arsip("extract", "--all", "--archive", self.archive, *LAX, check=(DONE, REFUSALS))
        self.assertEqual(self.thumbnail(f"{self.origin}/scene.png"), jpeg)


def derived_headers(archive):
    """The headers of all derived records."""
    for path in sorted(pathlib.Path(archive, "derived").glob("*.warc.gz*")):
        for _, _, record in harness.members(path):
            yield harness.header(record)


if __name__ == "__main__":
    harness.main()
