#include "base/clock.h"

#include <gtest/gtest.h>

namespace arsip {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;
using namespace std::chrono_literals;

UtcTime At(int64_t unix_seconds, int64_t micros = 0) {
  return UtcTime(seconds(unix_seconds)) + microseconds(micros);
}

UtcTime Parsed(std::string_view text) {
  auto time = ParseWarcDate(text);
  EXPECT_TRUE(time.has_value()) << text;
  return time.value_or(UtcTime());
}

TEST(SystemClock, BothClocksMoveForward) {
  SystemClock clock;
  const MonotonicTime monotonic = clock.Monotonic();
  const UtcTime utc = clock.Utc();
  EXPECT_GE(clock.Monotonic(), monotonic);
  EXPECT_GE(clock.Utc(), utc);
  EXPECT_GT(utc, Parsed("2026-01-01T00:00:00Z"));
}

TEST(ManualClock, AJumpOfTheDateLeavesTheTimersAlone) {
  ManualClock clock;
  EXPECT_EQ(FormatWarcDate(clock.Utc()), "2026-01-01T00:00:00.000000Z");
  const MonotonicTime before = clock.Monotonic();
  clock.JumpUtc(std::chrono::hours(24 * 3650));
  EXPECT_EQ(clock.Monotonic(), before);
  clock.Advance(3s);
  EXPECT_EQ(clock.Monotonic() - before, 3s);
}

// WARC 1.1 section 5.4:
// https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
TEST(Warc11Section54, DateIsFormattedWithSixFractionDigits) {
  EXPECT_EQ(FormatWarcDate(At(0)), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(FormatWarcDate(At(1'795'342'272, 123'456)), "2026-11-22T10:11:12.123456Z");
  EXPECT_EQ(FormatWarcDate(At(951'782'400)), "2000-02-29T00:00:00.000000Z");
  EXPECT_EQ(FormatWarcDate(At(-1, 999'999)), "1969-12-31T23:59:59.999999Z");
}

TEST(Warc11Section54, EveryLevelOfGranularityIsRead) {
  EXPECT_EQ(Parsed("2026"), Parsed("2026-01-01T00:00:00Z"));
  EXPECT_EQ(Parsed("2026-11"), Parsed("2026-11-01T00:00:00Z"));
  EXPECT_EQ(Parsed("2026-11-22"), Parsed("2026-11-22T00:00:00Z"));
  EXPECT_EQ(Parsed("2026-11-22T10:11Z"), Parsed("2026-11-22T10:11:00Z"));
  EXPECT_EQ(Parsed("2026-11-22T10:11:12Z"), At(1'795'342'272));
}

TEST(Warc11Section54, OneToNineFractionDigitsAreReadAndCutToMicroseconds) {
  EXPECT_EQ(Parsed("2026-11-22T10:11:12.5Z"), At(1'795'342'272, 500'000));
  EXPECT_EQ(Parsed("2026-11-22T10:11:12.123456789Z"), At(1'795'342'272, 123'456));
  EXPECT_FALSE(ParseWarcDate("2026-11-22T10:11:12.Z").has_value());
  EXPECT_FALSE(ParseWarcDate("2026-11-22T10:11:12.1234567890Z").has_value());
}

TEST(Warc11Section54, WhatIsNoUtcDateIsRefused) {
  for (const char* text :
       {"", "20261122", "2026-11-22T10:11:12", "2026-11-22T10:11:12+01:00", "2026-11-22 10:11:12Z",
        "2026-13-01", "2026-00-01", "2026-02-29", "2026-11-31", "2026-11-22T24:00:00Z",
        "2026-11-22T10:60Z", "2026-11-22T10:11:60Z", "2026-1-2", "2026-11-22T10:11:12Zx",
        "-026-11-22", "2026-11-22T10Z", "999999999999"}) {
    auto time = ParseWarcDate(text);
    ASSERT_FALSE(time.has_value()) << text;
    EXPECT_EQ(time.error().code, ErrorCode::kInvalidInput);
  }
  EXPECT_NE(ParseWarcDate("yesterday").error().message.find("yesterday"), std::string::npos);
}

TEST(WarcDate, WhatIsFormattedIsReadBack) {
  for (int64_t day = -800'000; day < 2'900'000; day += 3'331) {
    const UtcTime time = At(day * 86'400 + day % 86'400, 7 * day % 1'000'000 < 0 ? 1 : 999'999);
    if (time < Parsed("0000-01-01")) continue;
    EXPECT_EQ(Parsed(FormatWarcDate(time)), time) << FormatWarcDate(time);
  }
}

TEST(WarcDate, DatesWithoutAFourDigitYearAreClamped) {
  EXPECT_EQ(FormatWarcDate(UtcTime::max()), "9999-12-31T23:59:59.999999Z");
  EXPECT_EQ(FormatWarcDate(UtcTime::min()), "0000-01-01T00:00:00.000000Z");
  EXPECT_EQ(FormatTimestamp14(UtcTime::max()), "99991231235959");
}

TEST(Timestamp14, FormattedDigitsAreReadBack) {
  const UtcTime time = At(1'795'342'272, 999'999);
  EXPECT_EQ(FormatTimestamp14(time), "20261122101112");
  EXPECT_EQ(ParseTimestamp14("20261122101112", TimestampPadding::kLow).value(), At(1'795'342'272));
  EXPECT_EQ(ParseTimestamp14("20261122101112", TimestampPadding::kHigh).value(), time);
}

struct PaddingCase {
  const char* digits;
  const char* low;
  const char* high;
};

class TimestampPaddingTest : public testing::TestWithParam<PaddingCase> {};

TEST_P(TimestampPaddingTest, PrefixBecomesTheFirstAndTheLastMomentItNames) {
  const PaddingCase& c = GetParam();
  EXPECT_EQ(FormatTimestamp14(ParseTimestamp14(c.digits, TimestampPadding::kLow).value()), c.low);
  EXPECT_EQ(FormatTimestamp14(ParseTimestamp14(c.digits, TimestampPadding::kHigh).value()), c.high);
}

INSTANTIATE_TEST_SUITE_P(
    Prefixes, TimestampPaddingTest,
    testing::Values(PaddingCase{"2", "20000101000000", "29991231235959"},
                    PaddingCase{"2026", "20260101000000", "20261231235959"},
                    PaddingCase{"20261", "20261001000000", "20261231235959"},
                    PaddingCase{"20260", "20260101000000", "20260930235959"},
                    PaddingCase{"202602", "20260201000000", "20260228235959"},
                    PaddingCase{"202402", "20240201000000", "20240229235959"},
                    PaddingCase{"2026113", "20261130000000", "20261130235959"},
                    PaddingCase{"2026112", "20261120000000", "20261129235959"},
                    PaddingCase{"202611222", "20261122200000", "20261122235959"},
                    PaddingCase{"20261122101", "20261122101000", "20261122101959"},
                    PaddingCase{"2026112210111", "20261122101110", "20261122101119"}));

TEST(Timestamp14, HighPaddingEndsWithTheLastMicrosecond) {
  EXPECT_EQ(FormatWarcDate(ParseTimestamp14("2026", TimestampPadding::kHigh).value()),
            "2026-12-31T23:59:59.999999Z");
}

TEST(Timestamp14, WhatIsNoTimestampIsRefused) {
  for (const char* digits : {"", "2026-11", "202611221011120", "202613", "20260230", "2026022 ",
                             "20261122240000", "20261122106000", "202603", "20262"}) {
    const bool valid = std::string_view(digits) == "202603";
    EXPECT_EQ(ParseTimestamp14(digits, TimestampPadding::kLow).has_value(), valid) << digits;
  }
  EXPECT_FALSE(ParseTimestamp14("2026023", TimestampPadding::kLow).has_value());
}

TEST(ParseDuration, EveryUnitIsRead) {
  EXPECT_EQ(ParseDuration("90s").value(), 90s);
  EXPECT_EQ(ParseDuration("15m").value(), 15min);
  EXPECT_EQ(ParseDuration("1h").value(), 1h);
  EXPECT_EQ(ParseDuration("7d").value(), 168h);
  EXPECT_EQ(ParseDuration("250ms").value(), 250ms);
  EXPECT_EQ(ParseDuration("3us").value(), 3us);
  EXPECT_EQ(ParseDuration("3ns").value(), 3ns);
  EXPECT_EQ(ParseDuration("1.5s").value(), 1500ms);
  EXPECT_EQ(ParseDuration("0.25h").value(), 15min);
  EXPECT_EQ(ParseDuration("0s").value(), 0s);
}

TEST(ParseDuration, WhatHasNoUnitOrIsNegativeOrTooLongIsRefused) {
  for (const char* text : {"", "5", "-5s", "s", ".5s", "1.s", "1..5s", "1.2.3s", "5 s", "5S", "5w",
                           "1e3s", "1.1234567890s", "106752d", "99999999999999999999s", "+5s"}) {
    auto duration = ParseDuration(text);
    ASSERT_FALSE(duration.has_value()) << text;
    EXPECT_EQ(duration.error().code, ErrorCode::kInvalidInput);
  }
  EXPECT_TRUE(ParseDuration("106751d").has_value());
}

TEST(FormatDuration, ShortestFormIsChosen) {
  EXPECT_EQ(FormatDuration(0s), "0s");
  EXPECT_EQ(FormatDuration(90s), "90s");
  EXPECT_EQ(FormatDuration(15min), "15m");
  EXPECT_EQ(FormatDuration(24h), "1d");
  EXPECT_EQ(FormatDuration(36h), "36h");
  EXPECT_EQ(FormatDuration(1500ms), "1.5s");
  EXPECT_EQ(FormatDuration(250ms), "250ms");
  EXPECT_EQ(FormatDuration(1ns), "1ns");
  EXPECT_EQ(FormatDuration(-90s), "-90s");
}

TEST(FormatDuration, EveryFormIsReadBackExactly) {
  for (int64_t count = 1; count > 0 && count < Duration::max().count() / 7; count = count * 7 + 3) {
    for (const int64_t scale : {int64_t{1}, int64_t{1'000'000}, int64_t{1'000'000'000}}) {
      const Duration duration(count / scale * scale);
      EXPECT_EQ(ParseDuration(FormatDuration(duration)).value(), duration) << count;
    }
  }
  EXPECT_EQ(ParseDuration(FormatDuration(Duration::max())).value(), Duration::max());
}

}  // namespace
}  // namespace arsip
