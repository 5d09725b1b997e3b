#include "archive/capture_index.h"

#include <algorithm>

#include "archive/index_rows.h"
#include "capture_index_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

using testing::CapturesOf;
using testing::DumpOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IdOf;
using ::testing::IsEmpty;
using testing::SampleRecord;
using ::testing::SizeIs;
using Sync = KeyValueStore::Sync;
using testing::kFirst;
using testing::kSecond;

class CaptureIndexTest : public testing::CaptureIndexFixture {};

TEST_F(CaptureIndexTest, AResponseIsFoundByUrlDigestAndId) {
  SampleRecord page;
  page.offset = 77;
  Add(page);
  const auto captures = CapturesOf(*index_);
  ASSERT_THAT(captures, SizeIs(1));
  const Capture& capture = captures[0];
  EXPECT_EQ(capture.urlkey, "org,example)/");
  EXPECT_EQ(capture.url, page.url);
  EXPECT_EQ(capture.time, *ParseWarcDate(page.date));
  EXPECT_EQ(capture.type, RecordType::kResponse);
  EXPECT_EQ(capture.status, 200);
  EXPECT_EQ(capture.mime, "text/html");
  EXPECT_EQ(index_->RecordIdOf(capture), IdOf(1));
  EXPECT_EQ(capture.location.filename, kFirst);
  EXPECT_EQ(capture.location.offset, 77u);
  EXPECT_EQ(capture.location.length, 100u);
  EXPECT_EQ(capture.payload_sha1, ComputeSha1("payload"));
  EXPECT_FALSE(capture.original.has_value());

  const auto place = *index_->FindDigest(ComputeSha256(std::string_view("payload")));
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->filename, kFirst);
  EXPECT_EQ(place->offset, 77u);
  EXPECT_EQ(place->kind, SegmentKind::kCaptures);
  EXPECT_FALSE((*index_->FindDigest(ComputeSha256(std::string_view("other")))).has_value());

  const auto record = *index_->FindRecord(IdOf(1));
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->type, RecordType::kResponse);
  EXPECT_EQ(record->location.filename, kFirst);
  EXPECT_EQ(record->location.offset, 77u);
  EXPECT_FALSE((*index_->FindRecord(IdOf(2))).has_value());
}

TEST_F(CaptureIndexTest, RequestsAndMetadataAreFoundByIdOnly) {
  SampleRecord request{.type = RecordType::kRequest, .http_head = ""};
  Add(request);
  EXPECT_THAT(CapturesOf(*index_), IsEmpty());
  EXPECT_TRUE((*index_->FindRecord(IdOf(1))).has_value());
}

TEST_F(CaptureIndexTest, DerivedRecordsNeverEnterTheReplayIndex) {
  SampleRecord page;
  Add(page, "arsip-derived-20261122101113000-00002-7~host~0.warc.gz", SegmentKind::kDerived);
  EXPECT_THAT(CapturesOf(*index_), IsEmpty());
  EXPECT_FALSE((*index_->FindDigest(ComputeSha256(std::string_view("payload")))).has_value());
  EXPECT_FALSE((*index_->FindLast(page.url)).has_value());
  EXPECT_TRUE((*index_->FindRecord(IdOf(1))).has_value());
}

TEST_F(CaptureIndexTest, ARevisitShowsItsOriginal) {
  SampleRecord page{.url = "https://example.org/a"};
  SampleRecord revisit{.type = RecordType::kRevisit,
                       .id = 2,
                       .url = "https://example.org/b",
                       .date = "2026-11-23T00:00:00.000001Z",
                       .original = &page,
                       .offset = 100};
  Add(page);
  Add(revisit);
  const auto captures = CapturesOf(*index_, "org,example)/b");
  ASSERT_THAT(captures, SizeIs(1));
  ASSERT_TRUE(captures[0].original.has_value());
  EXPECT_EQ(captures[0].original->url, page.url);
  EXPECT_EQ(captures[0].original->time, *ParseWarcDate(page.date));
  EXPECT_EQ(captures[0].original->location.offset, 0u);
  EXPECT_EQ(captures[0].status, 200);
}

