#include "archive/import_revisit.h"

#include "archive/record_rules.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

using ::testing::Contains;
using testing::HandMade;
using testing::HandMadeResponse;
using testing::IdOf;
using ::testing::Pair;

constexpr const char* kUrl = "https://example.org/";

WarcHeader HeaderOf(const HandMade& record) {
  const std::string bytes = record.Bytes();
  return *WarcHeader::Parse(bytes.substr(0, bytes.find("\r\n\r\n") + 4));
}

IndexedOriginal Original() {
  IndexedOriginal original;
  original.record_id = IdOf(7);
  original.target_uri = "https://example.org/original";
  original.date = "2026-11-20T00:00:00.5Z";
  original.payload_sha1 = ComputeSha1("body");
  return original;
}

TEST(RevisitInstead, SaysAllThatTheResponseSaidAndWhereThePayloadIs) {
  const HandMade response =
      HandMadeResponse(1, kUrl, "body").Add("WARC-IP-Address", "192.0.2.1").Add("X-Own", "kept");
  const WarcRecord revisit =
      RevisitInstead(HeaderOf(response), "HTTP/1.1 200 OK\r\n\r\n", Original());
  EXPECT_TRUE(CheckRecord(revisit).has_value());
  EXPECT_EQ(revisit.type, RecordType::kRevisit);
  EXPECT_EQ(revisit.record_id, IdOf(1));
  EXPECT_EQ(revisit.target_uri, kUrl);
  EXPECT_EQ(revisit.block_length(), 19u);
  EXPECT_THAT(revisit.fields, Contains(Pair("WARC-IP-Address", "192.0.2.1")));
  EXPECT_THAT(revisit.fields, Contains(Pair("X-Own", "kept")));
  EXPECT_THAT(revisit.fields, Contains(Pair("WARC-Refers-To", IdOf(7))));
  EXPECT_THAT(revisit.fields, Contains(Pair("WARC-Refers-To-Date", "2026-11-20T00:00:00.5Z")));
  EXPECT_THAT(revisit.fields,
              Contains(Pair("WARC-Payload-Digest", FormatDigest(ComputeSha1("body")))));
}

// The writer's rules decide whether such a response may become one at all.
TEST(RevisitInstead, WhatTheStandardForbidsIsLeftForTheRulesToRefuse) {
  HandMade response = HandMadeResponse(1, kUrl, "body");
  response.Add("X-Twice", "1").Add("X-Twice", "2");
  const WarcRecord revisit =
      RevisitInstead(HeaderOf(response), "HTTP/1.1 200 OK\r\n\r\n", Original());
  EXPECT_FALSE(CheckRecord(revisit).has_value());
}

}  // namespace
}  // namespace arsip::archive
