#!/usr/bin/env python3
"""ReplayWeb.page in Debian's Chromium plays a crawl of the demo web: pages, styles, images, redirects, revisits."""

import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import harness
from serve_test import Server

HERE = pathlib.Path(__file__).resolve().parent
APP_ADDRESS, APP_PORT = "127.0.0.1", 8097  # a browser starts service workers on loopback only, when there is no TLS
HOME, GALLERY, COPY = "http://berita.example/", "http://berita.example/galeri.html", "http://media.example/salinan/scene-1.png"


def play(source, visits):
    """What ReplayWeb.page shows of each (url, timestamp, link to click or None)."""
    words = {"app": f"http://{APP_ADDRESS}:{APP_PORT}/", "source": source,
             "visits": [{"url": url, "ts": timestamp, "click": click} for url, timestamp, click in visits]}
    result = subprocess.run(["node", str(HERE / "replay.mjs")], input=json.dumps(words), capture_output=True, text=True, timeout=240)
    if result.returncode != 0:
        raise AssertionError(result.stdout + result.stderr)
    return json.loads(result.stdout)


class Replay(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="arsip-replay-")
        cls.work = pathlib.Path(cls.directory.name)
        cls.archive = cls.work / "archive"
        subprocess.run([str(harness.DEMO), str(harness.ARSIP), "crawl", "@COLLECTION@", "--archive", str(cls.archive), "--progress", "none"],
                       capture_output=True, timeout=170, check=False)  # 1: the demo web has what is refused
        cls.rows = harness.cdxj(cls.archive)
        site = cls.work / "site"
        shutil.copytree(HERE / "node_modules/replaywebpage", site)
        harness.arsip("export", "wacz", "--archive", cls.archive, "--output", site / "crawl.wacz", check=0)
        cls.app = harness.Nginx({APP_ADDRESS: site}, APP_PORT)

    @classmethod
    def tearDownClass(cls):
        cls.app.stop()
        cls.directory.cleanup()

    def time_of(self, url):
        return next(timestamp for _, timestamp, fields in self.rows if fields["url"] == url)

    def mime_of(self, url):
        return next(fields["mime"] for _, _, fields in self.rows if fields["url"] == url)

    def assert_plays(self, source):
        self.assertEqual(self.mime_of(COPY), "warc/revisit", "the copied image is to show that revisits resolve")
        home, gallery, moved, clicked, absent = play(source, [
            (HOME, self.time_of(HOME), None), (GALLERY, self.time_of(GALLERY), None), ("http://berita.example/lama", "", None),
            (HOME, "", "Galeri"), ("http://berita.example/was-never-there", "", None)])
        for seen in (home, gallery, moved, clicked, absent):
            self.assertNotIn("error", seen)
        self.assertEqual(home["title"], "Berita Desa")
        for word in ("Pasar pagi kembali ramai", "ตลาดน้ำ", "مجلس القرية"):
            self.assertIn(word, home["text"])
        styles = {href.split("_/")[-1]: rules for href, rules in home["styles"].items() if "style.css" in href}
        self.assertGreater(styles.get("http://berita.example/style.css", 0), 0, home["styles"])
        for page in (gallery, clicked):
            self.assertEqual(page["title"], "Galeri")
            sizes = {src.split("_/")[-1]: (width, height) for src, width, height in page["images"] if src}
            self.assertEqual(sizes, {url: (160, 120) for url in
                                     ("http://media.example/img/scene-1.png", "http://media.example/img/scene-3.jpg", COPY)})
        self.assertTrue(moved["frame"].endswith("mp_/http://berita.example/artikel/cuaca.html"), moved["frame"])
        self.assertIn("langit cerah", moved["text"])
        self.assertIn("Archived Page Not Found", absent["text"])

    def test_from_arsip_serve(self):
        server = Server(self.archive, "--allow-origin", f"http://{APP_ADDRESS}:{APP_PORT}")
        try:
            self.assert_plays(f"http://{server.address}/news/index.cdxj")
        finally:
            server.stop()

    def test_from_a_wacz(self):
        self.assert_plays(f"http://{APP_ADDRESS}:{APP_PORT}/crawl.wacz")


if __name__ == "__main__":
    harness.main()
