#!/usr/bin/env python3
"""Video and audio: what `arsip hash` and `arsip extract` say of files that ffmpeg makes from its own patterns, and what a crawl keeps of
them. The originals come byte for byte out of the archive; what was read of them stands in DIR/derived, under docs/records.schema.json."""

import http.server
import json
import re
import subprocess
import threading

import jsonschema

import harness
from harness import DONE, REFUSALS, ROOT, arsip, members

VALIDATOR = jsonschema.Draft202012Validator(json.loads((ROOT / "docs/records.schema.json").read_text()))
LAX = ("--set", "sandbox.allow_missing_layers=true")
FRAME = re.compile(r"^\d+,\d{1,3},[0-9a-f]{64},\d+\.\d{3}$")
PATTERN = ("-f", "lavfi", "-t", "3", "-i", "mandelbrot=size=80x60:rate=25:maxiter=200:end_scale=0.01:end_pts=120,scale=320:240,format=yuv420p")


def tones(seconds):
    return ("-f", "lavfi", "-t", str(seconds), "-i", "aevalsrc=0.3*sin(2*PI*(220+110*floor(3*t))*t)+0.2*sin(2*PI*(330+55*floor(2*t))*t)")


TONES = tones(12)
SITE = {}


def lines_of(text):
    lines = [json.loads(line) for line in text.splitlines()]
    for line in lines:
        VALIDATOR.validate(line)
    return lines


