#include "archive/writing_archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "archive/image_fact.h"
#include "archive_fixture.h"
#include "hash_samples.h"

namespace arsip::archive {
namespace {

using std::chrono::milliseconds;
using testing::AppendAsync;
using testing::CaptureOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::JudgeAsync;
using testing::NamesIn;
using testing::Operation;
using testing::RandomBytes;
using testing::RawRecord;
using testing::ReadBytes;
using testing::ReadMembers;
using testing::Ready;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kUrl = "https://example.org/a";

Sha256 PayloadOf(const std::string& body) { return ComputeSha256(std::string_view(body)); }

class WritingArchiveTest : public testing::ArchiveFixture {};
using Warc11Revisit = WritingArchiveTest;
using Warc11Rotation = WritingArchiveTest;

TEST_F(Warc11Revisit, OfADurablePayloadFillsEveryRefersToField) {
  Start(Options());
  EXPECT_EQ(JudgeAsync(*archive_, PayloadOf("hello")).get()->kind, DedupVerdict::Kind::kNew);
  std::vector<WarcRecord> records = CaptureOf(kUrl, "hello");
  const std::string id = records[0].record_id;
  ASSERT_TRUE(AppendAsync(*archive_, std::move(records)).get().has_value());
  const Result<DedupVerdict> verdict = JudgeAsync(*archive_, PayloadOf("hello")).get();
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(verdict->kind, DedupVerdict::Kind::kRevisit);
  EXPECT_EQ(verdict->refers_to, id);
  EXPECT_EQ(verdict->refers_to_target_uri, kUrl);
  EXPECT_EQ(verdict->refers_to_date, FormatWarcDate(testing::SampleDate()));
  EXPECT_EQ(verdict->payload_sha1, ComputeSha1("hello"));
  // A revisit of it is written, and the original stays what the next one refers to.
  std::vector<WarcRecord> revisit;
  revisit.push_back(testing::RevisitOf("https://example.org/b", *verdict));
  ASSERT_TRUE(AppendAsync(*archive_, std::move(revisit)).get().has_value());
  EXPECT_EQ(JudgeAsync(*archive_, PayloadOf("hello")).get()->refers_to, id);
  Stop();
  EXPECT_EQ(CountOf("revisit"), 1);
}

TEST_F(Warc11Revisit, WaitsForAPendingEqualPayload) {
  Start(Options());
  EXPECT_EQ(JudgeAsync(*archive_, PayloadOf("hello")).get()->kind, DedupVerdict::Kind::kNew);
  auto second = JudgeAsync(*archive_, PayloadOf("hello"));
  auto third = JudgeAsync(*archive_, PayloadOf("hello"));
  auto other = JudgeAsync(*archive_, PayloadOf("other"));
  EXPECT_EQ(other.get()->kind, DedupVerdict::Kind::kNew);
  EXPECT_FALSE(Ready(second, milliseconds(50)));
  ASSERT_TRUE(AppendAsync(*archive_, CaptureOf(kUrl, "hello")).get().has_value());
  EXPECT_EQ(second.get()->kind, DedupVerdict::Kind::kRevisit);
  EXPECT_EQ(third.get()->kind, DedupVerdict::Kind::kRevisit);
}

TEST_F(Warc11Revisit, ATruncatedPayloadIsNeverItsOriginal) {
  Start(Options());
  EXPECT_EQ(JudgeAsync(*archive_, PayloadOf("cut")).get()->kind, DedupVerdict::Kind::kNew);
  auto second = JudgeAsync(*archive_, PayloadOf("cut"));
  std::vector<WarcRecord> truncated = CaptureOf(kUrl, "cut");
  truncated[0].fields.emplace_back("WARC-Truncated", "time");
  ASSERT_TRUE(AppendAsync(*archive_, std::move(truncated)).get().has_value());
  EXPECT_EQ(second.get()->kind, DedupVerdict::Kind::kNew);
}

TEST_F(Warc11Revisit, AFailedOrForgottenAppendPassesTheReservationOn) {
  Start(Options());
  EXPECT_EQ(JudgeAsync(*archive_, PayloadOf("x")).get()->kind, DedupVerdict::Kind::kNew);
  auto second = JudgeAsync(*archive_, PayloadOf("x"));
  auto third = JudgeAsync(*archive_, PayloadOf("x"));
  std::vector<WarcRecord> refused = CaptureOf(kUrl, "x");
  refused[0].record_id = "no id";
  EXPECT_FALSE(AppendAsync(*archive_, std::move(refused)).get().has_value());
  EXPECT_EQ(second.get()->kind, DedupVerdict::Kind::kNew);
  EXPECT_FALSE(Ready(third, milliseconds(20)));
  archive_->Forget(PayloadOf("x"));
  EXPECT_EQ(third.get()->kind, DedupVerdict::Kind::kNew);
}

// With what its metadata record says of how it looks.
std::vector<WarcRecord> ImageCaptureOf(const std::string& url, const std::string& body,
                                       const ImageFact& fact) {
  std::vector<WarcRecord> records = CaptureOf(url, body);
  WarcRecord metadata;
  metadata.type = RecordType::kMetadata;
  metadata.date = records.front().date;
  metadata.target_uri = url;
  metadata.content_type = "application/warc-fields";
  metadata.fields.emplace_back("WARC-Concurrent-To", records.front().record_id);
  metadata.AppendBlock("payload-sha256: " + FormatDigest(fact.payload) +
                       "\r\nimage-hash: " + FormatImageHash(fact) + "\r\n");
  records.back() = std::move(metadata);
  return records;
}

TEST_F(WritingArchiveTest, AnImageIsJudgedAgainstOneThatIsJustBeingWritten) {
  Start(Options());
  testing::HashSource source(1);
  const ImageFact first{PayloadOf("first"), source.Even(), 80, 1, 5, false};
  const ImageFact near{PayloadOf("near"), source.At(4, first.hash), 80, 1, 4, false};
  const auto judge = [this](const ImageFact& image) {
    auto promise = std::make_shared<std::promise<Result<DedupVerdict>>>();
    auto future = promise->get_future();
    archive_->JudgeImage(
        image, [promise](Result<DedupVerdict> verdict) { promise->set_value(std::move(verdict)); });
    return future;
  };
  EXPECT_EQ(JudgeAsync(*archive_, first.payload).get()->kind, DedupVerdict::Kind::kNew);
  EXPECT_EQ(judge(first).get()->kind, DedupVerdict::Kind::kNew);
  auto second = judge(near);
  EXPECT_FALSE(Ready(second, milliseconds(50)));
  std::vector<WarcRecord> records = ImageCaptureOf(kUrl, "first", first);
  const std::string id = records.front().record_id;
  ASSERT_TRUE(AppendAsync(*archive_, std::move(records)).get().has_value());
  const Result<DedupVerdict> verdict = second.get();
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(verdict->kind, DedupVerdict::Kind::kNearDuplicate);
  EXPECT_EQ(verdict->cluster, first.payload);
  EXPECT_EQ(verdict->distance, 4u);
  EXPECT_EQ(verdict->refers_to, id);
}

TEST_F(Warc11Revisit, OfNothingIsNeverMade) {
  Start(Options());
  ASSERT_TRUE(AppendAsync(*archive_, CaptureOf(kUrl, "")).get().has_value());
  EXPECT_EQ(JudgeAsync(*archive_, PayloadOf("")).get()->kind, DedupVerdict::Kind::kNew);
  EXPECT_EQ(JudgeAsync(*archive_, PayloadOf("")).get()->kind, DedupVerdict::Kind::kNew);
}

TEST_F(Warc11Revisit, ClosingAnswersWhoWaits) {
  Start(Options());
  EXPECT_EQ(JudgeAsync(*archive_, PayloadOf("x")).get()->kind, DedupVerdict::Kind::kNew);
  auto second = JudgeAsync(*archive_, PayloadOf("x"));
  Stop();
  EXPECT_EQ(second.get().error().code, ErrorCode::kUnavailable);
}

TEST_F(Warc11Rotation, KeepsEachCaptureInOneSegmentOfBoundedSize) {
  constexpr uint64_t kSegmentBytes = 20'000;
  ArchiveOptions options = Options();
  options.segment_bytes = kSegmentBytes;
  options.compression_threads = 2;
  Start(options);
  std::vector<std::future<Result<RecordLocation>>> futures;
  for (uint32_t i = 0; i < 40; ++i) {
    // The 20th is larger than a segment.
    const size_t length = i == 20 ? 50'000 : 3'000;
    futures.push_back(AppendAsync(
        *archive_, CaptureOf("https://e.org/" + std::to_string(i), RandomBytes(length, i))));
  }
  for (auto& future : futures) ASSERT_TRUE(future.get().has_value());
  Stop();
  std::map<std::string, std::string> segment_of;  // by response id
  int oversized = 0;
  for (const std::string& name : Segments()) {
    EXPECT_THAT(name, EndsWith(".warc.gz"));
    const auto records = testing::ReadRecords(path() + "/warc/" + name);
    if (ReadBytes(path() + "/warc/" + name).size() > kSegmentBytes) {
      ++oversized;
      EXPECT_THAT(records, SizeIs(4));  // the large capture is alone
    }
    EXPECT_EQ(records.at(0).Get("WARC-Filename"), name);
    for (size_t i = 1; i < records.size(); ++i) {
      EXPECT_EQ(records[i].Get("WARC-Warcinfo-ID"), records[0].Get("WARC-Record-ID"));
      if (records[i].Get("WARC-Type") == "response") {
        segment_of[records[i].Get("WARC-Record-ID")] = name;
      } else {
        EXPECT_EQ(segment_of[records[i].Get("WARC-Concurrent-To")], name);
      }
    }
  }
  EXPECT_EQ(oversized, 1);
  EXPECT_EQ(segment_of.size(), 40u);
}

TEST_F(Warc11Rotation, OrderOfAppendsIsOrderOfRecords) {
  ArchiveOptions options = Options();
  options.compression_threads = 3;
  options.segment_bytes = 30'000;
  Start(options);
  std::vector<std::future<Result<RecordLocation>>> futures;
  for (uint32_t i = 0; i < 60; ++i) {
    futures.push_back(AppendAsync(
        *archive_, CaptureOf("https://e.org/" + std::to_string(i), RandomBytes(i % 7 * 900, i))));
  }
  for (auto& future : futures) ASSERT_TRUE(future.get().has_value());
  Stop();
  int next = 0;
  for (const RawRecord& record : WrittenRecords()) {
    if (record.Get("WARC-Type") != "response") continue;
    EXPECT_EQ(record.Get("WARC-Target-URI"), "https://e.org/" + std::to_string(next++));
  }
  EXPECT_EQ(next, 60);
}

TEST_F(Warc11Rotation, ASealedSegmentIsSealedInTheIndex) {
  ArchiveOptions options = Options();
  options.segment_bytes = 5'000;
  Start(options);
  for (uint32_t i = 0; i < 4; ++i) {
    ASSERT_TRUE(AppendAsync(*archive_, CaptureOf(kUrl, RandomBytes(3'000, i))).get().has_value());
  }
  Stop();
  auto index = CaptureIndex::Open(path() + "/index", true);
  ASSERT_TRUE(index.has_value());
  ASSERT_THAT(Segments(), SizeIs(4));
  for (const std::string& name : Segments()) {
    const std::string bytes = ReadBytes(path() + "/warc/" + name);
    const auto file = (*index)->FindFile(name);
    ASSERT_TRUE(file.has_value() && file->has_value());
    EXPECT_TRUE((*file)->sealed);
    EXPECT_EQ((*file)->size, bytes.size());
    EXPECT_EQ((*file)->indexed_bytes, bytes.size());
    EXPECT_EQ((*file)->sha256, ComputeSha256(std::string_view(bytes)));
    EXPECT_EQ((*file)->records, 4u);
  }
}

TEST_F(WritingArchiveTest, DerivedRecordsLieApartAndShareTheSerials) {
  Start(Options());
  ASSERT_TRUE(AppendAsync(*archive_, CaptureOf(kUrl, "x")).get().has_value());
  WarcRecord text;
  text.type = RecordType::kConversion;
  text.date = testing::SampleDate();
  text.target_uri = kUrl;
  text.content_type = "text/plain; charset=utf-8";
  text.fields.emplace_back("WARC-Refers-To", NewRecordId());
  text.AppendBlock("x");
  std::vector<WarcRecord> records;
  records.push_back(std::move(text));
  std::promise<Result<RecordLocation>> derived;
  archive_->AppendDerived(std::move(records), [&derived](Result<RecordLocation> location) {
    derived.set_value(std::move(location));
  });
  const Result<RecordLocation> location = derived.get_future().get();
  ASSERT_TRUE(location.has_value());
  EXPECT_THAT(location->filename, StartsWith("arsip-derived-"));
  Stop();
  EXPECT_THAT(NamesIn(path() + "/derived"), ElementsAre(location->filename));
  EXPECT_THAT(location->filename, HasSubstr("-00002-"));
  EXPECT_THAT(Segments(), ElementsAre(HasSubstr("-00001-")));
  const auto derived_records = WrittenRecords("/derived");
  ASSERT_THAT(derived_records, SizeIs(2));
  EXPECT_EQ(derived_records[1].Get("WARC-Type"), "conversion");
  EXPECT_EQ(derived_records[1].Get("WARC-Warcinfo-ID"), derived_records[0].Get("WARC-Record-ID"));
}

TEST_F(WritingArchiveTest, LastKnowsTheValidatorsOfAUrl) {
  Start(Options());
  ASSERT_TRUE(AppendAsync(*archive_, CaptureOf(kUrl, "hello")).get().has_value());
  const auto last = archive_->Last(kUrl);
  ASSERT_TRUE(last.has_value() && last->has_value());
  EXPECT_EQ((*last)->etag, "\"v1\"");
  EXPECT_EQ((*last)->payload_sha256, PayloadOf("hello"));
  EXPECT_EQ((*last)->as_original.refers_to_target_uri, kUrl);
  const auto none = archive_->Last("https://example.org/other");
  ASSERT_TRUE(none.has_value());
  EXPECT_FALSE(none->has_value());
}

TEST_F(WritingArchiveTest, IsFullWhileMoreWaitsThanItMay) {
  ArchiveOptions options = Options();
  options.queue_bytes = 100'000;
  Start(options);
  faults_.Fail(Operation::kAppend, 1, ErrorCode::kNoSpace, 1'000'000);
  EXPECT_FALSE(archive_->Full());
  std::vector<std::future<Result<RecordLocation>>> futures;
  for (uint32_t i = 0; i < 10; ++i) {
    futures.push_back(AppendAsync(*archive_, CaptureOf(kUrl, RandomBytes(20'000, i))));
  }
  EXPECT_TRUE(archive_->Full());
  faults_.Heal();
  for (auto& future : futures) EXPECT_TRUE(future.get().has_value());
  EXPECT_TRUE(Eventually([this] { return !archive_->Full(); }));
}

TEST_F(WritingArchiveTest, IsFullWhileThereIsNoRoomHoweverLittleWaits) {
  Start(Options());
  faults_.Fail(Operation::kAppend, 1, ErrorCode::kNoSpace, 1'000'000);
  std::future<Result<RecordLocation>> future = AppendAsync(*archive_, CaptureOf(kUrl, "small"));
  EXPECT_TRUE(Eventually([this] { return archive_->Full(); }));
  faults_.Heal();
  EXPECT_TRUE(future.get().has_value());
  EXPECT_TRUE(Eventually([this] { return !archive_->Full(); }));
}

TEST_F(WritingArchiveTest, ABodyTooLargeToHoldTwiceIsStreamed) {
  Start(Options());
  const std::string body = RandomBytes(12u << 20, 1) + std::string(12u << 20, 'a');
  const Result<RecordLocation> location = AppendAsync(*archive_, CaptureOf(kUrl, body)).get();
  ASSERT_TRUE(location.has_value());
  Stop();
  const auto records = WrittenRecords();
  ASSERT_THAT(records, SizeIs(4));
  EXPECT_TRUE(records[1].block.ends_with(body));
  const std::string bytes = ReadBytes(path() + "/warc/" + location->filename);
  EXPECT_EQ(ReadMembers(bytes).whole.at(1).length, location->length);
}

TEST_F(WritingArchiveTest, IsalWritesTheSameRecords) {
  ArchiveOptions options = Options();
  options.compression = Compression::kIsal;
  options.compression_level = 1;
  Start(options);
  ASSERT_TRUE(AppendAsync(*archive_, CaptureOf(kUrl, std::string(50'000, 'b'))).get().has_value());
  Stop();
  EXPECT_EQ(CountOf("response"), 1);
}

TEST_F(WritingArchiveTest, ACallbackMayAppendEvenWhileTheArchiveCloses) {
  Start(Options());
  std::promise<ErrorCode> nested;
  Archive* const archive = archive_.get();
  archive->Append(CaptureOf(kUrl, "x"), [&nested, archive](const Result<RecordLocation>&) {
    archive->Append(CaptureOf(kUrl, "y"), [&nested](const Result<RecordLocation>& location) {
      nested.set_value(location.has_value() ? ErrorCode::kInternal : location.error().code);
    });
  });
  auto future = nested.get_future();
  Stop();
  ASSERT_TRUE(Ready(future, milliseconds(0)));
  // Written when it came before the end, refused when after: never forgotten.
  const ErrorCode code = future.get();
  EXPECT_TRUE(code == ErrorCode::kInternal || code == ErrorCode::kUnavailable);
  EXPECT_EQ(CountOf("response"), code == ErrorCode::kUnavailable ? 1 : 2);
}

TEST(ArchiveOptionsCheck, WhatMakesNoSenseIsRefused) {
  const auto refused = [](const std::function<void(ArchiveOptions&)>& change) {
    ArchiveOptions options;
    change(options);
    const Status status = CheckArchiveOptions(options);
    return !status.has_value() && status.error().code == ErrorCode::kInvalidInput;
  };
  EXPECT_TRUE(CheckArchiveOptions({}).has_value());
  EXPECT_TRUE(refused([](ArchiveOptions& o) { o.prefix = "../x"; }));
  EXPECT_TRUE(refused([](ArchiveOptions& o) { o.compression_level = 13; }));
  EXPECT_TRUE(refused([](ArchiveOptions& o) { o.compression_threads = 0; }));
  EXPECT_TRUE(refused([](ArchiveOptions& o) { o.compression_threads = 17; }));
  EXPECT_TRUE(refused([](ArchiveOptions& o) { o.group_commit = milliseconds(101); }));
  EXPECT_TRUE(refused([](ArchiveOptions& o) { o.full_disk_retry = Duration::zero(); }));
  EXPECT_TRUE(refused([](ArchiveOptions& o) { o.segment_bytes = 0; }));
  EXPECT_TRUE(refused([](ArchiveOptions& o) { o.warcinfo = {{"a", "b\nc"}}; }));
}

}  // namespace
}  // namespace arsip::archive
