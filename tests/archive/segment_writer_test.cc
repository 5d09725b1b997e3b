#include "archive/segment_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture_samples.h"
#include "faulty_directory.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::CaptureOf;
using ::testing::ElementsAre;
using testing::Faults;
using testing::FaultyDirectory;
using ::testing::HasSubstr;
using testing::Members;
using testing::NamesIn;
using testing::Operation;
using testing::RandomBytes;
using testing::RawRecord;
using testing::ReadBytes;
using testing::ReadMembers;
using testing::ReadRecords;
using ::testing::SizeIs;
using testing::TemporaryDirectory;

class Warc11Files : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = OpenSegmentDirectory(temporary_.path());
    ASSERT_TRUE(opened.has_value());
    directory_ = std::make_unique<FaultyDirectory>(std::move(*opened), faults_);
    Restart({});
  }

  void Restart(SegmentOptions options) {
    writer_ = std::make_unique<SegmentWriter>(*directory_, std::move(options), serials_, clock_);
  }

  Result<std::vector<RecordLocation>> Write(const std::vector<WarcRecord>& records) {
    std::vector<PreparedRecord> prepared;
    for (const WarcRecord& record : records) {
      prepared.push_back(
          *PrepareRecord(record, {.warcinfo_id = writer_->warcinfo_id(), .filename = {}}, {}));
    }
    return writer_->Append(records, prepared);
  }
  std::string Path(const std::string& name) const { return temporary_.path() + "/" + name; }
  std::string OpenPath() const { return Path(writer_->segment().filename + ".open"); }

  TemporaryDirectory temporary_;
  Faults faults_;
  SegmentSerials serials_;
  ManualClock clock_{testing::SampleDate()};
  std::unique_ptr<FaultyDirectory> directory_;
  std::unique_ptr<SegmentWriter> writer_;
};

TEST_F(Warc11Files, WarcinfoIsFirstAndNamesTheFinalFile) {
  Restart({.prefix = "arsip",
           .warcinfo = {{"software", "Arsip/0.1.0"}, {"robots", "obey"}, {"isPartOf", "docs"}}});
  ASSERT_TRUE(Write(CaptureOf("https://e.org/", "x")).has_value());
  const auto records = ReadRecords(OpenPath());
  ASSERT_THAT(records, SizeIs(4));
  EXPECT_EQ(records[0].Get("WARC-Type"), "warcinfo");
  EXPECT_EQ(records[0].Get("WARC-Filename"), writer_->segment().filename);
  EXPECT_EQ(records[0].Get("Content-Type"), "application/warc-fields");
  EXPECT_EQ(records[0].block,
            "format: WARC File Format 1.1\r\n"
            "conformsTo: "
            "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
            "software: Arsip/0.1.0\r\nrobots: obey\r\nisPartOf: docs\r\n");
  for (size_t i = 1; i < records.size(); ++i) {
    EXPECT_EQ(records[i].Get("WARC-Warcinfo-ID"), records[0].Get("WARC-Record-ID"));
  }
}

TEST_F(Warc11Files, WarcinfoTellsNeitherPathsNorTheCommandLine) {
  ASSERT_TRUE(Write(CaptureOf("https://e.org/", "x")).has_value());
  const std::string warcinfo = ReadMembers(ReadBytes(OpenPath())).whole.at(0).bytes;
  EXPECT_EQ(warcinfo.find(temporary_.path()), std::string::npos);
  EXPECT_EQ(warcinfo.find("archive_test"), std::string::npos);
}

