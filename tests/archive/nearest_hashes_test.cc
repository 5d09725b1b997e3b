#include "archive/nearest_hashes.h"

#include <gtest/gtest.h>

#include "archive/bit_permutation.h"
#include "hash_samples.h"

namespace arsip::archive {
namespace {

using testing::HashSource;

Hash256 Permuted(const Hash256& hash) { return BitPermutation::Fixed().Apply(hash); }

TEST(NearestHashes, AreInOrderOfDistanceThenIdAndLimitedToTheFirst) {
  HashSource source(5);
  const Hash256 query = source.Random();
  NearestHashes nearest({&query, 1}, 31, 3);
  const Hash256 far = source.At(20, query);
  const Hash256 near = source.At(2, query);
  nearest.Offer(0, Permuted(far), 1);
  nearest.Offer(0, Permuted(far), 9);
  nearest.Offer(0, Permuted(near), 8);
  nearest.Offer(0, Permuted(far), 4);
  nearest.Offer(0, Permuted(near), 7);
  const HashMatches matches = nearest.Take();
  EXPECT_EQ(matches.total, 5u);
  const std::vector<HashMatch> expected{{2, 7, near, 0}, {2, 8, near, 0}, {20, 1, far, 0}};
  EXPECT_EQ(matches.nearest, expected);
}

TEST(NearestHashes, CountAnEntryOnceAndNameItsNearestVariant) {
  HashSource source(6);
  const Hash256 hash = source.Random();
  const std::vector<Hash256> variants{source.At(10, hash), source.Random(), source.At(3, hash),
                                      source.At(3, hash)};
  NearestHashes nearest(variants, 31, 10);
  for (const unsigned found_by : {0u, 2u, 3u}) nearest.Offer(found_by, Permuted(hash), 1);
  const HashMatches matches = nearest.Take();
  EXPECT_EQ(matches.total, 1u);
  EXPECT_EQ(matches.nearest, (std::vector<HashMatch>{{3, 1, hash, 2}}));
}

}  // namespace
}  // namespace arsip::archive
