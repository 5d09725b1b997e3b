#include "archive/record_rules.h"

#include <gtest/gtest.h>

#include "capture_samples.h"

namespace arsip::archive {
namespace {

using testing::CaptureOf;
using testing::RequestFor;
using testing::Response;
using testing::RevisitOf;

constexpr const char* kUrl = "https://example.org/a";

void ExpectRefused(const Status& status, const std::string& word) {
  ASSERT_FALSE(status.has_value()) << word;
  EXPECT_EQ(status.error().code, ErrorCode::kInvalidInput);
  EXPECT_NE(status.error().message.find(word), std::string::npos) << status.error().message;
}

DedupVerdict Original() {
  return {.kind = DedupVerdict::Kind::kRevisit,
          .refers_to = NewRecordId(),
          .refers_to_target_uri = kUrl,
          .refers_to_date = FormatWarcDate(testing::SampleDate()),
          .payload_sha1 = ComputeSha1("x")};
}

void RemoveField(WarcRecord& record, const std::string& name) {
  std::erase_if(record.fields, [&name](const auto& field) { return field.first == name; });
}

TEST(Warc11Injection, ControlCharactersInAnyValueAreRefused) {
  for (const char bad : {'\r', '\n', '\0', '\x01', '\x1b', '\x7f'}) {
    const std::string value = std::string("a") + bad + "b";
    WarcRecord in_field = Response(kUrl, "x");
    in_field.fields.emplace_back("WARC-Note", value);
    ExpectRefused(CheckRecord(in_field), "WARC-Note");
    WarcRecord in_type = Response(kUrl, "x");
    in_type.content_type = value;
    ExpectRefused(CheckRecord(in_type), "Content-Type");
    WarcRecord in_id = Response(kUrl, "x");
    in_id.record_id = "<urn:uuid:" + value + ">";
    ExpectRefused(CheckRecord(in_id), "WARC-Record-ID");
    WarcRecord in_name = Response(kUrl, "x");
    in_name.fields.emplace_back("WARC-" + value, "1");
    ExpectRefused(CheckRecord(in_name), "name");
  }
}

TEST(Warc11Injection, LineEndsAndNulInATargetUriAreRefused) {
  for (const std::string& url :
       {std::string("https://e.org/\r\nWARC-Type: warcinfo"), std::string("https://e.org/\n"),
        std::string("https://e.org/\0x", 16)}) {
    ExpectRefused(CheckRecord(Response(url, "x")), "WARC-Target-URI");
  }
}

TEST(Warc11Injection, TabsAndUtf8InAValueAreText) {
  WarcRecord record = Response(kUrl, "x");
  record.fields.emplace_back("WARC-Note", "a\tb \xe1\x80\x99");
  EXPECT_TRUE(CheckRecord(record).has_value());
}

TEST(Warc11TargetUri, WhatAUriNeverHoldsRawIsPercentEncoded) {
  EXPECT_EQ(*EncodeTargetUri("https://e.org/a b\t\xc3\xa9?q=%41|x#frag"),
            "https://e.org/a%20b%09%C3%A9?q=%41|x");
  EXPECT_EQ(*EncodeTargetUri("urn:text:https://e.org/"), "urn:text:https://e.org/");
}

TEST(Warc11TargetUri, EmptyOrBracketedIsRefused) {
  for (const char* uri : {"", "#top", "<https://e.org/>"}) {
    EXPECT_FALSE(EncodeTargetUri(uri).has_value()) << uri;
  }
}

TEST(Warc11TargetUri, IsNeededOnCapturesAndForbiddenOnWarcinfo) {
  WarcRecord response = Response("", "x");
  ExpectRefused(CheckRecord(response), "WARC-Target-URI");
  WarcRecord metadata = testing::MetadataFor(Response(kUrl, "x"));
  metadata.target_uri.clear();
  EXPECT_TRUE(CheckRecord(metadata).has_value());
  WarcRecord warcinfo;
  warcinfo.type = RecordType::kWarcinfo;
  EXPECT_TRUE(CheckRecord(warcinfo).has_value());
  warcinfo.target_uri = kUrl;
  ExpectRefused(CheckRecord(warcinfo), "WARC-Target-URI");
}

TEST(Warc11Fields, IdentifiersAreBracketedWithoutWhiteSpace) {
  for (const char* id : {"urn:uuid:1", "<urn:uuid:1 2>", "<>", "<:x>", "<nocolon>", "<a:<b>>"}) {
    WarcRecord record = Response(kUrl, "x");
    record.record_id = id;
    ExpectRefused(CheckRecord(record), "WARC-Record-ID");
    WarcRecord request = RequestFor(Response(kUrl, "x"));
    request.fields[0].second = id;
    ExpectRefused(CheckRecord(request), "WARC-Concurrent-To");
  }
}

TEST(Warc11Fields, TheWritersOwnAreRefusedInAnyCase) {
  for (const char* name :
       {"WARC-Type", "warc-record-id", "WARC-Date", "WARC-TARGET-URI", "WARC-Warcinfo-ID",
        "WARC-Block-Digest", "WARC-Filename", "content-type", "Content-Length"}) {
    WarcRecord record = Response(kUrl, "x");
    record.fields.emplace_back(name, "1");
    ExpectRefused(CheckRecord(record), "writer's own");
  }
}

TEST(Warc11Fields, OnlyConcurrentToAndProtocolRepeat) {
  WarcRecord record = Response(kUrl, "x");
  record.fields.emplace_back("WARC-Protocol", "http/1.1");
  record.fields.emplace_back("WARC-Protocol", "tls/1.3");
  record.fields.emplace_back("WARC-Concurrent-To", NewRecordId());
  record.fields.emplace_back("WARC-Concurrent-To", NewRecordId());
  EXPECT_TRUE(CheckRecord(record).has_value());
  record.fields.emplace_back("warc-ip-address", "192.0.2.8");
  ExpectRefused(CheckRecord(record), "repeated");
}

TEST(Warc11Fields, NamesAreTokens) {
  for (const char* name : {"", "WARC Note", "WARC:Note", "N\xc3\xb6te"}) {
    WarcRecord record = Response(kUrl, "x");
    record.fields.emplace_back(name, "1");
    ExpectRefused(CheckRecord(record), "token");
  }
}

TEST(Warc11Fields, StayOnTheTypesThatMayHaveThem) {
  const auto with = [](RecordType type, const char* name, const std::string& value) {
    WarcRecord record;
    record.type = type;
    if (type != RecordType::kWarcinfo) record.target_uri = kUrl;
    record.fields.emplace_back(name, value);
    return CheckRecord(record);
  };
  const std::string id = NewRecordId();
  ExpectRefused(with(RecordType::kMetadata, "WARC-Payload-Digest", "sha1:x"), "not allowed");
  ExpectRefused(with(RecordType::kWarcinfo, "WARC-IP-Address", "192.0.2.1"), "not allowed");
  ExpectRefused(with(RecordType::kConversion, "WARC-Concurrent-To", id), "not allowed");
  ExpectRefused(with(RecordType::kResponse, "WARC-Refers-To", id), "not allowed");
  ExpectRefused(with(RecordType::kConversion, "WARC-Refers-To-Date", "2026"), "not allowed");
  ExpectRefused(with(RecordType::kResponse, "WARC-Segment-Number", "1"), "not allowed");
  EXPECT_TRUE(with(RecordType::kConversion, "WARC-Refers-To", id).has_value());
  EXPECT_TRUE(with(RecordType::kResource, "WARC-Payload-Digest", "sha1:x").has_value());
}

TEST(Warc11Truncated, HasOneOfFourReasons) {
  for (const char* reason : {"length", "time", "disconnect", "unspecified"}) {
    WarcRecord record = Response(kUrl, "x");
    record.fields.emplace_back("WARC-Truncated", reason);
    EXPECT_TRUE(CheckRecord(record).has_value()) << reason;
  }
  WarcRecord record = Response(kUrl, "x");
  record.fields.emplace_back("WARC-Truncated", "Length");
  ExpectRefused(CheckRecord(record), "WARC-Truncated");
}

TEST(Warc11ContentType, IsNeededByEveryBlock) {
  WarcRecord record = Response(kUrl, "x");
  record.content_type.clear();
  ExpectRefused(CheckRecord(record), "Content-Type");
  record.block.clear();
  EXPECT_TRUE(CheckRecord(record).has_value());
}

TEST(Warc11RevisitFields, NamesItsOriginalInEveryField) {
  const WarcRecord whole = RevisitOf(kUrl, Original());
  EXPECT_TRUE(CheckRecord(whole).has_value());
  for (const char* name : {"WARC-Profile", "WARC-Payload-Digest", "WARC-Refers-To",
                           "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date", "WARC-Truncated"}) {
    WarcRecord record = whole;
    RemoveField(record, name);
    ExpectRefused(CheckRecord(record), name);
  }
}

TEST(Warc11RevisitFields, OfA304HasNoBlock) {
  WarcRecord record = RevisitOf(kUrl, Original());
  for (auto& [name, value] : record.fields) {
    if (name == "WARC-Profile") value = kProfileServerNotModified;
  }
  RemoveField(record, "WARC-Truncated");
  ExpectRefused(CheckRecord(record), "no block");
  record.block.clear();
  record.content_type.clear();
  EXPECT_TRUE(CheckRecord(record).has_value());
}

TEST(Warc11RevisitFields, OtherProfilesAreRefused) {
  WarcRecord record = RevisitOf(kUrl, Original());
  for (auto& [name, value] : record.fields) {
    if (name == "WARC-Profile") value = "http://netpreserve.org/warc/1.0/revisit/x";
  }
  ExpectRefused(CheckRecord(record), "WARC-Profile");
}

TEST(Warc11Continuation, IsNeverWritten) {
  WarcRecord record = Response(kUrl, "x");
  record.type = RecordType::kContinuation;
  ExpectRefused(CheckRecord(record), "continuation");
}

TEST(CaptureEventRules, OneDateOnAllRecords) {
  std::vector<WarcRecord> records = CaptureOf(kUrl, "x");
  EXPECT_TRUE(CheckCaptureEvent(records).has_value());
  records[1].date += std::chrono::microseconds(1);
  ExpectRefused(CheckCaptureEvent(records), "WARC-Date");
}

TEST(CaptureEventRules, EmptyRepeatedIdsAndWarcinfoAreRefused) {
  ExpectRefused(CheckCaptureEvent({}), "at least one");
  std::vector<WarcRecord> twice = CaptureOf(kUrl, "x");
  twice[2].record_id = twice[0].record_id;
  ExpectRefused(CheckCaptureEvent(twice), "repeated");
  std::vector<WarcRecord> warcinfo(1);
  warcinfo[0].type = RecordType::kWarcinfo;
  ExpectRefused(CheckCaptureEvent(warcinfo), "writer's own");
}

}  // namespace
}  // namespace arsip::archive