TEST_F(CaptureIndexTest, ARevisitWithoutItsOriginalIsStillACapture) {
  SampleRecord page;
  page.Indexed();
  SampleRecord revisit{.type = RecordType::kRevisit, .id = 2, .original = &page};
  Add(revisit);
  const auto captures = CapturesOf(*index_);
  ASSERT_THAT(captures, SizeIs(1));
  EXPECT_FALSE(captures[0].original.has_value());
  EXPECT_EQ(captures[0].payload_sha1, ComputeSha1("payload"));
}

// Of two captures at one instant the one with the revisit's payload is meant.
TEST_F(CaptureIndexTest, OriginalsAreToldApartByTheirPayload) {
  SampleRecord other{.id = 1, .payload = "other"};
  SampleRecord page{.id = 2, .offset = 100};
  SampleRecord revisit{.type = RecordType::kRevisit,
                       .id = 3,
                       .date = "2026-11-23T00:00:00Z",
                       .original = &page,
                       .offset = 200};
  Add(other);
  Add(page);
  Add(revisit);
  const auto captures = CapturesOf(*index_);
  ASSERT_THAT(captures, SizeIs(3));
  EXPECT_EQ(captures[2].original->location.offset, 100u);
}

TEST_F(CaptureIndexTest, RefersToDatesInWholeSecondsNameTheCaptureOfThatSecond) {
  SampleRecord page{.date = "2026-11-22T10:11:12.654321Z"};
  SampleRecord named = page;
  named.Indexed();
  named.date = "2026-11-22T10:11:12Z";
  SampleRecord revisit{.type = RecordType::kRevisit,
                       .id = 2,
                       .date = "2026-11-23T00:00:00Z",
                       .original = &named,
                       .offset = 100};
  Add(page);
  Add(revisit);
  EXPECT_TRUE(CapturesOf(*index_).back().original.has_value());
}

TEST_F(CaptureIndexTest, TheFirstRecordOfAPayloadIsTheOneReferredTo) {
  SampleRecord late{.id = 2, .url = "https://example.org/late", .offset = 500};
  SampleRecord early{.id = 1, .url = "https://example.org/early"};
  Add(late, kSecond);
  Add(early, kFirst);
  EXPECT_EQ((*index_->FindDigest(ComputeSha256(std::string_view("payload"))))->filename, kFirst);
}

TEST_F(CaptureIndexTest, WhatMayNotBeReferredToIsNot) {
  SampleRecord truncated{.id = 1, .payload = "cut", .truncated = true};
  SampleRecord empty{.id = 2, .payload = "", .offset = 100};
  SampleRecord resource{.type = RecordType::kResource,
                        .id = 3,
                        .payload = "log",
                        .http_head = "",
                        .content_type = "text/plain",
                        .offset = 200};
  Add(truncated);
  Add(empty);
  Add(resource);
  for (const char* payload : {"cut", "", "log"}) {
    EXPECT_FALSE((*index_->FindDigest(ComputeSha256(std::string_view(payload)))).has_value())
        << payload;
  }
  const auto captures = CapturesOf(*index_);
  ASSERT_THAT(captures, SizeIs(3));
  EXPECT_TRUE(captures[0].truncated);
  EXPECT_EQ(captures[2].mime, "text/plain");
  EXPECT_EQ(captures[2].status, 0);
}

TEST_F(CaptureIndexTest, ARedirectKeepsItsLocation) {
  SampleRecord moved;
  moved.http_head = "HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n";
  Add(moved);
  EXPECT_EQ(CapturesOf(*index_)[0].redirect, "/next");
  EXPECT_EQ(CapturesOf(*index_)[0].status, 302);
}

