#include "archive/segment_repair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "archive/segment_writer.h"
#include "capture_samples.h"
#include "faulty_directory.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using ::testing::ElementsAre;
using testing::Faults;
using testing::FaultyDirectory;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Members;
using testing::NamesIn;
using testing::Operation;
using testing::ReadBytes;
using testing::ReadMembers;
using ::testing::SizeIs;
using testing::TemporaryDirectory;
using testing::WriteBytes;

constexpr const char* kName = "arsip-20261122101111123-00001-1~h~0.warc.gz";

Result<uint64_t> KnowNothing(const std::string& /*filename*/) { return 0; }

// A warcinfo and `captures` responses, as the writer leaves them.
std::string SegmentBytes(int captures) {
  TemporaryDirectory temporary;
  auto directory = *OpenSegmentDirectory(temporary.path());
  SegmentSerials serials;
  const ManualClock clock;
  SegmentWriter writer(*directory, {}, serials, clock);
  for (int i = 0; i < captures; ++i) {
    std::vector<WarcRecord> records;
    records.push_back(testing::Response("https://e.org/" + std::to_string(i), "body"));
    const std::vector<PreparedRecord> prepared = {
        *PrepareRecord(records[0], {.warcinfo_id = writer.warcinfo_id(), .filename = {}}, {})};
    EXPECT_TRUE(writer.Append(records, prepared).has_value());
  }
  return ReadBytes(temporary.path() + "/" + writer.segment().filename + ".open");
}

class SegmentRepair : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ =
        std::make_unique<FaultyDirectory>(*OpenSegmentDirectory(temporary_.path()), faults_);
  }
  std::string Path(const std::string& name) const { return temporary_.path() + "/" + name; }
  std::string OpenName() const { return std::string(kName) + ".open"; }
  void LeaveOpen(std::string_view bytes) { WriteBytes(Path(OpenName()), bytes); }
  Result<std::vector<RepairedSegment>> Repair() { return RepairSegments(*directory_, KnowNothing); }
  void Clear() {
    for (const std::string& name : NamesIn(temporary_.path())) std::filesystem::remove(Path(name));
  }

  TemporaryDirectory temporary_;
  Faults faults_;
  std::unique_ptr<FaultyDirectory> directory_;
};

TEST_F(SegmentRepair, TornTailAtEveryByteIsCutAndSaved) {
  faults_.skip_syncs = true;
  const std::string bytes = SegmentBytes(4);
  const Members members = ReadMembers(bytes);
  ASSERT_THAT(members.whole, SizeIs(5));
  for (size_t cut = members.whole[3].offset; cut <= bytes.size(); ++cut) {
    Clear();
    LeaveOpen(bytes.substr(0, cut));
    const auto repaired = Repair();
    ASSERT_TRUE(repaired.has_value()) << cut << " " << repaired.error().ToString();
    ASSERT_THAT(*repaired, SizeIs(1));
    size_t whole = 0;
    for (const auto& member : members.whole) {
      if (member.offset + member.length <= cut) whole = member.offset + member.length;
    }
    EXPECT_EQ((*repaired)[0].size, whole);
    EXPECT_EQ((*repaired)[0].torn_bytes, cut - whole);
    ASSERT_EQ(ReadBytes(Path(kName)), bytes.substr(0, whole)) << cut;
    const std::string torn = std::string(kName) + ".torn-" + std::to_string(whole);
    if (cut == whole) {
      EXPECT_THAT(NamesIn(temporary_.path()), ElementsAre(kName));
    } else {
      EXPECT_THAT(NamesIn(temporary_.path()), ElementsAre(kName, torn));
      ASSERT_EQ(ReadBytes(Path(torn)), bytes.substr(whole, cut - whole)) << cut;
    }
  }
}

TEST_F(SegmentRepair, ZerosThatAPowerCutLeftAreATornTail) {
  const std::string bytes = SegmentBytes(2);
  LeaveOpen(bytes + std::string(5000, '\0'));
  const auto repaired = Repair();
  ASSERT_TRUE(repaired.has_value());
  EXPECT_EQ((*repaired)[0].size, bytes.size());
  EXPECT_EQ((*repaired)[0].torn_bytes, 5000u);
  EXPECT_EQ(ReadBytes(Path((*repaired)[0].torn_file)), std::string(5000, '\0'));
}

TEST_F(SegmentRepair, NothingAfterDamageInTheMiddleIsTakenForWhole) {
  std::string bytes = SegmentBytes(3);
  const Members members = ReadMembers(bytes);
  const uint64_t damaged = members.whole[2].offset;
  bytes[damaged + members.whole[2].length / 2] ^= 0x10;
  LeaveOpen(bytes);
  const auto repaired = Repair();
  ASSERT_TRUE(repaired.has_value());
  EXPECT_EQ((*repaired)[0].size, damaged);
  EXPECT_EQ(ReadBytes(Path((*repaired)[0].torn_file)), bytes.substr(damaged));
}

TEST_F(SegmentRepair, AWholeSegmentIsOnlyRenamed) {
  const std::string bytes = SegmentBytes(2);
  LeaveOpen(bytes);
  const auto repaired = Repair();
  ASSERT_TRUE(repaired.has_value());
  EXPECT_EQ((*repaired)[0].torn_file, "");
  EXPECT_EQ(ReadBytes(Path(kName)), bytes);
  EXPECT_EQ(faults_.count(Operation::kTruncate), 0);
  EXPECT_EQ(faults_.count(Operation::kSync), 1);
}

