#include <nlohmann/json.hpp>

#include "archive/capture.h"
#include "archive/capture_fields.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Capture Page() {
  Capture capture;
  capture.urlkey = "org,example)/page?a=1";
  capture.time = *ParseWarcDate("2026-11-22T10:11:12.987654Z");
  capture.url = "https://example.org/page?a=1";
  capture.status = 200;
  capture.mime = "text/html";
  capture.location = {"x.warc.gz", 5'000'000'000, 4321};
  capture.payload_sha1 = ComputeSha1("");
  return capture;
}

// What the three parts of a line are to a reader that knows nothing of us.
struct Parsed {
  std::string urlkey;
  std::string timestamp;
  nlohmann::json members;
};
Parsed Parse(const std::string& line) {
  const size_t first = line.find(' ');
  const size_t second = line.find(' ', first + 1);
  return {line.substr(0, first), line.substr(first + 1, second - first - 1),
          nlohmann::json::parse(line.substr(second + 1))};
}

TEST(Cdxj, ALineIsWhatPywbWrites) {
  EXPECT_EQ(FormatCdxj(Page()),
            "org,example)/page?a=1 20261122101112 {\"url\": \"https://example.org/page?a=1\", "
            "\"mime\": \"text/html\", \"status\": \"200\", "
            "\"digest\": \"sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\", \"length\": \"4321\", "
            "\"offset\": \"5000000000\", \"filename\": \"x.warc.gz\"}");
}

TEST(Cdxj, UnknownFieldsAreLeftOut) {
  Capture capture;
  capture.urlkey = "urn:x";
  capture.url = "urn:x";
  capture.type = RecordType::kResource;
  EXPECT_EQ(FormatCdxj(capture),
            "urn:x 19700101000000 {\"url\": \"urn:x\", \"length\": \"0\", \"offset\": \"0\"}");
}

TEST(Cdxj, ARevisitHasAMimeOfItsOwn) {
  Capture capture = Page();
  capture.type = RecordType::kRevisit;
  EXPECT_EQ(Parse(FormatCdxj(capture)).members["mime"], "warc/revisit");
  capture.status = 0;
  EXPECT_FALSE(Parse(FormatCdxj(capture)).members.contains("status"));
}

TEST(Cdxj, ARedirectShowsWhereTo) {
  Capture capture = Page();
  capture.redirect = "/next";
  EXPECT_EQ(Parse(FormatCdxj(capture)).members["redirect"], "/next");
}

TEST(Cdxj, HostileTextIsEscapedAndOneLine) {
  Capture capture = Page();
  capture.redirect = "\"}\n{\"url\": \"x\\\t\x1b[31m\x7f\xe2\x80\xae";
  capture.url = "https://example.org/\xff\xc3\xa9\"";
  const std::string line = FormatCdxj(capture);
  for (const char c : line) EXPECT_TRUE(c >= ' ' && c <= '~') << static_cast<int>(c);
  const Parsed parsed = Parse(line);
  EXPECT_EQ(parsed.members["redirect"], capture.redirect);
  EXPECT_EQ(parsed.members["url"], "https://example.org/\xef\xbf\xbd\xc3\xa9\"");
  EXPECT_EQ(parsed.members.size(), 8u);
}

TEST(Cdxj, AUrlkeyNeverBreaksTheLine) {
  Capture capture = Page();
  capture.urlkey = "urn:a b\n\xc3";
  EXPECT_EQ(Parse(FormatCdxj(capture)).urlkey, "urn:a%20b%0A%C3");
}

}  // namespace
}  // namespace arsip::archive
