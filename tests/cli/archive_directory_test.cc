#include "cli/archive_directory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace arsip::cli {
namespace {

class ArchiveDirectoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ =
        std::filesystem::temp_directory_path() / ("archive-directory-" + std::to_string(getpid()));
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  void Make(const char* part) const { std::filesystem::create_directory(directory_ / part); }

  std::filesystem::path directory_;
};

TEST_F(ArchiveDirectoryTest, MissingArchiveIsNamedAndNotMade) {
  const std::string nowhere = directory_ / "nowhere";
  const Status status = CheckIndexedArchive(nowhere);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kNotFound);
  EXPECT_NE(status.error().ToString().find(nowhere), std::string::npos);
  EXPECT_FALSE(CheckFrontierDirectory(nowhere));
  EXPECT_FALSE(std::filesystem::exists(nowhere));
}

TEST_F(ArchiveDirectoryTest, ArchiveWithoutAnIndexIsToldHowToMakeIt) {
  Make("warc");
  const Status status = CheckIndexedArchive(directory_);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("arsip index rebuild"), std::string::npos);
  Make("index");
  EXPECT_TRUE(CheckIndexedArchive(directory_));
}

TEST_F(ArchiveDirectoryTest, FrontierMayBeWithoutAnArchive) {
  EXPECT_FALSE(CheckFrontierDirectory(directory_));
  Make("frontier");
  EXPECT_TRUE(CheckFrontierDirectory(directory_));
}

}  // namespace
}  // namespace arsip::cli
