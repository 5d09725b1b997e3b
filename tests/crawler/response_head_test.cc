#include "crawler/response_head.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

bool AddAll(ResponseHead& head, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    if (!head.Add(line)) return false;
  }
  return true;
}

Framing FramingOfFields(const std::string& fields) {
  const std::string head = "HTTP/1.1 200 OK\r\n" + fields + "\r\n";
  return FramingOf(HttpHead::ParseResponse(head));
}

TEST(ResponseHeadTest, LinesAreKeptByteForByte) {
  ResponseHead head(1000);
  ASSERT_TRUE(AddAll(head, {"HTTP/1.1 200 Fine\r\n", "sEt-CoOkie:a \r\n", " folded\r\n",
                            "Set-Cookie: b\r\n", "\r\n"}));
  EXPECT_TRUE(head.complete());
  EXPECT_EQ(head.status_code(), 200);
  EXPECT_EQ(head.bytes(), "HTTP/1.1 200 Fine\r\nsEt-CoOkie:a \r\n folded\r\nSet-Cookie: b\r\n\r\n");
}

TEST(ResponseHeadTest, LineFeedAloneEndsALineAndTheHead) {
  ResponseHead head(1000);
  ASSERT_TRUE(AddAll(head, {"HTTP/1.1 404 No\n", "A: b\n", "\n"}));
  EXPECT_TRUE(head.complete());
  EXPECT_EQ(head.status_code(), 404);
}

TEST(ResponseHeadTest, InterimHeadsAreDroppedAndCounted) {
  ResponseHead head(1000);
  ASSERT_TRUE(AddAll(head, {"HTTP/1.1 103 Early Hints\r\n", "Link: </a>\r\n", "\r\n",
                            "HTTP/1.1 100 Continue\r\n", "\r\n"}));
  EXPECT_FALSE(head.complete());
  EXPECT_TRUE(head.begun());
  ASSERT_TRUE(AddAll(head, {"HTTP/1.1 200 OK\r\n", "\r\n"}));
  EXPECT_EQ(head.interim_responses(), 2U);
  EXPECT_EQ(head.bytes(), "HTTP/1.1 200 OK\r\n\r\n");
}

TEST(ResponseHeadTest, UpgradeIsFinal) {
  ResponseHead head(1000);
  ASSERT_TRUE(AddAll(head, {"HTTP/1.1 101 Switching Protocols\r\n", "\r\n"}));
  EXPECT_TRUE(head.complete());
  EXPECT_EQ(head.status_code(), 101);
}

TEST(ResponseHeadTest, TrailersAreCountedAndNotKept) {
  ResponseHead head(1000);
  ASSERT_TRUE(AddAll(head, {"HTTP/1.1 200 OK\r\n", "\r\n", "X: 1\r\n", "Y: 2\r\n", "\r\n"}));
  EXPECT_EQ(head.trailer_lines(), 2U);
  EXPECT_EQ(head.bytes(), "HTTP/1.1 200 OK\r\n\r\n");
}

TEST(ResponseHeadTest, HeadIsCutAtItsLimit) {
  ResponseHead head(40);
  ASSERT_TRUE(head.Add("HTTP/1.1 200 OK\r\n"));
  EXPECT_FALSE(head.Add("Long: 012345678901234567890123456789\r\n"));
  EXPECT_FALSE(head.complete());
  EXPECT_LE(head.bytes().size(), 40U);
}

TEST(ResponseHeadTest, EndlessInterimHeadsAreCutAsAnEndlessHeadIs) {
  ResponseHead head(1000);
  int heads = 0;
  while (heads < 1000 && AddAll(head, {"HTTP/1.1 100 Continue\r\n", "\r\n"})) ++heads;
  EXPECT_EQ(heads, 40);
}

TEST(ResponseHeadTest, EndlessTrailersAreCutAtTheirOwnLimit) {
  ResponseHead head(1000);
  ASSERT_TRUE(AddAll(head, {"HTTP/1.1 200 OK\r\n", "\r\n"}));
  int lines = 0;
  while (lines < 1000 && head.Add("0123: 678\n")) ++lines;
  EXPECT_EQ(lines, 100);
}

TEST(ResponseHeadTest, ResetForgetsTheFirstAttempt) {
  ResponseHead head(1000);
  ASSERT_TRUE(AddAll(head, {"HTTP/1.1 200 OK\r\n", "Content-Length: x\r\n", "\r\n", "T: 1\r\n"}));
  head.Reset();
  EXPECT_FALSE(head.begun());
  EXPECT_FALSE(head.complete());
  EXPECT_EQ(head.trailer_lines(), 0U);
  EXPECT_FALSE(head.framing().bad_length);
}

TEST(Rfc9112Section63, LengthAndChunkedAreRead) {
  EXPECT_EQ(FramingOfFields("content-length:  12 \r\n").content_length, 12U);
  EXPECT_FALSE(FramingOfFields("").content_length.has_value());
  const Framing chunked = FramingOfFields("Transfer-Encoding: Chunked\r\n");
  EXPECT_TRUE(chunked.chunked);
  EXPECT_FALSE(chunked.ambiguous_length);
  EXPECT_FALSE(chunked.other_transfer_coding);
}

TEST(Rfc9112Section63, TwoLengthsAreAmbiguousUnlessEqual) {
  EXPECT_TRUE(FramingOfFields("Content-Length: 5\r\nContent-Length: 6\r\n").ambiguous_length);
  EXPECT_TRUE(FramingOfFields("Content-Length: 5, 6\r\n").ambiguous_length);
  EXPECT_FALSE(FramingOfFields("Content-Length: 5\r\nContent-Length: 5\r\n").ambiguous_length);
  EXPECT_FALSE(FramingOfFields("Content-Length: 5, 5\r\n").ambiguous_length);
}

TEST(Rfc9112Section63, LengthBesideATransferCodingIsAmbiguous) {
  EXPECT_TRUE(
      FramingOfFields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n").ambiguous_length);
  EXPECT_TRUE(FramingOfFields("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n").ambiguous_length);
}

TEST(Rfc9112Section63, LengthsThatAreNoneAreSaidSo) {
  for (const char* length :
       {"-5", "+5", "5x", "0x10", "99999999999999999999999", "9223372036854775808", "1 2"}) {
    const Framing framing = FramingOfFields("Content-Length: " + std::string(length) + "\r\n");
    EXPECT_TRUE(framing.bad_length) << length;
    EXPECT_FALSE(framing.content_length.has_value()) << length;
  }
  EXPECT_FALSE(FramingOfFields("Content-Length: 9223372036854775807\r\n").bad_length);
}

TEST(Rfc9112Section63, OtherTransferCodingsAreSeen) {
  const Framing framing = FramingOfFields("Transfer-Encoding: gzip , chunked\r\n");
  EXPECT_TRUE(framing.chunked);
  EXPECT_TRUE(framing.other_transfer_coding);
  EXPECT_FALSE(FramingOfFields("Transfer-Encoding: identity\r\n").other_transfer_coding);
}

}  // namespace
}  // namespace arsip::crawler
