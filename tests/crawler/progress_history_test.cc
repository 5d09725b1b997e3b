#include "crawler/progress_history.h"

#include <gtest/gtest.h>

namespace arsip::crawler {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ProgressHistoryTest : public testing::Test {
 protected:
  // `rate` URLs of 1000 bytes a second, told five times a second.
  void Run(int for_seconds, uint64_t rate) {
    for (int i = 0; i < for_seconds * 5; ++i) {
      clock_.Advance(milliseconds(200));
      if (i % 5 == 4) progress_.captured += rate;
      progress_.captured_bytes = progress_.captured * 1000;
      history_.Update(progress_);
    }
  }

  ManualClock clock_;
  ProgressHistory history_{clock_};
  frontier::FrontierProgress progress_;
};

TEST_F(ProgressHistoryTest, NothingIsKnownAtFirst) {
  EXPECT_EQ(history_.Rates().urls_per_second_60s, 0);
  history_.Update(progress_);
  EXPECT_EQ(history_.Rates().urls_per_second_10s, 0);
  EXPECT_FALSE(history_.Rates().eta);
}

TEST_F(ProgressHistoryTest, BothWindowsAreTheirOwn) {
  history_.Update(progress_);
  Run(100, 2);
  Run(10, 20);
  const CrawlRates rates = history_.Rates();
  EXPECT_NEAR(rates.urls_per_second_10s, 20, 2);
  EXPECT_NEAR(rates.urls_per_second_60s, (50 * 2 + 10 * 20) / 60.0, 0.5);
  EXPECT_NEAR(rates.bytes_per_second_10s, 20'000, 2'000);
}

TEST_F(ProgressHistoryTest, TheEndIsForeseenFromTheLastMinute) {
  progress_.queued = 600;
  history_.Update(progress_);
  Run(60, 10);
  ASSERT_TRUE(history_.Rates().eta);
  EXPECT_NEAR(std::chrono::duration<double>(*history_.Rates().eta).count(), 60, 3);
  progress_.paused = true;
  history_.Update(progress_);
  EXPECT_FALSE(history_.Rates().eta);
}

TEST_F(ProgressHistoryTest, ACountThatBeginsAnewIsNoNegativeRate) {
  history_.Update(progress_);
  Run(20, 10);
  progress_.captured = 0;
  progress_.captured_bytes = 0;
  history_.Update(progress_);
  EXPECT_EQ(history_.Rates().urls_per_second_10s, 0);
  EXPECT_EQ(history_.latest().captured, 0U);
}

}  // namespace
}  // namespace arsip::crawler
