#include "crawler/clock_state.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

TEST(ClockState, ASynchronisedClockIsSaidToBeSoWithItsErrors) {
  timex facts{};
  facts.status = STA_PLL | STA_NANO;
  facts.offset = -8'400;
  facts.esterror = 123;
  facts.maxerror = 4567;
  EXPECT_EQ(ClockStateOf(TIME_OK, facts),
            "synchronised; estimated error 123 us; maximum error 4567 us; offset -8 us; status "
            "0x2001");
}

TEST(ClockState, AnOffsetWithoutNanosecondsIsTakenAsItIs) {
  timex facts{};
  facts.offset = -8'400;
  EXPECT_THAT(ClockStateOf(TIME_OK, facts), testing::HasSubstr("offset -8400 us"));
}

TEST(ClockState, AnUnsynchronisedClockIsSaidToBeSo) {
  timex facts{};
  facts.status = STA_UNSYNC;
  EXPECT_THAT(ClockStateOf(TIME_OK, facts), testing::StartsWith("not synchronised; "));
  facts.status = 0;
  EXPECT_THAT(ClockStateOf(TIME_ERROR, facts), testing::StartsWith("not synchronised; "));
}

TEST(ClockState, ACallThatFailedSaysNothing) { EXPECT_EQ(ClockStateOf(-1, timex{}), "unknown"); }

TEST(ClockState, ThisMachineAnswers) {
  EXPECT_THAT(ClockState(), testing::HasSubstr("synchronised; estimated error "));
}

}  // namespace
}  // namespace arsip::crawler
