#!/usr/bin/env python3
"""Rules of the house that a compiler does not check."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = {  # who may include whom
    "base": set(),
    "seeds": {"base"},
    "frontier": {"base"},
    "extractors": {"base"},
    "archive": {"base"},
    "portal": {"base", "archive", "extractors"},
    "crawler": {"base", "seeds", "frontier", "extractors", "archive"},
    "cli": {"base", "seeds", "frontier", "extractors", "archive", "crawler", "portal"},
}
MAX_LINES = 500
LONGER = {}  # path -> reason
NO_MIRROR = {
    "archive/capture_selection.cc": "a part of ExportWacz; what is chosen is in tests/archive/wacz_export_test.cc",
    "archive/cdxj_export.cc": "a part of ExportIndex and ExportWacz; its files are in tests/archive/index_export_test.cc",
    "archive/concurrent_records.cc": "a part of ExportWacz, likewise",
    "archive/segment_copy.cc": "a part of ExportWacz, likewise",
    "archive/wacz_manifest_check.cc": "a part of VerifyWacz, likewise",
    "archive/wacz_index_check.cc": "a part of VerifyWacz; each kind of damage is in tests/archive/wacz_verify_test.cc",
    "archive/index_replacement.cc": "tests/archive/segment_conversion_test.cc compares every row with a rebuilt index",
    "archive/segment_upload.cc": "tests/integration/cold_storage_test.py runs it against a real S3 server",
    "archive/verify_index.cc": "a part of Verify; each kind of damage is in tests/archive/verify_test.cc",
    "archive/verify_record.cc": "a part of Verify, likewise",
    "archive/verify_references.cc": "a part of Verify, likewise",
    "extractors/content_scoring.cc": "how an outline is weighed: tests/extractors/page_outline_test.cc",
    "extractors/html_tree.cc": "tests/extractors/html_text_test.cc reads and refuses through it",
    "extractors/meta_names.cc": "a part of ReadPageMetadata; tests/extractors/page_records_test.cc",
    "extractors/page_metadata.cc": "a part of AddPageRecords; tests/extractors/page_records_test.cc",
    "extractors/page_posts.cc": "a part of FindMainText and AddPageRecords; tests/extractors/page_records_test.cc",
    "extractors/page_regions.cc": "steps of FindMainText; tests/extractors/main_text_test.cc",
    "extractors/text_filter.cc": "steps of FindMainText; tests/extractors/main_text_test.cc",
    "crawler/offline_extraction.cc": "tests/integration/extract_test.py runs it with the real sandbox",
    "extractors/feed_entry.cc": "a part of ReadFeedRecords; its elements are in tests/extractors/feed_records_test.cc",
    "extractors/xml_names.cc": "a part of ReadFeedRecords, likewise",
    "extractors/structured_document.cc": "a part of Extract; tests/extractors/feed_records_test.cc and json_documents_test.cc go through it",
    "extractors/document_walk.cc": "a part of DocumentExtractor; tests/extractors/document_extractor_test.cc",
    "extractors/epub_document.cc": "likewise",
    "extractors/leaf_reader.cc": "likewise",
    "extractors/package_properties.cc": "likewise",
    "extractors/pdf_references.cc": "a part of ReadPdf; tests/extractors/document_extractor_test.cc and pdf_document_test.cc",
    "extractors/sandbox_program.cc": "a program's main; tests/crawler/sandbox_broker_test.cc and document_sandbox_test.cc run it",
    "extractors/language_rules.cc": "a part of DetectLanguages; each script's rules are in tests/extractors/language_test.cc",
    "extractors/language_words.cc": "a part of DetectLanguages, likewise",
    "cli/commands.cc": "only dispatches; tests/integration/cli_test.py runs every verb",
    "cli/stop_signal.cc": "signals end processes; tests/integration/stop_resume_test.py sends them",
}
BANNED = re.compile(r"\b(?:class|struct|enum class|namespace)\s+\w*(?:Manager|Util|Utils|Helper|Helpers|Info|Data)\b")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|not implemented|\bfor now\b", re.IGNORECASE)


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for path in out.splitlines() if (ROOT / path).is_file()]


def sources(*folders):
    return [p for p in tracked("*.cc", "*.h") if p.split("/")[0] in folders]


def lines_matching(paths, pattern):
    found = []
    for path in paths:
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path}:{number}: {line.strip()}")
    return found


class Style(unittest.TestCase):
    def test_folders_include_only_what_they_may(self):
        wrong = []
        for path in sources(*FOLDERS):
            folder = path.split("/")[0]
            for included in re.findall(r'#include "(\w+)/', (ROOT / path).read_text()):
                if included in FOLDERS and included != folder and included not in FOLDERS[folder]:
                    wrong.append(f"{path} includes {included}/")
        self.assertEqual(wrong, [])

    def test_no_include_climbs_out_of_its_folder(self):
        self.assertEqual(lines_matching(tracked("*.cc", "*.h"), re.compile(r'#include "\.\./')), [])

    def test_an_illegal_include_does_not_compile(self):
        with tempfile.TemporaryDirectory() as directory:
            work = pathlib.Path(directory)
            for folder in ("base", "archive"):  # what arsip_library(archive DEPS base) puts on the include path
                (work / folder).mkdir()
                (work / folder / folder).symlink_to(ROOT / folder)
            compiler = [shutil.which("g++") or "c++", "-std=c++20", "-fsyntax-only", f"-I{work}/base", f"-I{work}/archive", "-x", "c++", "-"]
            legal = subprocess.run(compiler, input='#include "archive/capture.h"\n', text=True, capture_output=True)
            self.assertEqual(legal.returncode, 0, legal.stderr)
            illegal = subprocess.run(compiler, input='#include "frontier/lease.h"\n', text=True, capture_output=True)
            self.assertNotEqual(illegal.returncode, 0)

    def test_the_build_gives_each_folder_only_its_own_include_directory(self):
        helper = (ROOT / "cmake/ArsipTargets.cmake").read_text()
        self.assertIn("target_include_directories(arsip_${folder} PUBLIC ${include_dir})", helper)
        self.assertEqual(lines_matching(tracked("CMakeLists.txt", "*/CMakeLists.txt"), re.compile(r"include_directories\(.*CMAKE_SOURCE_DIR\}\s*\)")), [])

    def test_no_file_is_longer_than_a_concept(self):
        long = [f"{p}: {n} lines" for p in tracked("*.cc", "*.h") if p not in LONGER and (n := len((ROOT / p).read_text().splitlines())) > MAX_LINES]
        self.assertEqual(long, [])

    def test_every_interface_has_a_test_of_its_name(self):
        """A source without a header of its name is a part of another class and tested with it."""
        missing = []
        for path in sources(*FOLDERS):
            if path.endswith(".cc") and (ROOT / path.replace(".cc", ".h")).is_file() and path not in NO_MIRROR and not (ROOT / "tests" / path.replace(".cc", "_test.cc")).is_file():
                missing.append(path)
        self.assertEqual(missing, [])

    def test_every_test_file_asserts_something(self):
        empty = [p for p in tracked("tests/*_test.cc", "tests/**/*_test.cc") if not re.search(r"EXPECT_|ASSERT_|FAIL\(", (ROOT / p).read_text())]
        self.assertEqual(empty, [])

    def test_no_vague_names(self):
        self.assertEqual(lines_matching(sources(*FOLDERS), BANNED), [])

    def test_nothing_is_left_for_later(self):
        paths = [p for p in tracked("*.cc", "*.h", "*.sh", "*.py", "*.yaml", "*.proto", "*.cmake") if not p.startswith("tests/style/")]
        self.assertEqual(lines_matching(paths, UNFINISHED), [])

    def test_sources_are_ascii(self):
        wrong = [p for p in sources(*FOLDERS) if not (ROOT / p).read_bytes().isascii()]
        self.assertEqual(wrong, [])

    def test_nothing_depends_on_notes_outside_the_project(self):
        self.assertEqual(lines_matching([p for p in tracked() if not p.startswith("tests/style/") and pathlib.Path(p).suffix in (".cc", ".h", ".py", ".md", ".txt", ".sh", ".yaml", "")], re.compile(r"\.\./shared")), [])

    def test_no_disabled_tests(self):
        self.assertEqual(lines_matching(tracked("tests/*.cc", "tests/**/*.cc"), re.compile(r"DISABLED_|GTEST_SKIP")), [])

    def test_third_party_headers_stay_in_their_folder(self):
        homes = {r"<curl/": ["crawler/", "archive/object_store.cc"], r"<gumbo\.h>": ["extractors/"], r"<zmq": ["frontier/"], r"<leveldb/": ["base/"], r"<spdlog/": ["base/"], r"<boost/": ["portal/http_server.cc"], r"<archive(_entry)?\.h>": ["archive/zip_file.cc", "extractors/archive_members.cc"], r"<poppler": ["extractors/pdf_document.cc", "extractors/pdf_references.cc"], r"<(tesseract|leptonica)/": ["extractors/ocr.cc"], r"<libexif/": ["extractors/exif_facts.cc"], r"<expat": ["extractors/xml_events.cc"], r"<yaml-cpp/": ["seeds/", "cli/"], r"<prometheus/": ["crawler/crawl_metrics.cc"]}
        wrong = []
        for header, folders in homes.items():
            for found in lines_matching(sources(*FOLDERS), re.compile(r"#include " + header)):
                if not any(found.startswith(folder) for folder in folders):
                    wrong.append(found)
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
