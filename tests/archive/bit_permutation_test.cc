#include "archive/bit_permutation.h"

#include <gtest/gtest.h>

#include "hash_samples.h"

namespace arsip::archive {
namespace {

using testing::HashSource;

TEST(BitPermutation, MovesEachBitToItsPlace) {
  BitPermutation::Order reversed{};
  for (unsigned i = 0; i < 256; ++i) reversed[i] = static_cast<uint8_t>(255 - i);
  const Hash256 moved = BitPermutation(reversed).Apply({{0b101, 0, 0, 1}});
  EXPECT_EQ(moved, (Hash256{{uint64_t{1} << 63, 0, 0, uint64_t{0b101} << 61}}));
}

TEST(BitPermutation, InverseBringsEveryBitBack) {
  for (unsigned bit = 0; bit < 256; ++bit) {
    Hash256 hash;
    hash.words[bit / 64] = uint64_t{1} << (bit % 64);
    const Hash256 moved = BitPermutation::Fixed().Apply(hash);
    EXPECT_EQ(BitsSet(moved), 1u);
    EXPECT_EQ(BitPermutation::Inverse().Apply(moved), hash);
  }
}

TEST(BitPermutation, KeepsDistances) {
  HashSource source(4);
  for (unsigned flips = 0; flips <= 256; ++flips) {
    const Hash256 hash = source.Random();
    const Hash256 other = source.At(flips, hash);
    EXPECT_EQ(
        HammingDistance(BitPermutation::Fixed().Apply(hash), BitPermutation::Fixed().Apply(other)),
        flips);
  }
}

TEST(BitPermutation, SpreadsAWordOverTheWholeHash) {
  const Hash256 spread = BitPermutation::Fixed().Apply({{~uint64_t{0}, 0, 0, 0}});
  for (const uint64_t word : spread.words) EXPECT_GE(std::popcount(word), 8);
}

}  // namespace
}  // namespace arsip::archive
