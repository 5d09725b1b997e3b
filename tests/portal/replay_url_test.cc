#include "portal/replay_url.h"

#include <gtest/gtest.h>

namespace arsip::portal {
namespace {

TEST(ReplayUrlTest, IsWrittenAndReadBack) {
  archive::Capture capture;
  capture.url = "https://example.org/a?b=http://c/";
  capture.time = *ParseWarcDate("2026-11-22T10:11:12.5Z");
  EXPECT_EQ(ReplayUrl("http://h/news", capture),
            "http://h/news/20261122101112id_/https://example.org/a?b=http://c/");
  const auto path = ParseReplayPath("20261122101112id_/https://example.org/a?b=http://c/");
  ASSERT_TRUE(path.has_value());
  EXPECT_EQ(path->timestamp, "20261122101112");
  EXPECT_EQ(path->url, capture.url);
}

TEST(ReplayUrlTest, WhatAUrlMayNotHoldIsEncoded) {
  archive::Capture capture;
  capture.url = "http://e.org/a b>\r\nX: y";
  EXPECT_EQ(ReplayUrl("", capture), "/19700101000000id_/http://e.org/a%20b%3E%0D%0AX:%20y");
}

TEST(ReplayUrlTest, TimesMayBePartOrNone) {
  EXPECT_EQ(ParseReplayPath("2026id_/http://e.org/")->timestamp, "2026");
  EXPECT_EQ(ParseReplayPath("id_/http://e.org/")->timestamp, "");
  for (const char* none : {"", "2026", "2026/http://e.org/", "2026mp_/http://e.org/", "2026id_/",
                           "202611221011121id_/http://e.org/", "http://e.org/"}) {
    EXPECT_FALSE(ParseReplayPath(none).has_value()) << none;
  }
}

TEST(LenientReplayUrl, WhatStandsBetweenMayHaveRewrittenIt) {
  EXPECT_EQ(UrlOfTarget("http:/e.org/a"), "http://e.org/a");
  EXPECT_EQ(UrlOfTarget("https%3A%2F%2Fe.org%2Fa%3Fb"), "https://e.org/a?b");
  EXPECT_EQ(UrlOfTarget("e.org/a"), "http://e.org/a");
  EXPECT_EQ(UrlOfTarget("urn:text:http://e.org/"), "urn:text:http://e.org/");
  EXPECT_EQ(UrlOfTarget("https://e.org/%2F"), "https://e.org/%2F");
}

}  // namespace
}  // namespace arsip::portal
