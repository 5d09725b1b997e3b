#include "extractors/internet_date.h"

#include "gtest/gtest.h"

namespace arsip::extractors {
namespace {

TEST(InternetDateTest, Rfc822DatesBecomeUtc) {
  EXPECT_EQ(UtcOfDate("Sun, 01 Mar 2026 12:00:00 +0700"), "2026-03-01T05:00:00Z");
  EXPECT_EQ(UtcOfDate("Sun, 01 Mar 2026 12:00:00 GMT"), "2026-03-01T12:00:00Z");
  EXPECT_EQ(UtcOfDate("Sat, 28 Feb 2026 20:30:00 EST"), "2026-03-01T01:30:00Z");
  EXPECT_EQ(UtcOfDate("1 March 2026 08:00:01 +08:00"), "2026-03-01T00:00:01Z");
}

TEST(InternetDateTest, ObsoleteFormsOfRfc5322AreUnderstood) {
  EXPECT_EQ(UtcOfDate("Sun, 1 Mar 26 05:00 UT"), "2026-03-01T05:00:00Z");
  EXPECT_EQ(UtcOfDate("1 Mar 99 05:00"), "1999-03-01T05:00:00Z");
}

TEST(InternetDateTest, ZonesOfTheRegionAreKnown) {
  EXPECT_EQ(UtcOfDate("Min, 1 Mar 2026 07:00:00 WIB"), "2026-03-01T00:00:00Z");
  EXPECT_EQ(UtcOfDate("1 Mar 2026 09:00:00 WIT"), "2026-03-01T00:00:00Z");
}

TEST(InternetDateTest, Rfc3339DatesBecomeUtc) {
  EXPECT_EQ(UtcOfDate("2026-03-01T12:00:00.5+07:00"), "2026-03-01T05:00:00Z");
  EXPECT_EQ(UtcOfDate(" 2026-03-01T05:00Z\n"), "2026-03-01T05:00:00Z");
}

TEST(InternetDateTest, DateWithoutATimeGetsNone) {
  EXPECT_EQ(UtcOfDate("2026-03-01"), "2026-03-01");
  EXPECT_EQ(UtcOfDate("1 Mar 2026"), "2026-03-01");
}

TEST(InternetDateTest, YearsThatNobodyWroteInAreNotUnderstood) {
  EXPECT_EQ(UtcOfDate("Fri, 31 Dec 9999 23:59:59 GMT"), "");
  EXPECT_EQ(UtcOfDate("9999-12-31T23:59:59Z"), "");
  EXPECT_EQ(UtcOfDate("2101-01-01"), "");
  EXPECT_EQ(UtcOfDate("2100-12-31"), "2100-12-31");
  EXPECT_EQ(UtcOfDate("1 Jan 0001 00:00:00 GMT"), "");
  EXPECT_EQ(UtcOfDate("1 Jan 2147483647 00:00:00 GMT"), "");
}

TEST(InternetDateTest, NonsenseIsNotUnderstood) {
  for (const char* text :
       {"", "now", "31 Feb 2026 00:00:00 GMT", "1 Mar 2026 25:00:00 GMT", "1 Mar 2026 05:00:00 XYZ",
        "99999999999999999999 Mar 2026", "1 2 3", "1 Mar 2026 -1:00:00 GMT", "0 Mar 2026"}) {
    EXPECT_EQ(UtcOfDate(text), "") << text;
  }
  EXPECT_EQ(UtcOfDate(std::string(100'000, '1')), "");
}

}  // namespace
}  // namespace arsip::extractors
