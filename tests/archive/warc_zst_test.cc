// WarcReader over .warc.zst files, whole and damaged. The specification:
// https://iipc.github.io/warc-specifications/specifications/warc-zstd/
#include "archive/warc_reader.h"
#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"
#include "zstd_samples.h"

namespace arsip::archive {
namespace {

using testing::Dictionary;
using ::testing::ElementsAre;
using testing::Frame;
using testing::HandMadeResponse;
using testing::HandMadeWarcinfo;
using testing::IntactIds;
using ::testing::IsEmpty;
using testing::KindsOf;
using testing::ReadAll;
using testing::ReadBack;
using testing::Skippable;
using Kind = ReadProblem::Kind;

class WarcZstTest : public ::testing::Test {
 protected:
  WarcZstTest() : dictionary_(Dictionary()), parts_{Skippable(Frame(dictionary_))} {
    parts_.push_back(Frame(HandMadeWarcinfo().Bytes(), dictionary_));
    for (int i = 1; i < 4; ++i) {
      const std::string url = "https://example.org/" + std::to_string(i);
      parts_.push_back(Frame(HandMadeResponse(i, url, "body").Bytes(), dictionary_));
    }
  }
  std::vector<ReadBack> Read(const std::string& bytes) {
    path_ = directory_.path() + "/x.warc.zst";
    testing::WriteBytes(path_, bytes);
    problems_ = ReadProblems();
    return ReadAll(path_, problems_);
  }
  std::vector<ReadBack> ReadParts() {
    std::string all;
    for (const std::string& part : parts_) all += part;
    return Read(all);
  }

  testing::TemporaryDirectory directory_;
  std::string dictionary_;
  std::vector<std::string> parts_;  // the dictionary and four frames
  std::string path_;
  ReadProblems problems_;
};

TEST_F(WarcZstTest, ReadsEveryRecordAndSaysWhereItLies) {
  const auto records = ReadParts();
  EXPECT_THAT(IntactIds(records), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(KindsOf(problems_), IsEmpty());
  EXPECT_EQ(records[0].offset, parts_[0].size());
  EXPECT_EQ(records[1].offset, parts_[0].size() + parts_[1].size());
  EXPECT_EQ(records[1].length, parts_[2].size());
}

TEST_F(WarcZstTest, OneRecordIsReadAtItsOffset) {
  const auto records = ReadParts();
  const uint64_t end = records[2].offset + records[2].length;
  const auto reader = WarcReader::Open(
      path_, {.begin = records[2].offset, .end = end, .only_first_record = true}, problems_);
  ASSERT_TRUE(*(*reader)->Next());
  EXPECT_EQ((*reader)->header().record_id(), testing::IdOf(2));
  ASSERT_TRUE((*reader)->Finish().has_value());
  EXPECT_TRUE((*reader)->intact());
  EXPECT_FALSE(*(*reader)->Next());
}

TEST_F(WarcZstTest, ADamagedFrameIsNamedAndTheOthersAreRead) {
  std::string& frame = parts_[2];
  frame[frame.size() - 1] = static_cast<char>(frame[frame.size() - 1] ^ 1);  // of the checksum
  EXPECT_THAT(IntactIds(ReadParts()), ElementsAre(0, 2, 3));
  ASSERT_THAT(KindsOf(problems_), ElementsAre(Kind::kBadMember));
  EXPECT_EQ(problems_.list()[0].offset, parts_[0].size() + parts_[1].size());
}

TEST_F(WarcZstTest, GarbageBetweenFramesIsPassed) {
  parts_.insert(parts_.begin() + 2, "garbage");
  EXPECT_THAT(IntactIds(ReadParts()), ElementsAre(0, 1, 2, 3));
  ASSERT_THAT(KindsOf(problems_), ElementsAre(Kind::kGarbage));
  EXPECT_EQ(problems_.list()[0].what, "no zstd frame here");
}

TEST_F(WarcZstTest, ACutFileLosesItsLastRecordOnly) {
  parts_[4].resize(parts_[4].size() - 3);
  EXPECT_THAT(IntactIds(ReadParts()), ElementsAre(0, 1, 2));
  EXPECT_THAT(KindsOf(problems_), ElementsAre(Kind::kTruncated));
}

TEST_F(WarcZstTest, ExtensionFramesAreNoRecords) {
  parts_.insert(parts_.begin() + 3, Skippable("seek table", '\x5e'));
  parts_.push_back(Skippable("", '\x50'));
  EXPECT_THAT(IntactIds(ReadParts()), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(KindsOf(problems_), IsEmpty());
}

TEST_F(WarcZstTest, ADamagedDictionaryLosesEveryRecordAndSaysSo) {
  parts_[0][40] = static_cast<char>(parts_[0][40] ^ 1);
  EXPECT_THAT(IntactIds(ReadParts()), IsEmpty());
  EXPECT_GT(problems_.count(), 0u);
}

TEST_F(WarcZstTest, AFrameOfTwoRecordsIsReportedAsAMemberWouldBe) {
  const std::string one = HandMadeResponse(7, "https://example.org/", "one").Bytes();
  const std::string two = HandMadeResponse(8, "https://example.org/", "two").Bytes();
  EXPECT_THAT(IntactIds(Read(Frame(one + two))), ElementsAre(7, 8));
  EXPECT_THAT(KindsOf(problems_), ElementsAre(Kind::kSeveralRecords));
}

}  // namespace
}  // namespace arsip::archive
