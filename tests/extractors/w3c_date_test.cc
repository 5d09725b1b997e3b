#include "extractors/w3c_date.h"

#include <gtest/gtest.h>

namespace arsip::extractors {
namespace {

constexpr int64_t kDay = 1'795'824'000;  // 2026-11-28T00:00:00Z

TEST(W3cDate, ADayIsAWholeDay) {
  EXPECT_EQ(ParseW3cDate("2026-11-28"), (W3cDate{kDay, true}));
  EXPECT_EQ(ParseW3cDate("1970-01-01"), (W3cDate{0, true}));
}

TEST(W3cDate, TimesAreReadWithTheirZone) {
  const int64_t time = kDay + 10 * 3600 + 11 * 60;
  EXPECT_EQ(ParseW3cDate("2026-11-28T10:11Z"), (W3cDate{time, false}));
  EXPECT_EQ(ParseW3cDate("2026-11-28T10:11:12Z"), (W3cDate{time + 12, false}));
  EXPECT_EQ(ParseW3cDate("2026-11-28T10:11:12.999999+00:00"), (W3cDate{time + 12, false}));
  EXPECT_EQ(ParseW3cDate("2026-11-28T17:11:00+07:00"), (W3cDate{time, false}));
  EXPECT_EQ(ParseW3cDate("2026-11-28T05:11:00-0500"), (W3cDate{time, false}));
  EXPECT_EQ(ParseW3cDate("2026-11-28 10:11:00"), (W3cDate{time, false}));
}

TEST(W3cDate, AnythingElseIsNone) {
  for (const char* text :
       {"", "2026", "2026-11", "2026-11-31", "2026-13-01", "1969-12-31", "2026-11-28T",
        "2026-11-28T10", "2026-11-28T24:00Z", "2026-11-28T10:11:12.5+7", "2026-11-28T10:11ZZ",
        "Sat, 28 Nov 2026 10:11:12 GMT", "2026-1-28", "\xFF\xFF\xFF\xFF-11-28"}) {
    EXPECT_EQ(ParseW3cDate(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace arsip::extractors
