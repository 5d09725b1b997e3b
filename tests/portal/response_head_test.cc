#include "portal/response_head.h"

#include <gtest/gtest.h>

namespace arsip::portal {
namespace {

TEST(ResponseHeadTest, TheEndOfTheContentIsAlwaysKnown) {
  HttpResponse response = TextResponse(200, "text/plain", "abc");
  EXPECT_EQ(FramingOf(response, true), Framing::kLength);
  response.length.reset();
  EXPECT_EQ(FramingOf(response, true), Framing::kChunked);
  EXPECT_EQ(FramingOf(response, false), Framing::kClose);
  response.status = 304;
  EXPECT_EQ(FramingOf(response, true), Framing::kNone);
  EXPECT_EQ(FramingOf(HttpResponse(), true), Framing::kLength);
}

TEST(ResponseHeadTest, IsOneBlockThatEndsWithABlankLine) {
  const HttpResponse response = TextResponse(404, "text/plain", "abc");
  EXPECT_EQ(FormatResponseHead(response, Framing::kLength, true, UtcTime{}),
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n"
            "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_NE(FormatResponseHead(response, Framing::kChunked, false, UtcTime{})
                .find("Transfer-Encoding: chunked\r\n"),
            std::string::npos);
}

TEST(ResponseHeadTest, AFieldThatWouldBreakTheHeadIsLeftOut) {
  HttpResponse response;
  response.fields = {{"X", "a\r\nSet-Cookie: b"}, {"Y\n", "c"}, {"Z", std::string("\0", 1)}};
  const std::string head = FormatResponseHead(response, Framing::kLength, true, UtcTime{});
  EXPECT_EQ(head.find("Set-Cookie"), std::string::npos);
  EXPECT_EQ(head.find('\0'), std::string::npos);
}

TEST(ResponseHeadTest, AChunkOfNothingIsNotTheLastChunk) {
  EXPECT_EQ(FormatChunk(""), "");
  EXPECT_EQ(FormatChunk(std::string(17, 'a')), "11\r\n" + std::string(17, 'a') + "\r\n");
}

}  // namespace
}  // namespace arsip::portal
