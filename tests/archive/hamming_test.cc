#include "archive/hamming.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hash_samples.h"

namespace arsip::archive {
namespace {

using testing::HashSource;

unsigned CountBitByBit(const Hash256& a, const Hash256& b) {
  unsigned distance = 0;
  const auto x = a.bytes();
  const auto y = b.bytes();
  for (unsigned bit = 0; bit < 256; ++bit) {
    distance += (x[bit / 8] >> (bit % 8) & 1) != (y[bit / 8] >> (bit % 8) & 1) ? 1 : 0;
  }
  return distance;
}

TEST(Hash256, FirstByteHoldsTheFirstDigitsAndOrderIsTheirs) {
  std::array<uint8_t, 32> bytes{};
  bytes[0] = 0xab;
  bytes[31] = 0x01;
  const Hash256 hash = Hash256::FromBytes(bytes);
  EXPECT_EQ(hash.words[0], 0xab00000000000000u);
  EXPECT_EQ(hash.words[3], 1u);
  EXPECT_EQ(hash.bytes(), bytes);
  bytes[0] = 0xaa;
  bytes[31] = 0xff;
  EXPECT_LT(Hash256::FromBytes(bytes), hash);
}

TEST(HammingDistance, IsTheNumberOfBitsThatDiffer) {
  HashSource source(1);
  for (unsigned flips = 0; flips <= 256; ++flips) {
    const Hash256 hash = source.Random();
    const Hash256 other = source.At(flips, hash);
    EXPECT_EQ(HammingDistance(hash, other), flips);
    EXPECT_EQ(CountBitByBit(hash, other), flips);
  }
}

TEST(HammingKernels, OfEveryProcessorFindWhatBitsSay) {
  HashSource source(2);
  const Hash256 query = source.Random();
  std::vector<Hash256> hashes;
  for (unsigned flips = 0; flips <= 256; ++flips) hashes.push_back(source.At(flips, query));
  std::vector<uint32_t> backwards;
  for (uint32_t i = 257; i-- > 0;) backwards.push_back(i);
  std::vector<uint32_t> hits(hashes.size());
  for (const HammingKernels* kernels : {&PortableKernels(), &BestKernels()}) {
    for (unsigned radius = 0; radius <= 256; ++radius) {
      ASSERT_EQ(kernels->scan(hashes.data(), hashes.size(), query, radius, hits.data()),
                radius + 1);
      EXPECT_EQ(hits[0], 0u);
      EXPECT_EQ(hits[radius], radius);
      ASSERT_EQ(kernels->gather(hashes.data(), backwards.data(), backwards.size(), query, radius,
                                hits.data()),
                radius + 1);
      EXPECT_EQ(hits[0], radius);
      EXPECT_EQ(hits[radius], 0u);
    }
  }
}

TEST(HammingKernels, AWalkOverManyGivesEachIndexOnceAndInOrder) {
  HashSource source(3);
  const Hash256 query = source.Random();
  std::vector<Hash256> hashes(5000, source.At(100, query));
  for (const size_t near : {0u, 2047u, 2048u, 4999u}) hashes[near] = source.At(31, query);
  hashes[77] = source.At(32, query);
  std::vector<size_t> found;
  ForEachWithin(hashes, query, 31, [&](size_t i) { found.push_back(i); });
  EXPECT_THAT(found, ::testing::ElementsAre(0, 2047, 2048, 4999));
}

}  // namespace
}  // namespace arsip::archive
