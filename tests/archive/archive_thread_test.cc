#include "archive/archive_thread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "archive_fixture.h"

namespace arsip::archive {
namespace {

using std::chrono::milliseconds;
using testing::AppendAsync;
using testing::CaptureOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::JudgeAsync;
using testing::Operation;
using testing::RandomBytes;
using testing::Ready;
using ::testing::SizeIs;

std::string Url(int number) { return "https://example.org/" + std::to_string(number); }

class ArchiveThreadTest : public testing::ArchiveFixture {
 protected:
  std::vector<std::future<Result<RecordLocation>>> AppendMany(int count) {
    std::vector<std::future<Result<RecordLocation>>> futures;
    for (int i = 0; i < count; ++i) {
      futures.push_back(
          AppendAsync(*archive_, CaptureOf(Url(i), RandomBytes(2000, static_cast<uint32_t>(i)))));
    }
    return futures;
  }
  static void ExpectAllWritten(std::vector<std::future<Result<RecordLocation>>>& futures) {
    for (auto& future : futures) {
      ASSERT_TRUE(Ready(future, milliseconds(60'000)));
      const Result<RecordLocation> location = future.get();
      EXPECT_TRUE(location.has_value()) << location.error().ToString();
    }
  }
};

using GroupCommit = ArchiveThreadTest;
using FullDisk = ArchiveThreadTest;
using FailStop = ArchiveThreadTest;

TEST_F(GroupCommit, AcknowledgedMeansSyncedAndIndexed) {
  Start(Options());
  std::vector<WarcRecord> records = CaptureOf(Url(1), "hello");
  const std::string id = records[0].record_id;
  std::promise<bool> checked;
  archive_->Append(std::move(records), [&](const Result<RecordLocation>& location) {
    ASSERT_TRUE(location.has_value());
    EXPECT_GE(faults_.count(Operation::kSync), 1);
    const auto found = index_->FindRecord(id);
    ASSERT_TRUE(found.has_value() && found->has_value());
    EXPECT_EQ((*found)->location.offset, location->offset);
    EXPECT_EQ((*found)->location.filename, location->filename);
    const std::string bytes = testing::ReadBytes(path() + "/warc/" + location->filename + ".open");
    const auto members =
        testing::ReadMembers(std::string_view(bytes).substr(location->offset, location->length));
    EXPECT_EQ(testing::SplitRecord(members.whole.at(0).bytes).Get("WARC-Record-ID"), id);
    checked.set_value(true);
  });
  EXPECT_TRUE(checked.get_future().get());
}

TEST_F(GroupCommit, EventsThatComeTogetherShareASync) {
  ArchiveOptions options = Options();
  options.group_commit = milliseconds(100);
  Start(options);
  auto futures = AppendMany(40);
  ExpectAllWritten(futures);
  EXPECT_LE(faults_.count(Operation::kSync), 10);
}

TEST_F(GroupCommit, AGroupOfEnoughBytesIsNotKeptWaiting) {
  ArchiveOptions options = Options();
  options.group_commit = milliseconds(100);
  options.group_commit_bytes = 1;
  Start(options);
  auto futures = AppendMany(10);
  ExpectAllWritten(futures);
  EXPECT_EQ(faults_.count(Operation::kSync), 10);
}

TEST_F(GroupCommit, ARefusedEventDoesNotHoldUpItsNeighbours) {
  Start(Options());
  auto before = AppendAsync(*archive_, CaptureOf(Url(1), "a"));
  std::vector<WarcRecord> bad = CaptureOf(Url(2), "b");
  bad[0].fields.emplace_back("X", "1\r\n2");
  auto refused = AppendAsync(*archive_, std::move(bad));
  auto after = AppendAsync(*archive_, CaptureOf(Url(3), "c"));
  EXPECT_TRUE(before.get().has_value());
  EXPECT_EQ(refused.get().error().code, ErrorCode::kInvalidInput);
  EXPECT_TRUE(after.get().has_value());
  Stop();
  EXPECT_EQ(CountOf("response"), 2);
}

TEST_F(FullDisk, AtEveryWriteNothingIsLostAndItGoesOnByItself) {
  for (int nth = 1; nth <= 13; ++nth) {
    faults_.Fail(Operation::kAppend, nth, ErrorCode::kNoSpace, 3);
    const size_t pauses_before = Pauses().size();
    Start(Options());
    auto futures = AppendMany(4);  // 13 appends with the warcinfo
    ExpectAllWritten(futures);
    Stop();
    const std::vector<std::string> pauses = Pauses();
    ASSERT_GT(pauses.size(), pauses_before) << nth;
    EXPECT_THAT(pauses[pauses_before], HasSubstr("writing to " + path() + "/warc is paused: "));
    EXPECT_THAT(pauses[pauses_before], HasSubstr(" KiB are needed: injected"));
    EXPECT_EQ(pauses.back(), "");
    faults_.Heal();
  }
  EXPECT_EQ(CountOf("response"), 4 * 13);
  EXPECT_EQ(CountOf("metadata"), 4 * 13);
}

TEST_F(FullDisk, NothingIsAcknowledgedWhileItLasts) {
  faults_.Fail(Operation::kAppend, 5, ErrorCode::kNoSpace, 1'000'000);
  Start(Options());
  auto first = AppendAsync(*archive_, CaptureOf(Url(1), "a"));
  EXPECT_TRUE(first.get().has_value());
  auto second = AppendAsync(*archive_, CaptureOf(Url(2), "b"));
  auto third = AppendAsync(*archive_, CaptureOf(Url(3), "c"));
  ASSERT_TRUE(Eventually([this] { return !Pauses().empty(); }));
  EXPECT_FALSE(Ready(second, milliseconds(100)));
  EXPECT_FALSE(Ready(third, milliseconds(0)));
  faults_.Heal();
  EXPECT_TRUE(second.get().has_value());
  EXPECT_TRUE(third.get().has_value());
  EXPECT_THAT(Pauses(), SizeIs(2));  // said once, however often it was tried
}

TEST_F(FullDisk, PayloadsAreJudgedWhileItLasts) {
  faults_.Fail(Operation::kAppend, 5, ErrorCode::kNoSpace, 1'000'000);
  Start(Options());
  EXPECT_TRUE(AppendAsync(*archive_, CaptureOf(Url(1), "a")).get().has_value());
  auto waiting = AppendAsync(*archive_, CaptureOf(Url(2), "b"));
  ASSERT_TRUE(Eventually([this] { return !Pauses().empty(); }));
  auto verdict = JudgeAsync(*archive_, ComputeSha256(std::string_view("a")));
  ASSERT_TRUE(Ready(verdict, milliseconds(10'000)));
  EXPECT_EQ(verdict.get()->kind, DedupVerdict::Kind::kRevisit);
  faults_.Heal();
  EXPECT_TRUE(waiting.get().has_value());
}

TEST_F(FullDisk, TheReserveIsKeptAndTheSentenceNamesWhatIsMissing) {
  ArchiveOptions options = Options();
  options.min_free_bytes = 64u << 20;
  Start(options);
  captures_directory_->free_bytes = 12 << 20;
  auto waiting = AppendAsync(*archive_, CaptureOf(Url(1), RandomBytes(3u << 20, 1)));
  ASSERT_TRUE(Eventually([this] { return !Pauses().empty(); }));
  EXPECT_EQ(Pauses()[0], "writing to " + path() +
                             "/warc is paused: 12.0 MiB are free, 3.0 MiB are needed and 64.0 MiB "
                             "are kept in reserve");
  EXPECT_THAT(Segments(), IsEmpty());
  captures_directory_->free_bytes = 100 << 20;
  EXPECT_TRUE(waiting.get().has_value());
  EXPECT_EQ(Pauses().back(), "");
}

TEST_F(FullDisk, OfTheIndexWaitsToo) {
  Start(Options());
  index_failing_ = 3;
  auto waiting = AppendAsync(*archive_, CaptureOf(Url(1), "a"));
  EXPECT_TRUE(waiting.get().has_value());
  EXPECT_THAT(Pauses(), ElementsAre(HasSubstr("writing the index is paused"), ""));
  EXPECT_EQ(index_failing_, 0);
  Stop();
  EXPECT_EQ(CountOf("response"), 1);  // the members were durable: not written again
}

TEST_F(FullDisk, WhenASegmentIsSealedDelaysOnlyTheNext) {
  ArchiveOptions options = Options();
  options.segment_bytes = 4000;
  Start(options);
  faults_.Fail(Operation::kRename, 1, ErrorCode::kNoSpace, 2);
  auto futures = AppendMany(6);
  ExpectAllWritten(futures);
  EXPECT_THAT(Pauses(), SizeIs(2));
  Stop();
  EXPECT_EQ(CountOf("response"), 6);
}

TEST_F(FullDisk, ClosingDoesNotWaitForSpace) {
  faults_.Fail(Operation::kAppend, 5, ErrorCode::kNoSpace, 1'000'000);
  ArchiveOptions options = Options();
  options.full_disk_retry = std::chrono::seconds(60);
  Start(options);
  EXPECT_TRUE(AppendAsync(*archive_, CaptureOf(Url(1), "a")).get().has_value());
  auto second = AppendAsync(*archive_, CaptureOf(Url(2), "b"));
  auto third = AppendAsync(*archive_, CaptureOf(Url(3), "c"));
  ASSERT_TRUE(Eventually([this] { return !Pauses().empty(); }));
  const auto begin = std::chrono::steady_clock::now();
  Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_EQ(second.get().error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(third.get().error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(CountOf("response"), 1);
  EXPECT_THAT(Segments(), ElementsAre(::testing::EndsWith(".warc.gz")));
}

TEST_F(FailStop, AFailedSyncEndsWritingForGood) {
  Start(Options());
  EXPECT_TRUE(AppendAsync(*archive_, CaptureOf(Url(1), "a")).get().has_value());
  // Even one that calls itself a full disk: the pages are gone.
  faults_.Fail(Operation::kSync, 1, ErrorCode::kNoSpace);
  std::vector<WarcRecord> lost = CaptureOf(Url(2), "b");
  const std::string lost_id = lost[0].record_id;
  const Result<RecordLocation> failed = AppendAsync(*archive_, std::move(lost)).get();
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, ErrorCode::kIo);
  EXPECT_THAT(failed.error().message, HasSubstr("stopped for good"));
  const int appends = faults_.count(Operation::kAppend);
  const int syncs = faults_.count(Operation::kSync);
  EXPECT_EQ(AppendAsync(*archive_, CaptureOf(Url(3), "c")).get().error().code, ErrorCode::kIo);
  EXPECT_EQ(JudgeAsync(*archive_, ComputeSha256(std::string_view("a"))).get().error().code,
            ErrorCode::kIo);
  EXPECT_FALSE(index_->FindRecord(lost_id)->has_value());
  Stop();
  EXPECT_EQ(faults_.count(Operation::kAppend), appends);
  EXPECT_EQ(faults_.count(Operation::kSync), syncs);
  EXPECT_THAT(Segments(), ElementsAre(::testing::EndsWith(".open")));
}

TEST_F(FailStop, EveryEventOfTheGroupFails) {
  ArchiveOptions options = Options();
  options.group_commit = milliseconds(100);
  Start(options);
  faults_.Fail(Operation::kSync, 1, ErrorCode::kIo);
  auto futures = AppendMany(5);
  for (auto& future : futures) {
    EXPECT_EQ(future.get().error().code, ErrorCode::kIo);
  }
}

TEST_F(FailStop, ADiskErrorThatIsNoFullDiskStops) {
  for (const Operation operation :
       {Operation::kCreate, Operation::kAppend, Operation::kSyncDirectory}) {
    faults_.Fail(operation, 1, ErrorCode::kIo);
    Start(Options());
    EXPECT_EQ(AppendAsync(*archive_, CaptureOf(Url(1), "a")).get().error().code, ErrorCode::kIo);
    faults_.Heal();
    EXPECT_EQ(AppendAsync(*archive_, CaptureOf(Url(2), "a")).get().error().code, ErrorCode::kIo);
    Stop();
  }
}

TEST_F(FailStop, AFailedSealStops) {
  ArchiveOptions options = Options();
  options.segment_bytes = 3000;
  Start(options);
  faults_.Fail(Operation::kRename, 1, ErrorCode::kIo);
  EXPECT_TRUE(AppendAsync(*archive_, CaptureOf(Url(1), RandomBytes(2000, 1))).get().has_value());
  EXPECT_EQ(AppendAsync(*archive_, CaptureOf(Url(2), RandomBytes(2000, 2))).get().error().code,
            ErrorCode::kIo);
}

TEST_F(FailStop, AFailedIndexStopsWithTheCaptureKept) {
  index_code_ = ErrorCode::kIo;
  Start(Options());
  index_failing_ = 1;
  EXPECT_EQ(AppendAsync(*archive_, CaptureOf(Url(1), "a")).get().error().code, ErrorCode::kIo);
  Stop();
  EXPECT_EQ(CountOf("response"), 1);
}

}  // namespace
}  // namespace arsip::archive
