#include "archive/payload_originals.h"

#include <filesystem>

#include "archive/index_rows.h"
#include "archive/rebuild.h"
#include "archive/record_head.h"
#include "archive/segment_conversion.h"
#include "crawled_archive.h"
#include "index_samples.h"
#include "warc_bytes.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

using testing::CapturesOf;
using testing::Gzip;
using testing::HandMade;
using testing::HandMadeResponse;
using testing::HandMadeRevisit;
using testing::IdOf;
using testing::ReadBytes;
using testing::WriteBytes;

constexpr const char* kUrl = "https://example.org/";

Sha256 Of(std::string_view payload) { return ComputeSha256(payload); }

HandMade WithDigest(HandMade record, const Sha256& sha256) {
  return record.Add(std::string(kPayloadDigestField), FormatDigest(sha256));
}

class PayloadOriginalsTest : public ::testing::Test {
 protected:
  const std::string& path() const { return directory_.path(); }
  // A file in `folder`, and what a rebuilt index says of all of them.
  void Write(const std::string& folder, const std::string& name,
             const std::vector<HandMade>& records) {
    std::filesystem::create_directories(path() + "/warc");
    std::filesystem::create_directories(path() + "/" + folder);
    std::string bytes;
    for (const HandMade& record : records) bytes += Gzip(record.Bytes());
    WriteBytes(path() + "/" + folder + "/" + name, bytes);
  }
  void OpenIndex() {
    ReadProblems problems;
    ASSERT_TRUE(RebuildIndex(path(), problems, {}).has_value());
    Reopen();
  }
  void Reopen() {
    originals_.reset();
    index_.reset();
    index_ = *CaptureIndex::Open(path() + "/index", true);
    originals_ = std::make_unique<PayloadOriginals>(path(), *index_);
  }
  // As if the digest of `payload` began like that of `other`.
  void MoveRow(std::string_view payload, std::string_view other) {
    const auto row = *index_->store().Get(DigestKey(Of(payload)));
    ASSERT_TRUE(row.has_value());
    WriteBatch batch;
    batch.Put(DigestKey(Of(other)), *row);
    ASSERT_TRUE(index_->store().Write(batch, KeyValueStore::Sync::kNo).has_value());
  }
  std::optional<IndexedOriginal> Find(std::string_view payload) {
    const auto found = originals_->Find(Of(payload));
    EXPECT_TRUE(found.has_value());
    return found.has_value() ? *found : std::nullopt;
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<CaptureIndex> index_;
  std::unique_ptr<PayloadOriginals> originals_;
};

TEST_F(PayloadOriginalsTest, WhatACrawlWroteIsFoundWithAllThatARevisitNeeds) {
  testing::WriteCrawl(path(), 6, 3'000);
  Reopen();
  int responses = 0;
  for (const Capture& capture : CapturesOf(*index_)) {
    const Sha256 digest = *originals_->DigestOf(capture);
    if (capture.type != RecordType::kResponse || capture.status != 200) continue;
    ++responses;
    const auto found = *originals_->Find(digest);
    ASSERT_TRUE(found.has_value()) << capture.url;
    EXPECT_EQ(found->record_id, index_->RecordIdOf(capture));
    EXPECT_EQ(found->target_uri, capture.url);
    EXPECT_EQ(found->time, capture.time);
    EXPECT_EQ(found->date, FormatWarcDate(capture.time));
    EXPECT_EQ(found->payload_sha1, capture.payload_sha1);
    EXPECT_TRUE(*originals_->Holds(digest));
  }
  EXPECT_GT(responses, 3);
  EXPECT_FALSE(Find("never seen").has_value());
  EXPECT_FALSE(*originals_->Holds(Of("never seen")));
  EXPECT_EQ(originals_->unreadable(), 0u);
}

// No two payloads are at hand whose SHA-256 begin alike: the row of one is moved to where the other
// would have it.
TEST_F(PayloadOriginalsTest, APayloadWhoseDigestOnlyBeginsLikeAnothersIsNotFound) {
  Write("warc", "ours.warc.gz", {WithDigest(HandMadeResponse(1, kUrl, "payload"), Of("payload"))});
  OpenIndex();
  MoveRow("payload", "other");
  EXPECT_EQ(Find("payload")->record_id, IdOf(1));
  EXPECT_FALSE(Find("other").has_value());
  EXPECT_FALSE(*originals_->Holds(Of("other")));
  EXPECT_EQ(originals_->unreadable(), 0u);
}

TEST_F(PayloadOriginalsTest, WhereTheHeaderDoesNotSayTheBytesDo) {
  Write("warc", "older.warc.gz", {HandMadeResponse(1, kUrl, "payload")});
  OpenIndex();
  MoveRow("payload", "other");
  const auto found = Find("payload");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->record_id, IdOf(1));
  EXPECT_EQ(found->payload_sha1, ComputeSha1("payload"));
  EXPECT_FALSE(Find("other").has_value());
}

// Whoever makes two payloads that begin alike could have one imported that claims to be the other.
TEST_F(PayloadOriginalsTest, WhatOthersSayOfTheirPayloadsIsNotBelieved) {
  HandMade lie = WithDigest(HandMadeResponse(1, kUrl, "payload"), Of("other"));
  lie.Set("WARC-Payload-Digest", FormatDigest(ComputeSha1("other")));
  Write("imported", "theirs.warc.gz", {lie});
  OpenIndex();
  MoveRow("payload", "other");
  EXPECT_FALSE(Find("other").has_value());
  EXPECT_EQ(Find("payload")->payload_sha1, ComputeSha1("payload"));
  const RecordPlace place = **index_->FindDigest(Of("payload"));
  EXPECT_EQ(originals_->SaidAt(place, IdOf(1)), std::nullopt);
}

TEST_F(PayloadOriginalsTest, WhatCannotBeReadIsNotReferredToAndIsCounted) {
  const auto record = WithDigest(HandMadeResponse(1, kUrl, "payload"), Of("payload"));
  Write("warc", "ours.warc.gz", {record});
  OpenIndex();
  const std::string file = path() + "/warc/ours.warc.gz";
  std::filesystem::rename(file, path() + "/away");
  EXPECT_FALSE(Find("payload").has_value());
  EXPECT_TRUE(*originals_->Holds(Of("payload"))) << "as far as can be told";
  EXPECT_EQ(originals_->unreadable(), 2u);
  EXPECT_EQ(originals_->DigestOf(CapturesOf(*index_)[0]).error().code, ErrorCode::kNotFound);
  std::filesystem::rename(path() + "/away", file);
  EXPECT_TRUE(Find("payload").has_value()) << "it is there again";
}

TEST_F(PayloadOriginalsTest, ADamagedHeadIsNotReferredTo) {
  Write("warc", "ours.warc.gz", {WithDigest(HandMadeResponse(1, kUrl, "payload"), Of("payload"))});
  OpenIndex();
  std::string bytes = ReadBytes(path() + "/warc/ours.warc.gz");
  for (size_t at = 20; at < 60; ++at) bytes[at] = '\xff';
  WriteBytes(path() + "/warc/ours.warc.gz", bytes);
  EXPECT_FALSE(Find("payload").has_value());
  EXPECT_EQ(originals_->unreadable(), 1u);
}

// The row is of other days: the file has been replaced by hand.
TEST_F(PayloadOriginalsTest, ARecordThatMayNotBeReferredToIsNot) {
  const HandMade page = WithDigest(HandMadeResponse(1, kUrl, "payload"), Of("payload"));
  Write("warc", "ours.warc.gz", {page});
  OpenIndex();
  HandMade cut = page;
  Write("warc", "ours.warc.gz", {cut.Add("WARC-Truncated", "length")});
  EXPECT_FALSE(Find("payload").has_value());
  HandMade revisit = WithDigest(HandMadeRevisit(2, kUrl, page), Of("payload"));
  Write("warc", "ours.warc.gz", {revisit});
  Reopen();
  EXPECT_FALSE(Find("payload").has_value());
  EXPECT_EQ(originals_->unreadable(), 1u);
}

TEST_F(PayloadOriginalsTest, AConvertedFileIsReadToo) {
  testing::WriteCrawl(path(), 6, 3'000);
  Reopen();
  const Capture before = CapturesOf(*index_).front();
  const Sha256 digest = *originals_->DigestOf(before);
  originals_.reset();
  index_.reset();
  ASSERT_TRUE(ConvertSegment(path(), before.location.filename, {.drop_original = true}, {}));
  Reopen();
  const Capture after = CapturesOf(*index_).front();
  EXPECT_TRUE(after.location.filename.ends_with(".warc.zst"));
  EXPECT_EQ(*originals_->DigestOf(after), digest);
}

// More files than are kept open.
TEST_F(PayloadOriginalsTest, AnyNumberOfFilesIsRead) {
  constexpr int kFiles = 3 * static_cast<int>(PayloadOriginals::kMaxOpenFiles);
  for (int i = 1; i <= kFiles; ++i) {
    const std::string payload = "payload " + std::to_string(i);
    Write("warc", std::to_string(i) + ".warc.gz",
          {WithDigest(HandMadeResponse(i, kUrl, payload), Of(payload))});
  }
  OpenIndex();
  for (int round = 0; round < 2; ++round) {
    for (int i = 1; i <= kFiles; ++i) {
      const auto found = Find("payload " + std::to_string(i));
      ASSERT_TRUE(found.has_value()) << i;
      EXPECT_EQ(found->record_id, IdOf(i));
    }
  }
}

TEST_F(PayloadOriginalsTest, TheLastCaptureKnowsItsDigestWhenItsHeaderSaysIt) {
  Write("warc", "ours.warc.gz",
        {WithDigest(HandMadeResponse(1, kUrl, "payload"), Of("payload")),
         HandMadeResponse(2, "https://example.org/older", "older")});
  OpenIndex();
  const auto last = **index_->FindLast(kUrl);
  EXPECT_EQ(originals_->SaidAt(last.place, last.original.record_id), Of("payload"));
  EXPECT_EQ(originals_->SaidAt(last.place, IdOf(2)), std::nullopt) << "another record";
  const auto older = **index_->FindLast("https://example.org/older");
  EXPECT_EQ(originals_->SaidAt(older.place, older.original.record_id), std::nullopt);
}

}  // namespace
}  // namespace arsip::archive
