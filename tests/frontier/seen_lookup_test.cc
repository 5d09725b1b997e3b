#include "frontier/seen_lookup.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "frontier/seen_run_writer.h"
#include "seen_fixture.h"
#include "temporary_directory.h"

namespace arsip::frontier {
namespace {

class SeenLookupTest : public testing::Test {
 protected:
  // A run of keys `first` to `last`, each with its number for an arrival.
  void AddRun(uint64_t first, uint64_t last) {
    std::vector<SeenEntry> entries;
    for (uint64_t i = first; i <= last; ++i) entries.push_back({KeyNumber(i), i});
    std::sort(entries.begin(), entries.end(),
              [](const SeenEntry& a, const SeenEntry& b) { return SeenBefore(a.key, b.key); });
    const uint64_t number = runs_.size() + 1;
    auto writer = SeenRunWriter::Create(directory_.path(), number, entries.size());
    ASSERT_TRUE(writer.has_value());
    for (const SeenEntry& entry : entries) ASSERT_TRUE((*writer)->Add(entry).has_value());
    const auto name = (*writer)->Finish();
    ASSERT_TRUE(name.has_value());
    runs_.push_back(*SeenRun::Open(directory_.path(), *name));
  }

  TemporaryDirectory directory_;
  std::vector<std::unique_ptr<SeenRun>> runs_;
};

TEST_F(SeenLookupTest, FindsKeysInWhicheverRunTheyAre) {
  AddRun(1, 3'000);
  AddRun(3'001, 3'500);
  AddRun(3'501, 3'501);
  for (uint64_t at = 1; at <= 6'000; at += kSeenGroup) {
    std::vector<UrlKey> keys;
    for (uint64_t i = 0; i < kSeenGroup; ++i) keys.push_back(KeyNumber(at + i));
    std::vector<uint64_t> arrivals(keys.size());
    ASSERT_TRUE(FindInRuns(runs_, keys, arrivals).has_value());
    for (uint64_t i = 0; i < kSeenGroup; ++i) {
      ASSERT_EQ(arrivals[i], at + i <= 3'501 ? at + i : 0) << at + i;
    }
  }
}

// Of 40,000 keys some hundreds pass the first run's filter and are in the second run.
TEST_F(SeenLookupTest, AKeyThatAFilterPassedInVainIsSoughtInTheRunsBehind) {
  AddRun(1, 1'000);
  AddRun(1'001, 41'000);
  uint64_t in_vain = 0;
  for (uint64_t i = 1'001; i <= 41'000; ++i) {
    const UrlKey key = KeyNumber(i);
    if (runs_[0]->MayHold(key)) ++in_vain;
    uint64_t arrival = 0;
    ASSERT_TRUE(FindInRuns(runs_, {&key, 1}, {&arrival, 1}).has_value());
    ASSERT_EQ(arrival, i);
  }
  EXPECT_GT(in_vain, 100U);
}

TEST_F(SeenLookupTest, WhatHasAnArrivalIsNotSought) {
  AddRun(1, 10);
  const std::vector<UrlKey> keys = {KeyNumber(1), KeyNumber(2)};
  std::vector<uint64_t> arrivals = {77, 0};
  ASSERT_TRUE(FindInRuns(runs_, keys, arrivals).has_value());
  EXPECT_EQ(arrivals, (std::vector<uint64_t>{77, 2}));
}

TEST_F(SeenLookupTest, WithoutRunsOrKeysNothingIsFound) {
  const UrlKey key = KeyNumber(1);
  uint64_t arrival = 0;
  ASSERT_TRUE(FindInRuns(runs_, {&key, 1}, {&arrival, 1}).has_value());
  EXPECT_EQ(arrival, 0U);
  AddRun(1, 1);
  EXPECT_TRUE(FindInRuns(runs_, {}, {}).has_value());
}

TEST_F(SeenLookupTest, ADamagedRunIsCorruption) {
  AddRun(1, 10);
  for (uint64_t at = 32; at < kSeenPageBytes; at += 24) {
    Rot(SeenRunPath(directory_.path(), 1), at);
  }
  const UrlKey key = KeyNumber(3);
  uint64_t arrival = 0;
  EXPECT_EQ(FindInRuns(runs_, {&key, 1}, {&arrival, 1}).error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace arsip::frontier
