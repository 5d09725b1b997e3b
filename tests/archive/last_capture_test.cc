// FindLast: what a conditional request is made of.
#include "archive/capture_index.h"
#include "archive/index_rows.h"
#include "capture_index_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

using testing::CapturesOf;
using testing::IdOf;
using testing::kFirst;
using testing::SampleRecord;
using ::testing::SizeIs;
using Sync = KeyValueStore::Sync;

class LastCaptureTest : public testing::CaptureIndexFixture {};

TEST_F(LastCaptureTest, TheLastFullCaptureGivesTheValidators) {
  SampleRecord page;
  SampleRecord later{
      .id = 2, .payload = "new", .date = "2026-11-24T00:00:00.000000Z", .offset = 100};
  later.http_head = "HTTP/1.1 200 OK\r\nETag: W/\"v2\"\r\n\r\n";
  SampleRecord gone{.id = 3, .date = "2026-11-25T00:00:00.000000Z", .offset = 200};
  gone.http_head = "HTTP/1.1 404 Not Found\r\n\r\n";
  SampleRecord cut{
      .id = 4, .date = "2026-11-26T00:00:00.000000Z", .truncated = true, .offset = 300};
  for (SampleRecord* record : {&page, &later, &gone, &cut}) Add(*record);
  const auto last = *index_->FindLast("HTTPS://EXAMPLE.org:443/#x");
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->etag, "W/\"v2\"");
  EXPECT_EQ(last->last_modified, "");
  EXPECT_EQ(last->time, *ParseWarcDate(later.date));
  EXPECT_EQ(last->original.record_id, IdOf(2));
  EXPECT_EQ(last->original.date, later.date);
  EXPECT_EQ(last->place.offset, 100u);
  EXPECT_FALSE((*index_->FindLast("http://example.org/")).has_value());
  EXPECT_FALSE((*index_->FindLast("https://www.example.org/")).has_value());
  EXPECT_FALSE((*index_->FindLast("not a url")).has_value());
}

TEST_F(LastCaptureTest, ValidatorsOfARevisitStandForItsOriginal) {
  SampleRecord page{.url = "https://example.org/a"};
  SampleRecord revisit{.type = RecordType::kRevisit,
                       .id = 2,
                       .url = "https://example.org/b",
                       .date = "2026-11-24T00:00:00.000000Z",
                       .http_head = "HTTP/1.1 200 OK\r\nETag: \"b\"\r\n\r\n",
                       .truncated = true,
                       .original = &page,
                       .offset = 100};
  Add(page);
  Add(revisit);
  const auto last = *index_->FindLast("https://example.org/b");
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->etag, "\"b\"");
  EXPECT_EQ(last->original.record_id, IdOf(1));
  EXPECT_EQ(last->original.target_uri, page.url);
  EXPECT_EQ(last->original.payload_sha1, ComputeSha1("payload"));
  EXPECT_EQ(last->place.filename, kFirst);
  EXPECT_EQ(last->place.offset, 0u);
}

// SURT gives many URLs one key.
TEST_F(LastCaptureTest, TheLastCaptureIsOfThisVeryUrl) {
  SampleRecord page;
  SampleRecord other{.id = 2,
                     .url = "https://www.example.org/",
                     .payload = "other",
                     .date = "2026-11-24T00:00:00.000000Z",
                     .offset = 100};
  Add(page);
  Add(other);
  EXPECT_EQ((*index_->FindLast(page.url))->original.record_id, IdOf(1));
  EXPECT_EQ((*index_->FindLast(other.url))->original.record_id, IdOf(2));
}

// A 304 to what others had would stand for a payload that we never got.
TEST_F(LastCaptureTest, TheLastCaptureIsOneOfOurs) {
  SampleRecord page;
  SampleRecord theirs{
      .id = 2, .payload = "new", .date = "2026-11-24T00:00:00.000000Z", .offset = 100};
  IndexBatch batch(*index_);
  const auto add = [&](std::string_view filename, SegmentKind kind, SampleRecord& sample) {
    ASSERT_TRUE(batch.AddRecord(*batch.AddFile(filename, kind), sample.Indexed()).has_value());
    ASSERT_TRUE(index_->Write(batch, Sync::kNo).has_value());
  };
  add("theirs.warc.gz", SegmentKind::kImported, theirs);
  EXPECT_FALSE((*index_->FindLast(page.url)).has_value());
  add(kFirst, SegmentKind::kCaptures, page);
  EXPECT_EQ((*index_->FindLast(page.url))->original.record_id, IdOf(1));
}

TEST_F(LastCaptureTest, OnlySoManyCapturesAreLookedAtForTheLast) {
  SampleRecord page;
  Add(page);
  const std::string urlkey = "org,example)/";
  CaptureRow gone;
  gone.url = page.url;
  gone.status = 404;
  WriteBatch batch;
  const auto add = [&](uint64_t from, uint64_t to) {
    for (uint64_t i = from; i < to; ++i) {
      batch.Put(EncodeCaptureKey({urlkey, *ParseWarcDate("2026-11-25T00:00:00Z"), {1, 1000 + i}}),
                EncodeCaptureRow(gone, urlkey));
    }
    ASSERT_TRUE(index_->store().Write(batch, Sync::kNo).has_value());
  };
  add(0, CaptureIndex::kMaxLastRows - 1);
  EXPECT_TRUE((*index_->FindLast(page.url)).has_value());
  add(CaptureIndex::kMaxLastRows - 1, CaptureIndex::kMaxLastRows);
  EXPECT_FALSE((*index_->FindLast(page.url)).has_value());
}

TEST_F(LastCaptureTest, ANotModifiedRevisitLeavesTheValidatorsAlone) {
  SampleRecord page;
  SampleRecord not_modified{.type = RecordType::kRevisit,
                            .id = 2,
                            .date = "2026-11-24T00:00:00.000000Z",
                            .http_head = "",
                            .content_type = "",
                            .original = &page,
                            .offset = 100};
  Add(page);
  Add(not_modified);
  EXPECT_EQ((*index_->FindLast(page.url))->time, *ParseWarcDate(page.date));
  const auto captures = CapturesOf(*index_);
  ASSERT_THAT(captures, SizeIs(2));
  EXPECT_EQ(captures[1].status, 0);
  EXPECT_EQ(captures[1].mime, "");
  EXPECT_TRUE(captures[1].original.has_value());
}

}  // namespace
}  // namespace arsip::archive