class Site(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        kind, body = SITE.get(self.path, ("text/plain", b"none"))
        self.send_response(200 if self.path in SITE else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Media(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = {}

    def media(self, name, *words):
        path = self.work / name
        if name not in self.made:
            subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *words, str(path)], check=True)
            self.made[name] = path.read_bytes()
        path.write_bytes(self.made[name])
        return path

    def film(self):
        return self.media("film.mp4", *PATTERN, *TONES, "-c:v", "libx264", "-c:a", "aac")

    def tune(self):
        return self.media("tune.mp3", *TONES, "-c:a", "libmp3lame")

    def test_hash_of_a_video_is_a_file_of_vpdq(self):
        lines = arsip("hash", *LAX, self.film(), check=DONE).stdout.splitlines()
        self.assertEqual(len(lines), 3)
        for line in lines:
            self.assertRegex(line, FRAME)
        self.assertEqual([line.split(",")[0] for line in lines], ["0", "25", "50"])
        self.assertEqual([line.split(",")[3] for line in lines], ["0.000", "1.000", "2.000"])

    def test_hash_of_audio_is_the_fingerprint_of_fpcalc(self):
        # Of twelve seconds two of 2,464 bits are others than fpcalc's: docs/video-and-audio.md.
        tune = self.media("six-seconds.mp3", *tones(6), "-c:a", "libmp3lame")
        out = arsip("hash", *LAX, tune, check=DONE).stdout
        own = subprocess.run(["fpcalc", "-raw", "-length", "0", "-ignore-errors", str(tune)], capture_output=True, text=True).stdout
        self.assertIn("FINGERPRINT=", own)
        self.assertEqual(out.splitlines()[1], own.splitlines()[1])

    def test_hash_takes_all_kinds_together_and_says_which_has_none(self):
        picture = self.media("picture.png", *PATTERN, "-frames:v", "1")
        playlist = self.work / "list.m3u8"
        playlist.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
        result = arsip("hash", *LAX, "--json", self.film(), self.tune(), picture, playlist, check=REFUSALS)
        film, tune, image = map(json.loads, result.stdout.splitlines())
        VALIDATOR.validate(film)
        VALIDATOR.validate(tune)
        self.assertEqual((film["kind"], film["media_facts"]["container"], len(film["media_facts"]["frames"])), ("video", "mov", 3))
        self.assertEqual(tune["kind"], "audio")
        self.assertEqual(image["width"], 320)
        self.assertIn("list.m3u8: unsupported: ", result.stderr)

    def test_extract_of_a_file_keeps_to_the_schema(self):
        (film,) = lines_of(arsip("extract", *LAX, self.film(), "--json", check=DONE).stdout)
        facts = film["media_facts"]
        self.assertEqual([(stream["kind"], stream["codec"]) for stream in facts["streams"]], [("video", "h264"), ("audio", "aac")])
        self.assertEqual((film["width"], film["height"], facts["streams"][0]["frame_rate"]), (320, 240, "25/1"))
        self.assertGreater(len(facts["fingerprint"]), 8 * 20)
        self.assertNotIn("state", film)

    def derived(self):
        """(content type, extractor, block) of each conversion record."""
        found = []
        for path in sorted((self.archive / "derived").glob("*.warc.gz")):
            for _, _, content in members(path):
                head, _, block = content.partition(b"\r\n\r\n")
                fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
                if fields["WARC-Type"] == "conversion":
                    found.append((fields["Content-Type"], fields["X-Arsip-Extractor"], fields["WARC-Target-URI"], block[: int(fields["Content-Length"])]))
        return found

    def crawl(self, extraction, more=()):
        SITE.clear()
        SITE.update({"/film.mp4": ("video/mp4", self.film().read_bytes()), "/tune.mp3": ("audio/mpeg", self.tune().read_bytes())})
        SITE.update({"/" + path.name: ("video/mp4", path.read_bytes()) for path in more})
        SITE["/"] = ("text/html", "".join(f'<video src="{path}"></video>' for path in SITE).encode())
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        origin = f"http://127.0.0.1:{server.server_port}"
        path = self.write_collection("media", [origin + "/"], [origin + "/"], "host_delay: 0s, ip_delay: 0s, reason: our own server", extraction=extraction)
        arsip("crawl", path, *LAX, "--archive", self.archive, "--allow-address", "127.0.0.0/8", "--progress", "none", "--max-wait", "10s",
              check=(DONE, REFUSALS))
        return origin

    def test_crawl_keeps_facts_and_a_contact_sheet_beside_the_capture(self):
        origin = self.crawl("{text: inline}")
        media = [entry for entry in self.derived() if entry[1].startswith("media/")]
        records = {url: lines_of(block.decode())[0] for kind, _, url, block in media if kind == "application/jsonl"}
        self.assertEqual({url: record["kind"] for url, record in records.items()}, {origin + "/film.mp4": "video", origin + "/tune.mp3": "audio"})
        self.assertEqual(len(records[origin + "/film.mp4"]["media_facts"]["frames"]), 3)
        self.assertRegex(records[origin + "/film.mp4"]["capture"]["payload_digest"], "^sha256:")
        sheets = [(url, block) for kind, _, url, block in media if kind == "image/jpeg"]
        self.assertEqual([url for url, _ in sheets], [origin + "/film.mp4"])
        self.assertTrue(sheets[0][1].startswith(b"\xff\xd8\xff"))
        self.assert_archive_verifies()
        # Once derived, by the same rules: not again.
        self.assertIn("0 captures extracted", arsip("extract", *LAX, "--all", "--archive", self.archive).stdout)

    def test_what_a_crawl_left_unread_is_read_later(self):
        origin = self.crawl("{text: inline, media: off}")
        self.assertEqual([entry for entry in self.derived() if entry[1].startswith("media/")], [])
        self.assertIn(origin + "/film.mp4", harness.captured_urls(self.archive))
        out = lines_of(arsip("extract", *LAX, origin + "/film.mp4", "--archive", self.archive, "--json", check=DONE).stdout)
        self.assertEqual([(line["kind"], line["capture"]["url"]) for line in out], [("video", origin + "/film.mp4")])
        self.assertEqual([kind for kind, extractor, _, _ in self.derived() if extractor.startswith("media/")], ["application/jsonl", "image/jpeg"])
        self.assert_archive_verifies()

    def similar(self, subject, *words, check=DONE):
        out = arsip("similar", *LAX, subject, "--archive", self.archive, "--json", *words, check=check).stdout
        return {entry["captures"][0]["url"]: entry for entry in map(json.loads, out.splitlines())}

    def test_a_smaller_copy_is_found_with_its_source_and_an_unrelated_film_is_not(self):
        # Of the source's twelve seconds (sound throughout) the copy has the frames of three.
        unrelated = self.media("unrelated.mp4", "-f", "lavfi", "-t", "3", "-i", "testsrc2=size=320x240:rate=25", "-c:v", "libx264")
        origin = self.crawl("{text: inline}", more=[unrelated])
        film, tune = origin + "/film.mp4", origin + "/tune.mp3"
        copy = self.media("copy.webm", "-i", str(self.film()), "-vf", "scale=160:120", "-c:v", "libvpx", "-b:v", "300k", "-c:a", "libvorbis")

        found = self.similar(copy)
        self.assertEqual(set(found), {film, tune})
        self.assertEqual([entry["captures"] for entry in found.values()], sorted((entry["captures"] for entry in found.values()), key=lambda all: all[0]["time"]))
        frames = found[film]["frames"]
        self.assertEqual((frames["percent_of_subject"], frames["percent"]), (100, 100))
        self.assertEqual((frames["ranges"][0]["begin"], frames["ranges"][-1]["end"]), (0, 3))
        self.assertEqual((found[film]["same_bytes"], found[film]["captures_total"]), (False, 1))
        # The tune is the film's sound.
        self.assertNotIn("frames", found[tune])
        for entry in found.values():
            (sound,) = entry["sound"]
            self.assertLess(abs(sound["begin"] - sound["begin_in_subject"]), 0.3)
            self.assertGreater(sound["seconds"], 5)

        self.assertEqual(set(self.similar(unrelated)), {origin + "/unrelated.mp4"})
        self.assertEqual(self.similar(found[film]["sha256"], "--video")[film]["frames"], self.similar(self.film())[film]["frames"])
        time, subject_percent, percent, seen, heard, digest, url = arsip("similar", *LAX, copy, "--archive", self.archive, check=DONE).stdout.splitlines()[0].split("\t")
        self.assertIn(url, found)
        self.assertEqual((digest, time), (found[url]["sha256"], found[url]["captures"][0]["time"]))
        # What is hidden is not spoken of.
        arsip("access", "add", film, "--archive", self.archive, "--reason", "a test", check=DONE)
        self.assertEqual(set(self.similar(copy)), {tune})
        self.assertEqual(set(self.similar(copy, "--hidden")), {film, tune})
        other = self.media("other.mp4", "-f", "lavfi", "-t", "2", "-i", "smptehdbars=size=320x240:rate=25", "-c:v", "libx264")
        self.assertEqual(self.similar(other, check=REFUSALS), {})


if __name__ == "__main__":
    harness.main()
