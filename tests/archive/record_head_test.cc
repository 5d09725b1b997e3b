#include "archive/record_head.h"

#include <fcntl.h>

#include "archive/file_descriptor.h"
#include "capture_samples.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

using testing::Gzip;
using testing::HandMade;
using testing::HandMadeResponse;
using testing::IdOf;

constexpr const char* kUrl = "https://example.org/";

class RecordHeadTest : public ::testing::Test {
 protected:
  std::optional<WarcHeader> Read(const std::string& bytes, uint64_t offset = 0) {
    const std::string path = directory_.path() + "/x";
    testing::WriteBytes(path, bytes);
    const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return ReadRecordHead(file.get(), offset);
  }
  testing::TemporaryDirectory directory_;
};

TEST_F(RecordHeadTest, IsThatOfTheMemberAtTheOffset) {
  const std::string first = Gzip(HandMadeResponse(1, kUrl, "one").Bytes());
  const std::string second = Gzip(HandMadeResponse(2, kUrl, std::string(100'000, 'x')).Bytes());
  EXPECT_EQ(Read(first + second)->record_id(), IdOf(1));
  EXPECT_EQ(Read(first + second, first.size())->record_id(), IdOf(2));
  for (const int level : {0, 1, 9}) {
    const auto head = Read(Gzip(HandMadeResponse(3, kUrl, "three").Bytes(), level));
    ASSERT_TRUE(head.has_value()) << level;
    EXPECT_EQ(head->target_uri(), kUrl);
    EXPECT_EQ(head->content_length(), HandMadeResponse(3, kUrl, "three").block.size());
  }
}

// The block may be damaged, or not be there yet: that is not what was asked.
TEST_F(RecordHeadTest, NoMoreThanTheHeadIsNeeded) {
  const std::string body = testing::RandomBytes(100'000, 1);
  const std::string member = Gzip(HandMadeResponse(1, kUrl, body).Bytes());
  EXPECT_EQ(Read(member.substr(0, 1000))->record_id(), IdOf(1));
  EXPECT_FALSE(Read(member.substr(0, 100)).has_value());
}

TEST_F(RecordHeadTest, WhatBeginsNoMemberHasNone) {
  const std::string member = Gzip(HandMadeResponse(1, kUrl, "one").Bytes());
  EXPECT_FALSE(Read(member, 1).has_value());
  EXPECT_FALSE(Read(member, member.size()).has_value());
  EXPECT_FALSE(Read(HandMadeResponse(1, kUrl, "one").Bytes()).has_value());
  EXPECT_FALSE(Read("").has_value());
  EXPECT_FALSE(Read(Gzip("no header\r\n\r\n")).has_value());
  EXPECT_FALSE(ReadRecordHead(-1, 0).has_value());
}

TEST_F(RecordHeadTest, ALongerOneIsLeftToTheReader) {
  HandMade record = HandMadeResponse(1, kUrl, "one");
  record.Add("X-Long", std::string(kMaxRecordHeadBytes / 2, 'x'));
  EXPECT_TRUE(Read(Gzip(record.Bytes())).has_value());
  record.Add("X-Longer", std::string(kMaxRecordHeadBytes, 'y'));
  EXPECT_FALSE(Read(Gzip(record.Bytes())).has_value());
}

}  // namespace
}  // namespace arsip::archive
