#include "crawler/record_json.h"

#include <nlohmann/json.hpp>

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
