#include "archive/partial_file.h"

#include <filesystem>

#include "capture_samples.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

class PartialFileTest : public ::testing::Test {
 protected:
  std::string output() const { return directory_.path() + "/out"; }
  testing::TemporaryDirectory directory_;
};

TEST_F(PartialFileTest, WhatIsNotKeptIsGone) {
  {
    const PartialFile partial(output());
    testing::WriteBytes(partial.path(), "half");
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(PartialFileTest, WhatIsKeptHasItsName) {
  {
    PartialFile partial(output());
    testing::WriteBytes(partial.path(), "whole");
    ASSERT_TRUE(partial.Keep(false).has_value());
  }
  EXPECT_EQ(testing::ReadBytes(output()), "whole");
  EXPECT_FALSE(std::filesystem::exists(output() + ".partial"));
}

TEST_F(PartialFileTest, AFileThatIsThereIsReplacedOnlyWhenTold) {
  testing::WriteBytes(output(), "mine");
  PartialFile partial(output());
  testing::WriteBytes(partial.path(), "new");
  const Status refused = partial.Keep(false);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(testing::ReadBytes(output()), "mine");
  ASSERT_TRUE(partial.Keep(true).has_value());
  EXPECT_EQ(testing::ReadBytes(output()), "new");
}

}  // namespace
}  // namespace arsip::archive
