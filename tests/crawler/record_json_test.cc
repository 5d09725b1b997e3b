#include "crawler/record_json.h"

#include <nlohmann/json.hpp>

#include "archive/sketched_lines.h"
#include "base/text_sketch.h"
#include "gmock/gmock.h"

namespace arsip::crawler {
namespace {

using extractors::Extraction;
using extractors::Record;
using nlohmann::json;

Extraction WithOneRecord() {
  Extraction extraction;
  extraction.set_extractor("feed");
  extraction.set_version("2");
  Record& record = *extraction.add_records();
  record.set_kind(Record::PAGE_OF_DOCUMENT);
  record.set_title("Judul");
  return extraction;
}

json Only(const std::string& lines) {
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1);
  return json::parse(lines);
}

TEST(RecordJsonTest, RecordNamesItsKindItsCaptureAndItsRules) {
  RecordOrigin origin;
  origin.url = "http://example.org/";
  origin.time = UtcTime(std::chrono::seconds(0));
  origin.record_id = "<urn:uuid:1>";
  origin.location = archive::RecordLocation{"a.warc.gz", 3, 4};
  origin.payload_sha256 = Sha256{};
  const json line = Only(RecordLines(WithOneRecord(), origin, {}));
  EXPECT_EQ(line["kind"], "page-of-document");
  EXPECT_EQ(line["title"], "Judul");
  EXPECT_EQ(line["text"], "");
  EXPECT_EQ(line["extractor"], (json{{"name", "feed"}, {"version", "2"}}));
  EXPECT_EQ(line["capture"]["warc"], "a.warc.gz");
  EXPECT_EQ(line["capture"]["offset"], 3);
  EXPECT_EQ(line["capture"]["timestamp"], "19700101000000");
  EXPECT_EQ(line["capture"]["payload_digest"], "sha256:" + std::string(64, '0'));
}

TEST(RecordJsonTest, WhatIsNotSaidHasNoKey) {
  const json line = Only(RecordLines(WithOneRecord(), {}, {}));
  for (const char* key :
       {"uri", "published", "media", "zawgyi", "words", "visible_text", "sha256"}) {
    EXPECT_FALSE(line.contains(key)) << key;
  }
}

TEST(RecordJsonTest, TheTextIndexReadsTheSketchesThatAreWritten) {
  Extraction extraction = WithOneRecord();
  Record& post = *extraction.add_records();
  post.set_kind(Record::POST);
  post.set_uri("http://example.org/1");
  extractors::RecordSketch& sketch = *post.mutable_text_sketch();
  sketch.set_version(kTextSketchVersion);
  sketch.set_shingles(kMinShingles);
  sketch.set_digest(std::string(32, '\x5A'));
  std::string places;
  for (size_t i = 0; i < kSketchBytes; ++i) places.push_back(static_cast<char>(i));
  sketch.set_places(places);
  const auto texts = archive::SketchedTextsIn(RecordLines(extraction, {}, {}));
  ASSERT_TRUE(texts.has_value());
  ASSERT_EQ(texts->size(), 1u);
  EXPECT_EQ((*texts)[0].index, 1u);
  EXPECT_EQ((*texts)[0].kind, "post");
  EXPECT_EQ((*texts)[0].uri, "http://example.org/1");
  EXPECT_EQ((*texts)[0].sketch.digest[31], 0x5A);
  EXPECT_EQ(SketchBytes((*texts)[0].sketch), places);
}

TEST(RecordJsonTest, NothingOfAServerReachesATerminalRaw) {
  Extraction extraction = WithOneRecord();
  extraction.mutable_records(0)->set_title("\x1B[2J\u202Eevil\n");
  const std::string line = RecordLines(extraction, {}, {.characters = JsonCharacters::kAscii});
  for (const char c : line.substr(0, line.size() - 1)) EXPECT_TRUE(c >= ' ' && c < 0x7F);
  EXPECT_EQ(json::parse(line)["title"], "\x1B[2J\u202Eevil\n");
}

TEST(RecordJsonTest, WhatIsNoUtf8IsReplaced) {
  RecordOrigin origin;
  origin.url = "http://example.org/\xFF";
  EXPECT_EQ(Only(RecordLines(WithOneRecord(), origin, {}))["capture"]["url"],
            "http://example.org/\uFFFD");
}

TEST(RecordJsonTest, PageWithoutRecordsIsOneAndFullTextIsOnTheFirst) {
  Extraction extraction;
  EXPECT_EQ(RecordLines(extraction, {}, {}), "");
  extraction.set_text("isi");
  const json line = Only(RecordLines(extraction, {}, {.visible_text = true}));
  EXPECT_EQ(line["kind"], "page");
  EXPECT_EQ(line["text"], "isi");
  EXPECT_EQ(line["visible_text"], "isi");
}

}  // namespace
}  // namespace arsip::crawler
