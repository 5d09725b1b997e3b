#include "frontier/seen_merge.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

std::vector<SeenRunName> Runs(const std::vector<uint64_t>& entries) {
  std::vector<SeenRunName> runs;
  for (const uint64_t count : entries) runs.push_back({runs.size() + 1, count, {}});
  return runs;
}

TEST(SeenMerge, TheSmallestNeighboursOfLikeSizeGoFirst) {
  EXPECT_EQ(PairToMerge(Runs({}), 10), std::nullopt);
  EXPECT_EQ(PairToMerge(Runs({10}), 10), std::nullopt);
  EXPECT_EQ(PairToMerge(Runs({40, 40, 10, 10}), 10), 2U);
  EXPECT_EQ(PairToMerge(Runs({40, 10}), 10), std::nullopt)
      << "one of them would be copied for little";
}

TEST(SeenMerge, NoMoreThanHalfOfAllIsMergedAtOnce) {
  EXPECT_EQ(PairToMerge(Runs({1000, 1000, 1000}), 10), std::nullopt);
  EXPECT_EQ(PairToMerge(Runs({4000, 4000, 4000, 1000, 1000}), 10), 3U);
}

TEST(SeenMerge, RunsOfAGrowingSetStayFew) {
  std::vector<SeenRunName> runs;
  uint64_t copied = 0;
  constexpr uint64_t kTables = 4000;
  for (uint64_t i = 0; i < kTables; ++i) {
    runs.push_back({i, 10, {}});
    while (const auto pair = PairToMerge(runs, 10)) {
      runs[*pair].entries += runs[*pair + 1].entries;
      copied += runs[*pair].entries;
      runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(*pair) + 1);
    }
    ASSERT_LE(runs.size(), 10U) << i;
  }
  EXPECT_LE(copied, kTables * 10 * 14);
}

}  // namespace
}  // namespace arsip::frontier
