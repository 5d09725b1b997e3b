#include "archive/substring_plan.h"

#include <gtest/gtest.h>

#include <set>

#include "hash_samples.h"

namespace arsip::archive {
namespace {

std::vector<SubstringPlan> Plans() {
  std::vector<SubstringPlan> plans;
  for (unsigned count = SubstringPlan::kMinSubstrings; count <= 20; ++count) {
    plans.push_back(SubstringPlan::Equal(count));
  }
  for (const size_t size : {1u, 1'000'000u, 10'000'000u}) {
    plans.push_back(SubstringPlan::ForSize(size));
  }
  return plans;
}

TEST(SubstringPlan, CutsEveryBitOnce) {
  for (const SubstringPlan& plan : Plans()) {
    for (unsigned bit = 0; bit < 256; ++bit) {
      Hash256 hash;
      hash.words[bit / 64] = uint64_t{1} << (bit % 64);
      int bits = 0;
      for (const Substring& substring : plan.substrings()) {
        bits += std::popcount(substring.Of(hash));
      }
      EXPECT_EQ(bits, 1) << "bit " << bit << " of " << plan.substrings().size();
    }
  }
}

// Section 3.1 of the paper: were each substring farther than it is searched, the whole would be
// farther than the radius. One less would not do.
TEST(NorouziSection31, RadiiOfSubstringsAreTheLeastThatMissNothing) {
  for (const SubstringPlan& plan : Plans()) {
    for (unsigned radius = 0; radius <= kMaxSearchRadius; ++radius) {
      int least_beyond = 0;
      for (size_t i = 0; i < plan.substrings().size(); ++i) {
        least_beyond += plan.RadiusOf(i, radius) + 1;
      }
      EXPECT_EQ(least_beyond, static_cast<int>(radius) + 1);
    }
  }
}

TEST(SubstringPlan, MasksReachEachValueWithinTheRadiusOnce) {
  const SubstringPlan plan = SubstringPlan::Equal(16);
  for (int radius = 0; radius <= 2; ++radius) {
    const auto masks = plan.Masks(0, radius);
    const std::set<uint32_t> distinct(masks.begin(), masks.end());
    EXPECT_EQ(distinct.size(), masks.size());
    size_t near = 0;
    for (uint32_t value = 0; value < 1u << 16; ++value) near += std::popcount(value) <= radius;
    EXPECT_EQ(masks.size(), near);
    for (const uint32_t mask : masks) EXPECT_LE(std::popcount(mask), radius);
  }
  EXPECT_TRUE(plan.Masks(0, -1).empty());
}

TEST(SubstringPlan, HasMasksForTheLargestRadius) {
  for (const SubstringPlan& plan : Plans()) {
    for (size_t i = 0; i < plan.substrings().size(); ++i) {
      const int radius = plan.RadiusOf(i, kMaxSearchRadius);
      EXPECT_EQ(std::popcount(plan.Masks(i, radius).back()), std::max(radius, 0));
    }
  }
}

}  // namespace
}  // namespace arsip::archive
