#include "frontier/time_line.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr auto kTenYears = hours(24 * 3650);

TEST(TimeLineTest, BeginsAtUtcAndFollowsTheMonotonicClock) {
  ManualClock clock;
  const TimeLine line(clock, FrontierTime{});
  const FrontierTime begin = line.Now();
  EXPECT_EQ(begin.time_since_epoch(), clock.Utc().time_since_epoch());
  clock.Advance(seconds(5));
  EXPECT_EQ(line.Now() - begin, seconds(5));
}

TEST(TimeLineTest, AJumpOfUtcWhileItRunsChangesNothing) {
  ManualClock clock;
  const TimeLine line(clock, FrontierTime{});
  const FrontierTime before = line.Now();
  clock.JumpUtc(kTenYears);
  EXPECT_EQ(line.Now(), before);
  clock.JumpUtc(-2 * kTenYears);
  EXPECT_EQ(line.Now(), before);
}

TEST(TimeLineTest, TimeThatPassedBetweenTwoRunsCounts) {
  ManualClock clock;
  const FrontierTime last = TimeLine(clock, FrontierTime{}).Now();
  clock.JumpUtc(hours(3));
  EXPECT_EQ(TimeLine(clock, last).Now() - last, hours(3));
}

TEST(TimeLineTest, AClockThatWentBackBetweenTwoRunsCountsAsNoTime) {
  ManualClock clock;
  const FrontierTime last = TimeLine(clock, FrontierTime{}).Now();
  clock.JumpUtc(-kTenYears);
  const TimeLine line(clock, last);
  EXPECT_EQ(line.Now(), last);
  clock.Advance(seconds(7));
  EXPECT_EQ(line.Now() - last, seconds(7));
}

TEST(TimeLineTest, AnAbsurdDateDoesNotOverflow) {
  ManualClock clock(UtcTime(hours(24) * 365 * 100'000));
  const TimeLine line(clock, FrontierTime{});
  const FrontierTime before = line.Now();
  EXPECT_GT(before, FrontierTime{});
  clock.Advance(hours(24 * 365));
  EXPECT_GT(line.Now(), before);
  ManualClock before_1970(UtcTime(-hours(24)));
  EXPECT_EQ(TimeLine(before_1970, FrontierTime{}).Now(), FrontierTime{});
}

}  // namespace
}  // namespace arsip::frontier
