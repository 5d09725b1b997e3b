#include "cli/progress_line.h"

#include <gtest/gtest.h>

#include <chrono>

namespace arsip::cli {
namespace {

TEST(ProgressLineTest, ShowsRateAndTimeLeft) {
  frontier::FrontierProgress progress;
  progress.captured = 1234;
  progress.queued = 600;
  progress.leased = 8;
  EXPECT_EQ(FormatCrawlProgress(progress, 10.0, 1'500'000),
            "1,234 captured  10.0/s  1.50 MB/s  600 queued  8 in flight  ETA 1m 01s");
}

TEST(ProgressLineTest, SaysWhatAnIdleCrawlWaitsFor) {
  frontier::FrontierProgress progress;
  progress.queued = 1;
  progress.next_wake = std::chrono::seconds(75);
  EXPECT_NE(FormatCrawlProgress(progress, 0, 0).find("next fetch in 1m 15s"), std::string::npos);
  progress.budget_reached = true;
  EXPECT_NE(FormatCrawlProgress(progress, 0, 0).find("budget reached"), std::string::npos);
}

TEST(ProgressLineTest, NumbersAndTimesReadAsPeopleWriteThem) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1'234'567), "1,234,567");
  EXPECT_EQ(HumanDuration(std::chrono::seconds(45)), "45s");
  EXPECT_EQ(HumanDuration(std::chrono::minutes(185)), "3h 05m");
  EXPECT_EQ(HumanDuration(std::chrono::hours(52)), "2d 04h");
}

TEST(ProgressLineTest, TheStyleCanBeChosen) {
  EXPECT_EQ(ChooseProgressStyle("tty"), ProgressStyle::kTty);
  EXPECT_EQ(ChooseProgressStyle("plain"), ProgressStyle::kPlain);
  EXPECT_EQ(ChooseProgressStyle("none"), ProgressStyle::kNone);
}

}  // namespace
}  // namespace arsip::cli
