#include "cli/input_file.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "gtest/gtest.h"

namespace arsip::cli {
namespace {

class InputFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("arsip-input-" + std::to_string(static_cast<long>(getpid())));
    std::ofstream(path_, std::ios::binary) << std::string(1'000'000, 'x');
  }
  void TearDown() override { std::remove(path_.c_str()); }
  std::string path_;
};

TEST_F(InputFileTest, AFileWithinTheBoundComesWhole) {
  EXPECT_EQ(*ReadInputFile(path_, 1'000'000), std::string(1'000'000, 'x'));
}

TEST_F(InputFileTest, OfALongerFileMoreThanTheBoundComesAndNotAll) {
  const Result<std::string> read = ReadInputFile(path_, 10);
  ASSERT_TRUE(read);
  EXPECT_GT(read->size(), 10u);
  EXPECT_LT(read->size(), 1'000'000u);
}

TEST_F(InputFileTest, AFileThatIsNotThereIsNotFound) {
  const Result<std::string> read = ReadInputFile(path_ + "-none", 10);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace arsip::cli
