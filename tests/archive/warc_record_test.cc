#include "archive/warc_record.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace arsip::archive {
namespace {

TEST(Warc11RecordTypes, EveryNameIsReadBack) {
  for (int i = 0; i < 8; ++i) {
    const auto type = static_cast<RecordType>(i);
    const Result<RecordType> parsed = ParseRecordType(RecordTypeName(type));
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(*parsed, type);
  }
}

TEST(Warc11RecordTypes, NumbersOfThePersistentFormatStay) {
  EXPECT_STREQ(RecordTypeName(static_cast<RecordType>(1)), "response");
  EXPECT_STREQ(RecordTypeName(static_cast<RecordType>(4)), "revisit");
  EXPECT_STREQ(RecordTypeName(static_cast<RecordType>(7)), "continuation");
}

TEST(Warc11RecordTypes, OtherNamesAreRefused) {
  for (const char* name : {"", "Response", "response ", "capture"}) {
    const Result<RecordType> parsed = ParseRecordType(name);
    ASSERT_FALSE(parsed.has_value()) << name;
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidInput);
  }
}

TEST(Warc11RecordId, IsABracketedUuidOfItsOwn) {
  const std::regex version8(
      "<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = NewRecordId();
    EXPECT_TRUE(std::regex_match(id, version8)) << id;
    EXPECT_TRUE(seen.insert(id).second) << id;
  }
}

TEST(WarcRecordBlock, OwnedTextAndBorrowedViewsAreOneBlock) {
  WarcRecord record;
  record.AppendBlock("HTTP/1.1 200 OK\r\n\r\n");
  const auto body = std::make_shared<const std::string>("<p>hello");
  record.block.emplace_back(*body);
  record.keep_alive.push_back(body);
  EXPECT_EQ(record.block_length(), 27u);
  const WarcRecord copy = record;
  EXPECT_EQ(copy.block.front(), "HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(copy.block.front().data(), record.block.front().data());
}

}  // namespace
}  // namespace arsip::archive
