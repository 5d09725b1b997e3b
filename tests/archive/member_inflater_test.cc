#include "archive/member_inflater.h"

#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

using testing::Gzip;
using Step = MemberInflater::Step;

struct Inflated {
  Step step = Step::kBad;
  std::string bytes;
  uint64_t end = 0;
};

class MemberInflaterTest : public ::testing::Test {
 protected:
  Inflated Inflate(std::string_view file_bytes, uint64_t offset = 0) {
    const std::string path = directory_.path() + "/f.gz";
    testing::WriteBytes(path, file_bytes);
    const auto file = FileWindow::Open(path);
    MemberInflater inflater(**file);
    inflater.Begin(offset);
    Inflated result;
    do {
      result.step = *inflater.Read();
      result.bytes.append(inflater.bytes());
    } while (result.step == Step::kBytes);
    EXPECT_EQ(*inflater.Read(), result.step);  // stays at its end
    result.end = inflater.end();
    return result;
  }
  testing::TemporaryDirectory directory_;
};

TEST_F(MemberInflaterTest, SmallAndLargeMembersComeBackWhole) {
  for (const std::string& text :
       {std::string(), std::string("text"), std::string(1 << 20, 'x'), std::string(50'000'000, 'x'),
        testing::RandomBytes(3'000'000, 5)}) {
    const std::string member = Gzip(text);
    const Inflated result = Inflate("junk" + member + "rest", 4);
    EXPECT_EQ(result.step, Step::kEnd) << text.size();
    EXPECT_TRUE(result.bytes == text) << text.size();
    EXPECT_EQ(result.end, 4 + member.size());
  }
}

// RFC 1952 section 2.3.1: extra field, name, comment and header check are allowed, and skipped.
TEST_F(MemberInflaterTest, OptionalHeaderFieldsAreSkipped) {
  const std::string plain = Gzip("text");
  std::string header = plain.substr(0, 10);
  header[3] = 4 | 8 | 16 | 2;
  header += std::string("\x03\x00", 2) + "abc" + std::string("name\0", 5) +
            std::string("note\0", 5) + "hc";
  const Inflated result = Inflate(header + plain.substr(10));
  EXPECT_EQ(result.step, Step::kEnd);
  EXPECT_EQ(result.bytes, "text");
  for (size_t cut = 0; cut < header.size(); ++cut) {
    EXPECT_EQ(Inflate(header.substr(0, cut)).step, Step::kTruncated) << cut;
  }
}

TEST_F(MemberInflaterTest, ACutMemberIsTruncatedWhereverItIsCut) {
  const std::string member = Gzip(testing::RandomBytes(300, 1));
  for (size_t cut = 1; cut < member.size(); ++cut) {
    EXPECT_EQ(Inflate(member.substr(0, cut)).step, Step::kTruncated) << cut;
  }
}

TEST_F(MemberInflaterTest, WrongCheckValuesTellWhereTheMemberEnds) {
  const std::string member = Gzip("text");
  for (size_t back = 1; back <= 8; ++back) {
    std::string bad = member;
    bad[bad.size() - back] = static_cast<char>(bad[bad.size() - back] ^ 1);
    const Inflated result = Inflate(bad + "next");
    EXPECT_EQ(result.step, Step::kBadCheck) << back;
    EXPECT_EQ(result.end, member.size()) << back;
  }
}

TEST_F(MemberInflaterTest, WhatIsNoMemberIsBad) {
  EXPECT_EQ(Inflate("not gzip at all").step, Step::kBad);
  EXPECT_EQ(Inflate(std::string("\x1f\x8b\x08\xe0 reserved flags", 20)).step, Step::kBad);
  EXPECT_EQ(Inflate(std::string("\x1f\x8b\x07\x00 no deflate", 15)).step, Step::kBad);
  EXPECT_EQ(Inflate(Gzip("text").substr(0, 10) + "\xff\xff\xff no deflate stream").step,
            Step::kBad);
}

TEST_F(MemberInflaterTest, AHeaderNameWithoutEndIsBadWithoutReadingOn) {
  EXPECT_EQ(
      Inflate(std::string("\x1f\x8b\x08\x08\0\0\0\0\0\0", 10) + std::string(1 << 20, 'n')).step,
      Step::kBad);
}

}  // namespace
}  // namespace arsip::archive
