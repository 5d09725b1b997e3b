#include "cli/report_text.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace arsip::cli {
namespace {

TEST(ReportTextTest, SaysWhereTheArchiveLiesAndWhatWasRefused) {
  crawler::CrawlReport report;
  report.archive_directory = "/srv/a";
  report.captures = 1200;
  report.pages = 1000;
  report.revisits = 7;
  report.refused = {{"robots", 3}, {"scope", 40}};
  const std::string text = ReportText(report);
  EXPECT_NE(text.find("Archive /srv/a\n"), std::string::npos);
  EXPECT_NE(text.find("1,000 of 1,200 captures"), std::string::npos) << text;
  EXPECT_NE(text.find("robots 3, scope 40"), std::string::npos) << text;
  EXPECT_EQ(text.find("still queued"), std::string::npos);
}

TEST(ReportTextTest, NotModifiedHasAName) {
  crawler::CrawlReport report;
  report.captures = 1;
  report.by_status = {{0, 1}};
  const std::string text = ReportText(report);
  EXPECT_NE(text.find("not modified 1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("0 of 1 capture, 0 hosts"), std::string::npos) << text;
  EXPECT_EQ(text.find("arsip explain"), std::string::npos) << "nothing is to be explained";
}

TEST(ReportTextTest, RefusalsSayHowToLearnMore) {
  crawler::CrawlReport report;
  report.refused = {{"robots", 1}};
  EXPECT_NE(ReportText(report).find("arsip explain URL"), std::string::npos);
}

TEST(ReportTextTest, OnlyScopeRefusalsAreNotWorthReading) {
  crawler::CrawlReport report;
  report.refused = {{"scope", 40}};
  EXPECT_FALSE(report.worth_reading());
  report.refused["robots"] = 1;
  EXPECT_TRUE(report.worth_reading());
}

TEST(ReportTextTest, TheSavedReportReplacesTheOneBefore) {
  crawler::CrawlReport report;
  report.archive_directory =
      std::filesystem::temp_directory_path() / ("report-" + std::to_string(getpid()));
  report.captures = 1;
  ASSERT_TRUE(SaveReport(report));
  report.captures = 2;
  ASSERT_TRUE(SaveReport(report));
  std::ifstream file(report.archive_directory + "/reports/crawl-report.json");
  EXPECT_EQ(nlohmann::json::parse(file)["captures"], 2);
  std::filesystem::remove_all(report.archive_directory);
}

}  // namespace
}  // namespace arsip::cli