TEST_F(CaptureIndexTest, TextAServerMakesTooLongIsLeftOut) {
  SampleRecord moved;
  moved.http_head = "HTTP/1.1 302 Found\r\nLocation: /" + std::string(5000, 'x') +
                    "\r\nContent-Type: text/" + std::string(200, 'y') + "\r\n\r\n";
  Add(moved);
  EXPECT_EQ(CapturesOf(*index_)[0].redirect, "");
  EXPECT_EQ(CapturesOf(*index_)[0].mime, "");
}

TEST_F(CaptureIndexTest, RecordsThatLackWhatTheirTypeHasAreRefused) {
  SampleRecord nameless{.url = ""};
  IndexBatch batch(*index_);
  const auto file = batch.AddFile(kFirst, SegmentKind::kCaptures);
  const Status added = batch.AddRecord(*file, nameless.Indexed());
  ASSERT_FALSE(added.has_value());
  EXPECT_EQ(added.error().code, ErrorCode::kInvalidInput);
  EXPECT_THAT(added.error().message, HasSubstr("WARC-Target-URI"));
}

TEST_F(CaptureIndexTest, FilesHaveTheirSerialAsId) {
  IndexBatch batch(*index_);
  EXPECT_EQ(*batch.AddFile(kSecond, SegmentKind::kCaptures), 2u);
  EXPECT_EQ(*batch.AddFile(kFirst, SegmentKind::kCaptures), 1u);
  EXPECT_EQ(*batch.AddFile(kFirst, SegmentKind::kCaptures), 1u);
  const FileId foreign = *batch.AddFile("foreign.warc.gz", SegmentKind::kCaptures);
  EXPECT_GE(foreign, 0x80000000u);
  const FileId twin =
      *batch.AddFile("other-20261122101112000-00001-1~h~0.warc.gz", SegmentKind::kCaptures);
  EXPECT_GE(twin, 0x80000000u);
  ASSERT_TRUE(index_->Write(batch, Sync::kYes).has_value());
  EXPECT_EQ(*batch.AddFile("foreign.warc.gz", SegmentKind::kCaptures), foreign);
  EXPECT_EQ((*index_->FindFile(kSecond))->id, 2u);
  EXPECT_FALSE((*index_->FindFile("none.warc.gz")).has_value());
  EXPECT_EQ(index_->File(77).error().code, ErrorCode::kCorruption);
}

TEST_F(CaptureIndexTest, TheHighWaterMarkFollowsTheRecords) {
  SampleRecord one{.id = 1, .date = "2026-11-22T00:00:02Z", .length = 10};
  SampleRecord two{.id = 2, .date = "2026-11-22T00:00:01Z", .offset = 10, .length = 20};
  Add(one);
  Add(two);
  Add(one);  // known already
  auto file = *index_->FindFile(kFirst);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->indexed_bytes, 30u);
  EXPECT_EQ(file->records, 2u);
  EXPECT_EQ(file->first, *ParseWarcDate(two.date));
  EXPECT_EQ(file->last, *ParseWarcDate(one.date));
  EXPECT_FALSE(file->sealed);

  IndexBatch batch(*index_);
  EXPECT_FALSE(batch.SealFile(1, 29, Sha256{}).has_value());
  EXPECT_FALSE(batch.SealFile(9, 30, Sha256{}).has_value());
  ASSERT_TRUE(batch.SealFile(1, 30, ComputeSha256(std::string_view("f"))).has_value());
  ASSERT_TRUE(index_->Write(batch, Sync::kYes).has_value());
  file = *index_->FindFile(kFirst);
  EXPECT_TRUE(file->sealed);
  EXPECT_EQ(file->size, 30u);
  SampleRecord three{.id = 3, .offset = 30};
  EXPECT_FALSE(batch.AddRecord(1, three.Indexed()).has_value());
  EXPECT_FALSE(batch.AddRecord(9, three.Indexed()).has_value());
}

