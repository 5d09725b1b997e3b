#include "crawler/quarantine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace arsip::crawler {
namespace {

using ::testing::Optional;

constexpr UtcTime kTime{};

class QuarantineTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string path = testing::TempDir() + "quarantine-XXXXXX";
    ASSERT_NE(::mkdtemp(path.data()), nullptr);
    directory_ = path;
    file_ = directory_ + "/quarantine.tsv";
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::shared_ptr<Quarantine> Open() const {
    auto quarantine = Quarantine::Open(file_);
    EXPECT_TRUE(quarantine);
    return quarantine ? *quarantine : nullptr;
  }

  std::string directory_;
  std::string file_;
};

TEST_F(QuarantineTest, PayloadIsRefusedUntilTheVersionsAreOthers) {
  const auto quarantine = Open();
  EXPECT_EQ(quarantine->Find("bomb", "icu 72"), std::nullopt);
  EXPECT_EQ(quarantine->Add("bomb", "icu 72", "crashed: signal 11", kTime),
            ComputeSha256(std::string_view("bomb")));
  EXPECT_THAT(quarantine->Find("bomb", "icu 72"), Optional(std::string("crashed: signal 11")));
  EXPECT_EQ(quarantine->Find("bomb", "icu 73"), std::nullopt);
  EXPECT_EQ(quarantine->Find("bomC", "icu 72"), std::nullopt);  // of the same length
}

TEST_F(QuarantineTest, NextProcessKnowsWhatTheLastOneAdded) {
  Open()->Add("bomb", "icu 72", "timed\tout\n", kTime);
  EXPECT_THAT(Open()->Find("bomb", "icu 72"), Optional(std::string("timed out ")));
}

TEST_F(QuarantineTest, LastWordAboutAPayloadCounts) {
  Open()->Add("bomb", "icu 72", "first", kTime);
  Open()->Add("bomb", "icu 73", "second", kTime);
  const auto quarantine = Open();
  EXPECT_EQ(quarantine->Find("bomb", "icu 72"), std::nullopt);
  EXPECT_THAT(quarantine->Find("bomb", "icu 73"), Optional(std::string("second")));
  EXPECT_EQ(quarantine->size(), 1u);
}

TEST_F(QuarantineTest, TornAndForeignLinesArePassedOverAndNothingIsLostBehindThem) {
  Open()->Add("bomb", "icu 72", "kept", kTime);
  std::ofstream(file_, std::ios::app) << "nonsense\nsha256:00\t4\t\tv\tr\nsha256:torn";
  Open()->Add("second", "icu 72", "kept too", kTime);
  const auto quarantine = Open();
  EXPECT_EQ(quarantine->size(), 2u);
  EXPECT_TRUE(quarantine->Find("bomb", "icu 72"));
  EXPECT_TRUE(quarantine->Find("second", "icu 72"));
}

TEST_F(QuarantineTest, FileThatCannotBeOpenedIsNamed) {
  const auto quarantine = Quarantine::Open(directory_ + "/missing/quarantine.tsv");
  ASSERT_FALSE(quarantine);
  EXPECT_EQ(quarantine.error().where, directory_ + "/missing/quarantine.tsv");
}

TEST_F(QuarantineTest, WithoutAPathItHoldsInMemory) {
  auto quarantine = Quarantine::Open("");
  ASSERT_TRUE(quarantine);
  (*quarantine)->Add("bomb", "v", "r", kTime);
  EXPECT_TRUE((*quarantine)->Find("bomb", "v"));
}

}  // namespace
}  // namespace arsip::crawler
