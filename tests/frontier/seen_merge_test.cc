#include "frontier/seen_merge.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

std::vector<SeenRunName> Runs(const std::vector<uint64_t>& entries) {
  std::vector<SeenRunName> runs;
  for (const uint64_t count : entries) runs.push_back({runs.size() + 1, count, {}});
  return runs;
}

constexpr RunsToMerge kNone;

TEST(SeenMerge, FourNeighboursOfLikeSizeGoAtOnceTheSmallestFirst) {
  EXPECT_EQ(ChooseRunsToMerge(Runs({}), 10), kNone);
  EXPECT_EQ(ChooseRunsToMerge(Runs({10}), 10), kNone);
  EXPECT_EQ(ChooseRunsToMerge(Runs({900, 10, 10, 10}), 10), kNone);
  EXPECT_EQ(ChooseRunsToMerge(Runs({900, 10, 10, 10, 10}), 10), (RunsToMerge{1, 4}));
  EXPECT_EQ(ChooseRunsToMerge(Runs({900, 20, 20, 20, 20, 10, 10, 10, 10}), 10),
            (RunsToMerge{5, 4}));
  EXPECT_EQ(ChooseRunsToMerge(Runs({900, 40, 10, 10, 10}), 10), kNone)
      << "one of them would be copied for little";
}

TEST(SeenMerge, LargeNeighboursGoInPairs) {
  EXPECT_EQ(ChooseRunsToMerge(Runs({500, 100, 100}), 10), (RunsToMerge{1, 2}));
  EXPECT_EQ(ChooseRunsToMerge(Runs({500, 30, 30}), 10), kNone) << "they wait for two others";
  EXPECT_EQ(ChooseRunsToMerge(Runs({40, 40, 10, 10}), 10), (RunsToMerge{2, 2}));
}

TEST(SeenMerge, NoMoreThanHalfOfAllIsMergedAtOnce) {
  EXPECT_EQ(ChooseRunsToMerge(Runs({1000, 1000, 1000}), 10), kNone);
  EXPECT_EQ(ChooseRunsToMerge(Runs({4000, 4000, 4000, 1000, 1000}), 10), (RunsToMerge{3, 2}));
}

TEST(SeenMerge, RunsOfAGrowingSetStayFew) {
  std::vector<SeenRunName> runs;
  uint64_t copied = 0;
  constexpr uint64_t kTables = 4000;
  for (uint64_t i = 0; i < kTables; ++i) {
    runs.push_back({i, 10, {}});
    for (;;) {
      const RunsToMerge merge = ChooseRunsToMerge(runs, 10);
      if (merge.count == 0) break;
      const auto first = runs.begin() + static_cast<std::ptrdiff_t>(merge.first);
      const auto end = first + static_cast<std::ptrdiff_t>(merge.count);
      for (auto run = first + 1; run != end; ++run) first->entries += run->entries;
      copied += first->entries;
      runs.erase(first + 1, end);
    }
    ASSERT_LE(runs.size(), 18U) << i;
  }
  EXPECT_LE(copied, kTables * 10 * 8);
}

}  // namespace
}  // namespace arsip::frontier
