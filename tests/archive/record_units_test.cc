#include "archive/record_units.h"

#include "capture_samples.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

using Step = MemberInflater::Step;
using testing::Gzip;
using testing::HandMadeResponse;

class RecordUnitsTest : public ::testing::Test {
 protected:
  std::unique_ptr<RecordUnits> Open(const std::string& bytes,
                                    const std::string& name = "x.warc.gz") {
    const std::string path = directory_.path() + "/" + name;
    testing::WriteBytes(path, bytes);
    return *OpenRecordUnits(*FileWindow::Open(path));
  }
  static std::string ReadUnit(RecordUnits& units, uint64_t offset, Step expected) {
    units.Begin(offset);
    std::string bytes;
    Step step = *units.Read();
    for (; step == Step::kBytes; step = *units.Read()) bytes.append(units.bytes());
    EXPECT_EQ(step, expected);
    return bytes;
  }

  testing::TemporaryDirectory directory_;
  const std::string one_ = HandMadeResponse(1, "https://example.org/", "one").Bytes();
  const std::string two_ = HandMadeResponse(2, "https://example.org/", "two").Bytes();
};

TEST_F(RecordUnitsTest, AUnitOfAGzipFileIsAMember) {
  const auto units = Open(Gzip(one_) + Gzip(two_));
  EXPECT_TRUE(units->delimits_records());
  EXPECT_EQ(ReadUnit(*units, 0, Step::kEnd), one_);
  EXPECT_EQ(units->end(), Gzip(one_).size());
  EXPECT_EQ(ReadUnit(*units, units->end(), Step::kEnd), two_);
  EXPECT_EQ(units->end(), units->file().size());
}

TEST_F(RecordUnitsTest, AUnitOfAPlainFileIsAllThatFollows) {
  const auto units = Open(one_ + two_, "x.warc");
  EXPECT_FALSE(units->delimits_records());
  EXPECT_EQ(ReadUnit(*units, 0, Step::kTruncated), one_ + two_);
  EXPECT_EQ(ReadUnit(*units, one_.size(), Step::kTruncated), two_);
}

TEST_F(RecordUnitsTest, TheFirstBytesDecideAndTheNameWhenTheyAreDamaged) {
  EXPECT_FALSE(Open(one_, "x.warc.gz")->delimits_records());
  EXPECT_TRUE(Open(Gzip(one_), "x.warc")->delimits_records());
  EXPECT_TRUE(Open("damage", "x.warc.gz")->delimits_records());
  EXPECT_TRUE(Open("damage", "x.warc.gz.open")->delimits_records());
  EXPECT_FALSE(Open("damage", "x.warc")->delimits_records());
  EXPECT_TRUE(Open("", "x.warc.gz")->delimits_records());
}

TEST_F(RecordUnitsTest, CandidatesAreMembersOfAGzipFile) {
  const auto units = Open(Gzip(one_) + "garbage\x1f\x8b" + Gzip(two_));
  EXPECT_EQ(*units->FindCandidate(0), 0u);
  const std::string garbage = Gzip(one_) + "garbage\x1f\x8b";
  EXPECT_EQ(*units->FindCandidate(Gzip(one_).size()), garbage.size());
  EXPECT_FALSE(units->FindCandidate(units->file().size() - 3)->has_value());
}

TEST_F(RecordUnitsTest, CandidatesAreLinesOfAPlainFile) {
  const auto units = Open("WARC/1.1 in a WARC/1.1 line\n" + one_, "x.warc");
  EXPECT_EQ(*units->FindCandidate(0), 0u);
  EXPECT_EQ(*units->FindCandidate(1), 28u);
  EXPECT_FALSE(units->FindCandidate(29)->has_value());
}

// The window is refilled between the two halves of a pattern.
TEST_F(RecordUnitsTest, ACandidateAcrossTheEndOfTheWindowIsFound) {
  for (size_t cut = 0; cut < 8; ++cut) {
    const std::string before(FileWindow::kBytes - cut - 1, 'x');
    const auto units = Open(before + "\n" + one_, "x.warc");
    EXPECT_EQ(*units->FindCandidate(0), before.size() + 1) << cut;
  }
}

}  // namespace
}  // namespace arsip::archive
