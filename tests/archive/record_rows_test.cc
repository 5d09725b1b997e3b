#include "archive/record_rows.h"

#include "base/surt.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index_samples.h"

namespace arsip::archive {
namespace {

using ::testing::HasSubstr;
using testing::SampleRecord;

constexpr FileId kFile = 7;

RecordRows Rows(SampleRecord& sample, SegmentKind kind = SegmentKind::kCaptures) {
  const auto rows = RowsOf(kFile, kind, sample.Indexed());
  EXPECT_TRUE(rows.has_value());
  return rows.value_or(RecordRows());
}

std::string TablesOf(const RecordRows& rows) {
  std::string tables;
  for (const auto& [key, value] : rows.rows) tables += key[0];
  for (const auto& [key, value] : rows.contested) tables += key[0];
  return tables;
}

TEST(RecordRows, AResponseHasItsRows) {
  SampleRecord sample{.offset = 55};
  const RecordRows rows = Rows(sample);
  EXPECT_EQ(TablesOf(rows), "CD");
  EXPECT_TRUE(rows.capture);
  const BlockRecord record{RecordType::kResponse, 55, 100, BlockRecordId::Of(testing::IdOf(1))};
  EXPECT_EQ(rows.record, record);
  const auto key = DecodeCaptureKey(rows.rows[0].first);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->urlkey, Surt(sample.url));
  EXPECT_EQ(key->position, (RecordPosition{kFile, 55}));
  EXPECT_EQ(DecodeCaptureRow(rows.rows[0].second, key->urlkey)->url, sample.url);
}

TEST(RecordRows, OnlyWhatMayBeReferredToHasADigestRow) {
  SampleRecord truncated{.truncated = true};
  EXPECT_EQ(TablesOf(Rows(truncated)), "C");
  SampleRecord empty{.payload = ""};
  EXPECT_EQ(TablesOf(Rows(empty)), "C");
  SampleRecord resource{.type = RecordType::kResource, .http_head = "", .content_type = "a/b"};
  EXPECT_EQ(TablesOf(Rows(resource)), "C");
  SampleRecord failed{.http_head = "HTTP/1.1 404 Not Found\r\n\r\n"};
  EXPECT_EQ(TablesOf(Rows(failed)), "CD");
}

// Revisits of ours name their originals; others may have nothing but a SHA-1.
TEST(RecordRows, OnlyImportedResponsesHaveSha1Rows) {
  SampleRecord sample;
  EXPECT_EQ(TablesOf(Rows(sample, SegmentKind::kImported)), "CDH");
  IndexedRecord framed = sample.Indexed();
  framed.framed_sha1 = ComputeSha1("framed");
  EXPECT_EQ(TablesOf(*RowsOf(kFile, SegmentKind::kImported, framed)), "CDHH");
  EXPECT_EQ(TablesOf(*RowsOf(kFile, SegmentKind::kCaptures, framed)), "CD");
}

// Browsertrix says SHA-256.
TEST(RecordRows, ASha256ThatOthersSayLeadsToItsPayload) {
  SampleRecord sample;
  IndexedRecord said = sample.Indexed();
  said.said_sha256 = said.payload_sha256;
  const auto rows = RowsOf(kFile, SegmentKind::kImported, said);
  EXPECT_EQ(TablesOf(*rows), "CDHH");
  EXPECT_EQ(DecodeSha1Row(rows->contested.back().second)->said_sha256, said.payload_sha256);
  EXPECT_EQ(TablesOf(*RowsOf(kFile, SegmentKind::kCaptures, said)), "CD");

  SampleRecord revisit{.type = RecordType::kRevisit};
  IndexedRecord by_sha256 = revisit.Indexed();
  by_sha256.said_sha256 = said.payload_sha256;
  const auto row_of = [](const IndexedRecord& record) {
    return *DecodeCaptureRow(RowsOf(kFile, SegmentKind::kImported, record)->rows[0].second,
                             Surt(record.target_uri));
  };
  EXPECT_EQ(row_of(by_sha256).sha256, said.payload_sha256);
  by_sha256.payload_sha1 = ComputeSha1("payload");
  EXPECT_EQ(row_of(by_sha256).sha256, std::nullopt);
  EXPECT_EQ(row_of(said).sha256, std::nullopt);
}

TEST(RecordRows, RequestsAndDerivedRecordsAreFoundByIdOnly) {
  SampleRecord request{.type = RecordType::kRequest};
  EXPECT_EQ(TablesOf(Rows(request)), "");
  SampleRecord derived{.type = RecordType::kResource};
  EXPECT_EQ(TablesOf(Rows(derived, SegmentKind::kDerived)), "");
  EXPECT_FALSE(Rows(derived, SegmentKind::kDerived).capture);
}

TEST(RecordRows, AFieldThatTheTypeNeedsIsNamed) {
  SampleRecord sample{.url = ""};
  const auto rows = RowsOf(kFile, SegmentKind::kCaptures, sample.Indexed());
  ASSERT_FALSE(rows.has_value());
  EXPECT_EQ(rows.error().code, ErrorCode::kInvalidInput);
  EXPECT_THAT(rows.error().message, HasSubstr("WARC-Target-URI"));
  IndexedRecord nameless = sample.Indexed();
  nameless.record_id = {};
  EXPECT_THAT(RowsOf(kFile, SegmentKind::kCaptures, nameless).error().message,
              HasSubstr("WARC-Record-ID"));
}

TEST(RecordRows, OnlyPagesThatWereThereHaveValidators) {
  SampleRecord page;
  SampleRecord gone{.http_head = "HTTP/1.1 404 Not Found\r\nETag: \"v1\"\r\n\r\n"};
  SampleRecord odd{.http_head = "HTTP/1.1 200 OK\r\nETag: " + std::string(1025, 'x') + "\r\n\r\n"};
  const auto etag_of = [](SampleRecord& sample) {
    return DecodeCaptureRow(Rows(sample).rows[0].second, Surt(sample.url))->etag;
  };
  EXPECT_EQ(etag_of(page), "\"v1\"");
  EXPECT_EQ(etag_of(gone), "");
  EXPECT_EQ(etag_of(odd), "");
}

TEST(RecordRows, ADateIsStoredWhenItsTimeDoesNotSayIt) {
  SampleRecord micro;
  SampleRecord seconds{.date = "2026-11-22T10:11:12Z"};
  const auto date_of = [](SampleRecord& sample) {
    return DecodeCaptureRow(Rows(sample).rows[0].second, Surt(sample.url))->date;
  };
  EXPECT_EQ(date_of(micro), "");
  EXPECT_EQ(date_of(seconds), seconds.date);
}

}  // namespace
}  // namespace arsip::archive
