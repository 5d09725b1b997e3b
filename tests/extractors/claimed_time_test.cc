#include "extractors/claimed_time.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::extractors {
namespace {

TEST(ClaimedTimeTest, ExactTimesKeepTheirHourInUtc) {
  EXPECT_EQ(UtcOf("2024-03-12T09:15:00+07:00"), "2024-03-12T02:15:00Z");
  EXPECT_EQ(UtcOf("2023-05-03T08:00:00+0700"), "2023-05-03T01:00:00Z");
  EXPECT_EQ(UtcOf("Tue, 12 Mar 2024 09:15:30 +0700"), "2024-03-12T02:15:30Z");
  EXPECT_EQ(UtcOf("Selasa, 12 Maret 2024 09:15 WIB"), "2024-03-12T02:15:00Z");
}

TEST(ClaimedTimeTest, AnHourWithoutAZoneSaysNothing) {
  EXPECT_EQ(UtcOf("6 May 2024, 12:00 PM"), "2024-05-06");
  EXPECT_EQ(UtcOf("2024/03/12 09:00:00"), "2024-03-12");
}

TEST(ClaimedTimeTest, DayComesBeforeMonth) {
  EXPECT_EQ(UtcOf("03/12/2021"), "2021-12-03");
  EXPECT_EQ(UtcOf("Th\u1EE9 B\u1EA3y, 28/10/2023 07:00"), "2023-10-28");
}

TEST(ClaimedTimeTest, MonthsOfTheRegion) {
  EXPECT_EQ(UtcOf("5 Oktober 2020"), "2020-10-05");
  EXPECT_EQ(UtcOf("Ika-9 ng Setyembre 2022"), "2022-09-09");
  EXPECT_EQ(UtcOf("May 31, 2020"), "2020-05-31");
  EXPECT_EQ(UtcOf("28 Novembru 2023"), "2023-11-28");
  EXPECT_EQ(UtcOf("2024\u5E744\u67088\u65E5 09:00"), "2024-04-08");
}

TEST(ClaimedTimeTest, BuddhistYearsAndNativeDigits) {
  EXPECT_EQ(UtcOf("15 \u0E21\u0E01\u0E23\u0E32\u0E04\u0E21 2567"), "2024-01-15");
  EXPECT_EQ(UtcOf("\u1041\u1049 \u1007\u103D\u1014\u103A \u1042\u1040\u1042\u1043"), "2023-06-19");
}

TEST(ClaimedTimeTest, NonsenseIsRefused) {
  for (const char* nonsense : {"9999-01-01", "31 February 2024", "", "12", "soon", "1/2/3",
                               "99999999999999999999-1-1", "0000-00-00T00:00:00Z"}) {
    EXPECT_EQ(UtcOf(nonsense), "") << nonsense;
  }
  EXPECT_EQ(UtcOf(std::string(100'000, '7')), "");
}

TEST(ClaimedTimeTest, WhatIsNotUnderstoodIsKeptAsWritten) {
  ClaimedTime time;
  EXPECT_TRUE(ClaimTime(" 9999-12-31 ", "meta:date", time));
  EXPECT_EQ(time.as_written(), "9999-12-31");
  EXPECT_EQ(time.source(), "meta:date");
  EXPECT_EQ(time.utc(), "");
  EXPECT_FALSE(ClaimTime("  ", "text", time));
}

}  // namespace
}  // namespace arsip::extractors
