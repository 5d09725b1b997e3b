#include "frontier/time_line.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr auto kTenYears = hours(24 * 3650);

TEST(TimeLineTest, BeginsAtUtcAndFollowsTheMonotonicClock) {
  ManualClock clock;
  const TimeLine line(clock, TimeMark{});
  const FrontierTime begin = line.Now();
  EXPECT_EQ(begin.time_since_epoch(), clock.Utc().time_since_epoch());
  clock.Advance(seconds(5));
  EXPECT_EQ(line.Now() - begin, seconds(5));
}

TEST(TimeLineTest, AJumpOfUtcWhileItRunsChangesNothing) {
  ManualClock clock;
  const TimeLine line(clock, TimeMark{});
  const FrontierTime before = line.Now();
  clock.JumpUtc(kTenYears);
  EXPECT_EQ(line.Now(), before);
  clock.JumpUtc(-2 * kTenYears);
  EXPECT_EQ(line.Now(), before);
}

TEST(TimeLineTest, TimeThatPassedBetweenTwoRunsCounts) {
  ManualClock clock;
  const TimeMark last = TimeLine(clock, TimeMark{}).Mark();
  clock.JumpUtc(hours(3));
  EXPECT_EQ(TimeLine(clock, last).Now() - last.now, hours(3));
}

TEST(TimeLineTest, AClockThatWentBackBetweenTwoRunsCountsAsNoTime) {
  ManualClock clock;
  const TimeMark last = TimeLine(clock, TimeMark{}).Mark();
  clock.JumpUtc(-kTenYears);
  const TimeLine line(clock, last);
  EXPECT_EQ(line.Now(), last.now);
  clock.Advance(seconds(7));
  EXPECT_EQ(line.Now() - last.now, seconds(7));
}

TEST(TimeLineTest, ADateThatIsSetWhileItRunsDoesNotCountAtTheNextStart) {
  for (const auto jump : {kTenYears, -kTenYears}) {
    ManualClock clock;
    TimeLine first(clock, TimeMark{});
    first.Mark();
    EXPECT_FALSE(first.DateWasSet());
    clock.JumpUtc(jump);
    EXPECT_TRUE(first.DateWasSet());
    clock.Advance(seconds(5));
    const TimeMark last = first.Mark();
    clock.JumpUtc(hours(1));
    EXPECT_EQ(TimeLine(clock, last).Now() - last.now, hours(1));
  }
}

TEST(TimeLineTest, ADateSetBackBeforeOneStartAndRightAtTheNextEndsNoWaitEarly) {
  ManualClock clock;
  TimeMark mark = TimeLine(clock, TimeMark{}).Mark();
  clock.JumpUtc(hours(2) - kTenYears);  // two hours pass, and nobody can tell
  TimeLine second(clock, mark);
  clock.Advance(seconds(5));
  mark = second.Mark();
  EXPECT_EQ(mark.now, second.Now());
  clock.JumpUtc(kTenYears + hours(1));
  TimeLine third(clock, mark);
  EXPECT_EQ(third.Now(), mark.now) << "how much of it was time is not known";
  mark = third.Mark();
  clock.JumpUtc(hours(1));
  EXPECT_EQ(TimeLine(clock, mark).Now() - mark.now, hours(1)) << "from then on it is";
}

TEST(TimeLineTest, ADateSetBackWhileItRunsAndRightAtTheNextStartIsNoTime) {
  ManualClock clock;
  TimeLine first(clock, TimeMark{});
  first.Mark();
  clock.JumpUtc(-kTenYears);
  clock.Advance(seconds(30));
  const TimeMark mark = first.Mark();
  clock.JumpUtc(kTenYears + hours(3));
  EXPECT_EQ(TimeLine(clock, mark).Now() - mark.now, hours(3));
}

TEST(TimeLineTest, MarksStayBounded) {
  ManualClock clock;
  TimeLine line(clock, TimeMark{});
  for (int i = 0; i < 100; ++i) {
    clock.JumpUtc(hours(i));
    EXPECT_LE(line.Mark().dates.size(), kMaxDates);
  }
}

TEST(TimeLineTest, WithoutMarksTheLineFollowsUtcAsItDid) {
  ManualClock clock;
  const TimeMark last{TimeLine(clock, TimeMark{}).Now(), {}};
  clock.JumpUtc(hours(3));
  EXPECT_EQ(TimeLine(clock, last).Now() - last.now, hours(3));
}

TEST(TimeLineTest, AnAbsurdDateDoesNotOverflow) {
  ManualClock clock(UtcTime(hours(24) * 365 * 100'000));
  const TimeLine line(clock, TimeMark{});
  const FrontierTime before = line.Now();
  EXPECT_GT(before, FrontierTime{});
  clock.Advance(hours(24 * 365));
  EXPECT_GT(line.Now(), before);
  ManualClock before_1970(UtcTime(-hours(24)));
  EXPECT_EQ(TimeLine(before_1970, TimeMark{}).Now(), FrontierTime{});
}

}  // namespace
}  // namespace arsip::frontier
