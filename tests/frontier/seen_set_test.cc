#include "frontier/seen_set.h"

#include <gtest/gtest.h>

#include "seen_fixture.h"
#include "temporary_directory.h"

namespace arsip::frontier {
namespace {

class SeenSetTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }
  void Open() {
    set_.reset();
    auto set = SeenSet::Open(directory_.path() + "/seen", kept_, kTable);
    ASSERT_TRUE(set.has_value()) << set.error().ToString();
    set_ = std::move(*set);
  }
  void AddTo(uint64_t last) {
    while (added_ < last) {
      ++added_;
      set_->Add({KeyNumber(added_), added_});
      ASSERT_TRUE(set_->Tend(keep_).has_value());
    }
  }
  void ExpectAll(uint64_t last) {
    for (uint64_t i = 1; i <= last; ++i) {
      const auto arrival = set_->Find(KeyNumber(i));
      ASSERT_TRUE(arrival.has_value());
      ASSERT_EQ(*arrival, i);
    }
    for (uint64_t i = last + 1; i <= last + 500; ++i) {
      ASSERT_FALSE(set_->Find(KeyNumber(i))->has_value());
    }
    // The same together, in more than one group, known and unknown mixed.
    std::vector<UrlKey> keys;
    for (uint64_t i = 1; i <= last + 500; ++i) keys.push_back(KeyNumber(i * 7 % (last + 501)));
    const auto arrivals = set_->FindAll(keys);
    ASSERT_TRUE(arrivals.has_value());
    ASSERT_EQ(arrivals->size(), keys.size());
    for (uint64_t i = 1; i <= last + 500; ++i) {
      const uint64_t number = i * 7 % (last + 501);
      ASSERT_EQ(arrivals->at(i - 1), number <= last ? number : 0) << number;
    }
  }

  static constexpr size_t kTable = 100;
  TemporaryDirectory directory_;
  SeenManifest kept_;
  bool full_disk_ = false;
  const SeenSet::Keep keep_ = [this](const SeenManifest& manifest) -> Status {
    if (full_disk_) return Error{ErrorCode::kNoSpace, "full", ""};
    kept_ = manifest;
    return Ok();
  };
  std::unique_ptr<SeenSet> set_;
  uint64_t added_ = 0;
};

TEST_F(SeenSetTest, KnowsEverythingThatWasAddedThroughSpillsAndMerges) {
  AddTo(5'050);
  ExpectAll(5'050);
  ASSERT_TRUE(set_->FinishMerges(keep_).has_value());
  ExpectAll(5'050);
  EXPECT_LT(kept_.runs.size(), 25U);
  EXPECT_EQ(FilesIn(directory_.path()).size(), kept_.runs.size());
}

TEST_F(SeenSetTest, AfterARestartWhatTheManifestCoversIsKnown) {
  AddTo(5'050);
  Open();
  EXPECT_GE(set_->next_arrival(), 5'000U);
  EXPECT_LE(set_->next_arrival(), 5'051U);
  for (added_ = set_->next_arrival() - 1; added_ < 5'050;) AddTo(added_ + 1);
  ExpectAll(5'050);
}

TEST_F(SeenSetTest, FilesThatTheManifestDoesNotNameAreDeleted) {
  AddTo(1'000);
  ASSERT_TRUE(set_->FinishMerges(keep_).has_value());
  std::ofstream(SeenRunPath(directory_.path() + "/seen", 999)) << "half a run";
  Open();
  EXPECT_EQ(FilesIn(directory_.path()).size(), kept_.runs.size());
}

TEST_F(SeenSetTest, WhileTheManifestCannotBeKeptNothingIsLost) {
  AddTo(kTable - 1);
  full_disk_ = true;
  ++added_;
  set_->Add({KeyNumber(added_), added_});
  EXPECT_EQ(set_->Tend(keep_).error().code, ErrorCode::kNoSpace);
  ExpectAll(kTable);
  EXPECT_TRUE(kept_.runs.empty());
  full_disk_ = false;
  ASSERT_TRUE(set_->Tend(keep_).has_value());
  EXPECT_EQ(kept_.runs.size(), 1U);
  AddTo(1'000);
  ExpectAll(1'000);
}

TEST_F(SeenSetTest, ADamagedPageIsAnErrorNotAnAnswer) {
  AddTo(2 * kTable);
  ASSERT_TRUE(set_->FinishMerges(keep_).has_value());
  for (const std::string& file : FilesIn(directory_.path())) Rot(file, 35);  // the first entry
  Open();
  uint64_t errors = 0;
  for (uint64_t i = 1; i <= 2 * kTable; ++i) {
    const auto arrival = set_->Find(KeyNumber(i));
    if (arrival.has_value()) {
      EXPECT_EQ(*arrival, i);
    } else {
      ++errors;
    }
  }
  EXPECT_GT(errors, 0U);
}

TEST_F(SeenSetTest, TakesLessThanTwoBytesOfMemoryAKey) {
  AddTo(50'000);
  ASSERT_TRUE(set_->FinishMerges(keep_).has_value());
  // The largest merge adds half as much for a time.
  EXPECT_LT(static_cast<double>(set_->memory_bytes()) * 1.5, 2.0 * 50'000);
}

}  // namespace
}  // namespace arsip::frontier
