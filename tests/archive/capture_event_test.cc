#include "archive/capture_event.h"

#include <gtest/gtest.h>

#include "capture_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::CaptureOf;
using testing::RandomBytes;
using testing::Response;

constexpr const char* kUrl = "https://example.org/a";
constexpr const char* kId = "<urn:uuid:00000000-0000-4000-8000-000000000001>";

CaptureEvent Prepared(std::vector<WarcRecord> records) {
  CaptureEvent event(std::move(records), SegmentKind::kCaptures, nullptr);
  Prepare(event, kId, {});
  for (size_t i = 0; i < event.records.size(); ++i) {
    event.locations.push_back({"a.warc.gz", 100 * i, 100});
  }
  return event;
}

TEST(CaptureEvent, TheIndexIsToldWhatTheFileSays) {
  std::vector<WarcRecord> records = CaptureOf("https://example.org/a b#f", "hello");
  records[0].fields.emplace_back("WARC-Truncated", "time");
  const CaptureEvent event = Prepared(std::move(records));
  ASSERT_TRUE(event.status.has_value());
  const IndexedRecord indexed = IndexedRecordOf(event, 0);
  EXPECT_EQ(indexed.type, RecordType::kResponse);
  EXPECT_EQ(indexed.record_id, event.records[0].record_id);
  EXPECT_EQ(indexed.date, "2026-11-22T10:11:11.123456Z");
  EXPECT_EQ(indexed.time, testing::SampleDate());
  EXPECT_EQ(indexed.target_uri, "https://example.org/a%20b");
  EXPECT_EQ(indexed.http_head, event.records[0].block[0]);
  EXPECT_EQ(indexed.payload_sha1, ComputeSha1("hello"));
  EXPECT_EQ(indexed.payload_sha256, ComputeSha256(std::string_view("hello")));
  EXPECT_TRUE(indexed.truncated);
  EXPECT_EQ(indexed.offset, 0u);
  EXPECT_EQ(indexed.length, 100u);
  const IndexedRecord request = IndexedRecordOf(event, 1);
  EXPECT_EQ(request.offset, 100u);
  EXPECT_FALSE(request.payload_sha256.has_value());
  EXPECT_FALSE(request.truncated);
}

TEST(CaptureEvent, DigestsThatTheCallerLeftOutAreComputed) {
  WarcRecord record = Response(kUrl, "hello");
  record.payload_sha256.reset();
  std::erase_if(record.fields, [](const auto& f) { return f.first == "WARC-Payload-Digest"; });
  std::vector<WarcRecord> records;
  records.push_back(std::move(record));
  const CaptureEvent event = Prepared(std::move(records));
  EXPECT_EQ(event.facts.at(0).payload_sha1, ComputeSha1("hello"));
  EXPECT_EQ(event.facts.at(0).payload_sha256, ComputeSha256(std::string_view("hello")));
  EXPECT_EQ(event.payload(), ComputeSha256(std::string_view("hello")));
  const std::string digest = FormatDigest(ComputeSha256(std::string_view("hello")));
  EXPECT_NE(event.prepared.at(0).header.find("X-Arsip-Payload-Digest: " + digest),
            std::string::npos);
}

TEST(CaptureEvent, AHeadSplitOverPartsIsFoundWhole) {
  WarcRecord record = Response(kUrl, "");
  record.block.clear();
  record.AppendBlock("HTTP/1.1 200 OK\r\nA: ");
  record.AppendBlock("1\r\n\r");
  record.AppendBlock("\nbody");
  record.payload_sha256.reset();
  std::vector<WarcRecord> records;
  records.push_back(std::move(record));
  const CaptureEvent event = Prepared(std::move(records));
  EXPECT_EQ(event.facts.at(0).http_head, "HTTP/1.1 200 OK\r\nA: 1\r\n\r\n");
  EXPECT_EQ(event.facts.at(0).payload_sha256, ComputeSha256(std::string_view("body")));
}

TEST(CaptureEvent, ARevisitHasItsOriginalsSha1AndEndsNoReservation) {
  const DedupVerdict verdict{.kind = DedupVerdict::Kind::kRevisit,
                             .refers_to = NewRecordId(),
                             .refers_to_target_uri = kUrl,
                             .refers_to_date = FormatWarcDate(testing::SampleDate()),
                             .payload_sha1 = ComputeSha1("hello")};
  std::vector<WarcRecord> records;
  records.push_back(testing::RevisitOf("https://example.org/b", verdict));
  const CaptureEvent event = Prepared(std::move(records));
  ASSERT_TRUE(event.status.has_value());
  const IndexedRecord indexed = IndexedRecordOf(event, 0);
  EXPECT_EQ(indexed.payload_sha1, ComputeSha1("hello"));
  EXPECT_FALSE(indexed.payload_sha256.has_value());
  EXPECT_EQ(indexed.profile, kProfileIdenticalPayloadDigest);
  EXPECT_EQ(indexed.refers_to, verdict.refers_to);
  EXPECT_EQ(indexed.refers_to_target_uri, kUrl);
  EXPECT_EQ(indexed.refers_to_date, "2026-11-22T10:11:11.123456Z");
  EXPECT_FALSE(event.payload().has_value());
}

TEST(CaptureEvent, ARefusedRecordRefusesTheWholeEvent) {
  std::vector<WarcRecord> records = CaptureOf(kUrl, "x");
  records[2].fields.emplace_back("X", "a\nb");
  const CaptureEvent event = Prepared(std::move(records));
  ASSERT_FALSE(event.status.has_value());
  EXPECT_EQ(event.status.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(event.payload(), ComputeSha256(std::string_view("x")));  // its reservation still ends
}

TEST(CaptureEvent, APayloadDigestThatIsNoneIsRefused) {
  std::vector<WarcRecord> records = CaptureOf(kUrl, "x");
  for (auto& [name, value] : records[0].fields) {
    if (name == "WARC-Payload-Digest") value = "md5:abc";
  }
  EXPECT_FALSE(Prepared(std::move(records)).status.has_value());
}

TEST(CaptureEvent, MemoryAndMemberBytesAreCounted) {
  const CaptureEvent event = Prepared(CaptureOf(kUrl, RandomBytes(100'000, 1)));
  EXPECT_GT(event.bytes, 100'000u);
  EXPECT_GT(event.member_bytes(), 100'000u);
  EXPECT_LT(event.member_bytes(), 103'000u);
}

TEST(CaptureEvent, IsPreparedAgainForTheNextSegment) {
  CaptureEvent event = Prepared(CaptureOf(kUrl, "x"));
  ASSERT_TRUE(PrepareAgain(event, "<urn:uuid:2>", {}).has_value());
  EXPECT_EQ(event.warcinfo_id, "<urn:uuid:2>");
  for (const PreparedRecord& prepared : event.prepared) {
    const auto members = testing::ReadMembers(prepared.member);
    EXPECT_EQ(testing::SplitRecord(members.whole.at(0).bytes).Get("WARC-Warcinfo-ID"),
              "<urn:uuid:2>");
  }
}

}  // namespace
}  // namespace arsip::archive
