#include "base/http_date.h"

#include <gtest/gtest.h>

namespace arsip {
namespace {

TEST(Rfc9110Section567, ADateIsWrittenAsImfFixdate) {
  const UtcTime time = *ParseWarcDate("2026-11-22T10:11:12.999999Z");
  EXPECT_EQ(FormatHttpDate(time), "Sun, 22 Nov 2026 10:11:12 GMT");
  EXPECT_EQ(FormatHttpDate(UtcTime{}), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(FormatHttpDate(UtcTime{} - std::chrono::microseconds(1)),
            "Wed, 31 Dec 1969 23:59:59 GMT");
}

TEST(Rfc7089Section211, AcceptDatetimeIsReadBack) {
  for (const char* text : {"Sun, 22 Nov 2026 10:11:12 GMT", "Thu, 01 Jan 1970 00:00:00 GMT",
                           "Thu, 29 Feb 2024 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT",
                           "Fri, 31 Dec 9999 23:59:59 GMT"}) {
    const auto time = ParseHttpDate(text);
    ASSERT_TRUE(time.has_value()) << text;
    EXPECT_EQ(FormatHttpDate(*time), text);
  }
}

TEST(Rfc7089Section211, WhatIsNoSuchDateIsNone) {
  for (const char* text :
       {"", "2026-11-22T10:11:12Z", "Sunday, 22-Nov-26 10:11:12 GMT", "Sun Nov 22 10:11:12 2026",
        "Sun, 22 Nov 2026 10:11:12 UTC", "Sun, 2 Nov 2026 10:11:12 GMT",
        "Sun, 30 Feb 2026 10:11:12 GMT", "Sun, 00 Nov 2026 10:11:12 GMT",
        "Sun, 22 Nov 2026 24:11:12 GMT", "Sun, 22 Nov 2026 10:60:12 GMT",
        "Sun, 22 nov 2026 10:11:12 GMT", "Sun, 22 Nov 2026 10:11:1x GMT",
        "Day, 22 Nov 2026 10:11:12 GMT", "Sun, 22 Nov 0000 10:11:12 GMT",
        "Sun, -2 Nov 2026 10:11:12 GMT", "Sun, 22 Nov 2026 10:11:12 GMT "}) {
    EXPECT_FALSE(ParseHttpDate(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace arsip