TEST_F(SegmentRepair, AFileWithoutACaptureIsNoSegment) {
  for (const std::string& bytes :
       {std::string(), SegmentBytes(1).substr(0, 20), std::string("no gzip at all")}) {
    Clear();
    LeaveOpen(bytes);
    const auto repaired = Repair();
    ASSERT_TRUE(repaired.has_value());
    EXPECT_EQ((*repaired)[0].size, 0u);
    if (bytes.empty()) {
      EXPECT_THAT(NamesIn(temporary_.path()), IsEmpty());
    } else {
      EXPECT_THAT(NamesIn(temporary_.path()), ElementsAre(std::string(kName) + ".torn-0"));
      EXPECT_EQ(ReadBytes(Path(std::string(kName) + ".torn-0")), bytes);
    }
  }
}

TEST_F(SegmentRepair, AWarcinfoAloneIsRemovedAndWhatFollowsItSaved) {
  const std::string bytes = SegmentBytes(1);
  const uint64_t warcinfo = ReadMembers(bytes).whole[0].length;
  LeaveOpen(bytes.substr(0, warcinfo));
  ASSERT_TRUE(Repair().has_value());
  EXPECT_THAT(NamesIn(temporary_.path()), IsEmpty());
  LeaveOpen(bytes.substr(0, warcinfo + 30));
  ASSERT_TRUE(Repair().has_value());
  EXPECT_THAT(NamesIn(temporary_.path()),
              ElementsAre(std::string(kName) + ".torn-" + std::to_string(warcinfo)));
}

TEST_F(SegmentRepair, ReadingBeginsWhereTheIndexLeftOff) {
  std::string bytes = SegmentBytes(3);
  const Members members = ReadMembers(bytes);
  // Damage before the high-water mark is for verify to find: those records were durable once.
  bytes[members.whole[1].offset + 30] ^= 1;
  LeaveOpen(bytes);
  const auto repaired = RepairSegments(*directory_, [&members](const std::string& filename) {
    EXPECT_EQ(filename, kName);
    return Result<uint64_t>(members.whole[2].offset);
  });
  ASSERT_TRUE(repaired.has_value());
  EXPECT_EQ((*repaired)[0].size, bytes.size());
}

TEST_F(SegmentRepair, AFileShorterThanTheIndexKnowsIsCorruption) {
  const std::string bytes = SegmentBytes(2);
  LeaveOpen(bytes);
  const auto repaired = RepairSegments(
      *directory_, [&bytes](const std::string&) { return Result<uint64_t>(bytes.size() + 1); });
  ASSERT_FALSE(repaired.has_value());
  EXPECT_EQ(repaired.error().code, ErrorCode::kCorruption);
  EXPECT_THAT(repaired.error().message, HasSubstr("missing"));
  EXPECT_EQ(ReadBytes(Path(OpenName())), bytes);
}

TEST_F(SegmentRepair, NothingIsCutBeforeTheTailIsSafe) {
  const std::string bytes = SegmentBytes(2) + "torn";
  for (const Operation operation :
       {Operation::kCreate, Operation::kAppend, Operation::kSync, Operation::kRename}) {
    Clear();
    LeaveOpen(bytes);
    faults_.Fail(operation, 1, ErrorCode::kNoSpace);
    const auto repaired = Repair();
    ASSERT_FALSE(repaired.has_value());
    EXPECT_EQ(repaired.error().code, ErrorCode::kNoSpace);
    EXPECT_EQ(ReadBytes(Path(OpenName())), bytes);
    faults_.Heal();
  }
}

TEST_F(SegmentRepair, AnInterruptedRepairIsEndedByTheNext) {
  const std::string whole = SegmentBytes(2);
  LeaveOpen(whole + "torn");
  faults_.Fail(Operation::kTruncate, 1, ErrorCode::kIo);
  ASSERT_FALSE(Repair().has_value());  // the tail is saved, the file not cut
  WriteBytes(Path(std::string(kName) + ".torn-9.part"), "left over");
  faults_.Heal();
  const auto repaired = Repair();
  ASSERT_TRUE(repaired.has_value());
  EXPECT_EQ(ReadBytes(Path(kName)), whole);
  EXPECT_EQ(ReadBytes(Path((*repaired)[0].torn_file)), "torn");
  EXPECT_THAT((*repaired)[0].torn_file, HasSubstr("-2"));  // both copies are kept
}

TEST_F(SegmentRepair, SealedSegmentsAndOtherFilesAreLeftAlone) {
  WriteBytes(Path("a.warc.gz"), "sealed");
  WriteBytes(Path("b.open"), "no segment");
  WriteBytes(Path("c.warc.gz.torn-7"), "tail");
  const auto repaired = Repair();
  ASSERT_TRUE(repaired.has_value());
  EXPECT_THAT(*repaired, IsEmpty());
  EXPECT_THAT(NamesIn(temporary_.path()), ElementsAre("a.warc.gz", "b.open", "c.warc.gz.torn-7"));
}

}  // namespace
}  // namespace arsip::archive
