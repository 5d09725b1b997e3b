#include "frontier/fence.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

constexpr Ownership kOwned{5, 40};

TEST(FenceCheck, TheNextBatchOfTheOwnerPasses) {
  EXPECT_EQ(*CheckFence(kOwned, Fence{1, 5, 41}), FenceVerdict::kPasses);
}

TEST(FenceCheck, TheLastBatchIsAReplay) {
  EXPECT_EQ(*CheckFence(kOwned, Fence{1, 5, 40}), FenceVerdict::kReplayed);
  EXPECT_EQ(*CheckFence(kOwned, Fence{1, 5, 7}), FenceVerdict::kReplayed);
}

TEST(FenceCheck, EveryOtherEpochIsRefusedEvenWithAKnownSequence) {
  for (const uint64_t epoch : {4, 6}) {
    for (const uint64_t sequence : {40, 41}) {
      const auto verdict = CheckFence(kOwned, Fence{1, epoch, sequence});
      ASSERT_FALSE(verdict.has_value());
      EXPECT_EQ(verdict.error().code, ErrorCode::kPermission);
      EXPECT_EQ(verdict.error().where, "partition 1");
    }
  }
}

TEST(FenceCheck, AMissingBatchIsInvalidInput) {
  const auto verdict = CheckFence(kOwned, Fence{1, 5, 42});
  ASSERT_FALSE(verdict.has_value());
  EXPECT_EQ(verdict.error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace arsip::frontier
