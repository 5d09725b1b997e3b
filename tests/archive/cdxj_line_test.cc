#include "archive/cdxj_line.h"

#include <vector>

#include "archive/capture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

TEST(CdxjLineTest, ReadsWhatFormatCdxjWrites) {
  Capture capture;
  capture.urlkey = "org,example)/";
  capture.url = "https://example.org/";
  capture.status = 200;
  capture.mime = "text/html";
  capture.location = {"x.warc.gz", 10'000'000'000, 77};
  const auto line = ParseCdxjLine(FormatCdxj(capture));
  ASSERT_TRUE(line.has_value()) << line.error().ToString();
  EXPECT_EQ(line->urlkey, "org,example)/");
  EXPECT_EQ(line->timestamp, "19700101000000");
  EXPECT_EQ(line->url, capture.url);
  EXPECT_EQ(line->status, "200");
  EXPECT_EQ(line->mime, "text/html");
  EXPECT_EQ(line->filename, "x.warc.gz");
  EXPECT_EQ(line->offset, 10'000'000'000u);
  EXPECT_EQ(line->length, 77u);
}

TEST(CdxjLineTest, NumbersMayBeNumbers) {
  const auto line = ParseCdxjLine(R"(a 2026 {"filename":"x","offset":5,"length":7,"status":200})");
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->offset, 5u);
  EXPECT_EQ(line->length, 7u);
  EXPECT_EQ(line->status, "200");
}

TEST(CdxjLineTest, OtherLinesAreRefused) {
  for (const char* line :
       {"", "a", "a 1", " 1 {}", "a x {}", "a 123456789012345678 {}", "a 1 []", "a 1 {",
        R"(a 1 {"filename":"x"})", R"(a 1 {"offset":"1"})", R"(a 1 {"filename":"x","offset":"-1"})",
        R"(a 1 {"filename":"x","offset":"1x"})", R"(a 1 {"filename":1,"offset":{}})"}) {
    EXPECT_FALSE(ParseCdxjLine(line).has_value()) << line;
  }
  EXPECT_FALSE(ParseCdxjLine(std::string(kMaxCdxjLineBytes + 1, 'a')).has_value());
}

TEST(LineSplitterTest, PiecesOfAnySizeGiveTheSameLines) {
  const std::string text = "one\n\ntwo\r\nthree\n";
  for (size_t size = 1; size <= text.size(); ++size) {
    std::vector<std::string> lines;
    LineSplitter splitter([&](std::string_view line) {
      lines.emplace_back(line);
      return Ok();
    });
    for (size_t at = 0; at < text.size(); at += size) {
      ASSERT_TRUE(splitter.Update(std::string_view(text).substr(at, size)).has_value());
    }
    ASSERT_TRUE(splitter.Finish().has_value());
    EXPECT_THAT(lines, ::testing::ElementsAre("one", "", "two", "three")) << size;
  }
}

TEST(LineSplitterTest, ALineWithoutEndAndOneTooLongAreRefused) {
  LineSplitter splitter([](std::string_view) { return Ok(); });
  ASSERT_TRUE(splitter.Update("no end").has_value());
  EXPECT_FALSE(splitter.Finish().has_value());
  EXPECT_FALSE(splitter.Update(std::string(kMaxCdxjLineBytes, 'a')).has_value());
}

}  // namespace
}  // namespace arsip::archive
