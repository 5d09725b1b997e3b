#include "frontier/seen_filter.h"

#include <gtest/gtest.h>

#include "seen_fixture.h"

namespace arsip::frontier {
namespace {

TEST(SeenFilter, PassesEveryKeyThatWasAddedAndFewOthers) {
  constexpr uint64_t kKeys = 20'000;
  SeenFilter filter(kKeys);
  for (uint64_t i = 0; i < kKeys; ++i) filter.Add(KeyNumber(i));
  uint64_t passed = 0;
  for (uint64_t i = 0; i < kKeys; ++i) {
    ASSERT_TRUE(filter.MayHold(KeyNumber(i))) << i;
    passed += filter.MayHold(KeyNumber(i + kKeys)) ? 1 : 0;
  }
  EXPECT_LT(passed, kKeys / 50);
}

TEST(SeenFilter, TakesTenBitsAKey) {
  EXPECT_LE(SeenFilter::BytesFor(1'000'000), 1'250'000U + 64U);
  EXPECT_EQ(SeenFilter(1'000'000).bytes().size(), SeenFilter::BytesFor(1'000'000));
}

TEST(SeenFilter, AFilterOfNothingPassesNothing) {
  EXPECT_FALSE(SeenFilter().MayHold(KeyNumber(1)));
}

}  // namespace
}  // namespace arsip::frontier
