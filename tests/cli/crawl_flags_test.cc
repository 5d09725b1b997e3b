#include "cli/crawl_flags.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace arsip::cli {
namespace {

class CrawlFlagsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ =
        std::filesystem::temp_directory_path() / ("crawl-flags-" + std::to_string(getpid()));
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(directory_ / name) << text;
    return directory_ / name;
  }
  std::string Collection(const std::string& review_by) {
    return Write("c.yaml",
                 "collection: flags\npurpose: a test\nlegal_basis: own content\n"
                 "contact: https://example.org/contact\nreview_by: " +
                     review_by +
                     "\nrobots: obey\nscope:\n  prefixes: [\"http://a.example/\"]\n"
                     "seeds:\n  - url: http://a.example/\n");
  }
  // Parses the words, which spaces separate, as `arsip crawl` would.
  static ParseOutcome Parse(const std::string& words, CrawlFlags& flags) {
    Program program("crawl", "A test", "crawl 1");
    flags.AddCollection(program.root());
    flags.AddArchive(program.root());
    flags.AddAllowAddress(program.root());
    flags.AddSettings(program.root());
    std::istringstream stream(words);
    return program.Parse({std::istream_iterator<std::string>(stream), {}});
  }
  static CrawlFlags Parse(const std::string& words) {
    CrawlFlags flags;
    const ParseOutcome outcome = Parse(words, flags);
    EXPECT_EQ(outcome.kind, ParseOutcome::Kind::kCalled) << outcome.text;
    return flags;
  }

  std::filesystem::path directory_;
  SystemClock clock_;
};

TEST_F(CrawlFlagsTest, EveryFlagReachesTheOptions) {
  const std::string file = Write("s.yaml", "fetch:\n  total_timeout: 5m\n  connect_timeout: 3s\n");
  const auto prepared =
      Prepare(Parse(Collection("2099-12-31") +
                    " --archive /tmp/a --allow-address 127.0.0.0/8 --allow-address 10.0.0.0/8"
                    " --config " +
                    file + " --set fetch.total_timeout=9s"),
              clock_);
  ASSERT_TRUE(prepared.has_value()) << prepared.error().ToString();
  EXPECT_EQ(prepared->collection.name, "flags");
  EXPECT_EQ(prepared->options.archive_directory, "/tmp/a");
  EXPECT_EQ(prepared->options.allowed_addresses,
            (std::vector<std::string>{"127.0.0.0/8", "10.0.0.0/8"}));
  EXPECT_EQ(prepared->options.worker.fetcher.connect_timeout, Duration(std::chrono::seconds(3)));
  EXPECT_EQ(prepared->options.worker.fetcher.total_timeout, Duration(std::chrono::seconds(9)))
      << "--set wins over the file";
}

TEST_F(CrawlFlagsTest, AnArchiveAndACollectionAreNeeded) {
  CrawlFlags flags;
  EXPECT_EQ(Parse("c.yaml", flags).kind, ParseOutcome::Kind::kMissing);
  EXPECT_EQ(Parse("--archive /tmp/a", flags).kind, ParseOutcome::Kind::kMissing);
}

TEST_F(CrawlFlagsTest, ADirectoryIsNoCollection) {
  CrawlFlags flags;
  const ParseOutcome outcome = Parse(directory_.string() + " --archive /tmp/a", flags);
  EXPECT_EQ(outcome.kind, ParseOutcome::Kind::kWrong);
  EXPECT_NE(outcome.text.find("is a directory, a file is needed"), std::string::npos)
      << outcome.text;
}

TEST_F(CrawlFlagsTest, AnExpiredCollectionIsRefused) {
  const auto prepared = Prepare(Parse(Collection("2001-01-31") + " --archive /tmp/a"), clock_);
  ASSERT_FALSE(prepared.has_value());
  EXPECT_EQ(prepared.error().code, ErrorCode::kPermission);
}

TEST_F(CrawlFlagsTest, AMissingCollectionIsNamed) {
  const auto prepared = Prepare(Parse("/nonexistent/c.yaml --archive /tmp/a"), clock_);
  ASSERT_FALSE(prepared.has_value());
  EXPECT_EQ(prepared.error().code, ErrorCode::kNotFound);
  EXPECT_NE(prepared.error().ToString().find("/nonexistent/c.yaml"), std::string::npos);
}

TEST_F(CrawlFlagsTest, AWrongSettingStopsBeforeAnythingIsDone) {
  CrawlFlags flags;
  flags.assignments = {"fetch.total_timeout=soon"};
  const auto settings = PrepareSettings(flags);
  ASSERT_FALSE(settings.has_value());
  EXPECT_EQ(settings.error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace arsip::cli