// What makes "rebuilt equals live" hold by construction.
TEST_F(CaptureIndexTest, NeitherBatchesNorTheOrderOfFilesChangeTheRows) {
  std::vector<SampleRecord> records;
  for (int i = 0; i < 30; ++i) {
    SampleRecord record{.id = i + 1, .offset = static_cast<uint64_t>(100 * i)};
    record.url = "https://example.org/" + std::to_string(i % 5);
    record.payload = "payload " + std::to_string(i % 7);
    record.date = "2026-11-22T10:11:" + std::to_string(59 - i) + "Z";
    records.push_back(record);
  }
  const auto fill = [&](const std::string& name, const std::vector<const char*>& order,
                        size_t batch_records) {
    auto index = *CaptureIndex::Open(directory_.path() + "/" + name, false);
    IndexBatch batch(*index);
    for (const char* filename : order) {
      const FileId file = *batch.AddFile(filename, SegmentKind::kCaptures);
      for (size_t i = 0; i < records.size(); ++i) {
        if ((i % 2 == 0) != (file == 1)) continue;
        EXPECT_TRUE(batch.AddRecord(file, records[i].Indexed()).has_value());
        if (i % batch_records != 0) continue;
        EXPECT_TRUE(index->Write(batch, Sync::kNo).has_value());
      }
    }
    EXPECT_TRUE(index->Write(batch, Sync::kNo).has_value());
    return DumpOf(*index);
  };
  const auto reference = fill("a", {kFirst, kSecond}, 1);
  EXPECT_EQ(reference, fill("b", {kFirst, kSecond}, 1000));
  EXPECT_EQ(reference, fill("c", {kSecond, kFirst}, 3));
  EXPECT_GT(reference.size(), 30u);
}

TEST_F(CaptureIndexTest, RangesOfUrlkeysAreScanned) {
  SampleRecord c{.id = 1, .url = "https://example.org/c"};
  SampleRecord a{.id = 2, .url = "https://example.org/a", .offset = 100};
  SampleRecord b{.id = 3, .url = "https://example.org/b", .offset = 200};
  for (SampleRecord* record : {&c, &a, &b}) Add(*record);
  const auto urls = [&](std::string_view begin, std::string_view end) {
    std::vector<std::string> found;
    for (const Capture& capture : CapturesOf(*index_, begin, end)) found.push_back(capture.url);
    return found;
  };
  EXPECT_THAT(urls("", ""), ElementsAre(a.url, b.url, c.url));
  EXPECT_THAT(urls("org,example)/b", ""), ElementsAre(b.url, c.url));
  EXPECT_THAT(urls("org,example)/a", "org,example)/b"), ElementsAre(a.url));
  EXPECT_THAT(urls("org,example)/d", ""), IsEmpty());
}

TEST_F(CaptureIndexTest, AnUnreadableRowIsCorruptionNotNothing) {
  SampleRecord page;
  Add(page);
  WriteBatch batch;
  for (const auto& [key, value] : DumpOf(*index_)) {
    if (key[0] == 'C' || key[0] == 'D' || key[0] == 'P' || key[0] == 'W') {
      batch.Put(key, value + "x");
    }
  }
  ASSERT_TRUE(index_->store().Write(batch, Sync::kNo).has_value());
  const auto corrupt = [](const auto& result) {
    return !result.has_value() && result.error().code == ErrorCode::kCorruption;
  };
  EXPECT_TRUE(corrupt(index_->FindDigest(ComputeSha256(std::string_view("payload")))));
  EXPECT_TRUE(corrupt(index_->FindLast(page.url)));
  EXPECT_TRUE(corrupt(index_->FindRecord(IdOf(1))));
  EXPECT_TRUE(corrupt(index_->FindOriginal(page.url, *ParseWarcDate(page.date))));
  EXPECT_TRUE(corrupt(index_->FindFile(kFirst)));
  EXPECT_TRUE(corrupt(index_->ForEachCapture({}, {}, [](const Capture&) { return true; })));
  EXPECT_TRUE(corrupt(index_->ForEachFile([](const IndexedFile&) { return true; })));
}

}  // namespace
}  // namespace arsip::archive
