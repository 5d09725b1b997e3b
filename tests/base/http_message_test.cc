#include "base/http_message.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace arsip {
namespace {

using std::string_view_literals::operator""sv;

TEST(Rfc9112Section4, StatusLinesHaveAVersionAndThreeDigits) {
  EXPECT_EQ(HttpHead::ParseResponse("HTTP/1.1 200 OK\r\n\r\n").status_code(), 200);
  EXPECT_EQ(HttpHead::ParseResponse("HTTP/1.0 404 Not Found\r\n\r\n").status_code(), 404);
  EXPECT_EQ(HttpHead::ParseResponse("HTTP/1.1 503 \r\n\r\n").status_code(), 503);
  EXPECT_EQ(HttpHead::ParseResponse("HTTP/1.1 204\r\n\r\n").status_code(), 204);
  EXPECT_EQ(HttpHead::ParseResponse("HTTP/2 301 \r\n\r\n").status_code(), 301);
  EXPECT_EQ(HttpHead::ParseResponse("HTTP/1.1  200 OK\r\n\r\n").status_code(), 200);
  EXPECT_EQ(HttpHead::ParseResponse("HTTP/1.1 200 OK\r\n\r\n").status_line(), "HTTP/1.1 200 OK");
}

TEST(Rfc9112Section4, OtherFirstLinesHaveNoStatus) {
  for (std::string_view line :
       {"", "\r\n", "ICY 200 OK\r\n", "HTTP/1.1\r\n", "HTTP/1.1 \r\n", "HTTP/1.1 20 OK\r\n",
        "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 abc\r\n", "HTTP/ 200 OK\r\n", "http/1.1 200 OK\r\n",
        "HTTP/1.1 099 x\r\n", "HTTP/1.1 200x\r\n", "HTTP/1.1200 OK\r\n", "<html>\r\n",
        "HTTP/1.1 -20 x\r\n"}) {
    EXPECT_EQ(HttpHead::ParseResponse(line).status_code(), 0) << line;
  }
}

TEST(Rfc9112Section5, FieldsKeepTheirNamesOrderAndPlace) {
  const std::string_view bytes =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-a:  b c \t\r\nEmpty:\r\n\r\nbody: not read";
  const HttpHead head = HttpHead::ParseResponse(bytes);
  ASSERT_EQ(head.fields().size(), 3u);
  EXPECT_EQ(head.fields()[0].name, "Content-Type");
  EXPECT_EQ(head.fields()[0].value, "text/html");
  EXPECT_EQ(head.fields()[1].name, "X-a");
  EXPECT_EQ(head.fields()[1].value, "b c");
  EXPECT_EQ(head.fields()[2].value, "");
  EXPECT_EQ(head.skipped_lines(), 0u);
  const HttpField& second = head.fields()[1];
  EXPECT_EQ(bytes.substr(second.line_begin, second.line_end - second.line_begin),
            "X-a:  b c \t\r\n");
}

TEST(Rfc9112Section5, NamesAreTokensOfAnyCase) {
  const HttpHead head =
      HttpHead::ParseResponse("HTTP/1.1 200 OK\r\nSET-cookie: a\r\nset-Cookie: b\r\nx: y\r\n\r\n");
  EXPECT_EQ(head.Get("Set-Cookie"), "a");
  EXPECT_EQ(head.GetAll("set-cookie"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(head.Get("Set-Cooki"), std::nullopt);
  EXPECT_TRUE(head.GetAll("cookie").empty());
}

TEST(Rfc9112Section5, LinesThatAreNoFieldsAreSkippedAndCounted) {
  const HttpHead head = HttpHead::ParseResponse(
      "HTTP/1.1 200 OK\r\nno colon\r\n: no name\r\nna me: x\r\nn\xC3\xA9: x\r\ngood: 1\r\n(x): "
      "y\r\n\r\n");
  EXPECT_EQ(head.fields().size(), 1u);
  EXPECT_EQ(head.Get("good"), "1");
  EXPECT_EQ(head.skipped_lines(), 5u);
}

TEST(LenientHttpHead, LineFeedsAloneEndLines) {
  const HttpHead head = HttpHead::ParseResponse("HTTP/1.1 200 OK\na: 1\nb: 2\r\n\nc: 3\n");
  EXPECT_EQ(head.status_code(), 200);
  EXPECT_EQ(head.fields().size(), 2u);
  EXPECT_EQ(head.Get("b"), "2");
}

TEST(LenientHttpHead, ObsoleteFoldsBelongToTheFieldBefore) {
  const std::string_view bytes =
      "HTTP/1.1 200 OK\r\na: 1\r\n  2\r\n\t3 \r\nb:\r\n x\r\nc: 4\r\n\r\n";
  const HttpHead head = HttpHead::ParseResponse(bytes);
  ASSERT_EQ(head.fields().size(), 3u);
  EXPECT_EQ(head.fields()[0].value, "1\r\n  2\r\n\t3");
  EXPECT_EQ(head.fields()[1].value, "x");
  EXPECT_EQ(head.fields()[2].value, "4");
  const HttpField& first = head.fields()[0];
  EXPECT_EQ(bytes.substr(first.line_begin, first.line_end - first.line_begin),
            "a: 1\r\n  2\r\n\t3 \r\n");
}

TEST(LenientHttpHead, FoldsOfNoFieldAreSkipped) {
  const HttpHead head = HttpHead::ParseResponse(
      "HTTP/1.1 200 OK\r\n folded status\r\nbad\r\n fold of bad\r\na: 1\r\n\r\n");
  EXPECT_EQ(head.fields().size(), 1u);
  EXPECT_EQ(head.skipped_lines(), 3u);
}

TEST(LenientHttpHead, SpacesBeforeTheColonGo) {
  const HttpHead head = HttpHead::ParseResponse("HTTP/1.1 200 OK\r\nContent-Length \t: 5\r\n\r\n");
  EXPECT_EQ(head.Get("content-length"), "5");
}

TEST(LenientHttpHead, LinesWithABareCrAreNoFields) {
  const HttpHead head = HttpHead::ParseResponse(
      "HTTP/1.1 200 OK\r\na: 1\rTransfer-Encoding: chunked\r\nb: 2\r\r\nc: 3\r\n x\ry\r\n\r\n");
  EXPECT_EQ(head.fields().size(), 1u);
  EXPECT_EQ(head.Get("c"), "3");
  EXPECT_EQ(head.skipped_lines(), 3u);
}

TEST(LenientHttpHead, LinesWithANulAreNoFields) {
  const HttpHead head =
      HttpHead::ParseResponse("HTTP/1.1 200 OK\r\na: 1\0\r\nb\0: 2\r\nc: 3\r\n \0\r\n\r\n"sv);
  EXPECT_EQ(head.fields().size(), 1u);
  EXPECT_EQ(head.Get("c"), "3");
  EXPECT_EQ(head.skipped_lines(), 3u);
}

TEST(LenientHttpHead, AHeadWithoutBlankLineIsReadToItsEnd) {
  const HttpHead head = HttpHead::ParseResponse("HTTP/1.1 200 OK\r\na: 1\r\nb: 2");
  EXPECT_EQ(head.Get("b"), "2");
  EXPECT_EQ(head.fields()[1].line_end, 27u);
  EXPECT_EQ(HttpHead::ParseResponse("HTTP/1.1 200 OK\r\nb: 2\r").Get("b"), "2");
}

TEST(HttpHeadBounds, FieldsBeyondTheLimitAreCountedNotKept) {
  std::string bytes = "HTTP/1.1 200 OK\r\n";
  for (size_t i = 0; i < kMaxHttpFields + 500; ++i) bytes += "a: 1\r\n";
  const HttpHead head = HttpHead::ParseResponse(bytes + "\r\n");
  EXPECT_EQ(head.fields().size(), kMaxHttpFields);
  EXPECT_EQ(head.skipped_lines(), 500u);
}

TEST(HttpTokens, CompareWithoutCase) {
  EXPECT_TRUE(EqualsIgnoreCase("Content-TYPE", "content-type"));
  EXPECT_TRUE(EqualsIgnoreCase("", ""));
  EXPECT_FALSE(EqualsIgnoreCase("a", "ab"));
  EXPECT_FALSE(EqualsIgnoreCase("a", "b"));
  EXPECT_FALSE(EqualsIgnoreCase("@", "`"));  // 32 apart, but no letters
}

// 1994-11-06T08:49:37Z, the instant of RFC 9110's examples.
constexpr long kExampleDate = 784111777;
constexpr long kSevenDays = 7 * 24 * 3600;

TEST(Rfc9110Section1023, DelaysAreSeconds) {
  EXPECT_EQ(ParseRetryAfterSeconds("120", 0), 120);
  EXPECT_EQ(ParseRetryAfterSeconds(" 0 ", 0), 0);
  EXPECT_EQ(ParseRetryAfterSeconds("604800", 0), kSevenDays);
  EXPECT_EQ(ParseRetryAfterSeconds("604801", 0), kSevenDays);
  EXPECT_EQ(ParseRetryAfterSeconds(std::string(500, '9'), 0), kSevenDays);
}

TEST(Rfc9110Section1023, DatesOfAllThreeFormsAreRelativeToNow) {
  for (const char* date : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994", "sun, 6 nov 1994 08:49:37 GMT"}) {
    EXPECT_EQ(ParseRetryAfterSeconds(date, kExampleDate - 90), 90) << date;
    EXPECT_EQ(ParseRetryAfterSeconds(date, kExampleDate + 90), 0) << date;
    EXPECT_EQ(ParseRetryAfterSeconds(date, 0), kSevenDays) << date;
  }
  EXPECT_EQ(ParseRetryAfterSeconds("Thu, 29 Feb 2024 00:00:00 GMT", 1709164800 - 5), 5);
  EXPECT_EQ(ParseRetryAfterSeconds("Tue, 31 Dec 2069 23:59:60 GMT", 3155760000 - 1), 1);
}

TEST(Rfc9110Section1023, WhatIsNeitherIsNoAnswer) {
  for (const char* value : {"", " ", "-1", "1.5", "soon", "10 seconds", "Sun, 06 Nov 1994",
                            "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
                            "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
                            "Sun, 06 Nov 1994 08:49:37 GMT+1", "Sun Nov  6 08:49:37 94", "Sun", ",",
                            "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1894 08:49:37 GMT"}) {
    EXPECT_EQ(ParseRetryAfterSeconds(value, 0), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace arsip
