#include "cli/work_progress.h"

#include <gtest/gtest.h>

#include <chrono>

namespace arsip::cli {
namespace {

TEST(WorkProgressTest, ShowsShareRateAndTimeLeft) {
  EXPECT_EQ(FormatWorkProgress(500'000'000, 2'000'000'000, std::chrono::seconds(2)),
            "25%  500 MB of 2.00 GB  250 MB/s  ETA 7s");
}

TEST(WorkProgressTest, NothingDoneYetHasNoTimeLeft) {
  EXPECT_EQ(FormatWorkProgress(0, 1000, std::chrono::seconds(0)), "0%  0 B of 1.00 kB  0 B/s");
  EXPECT_EQ(FormatWorkProgress(0, 0, std::chrono::seconds(1)), "0 B of 0 B  0 B/s");
}

TEST(WorkProgressTest, PlainProgressIsALineEveryTenSeconds) {
  ManualClock clock;
  WorkProgress progress(ProgressStyle::kPlain, clock);
  testing::internal::CaptureStderr();
  progress.Update(1, 10);
  clock.Advance(std::chrono::seconds(11));
  progress.Update(5, 10);
  progress.Update(6, 10);
  progress.Finish();
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_EQ(said.find("10%"), std::string::npos);
  EXPECT_EQ(said.find("50%"), 0u) << said;
  EXPECT_EQ(said.find("60%"), std::string::npos);
}

}  // namespace
}  // namespace arsip::cli
