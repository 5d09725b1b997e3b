#!/usr/bin/env python3
"""arsip hash: files in, one line each out, whatever the files are."""

import json
import pathlib
import re
import struct
import tempfile
import unittest
import zlib

from harness import DONE, REFUSALS, USAGE, arsip

LAX = ("--set", "sandbox.allow_missing_layers=true")
# What the reference implementation gives for a gradient from left to right, and for squares of 8 pixels.
GRADIENT = "aaa60d525ceaacc9756415a2da58726b59d1d1d56b2ae96e74a4a6cb4aaca92b"
SQUARES = "5555aaaa" * 8


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width, height, paint):
    rows = b"".join(b"\0" + b"".join(bytes([paint(x, y)] * 3) for x in range(width)) for y in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Hash(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)

    def file(self, name, content):
        path = pathlib.Path(self.directory.name) / name
        path.write_bytes(content)
        return path

    def test_a_line_a_file_with_hash_and_quality(self):
        gradient = self.file("gradient.png", png(256, 256, lambda x, y: x))
        squares = self.file("squares.png", png(256, 256, lambda x, y: (x // 8 + y // 8) % 2 * 255))
        out = arsip("hash", *LAX, gradient, squares, check=DONE).stdout
        self.assertEqual(out, f"{GRADIENT}\t44\t{gradient}\n{SQUARES}\t100\t{squares}\n")

    def test_json_has_the_eight_forms_and_says_what_may_be_matched(self):
        squares = self.file("squares.png", png(256, 256, lambda x, y: (x // 8 + y // 8) % 2 * 255))
        found = json.loads(arsip("hash", *LAX, "--json", squares, check=DONE).stdout)
        self.assertEqual(found["pdq"], SQUARES)
        self.assertEqual(sorted(found["dihedral"]), sorted(["original", "rot90", "rot180", "rot270", "flipx", "flipy", "flipp", "flipm"]))
        for form in found["dihedral"].values():
            self.assertTrue(re.fullmatch("[0-9a-f]{64}", form))
        self.assertEqual((found["quality"], found["matchable"], found["width"], found["height"], found["media_type"], found["state"]), (100, False, 256, 256, "image/png", ""))

    def test_what_has_no_hash_is_said_and_the_rest_is_hashed(self):
        bomb = self.file("bomb.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))
        text = self.file("text.png", b"no image at all")
        whole = self.file("whole.png", png(64, 64, lambda x, y: x * y % 256))
        result = arsip("hash", *LAX, bomb, text, "/nonexistent.png", whole, check=REFUSALS)
        self.assertEqual(len(result.stdout.splitlines()), 1)
        self.assertIn("refused-limit: 50000 x 50000 pixels", result.stderr)
        self.assertIn("unsupported: text/plain", result.stderr)
        self.assertIn("/nonexistent.png: cannot be read", result.stderr)

    def test_a_file_is_required(self):
        arsip("hash", check=USAGE)


if __name__ == "__main__":
    unittest.main()
