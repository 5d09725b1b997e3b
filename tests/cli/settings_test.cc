#include "cli/settings.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

namespace arsip::cli {
namespace {

class SettingsTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& yaml) {
    path_ =
        std::filesystem::temp_directory_path() / ("settings-" + std::to_string(getpid()) + ".yaml");
    std::ofstream(path_) << yaml;
    return path_;
  }
  void TearDown() override {
    if (!path_.empty()) std::filesystem::remove(path_);
  }
  std::string path_;
  crawler::CrawlOptions options_;
};

TEST_F(SettingsTest, EverySettingPrintsAValueThatItReadsBack) {
  for (const Setting& setting : AllSettings()) {
    crawler::CrawlOptions options;
    const std::string before = setting.get(options);
    ASSERT_TRUE(setting.set(before, options)) << setting.key << " = " << before;
    EXPECT_EQ(setting.get(options), before) << setting.key;
    EXPECT_FALSE(setting.meaning.empty()) << setting.key;
  }
}

TEST_F(SettingsTest, TheFileAndAnAssignmentReachTheOptions) {
  ASSERT_TRUE(ApplySettingsFile(
      Write("fetch:\n  total_timeout: 5m\narchive.compression_level: 9\n"), options_));
  EXPECT_EQ(options_.worker.fetcher.total_timeout, Duration(std::chrono::minutes(5)));
  EXPECT_EQ(options_.archive.compression_level, 9);
  ASSERT_TRUE(ApplyAssignment("fetch.total_timeout=90s", options_));
  EXPECT_EQ(options_.worker.fetcher.total_timeout, Duration(std::chrono::seconds(90)));
}

TEST_F(SettingsTest, AnUnknownKeyIsNamedWithItsLineAndTheNearestKnownOne) {
  const Status status =
      ApplySettingsFile(Write("fetch:\n  connect_timeout: 1s\n  totel_timeout: 5m\n"), options_);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(status.error().where, path_ + ":3");
  EXPECT_NE(status.error().message.find("did you mean 'fetch.total_timeout'"), std::string::npos)
      << status.error().message;
}

TEST_F(SettingsTest, ABadValueNamesItsKey) {
  const Status status = ApplyAssignment("fetch.total_timeout=fast", options_);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("fetch.total_timeout"), std::string::npos);
  EXPECT_FALSE(ApplyAssignment("fetch.max_connections=-1", options_));
  EXPECT_FALSE(ApplyAssignment("archive.compression=lzma", options_));
  EXPECT_FALSE(ApplyAssignment("fetch.http_version=3", options_));
  EXPECT_TRUE(ApplyAssignment("fetch.http_version=2", options_));
  EXPECT_EQ(options_.worker.fetcher.http_version, crawler::HttpVersion::kHttp2);
  EXPECT_TRUE(ApplyAssignment("fetch.transfer_coding=verbatim", options_));
  EXPECT_EQ(options_.worker.fetcher.transfer_coding, crawler::TransferCoding::kVerbatim);
  EXPECT_TRUE(ApplyAssignment("fetch.transfer_coding=decoded", options_));
  EXPECT_EQ(options_.worker.fetcher.transfer_coding, crawler::TransferCoding::kDecoded);
  EXPECT_FALSE(ApplyAssignment("no equals sign", options_));
}

TEST_F(SettingsTest, AMissingOrBrokenFileIsAnErrorThatNamesIt) {
  EXPECT_EQ(ApplySettingsFile("/nonexistent/arsip.yaml", options_).error().code,
            ErrorCode::kNotFound);
  const Status broken = ApplySettingsFile(Write("fetch: [1, 2\n"), options_);
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().where.find(path_), std::string::npos);
  EXPECT_FALSE(ApplySettingsFile(Write("fetch:\n  total_timeout: [1]\n"), options_));
}

TEST_F(SettingsTest, WhatIsPrintedIsASettingsFile) {
  ASSERT_TRUE(ApplyAssignment("fetch.max_in_flight=77", options_));
  crawler::CrawlOptions read_back;
  ASSERT_TRUE(ApplySettingsFile(Write(PrintSettings(options_)), read_back));
  EXPECT_EQ(PrintSettings(read_back), PrintSettings(options_));
  EXPECT_EQ(read_back.worker.max_in_flight, 77u);
}

}  // namespace
}  // namespace arsip::cli
