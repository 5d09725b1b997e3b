#include "archive/packed_etag.h"

#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

std::string RoundTripped(const std::string& etag) {
  const auto packed = PackETag(etag);
  if (!packed.has_value()) return "not packed";
  RowReader in(*packed);
  std::string read = ReadPackedETag(in);
  return in.done() ? read : "not all was read";
}

TEST(PackedETag, TagsOfHexadecimalDigitsRoundTrip) {
  for (const std::string etag : {"\"5f3c1a2b40-1a2b\"", "W/\"0\"", "\"0123456789abcde\"",
                                 "\"1-2-3-4-5-6-7-8\"", "W/\"00-0\""}) {
    EXPECT_EQ(RoundTripped(etag), etag);
  }
  for (const size_t digits : {16u, 32u, 33u, 255u}) {
    const std::string etag = "\"" + std::string(digits, 'a') + "\"";
    EXPECT_EQ(RoundTripped(etag), etag);
  }
}

TEST(PackedETag, TakesHalfTheBytes) {
  EXPECT_EQ(PackETag("\"5f3c1a2b40-1a2b\"")->size(), 9u);
  EXPECT_EQ(PackETag("\"" + std::string(32, '7') + "\"")->size(), 18u);
}

TEST(PackedETag, OthersAreNotPacked) {
  for (const std::string etag :
       {"", "\"", "\"\"", "abc", "\"ABC\"", "\"a-\"", "\"-a\"", "\"a--b\"", "w/\"a\"", "\"a\" ",
        "\"v1\"", "\"1-2-3-4-5-6-7-8-9\"", "\"0123456789abcdef-0\""}) {
    EXPECT_FALSE(PackETag(etag).has_value()) << etag;
  }
  EXPECT_FALSE(PackETag("\"" + std::string(256, 'a') + "\"").has_value());
}

TEST(PackedETag, BytesHaveOneMeaningAndOneForm) {
  using namespace std::string_literals;
  for (const std::string& bytes :
       {"\x01"s, "\x00\x00"s, "\x00\x0f\x00"s, "\x01\x11"s, "\x02\xa1"s, "\x10\x10\x00"s, ""s}) {
    RowReader in(bytes);
    const std::string etag = ReadPackedETag(in);
    if (in.done()) {
      EXPECT_EQ(PackETag(etag), bytes);
    }
  }
  RowReader padded("\x02\xab\x01");  // two digits, of which the padding is 1
  EXPECT_EQ(ReadPackedETag(padded), "\"ab\"");
  RowReader odd("\x01\xa1");
  ReadPackedETag(odd);
  EXPECT_FALSE(odd.ok());
  RowReader cut("\x05\xab");
  ReadPackedETag(cut);
  EXPECT_FALSE(cut.ok());
}

}  // namespace
}  // namespace arsip::archive