TEST_F(Warc11Files, EveryRecordIsOneMemberWhereItsLocationSays) {
  const auto records = CaptureOf("https://e.org/", RandomBytes(50'000, 1));
  const auto locations = Write(records);
  ASSERT_TRUE(locations.has_value());
  const std::string file = ReadBytes(OpenPath());
  const Members members = ReadMembers(file);
  EXPECT_EQ(members.end, file.size());
  ASSERT_THAT(members.whole, SizeIs(4));
  for (size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ((*locations)[i].offset, members.whole[i + 1].offset);
    EXPECT_EQ((*locations)[i].length, members.whole[i + 1].length);
    EXPECT_EQ((*locations)[i].filename, writer_->segment().filename);
    EXPECT_EQ(testing::SplitRecord(members.whole[i + 1].bytes).Get("WARC-Record-ID"),
              records[i].record_id);
  }
  EXPECT_EQ(writer_->segment().warcinfo_location.length, members.whole[0].length);
}

TEST_F(Warc11Files, ASegmentIsOpenUntilItIsSealed) {
  ASSERT_TRUE(Write(CaptureOf("https://e.org/", "x")).has_value());
  const std::string name = writer_->segment().filename;
  EXPECT_THAT(NamesIn(temporary_.path()), ElementsAre(name + ".open"));
  const auto sealed = writer_->Seal();
  ASSERT_TRUE(sealed.has_value() && sealed->has_value());
  EXPECT_THAT(NamesIn(temporary_.path()), ElementsAre(name));
  const std::string bytes = ReadBytes(Path(name));
  EXPECT_EQ((*sealed)->filename, name);
  EXPECT_EQ((*sealed)->size, bytes.size());
  EXPECT_EQ((*sealed)->sha256, ComputeSha256(std::string_view(bytes)));
}

TEST_F(Warc11Files, SealSyncsTheFileBeforeTheNameAndTheNameAfter) {
  ASSERT_TRUE(Write(CaptureOf("https://e.org/", "x")).has_value());
  const int directory_syncs = faults_.count(Operation::kSyncDirectory);
  faults_.Fail(Operation::kRename, 1, ErrorCode::kIo);
  EXPECT_FALSE(writer_->Seal().has_value());
  EXPECT_EQ(faults_.count(Operation::kSync), 1);
  EXPECT_EQ(faults_.count(Operation::kSyncDirectory), directory_syncs);
  EXPECT_TRUE(writer_->Seal().has_value());
  EXPECT_EQ(faults_.count(Operation::kSyncDirectory), directory_syncs + 1);
}

TEST_F(Warc11Files, TheNextSegmentHasItsOwnWarcinfoAndSerial) {
  ASSERT_TRUE(Write(CaptureOf("https://e.org/1", "x")).has_value());
  const std::string first = writer_->segment().filename;
  const std::string first_id = writer_->warcinfo_id();
  ASSERT_TRUE(writer_->Seal().has_value());
  EXPECT_NE(writer_->warcinfo_id(), first_id);
  ASSERT_TRUE(Write(CaptureOf("https://e.org/2", "x")).has_value());
  EXPECT_THAT(first, HasSubstr("-00001-"));
  EXPECT_THAT(writer_->segment().filename, HasSubstr("-00002-"));
  const auto records = ReadRecords(OpenPath());
  EXPECT_EQ(records.at(0).Get("WARC-Record-ID"), writer_->warcinfo_id());
  EXPECT_EQ(records.at(1).Get("WARC-Target-URI"), "https://e.org/2");
}

TEST_F(Warc11Files, RotationIsDueBeforeTheCaptureThatWouldPassTheSize) {
  Restart({.segment_bytes = 10'000});
  EXPECT_FALSE(
      writer_->MustSeal(1'000'000));  // nothing is open: an oversized capture gets a segment
  ASSERT_TRUE(Write(CaptureOf("https://e.org/", RandomBytes(8'000, 2))).has_value());
  const uint64_t size = ReadBytes(OpenPath()).size();
  EXPECT_FALSE(writer_->MustSeal(10'000 - size));
  EXPECT_TRUE(writer_->MustSeal(10'000 - size + 1));
}

TEST_F(Warc11Files, ASegmentWithOnlyAWarcinfoIsRemoved) {
  faults_.Fail(Operation::kAppend, 2, ErrorCode::kNoSpace);
  EXPECT_FALSE(Write(CaptureOf("https://e.org/", "x")).has_value());
  EXPECT_THAT(NamesIn(temporary_.path()), SizeIs(1));
  const auto sealed = writer_->Seal();
  ASSERT_TRUE(sealed.has_value());
  EXPECT_FALSE(sealed->has_value());
  EXPECT_THAT(NamesIn(temporary_.path()), SizeIs(0));
}

TEST_F(Warc11Files, SealWithoutASegmentDoesNothing) {
  const auto sealed = writer_->Seal();
  ASSERT_TRUE(sealed.has_value());
  EXPECT_FALSE(sealed->has_value());
}

TEST_F(Warc11Files, AFailedWriteIsCutBackToTheLastCapture) {
  ASSERT_TRUE(Write(CaptureOf("https://e.org/1", "one")).has_value());
  const std::string before = ReadBytes(OpenPath());
  for (int member = 1; member <= 3; ++member) {
    faults_.Fail(Operation::kAppend, member, ErrorCode::kNoSpace);
    const auto written = Write(CaptureOf("https://e.org/2", RandomBytes(9'000, 3)));
    ASSERT_FALSE(written.has_value());
    EXPECT_EQ(written.error().code, ErrorCode::kNoSpace);
    EXPECT_EQ(ReadBytes(OpenPath()), before) << member;
  }
  faults_.Heal();
  ASSERT_TRUE(Write(CaptureOf("https://e.org/3", "three")).has_value());
  EXPECT_THAT(ReadRecords(OpenPath()), SizeIs(7));
  const auto sealed = writer_->Seal();
  ASSERT_TRUE(sealed.has_value() && sealed->has_value());
  // The running digest was lost with the cut; the file is read instead.
  EXPECT_EQ((*sealed)->sha256,
            ComputeSha256(std::string_view(ReadBytes(Path((*sealed)->filename)))));
}

TEST_F(Warc11Files, AStreamedMemberThatFailsIsCutBackToo) {
  ASSERT_TRUE(Write(CaptureOf("https://e.org/1", "one")).has_value());
  const std::string before = ReadBytes(OpenPath());
  faults_.Fail(Operation::kAppend, 5, ErrorCode::kNoSpace);
  EXPECT_FALSE(Write(CaptureOf("https://e.org/2", RandomBytes(9u << 20, 4))).has_value());
  EXPECT_EQ(ReadBytes(OpenPath()), before);
  faults_.Heal();
  const auto locations = Write(CaptureOf("https://e.org/2", RandomBytes(9u << 20, 4)));
  ASSERT_TRUE(locations.has_value());
  const std::string file = ReadBytes(OpenPath());
  const Members members = ReadMembers(file);
  EXPECT_EQ(members.end, file.size());
  EXPECT_EQ(members.whole.at(4).length, (*locations)[0].length);
}

TEST_F(Warc11Files, ACutThatFailsIsNoFullDiskAnyMore) {
  ASSERT_TRUE(Write(CaptureOf("https://e.org/1", "one")).has_value());
  faults_.Fail(Operation::kAppend, 1, ErrorCode::kNoSpace);
  faults_.Fail(Operation::kTruncate, 1, ErrorCode::kIo);
  const auto written = Write(CaptureOf("https://e.org/2", "two"));
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, ErrorCode::kIo);
}

TEST_F(Warc11Files, AWarcinfoThatCannotBeWrittenLeavesNoFile) {
  for (const Operation operation : {Operation::kCreate, Operation::kAppend}) {
    faults_.Fail(operation, 1, ErrorCode::kNoSpace);
    const auto written = Write(CaptureOf("https://e.org/", "x"));
    ASSERT_FALSE(written.has_value());
    EXPECT_EQ(written.error().code, ErrorCode::kNoSpace);
    EXPECT_THAT(NamesIn(temporary_.path()), SizeIs(0));
  }
  faults_.Heal();
  EXPECT_TRUE(Write(CaptureOf("https://e.org/", "x")).has_value());
}

TEST_F(Warc11Files, SyncTouchesTheDiskOnlyForNewBytes) {
  ASSERT_TRUE(writer_->Sync().has_value());
  ASSERT_TRUE(Write(CaptureOf("https://e.org/", "x")).has_value());
  ASSERT_TRUE(writer_->Sync().has_value());
  ASSERT_TRUE(writer_->Sync().has_value());
  EXPECT_EQ(faults_.count(Operation::kSync), 1);
}

TEST(SegmentOptions, BadPrefixLevelOrWarcinfoIsRefused) {
  SegmentOptions bad_prefix{.prefix = "a/b"};
  SegmentOptions bad_level{.coding = {Compression::kLibdeflate, 99}};
  SegmentOptions bad_value{.warcinfo = {{"operator", "a\r\nrobots: ignore"}}};
  SegmentOptions bad_name{.warcinfo = {{"a: b", "c"}}};
  for (const SegmentOptions* options : {&bad_prefix, &bad_level, &bad_value, &bad_name}) {
    const Status status = CheckSegmentOptions(*options);
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidInput);
  }
  EXPECT_TRUE(CheckSegmentOptions({}).has_value());
}

}  // namespace
}  // namespace arsip::archive
