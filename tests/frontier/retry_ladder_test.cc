#include "frontier/retry_ladder.h"

#include <gtest/gtest.h>

#include <vector>

namespace arsip::frontier {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(RetryLadder, EachFailureTakesTheNextStepUntilNoneIsLeft) {
  const std::vector<Duration> ladder = {minutes(1), minutes(2)};
  EXPECT_EQ(LadderWait(ladder, 1), Duration(minutes(1)));
  EXPECT_EQ(LadderWait(ladder, 2), Duration(minutes(2)));
  EXPECT_EQ(LadderWait(ladder, 3), std::nullopt);
}

TEST(RetryLadder, WithoutAFailureThereIsNothingToWaitFor) {
  EXPECT_EQ(LadderWait(std::vector<Duration>{minutes(1)}, 0), std::nullopt);
  EXPECT_EQ(LadderWait({}, 1), std::nullopt);
}

TEST(DoublingDelay, DoublesUpToItsLongest) {
  EXPECT_EQ(DoublingWait(seconds(60), hours(24), 1), seconds(60));
  EXPECT_EQ(DoublingWait(seconds(60), hours(24), 2), seconds(120));
  EXPECT_EQ(DoublingWait(seconds(60), hours(24), 11), seconds(61'440));
  EXPECT_EQ(DoublingWait(seconds(60), hours(24), 12), hours(24));
  EXPECT_EQ(DoublingWait(seconds(60), hours(24), UINT32_MAX), hours(24));
}

TEST(DoublingDelay, AFirstDelayBeyondTheLongestIsCut) {
  EXPECT_EQ(DoublingWait(hours(2), hours(1), 1), hours(1));
}

TEST(DoublingDelay, ZeroStaysZeroInBoundedTime) {
  EXPECT_EQ(DoublingWait(Duration::zero(), hours(1), UINT32_MAX), Duration::zero());
}

}  // namespace
}  // namespace arsip::frontier
