#include "archive/warc_serialiser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "archive/warc_header_parser.h"
#include "capture_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::RandomBytes;
using testing::RawRecord;
using testing::ReadMembers;
using testing::Response;
using testing::SplitRecord;

constexpr const char* kUrl = "https://example.org/a";
constexpr const char* kWarcinfoId = "<urn:uuid:00000000-0000-4000-8000-000000000001>";
const SegmentIdentity kSegment{.warcinfo_id = kWarcinfoId, .filename = {}};

RawRecord Written(const WarcRecord& record, const SegmentIdentity& segment = kSegment) {
  const Result<PreparedRecord> prepared = PrepareRecord(record, segment, {});
  EXPECT_TRUE(prepared.has_value());
  const auto members = ReadMembers(prepared->member);
  EXPECT_EQ(members.whole.size(), 1u);
  EXPECT_EQ(members.end, prepared->length_bound);
  return SplitRecord(members.whole.at(0).bytes);
}

TEST(Warc11Framing, ARecordIsVersionFieldsBlockAndTwoLineEnds) {
  WarcRecord record = Response(kUrl, "hello");
  record.record_id = "<urn:uuid:00000000-0000-4000-8000-000000000002>";
  const Result<std::string> header = SerialiseHeader(record, kSegment, ComputeSha256(record.block));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(*header,
            "WARC/1.1\r\n"
            "WARC-Type: response\r\n"
            "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000002>\r\n"
            "WARC-Date: 2026-11-22T10:11:11.123456Z\r\n"
            "WARC-Target-URI: https://example.org/a\r\n"
            "WARC-Warcinfo-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
            "WARC-IP-Address: 192.0.2.7\r\n"
            "WARC-Payload-Digest: sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N\r\n"
            "X-Arsip-Payload-Digest: "
            "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\r\n"
            "WARC-Block-Digest: " +
                FormatDigest(ComputeSha256(record.block)) +
                "\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                "Content-Length: 80\r\n"
                "\r\n");
  const RawRecord written = Written(record);
  EXPECT_EQ(written.block.size(), 80u);
  EXPECT_TRUE(written.block.ends_with("\r\n\r\nhello"));
  EXPECT_EQ(written.end, "\r\n\r\n");
}

// Of the payload that the record itself holds, and when the caller knows it.
TEST(Warc11Framing, OnlyResponsesAndResourcesSayWhatTheirPayloadIs) {
  const auto says = [](const WarcRecord& record) {
    const auto header = SerialiseHeader(record, kSegment, ComputeSha256(record.block));
    EXPECT_TRUE(header.has_value()) << header.error().ToString();
    return header.has_value() && header->find("X-Arsip-Payload-Digest: ") != std::string::npos;
  };
  WarcRecord record = Response(kUrl, "hello");
  EXPECT_TRUE(says(record));
  record.type = RecordType::kResource;
  EXPECT_TRUE(says(record));
  record.payload_sha256.reset();
  EXPECT_FALSE(says(record));
  const DedupVerdict original{.kind = DedupVerdict::Kind::kRevisit,
                              .refers_to = NewRecordId(),
                              .refers_to_target_uri = kUrl};
  WarcRecord revisit = testing::RevisitOf(kUrl, original);
  revisit.payload_sha256 = ComputeSha256("hello");
  EXPECT_FALSE(says(revisit));
}

TEST(Warc11Framing, AnEmptyBlockHasLengthZeroAndNoType) {
  WarcRecord record = Response(kUrl, "");
  record.block.clear();
  record.content_type.clear();
  const RawRecord written = Written(record);
  EXPECT_EQ(written.Get("Content-Length"), "0");
  EXPECT_EQ(written.Get("Content-Type"), "(none)");
  EXPECT_EQ(written.end, "\r\n\r\n");
}

TEST(Warc11Framing, OrderOfTheCallersFieldsStays) {
  WarcRecord record = Response(kUrl, "x");
  record.fields = {{"WARC-Protocol", "http/1.1"}, {"WARC-Protocol", "tls/1.3"}, {"A", "1"}};
  EXPECT_THAT(
      Written(record).Names(),
      ElementsAre("WARC-Type", "WARC-Record-ID", "WARC-Date", "WARC-Target-URI", "WARC-Warcinfo-ID",
                  "WARC-Protocol", "WARC-Protocol", "A", "X-Arsip-Payload-Digest",
                  "WARC-Block-Digest", "Content-Type", "Content-Length"));
}

TEST(Warc11Framing, WarcinfoHasAFilenameAndNoWarcinfoId) {
  WarcRecord record;
  record.type = RecordType::kWarcinfo;
  const RawRecord written = Written(record, {.warcinfo_id = {}, .filename = "a.warc.gz"});
  EXPECT_EQ(written.Get("WARC-Filename"), "a.warc.gz");
  EXPECT_EQ(written.Get("WARC-Warcinfo-ID"), "(none)");
  EXPECT_EQ(written.Get("WARC-Target-URI"), "(none)");
}

TEST(Warc11Framing, TargetUriIsPercentEncoded) {
  EXPECT_EQ(Written(Response("https://e.org/a b\xc3\xa9#f", "x")).Get("WARC-Target-URI"),
            "https://e.org/a%20b%C3%A9");
}

TEST(Warc11Framing, OurOwnParserFindsNothingToObjectTo) {
  const Result<std::string> header = SerialiseHeader(Response(kUrl, "x"), kSegment, Sha256{});
  const Result<WarcHeader> parsed = WarcHeader::Parse(*header);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_THAT(parsed->leniencies(), ElementsAre());
  EXPECT_EQ(parsed->target_uri(), kUrl);
  EXPECT_EQ(parsed->time(), testing::SampleDate());
}

TEST(Warc11Framing, AHeaderThatNoReaderWouldTakeIsRefused) {
  WarcRecord record = Response(kUrl, "x");
  record.fields.emplace_back("WARC-Note", std::string(300u << 10, 'a'));
  const Result<PreparedRecord> prepared = PrepareRecord(record, kSegment, {});
  ASSERT_FALSE(prepared.has_value());
  EXPECT_EQ(prepared.error().code, ErrorCode::kInvalidInput);
}

TEST(Warc11Framing, ABrokenRuleIsRefusedBeforeAnythingIsCompressed) {
  WarcRecord record = Response(kUrl, "x");
  record.fields.emplace_back("X", "a\r\nWARC-Type: warcinfo");
  const Result<PreparedRecord> prepared = PrepareRecord(record, kSegment, {});
  ASSERT_FALSE(prepared.has_value());
  EXPECT_THAT(prepared.error().message, HasSubstr("X holds the control character 13"));
}

TEST(Warc11Digests, BlockDigestIsSha256OfTheWholeBlockInLowerHex) {
  const RawRecord written = Written(Response(kUrl, "hello"));
  EXPECT_EQ(written.Get("WARC-Block-Digest"),
            FormatDigest(ComputeSha256(std::string_view(written.block))));
  EXPECT_THAT(written.Get("WARC-Block-Digest"), ::testing::MatchesRegex("sha256:[0-9a-f]+"));
}

TEST(Warc11Digests, BlockDigestOfARevisitIsOverTheHeadItHolds) {
  const RawRecord written =
      Written(testing::RevisitOf(kUrl, {.kind = DedupVerdict::Kind::kRevisit,
                                        .refers_to = NewRecordId(),
                                        .refers_to_target_uri = kUrl,
                                        .refers_to_date = FormatWarcDate(testing::SampleDate()),
                                        .payload_sha1 = ComputeSha1("hello")}));
  EXPECT_EQ(written.Get("WARC-Block-Digest"),
            FormatDigest(ComputeSha256(std::string_view(written.block))));
  EXPECT_EQ(written.Get("WARC-Payload-Digest"), FormatDigest(ComputeSha1("hello")));
}

TEST(Warc11Digests, DigestOfNothingIsWrittenForAnEmptyBlock) {
  WarcRecord record = Response(kUrl, "");
  record.block.clear();
  EXPECT_EQ(Written(record).Get("WARC-Block-Digest"),
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(PrepareRecord, AnotherSegmentChangesOnlyTheWarcinfoId) {
  const WarcRecord record = Response(kUrl, "hello");
  PreparedRecord prepared = *PrepareRecord(record, kSegment, {});
  const RawRecord before = SplitRecord(ReadMembers(prepared.member).whole.at(0).bytes);
  const SegmentIdentity next{.warcinfo_id = "<urn:uuid:2>", .filename = {}};
  ASSERT_TRUE(PrepareAgain(record, next, {}, prepared).has_value());
  RawRecord after = SplitRecord(ReadMembers(prepared.member).whole.at(0).bytes);
  EXPECT_EQ(after.Get("WARC-Warcinfo-ID"), "<urn:uuid:2>");
  for (auto& [name, value] : after.fields) {
    if (name == "WARC-Warcinfo-ID") value = kWarcinfoId;
  }
  EXPECT_EQ(after.fields, before.fields);
  EXPECT_EQ(after.block, before.block);
}

TEST(PrepareRecord, ALargeBlockIsStreamedInsteadOfHeldTwice) {
  for (const bool compressible : {true, false}) {
    const std::string body = compressible ? std::string(9u << 20, 'a') : RandomBytes(9u << 20, 7);
    const WarcRecord record = Response(kUrl, body);
    const PreparedRecord prepared = *PrepareRecord(record, kSegment, {});
    EXPECT_EQ(prepared.member, "");
    std::string member;
    ASSERT_TRUE(StreamRecord(record, prepared, {}, [&member](std::string_view piece) -> Status {
                  member += piece;
                  return Ok();
                }).has_value());
    EXPECT_LE(member.size(), prepared.length_bound);
    const auto members = ReadMembers(member);
    ASSERT_EQ(members.whole.size(), 1u);
    const RawRecord written = SplitRecord(members.whole[0].bytes);
    EXPECT_EQ(written.Get("WARC-Block-Digest"),
              FormatDigest(ComputeSha256(std::string_view(written.block))));
    EXPECT_TRUE(written.block.ends_with(body));
    EXPECT_EQ(written.end, "\r\n\r\n");
  }
}

TEST(PrepareRecord, TheSameRecordMakesTheSameMember) {
  const WarcRecord record = Response(kUrl, std::string(5000, 'b'));
  EXPECT_EQ(PrepareRecord(record, kSegment, {})->member,
            PrepareRecord(record, kSegment, {})->member);
}

}  // namespace
}  // namespace arsip::archive
