#include "archive/multi_index.h"

#include <gtest/gtest.h>

#include "archive/bit_permutation.h"
#include "hash_samples.h"

namespace arsip::archive {
namespace {

using testing::CompareAll;
using testing::HashSource;

// In the order of the permuted hashes, which MultiIndex asks for.
MultiIndex IndexOf(std::vector<HashEntry> entries, const SubstringPlan& plan) {
  for (HashEntry& entry : entries) entry.hash = BitPermutation::Fixed().Apply(entry.hash);
  std::sort(entries.begin(), entries.end());
  return {std::move(entries), plan};
}

HashMatches Search(const MultiIndex& index, const Hash256& query, unsigned radius,
                   size_t limit = 1'000'000) {
  NearestHashes nearest({&query, 1}, radius, limit);
  index.Search(nearest);
  return nearest.Take();
}

void ExpectExact(const MultiIndex& index, const std::vector<HashEntry>& entries,
                 const Hash256& query, unsigned radius) {
  const HashMatches found = Search(index, query, radius);
  const HashMatches expected = CompareAll(entries, {query}, radius, 1'000'000);
  ASSERT_EQ(found.total, expected.total) << "radius " << radius;
  ASSERT_EQ(found.nearest, expected.nearest) << "radius " << radius;
}

TEST(MultiIndex, IsExactAtEveryRadiusWithEveryCut) {
  HashSource source(7);
  const std::vector<HashEntry> entries = source.Entries(3000);
  std::vector<SubstringPlan> plans;
  for (const unsigned count : {11u, 12u, 13u, 16u, 32u}) {
    plans.push_back(SubstringPlan::Equal(count));
  }
  plans.push_back(SubstringPlan::ForSize(1'000'000));
  plans.push_back(SubstringPlan::ForSize(10'000'000));
  for (const SubstringPlan& plan : plans) {
    const MultiIndex index = IndexOf(entries, plan);
    for (unsigned radius = 0; radius <= kMaxSearchRadius; ++radius) {
      const Hash256& stored = entries[source.Number(entries.size())].hash;
      ExpectExact(index, entries, source.At(radius, stored), radius);
      ExpectExact(index, entries, source.At(radius + 1, stored), radius);
    }
  }
}

TEST(MultiIndex, OfOneParityIsExactForQueriesOfBoth) {
  HashSource source(8);
  for (const unsigned parity : {0u, 1u}) {
    std::vector<HashEntry> entries;
    for (uint64_t id = 0; id < 5000; ++id) {
      const Hash256 even = source.Even();
      entries.push_back({id, parity == 0 ? even : source.At(1, even)});
    }
    // Few enough to be set aside.
    for (uint64_t id = 5000; id < 5050; ++id) {
      entries.push_back({id, source.At(1, entries[source.Number(5000)].hash)});
    }
    const MultiIndex index = IndexOf(entries, SubstringPlan::Equal(13));
    for (unsigned radius = 0; radius <= kMaxSearchRadius; ++radius) {
      for (unsigned more = 0; more < 2; ++more) {
        const Hash256& stored = entries[source.Number(entries.size())].hash;
        ExpectExact(index, entries, source.At(radius + more, stored), radius);
      }
    }
  }
}

TEST(MultiIndex, WithoutEntriesFindsNothing) {
  const MultiIndex index = IndexOf({}, SubstringPlan::Equal(16));
  EXPECT_EQ(Search(index, HashSource(9).Random(), kMaxSearchRadius).total, 0u);
  EXPECT_FALSE(index.Contains({1, {}}));
}

TEST(MultiIndex, OfOneHashInManyCopiesCountsAllAndReturnsTheFirst) {
  HashSource source(10);
  const Hash256 hash = source.Random();
  std::vector<HashEntry> entries;
  for (uint64_t id = 0; id < 100'000; ++id) entries.push_back({id, hash});
  const MultiIndex index = IndexOf(std::move(entries), SubstringPlan::ForSize(100'000));
  const HashMatches found = Search(index, source.At(31, hash), 31, 100);
  EXPECT_EQ(found.total, 100'000u);
  ASSERT_EQ(found.nearest.size(), 100u);
  for (uint64_t id = 0; id < 100; ++id) EXPECT_EQ(found.nearest[id].id, id);
  EXPECT_EQ(Search(index, source.At(32, hash), 31, 100).total, 0u);
  EXPECT_TRUE(index.Contains({99'999, BitPermutation::Fixed().Apply(hash)}));
  EXPECT_FALSE(index.Contains({100'000, BitPermutation::Fixed().Apply(hash)}));
}

// All lie where a query looks in 12 of 13 tables: what a list maker who knows the
// permutation could plant.
TEST(MultiIndex, OfHashesThatShareAllSubstringsButOneComparesNotManyMoreThanAScan) {
  constexpr size_t kHashes = 100'000;
  HashSource source(11);
  const SubstringPlan plan = SubstringPlan::Equal(13);
  const Hash256 base = source.Random();
  std::vector<HashEntry> entries;
  std::vector<Hash256> hashes;
  for (uint64_t id = 0; id < kHashes; ++id) {
    Hash256 hash = base;
    // The last 19 bits are the last substring.
    hash.words[3] = (base.words[3] << 19 >> 19) | source.Number(1u << 19) << 45;
    hashes.push_back(hash);
    entries.push_back({id, hash});
  }
  const MultiIndex index(std::move(entries), plan);
  Hash256 query = base;
  for (const Substring& substring : plan.substrings()) {
    for (unsigned bit = 0; bit < 3; ++bit) {
      const unsigned at = substring.offset + bit;
      query.words[at / 64] ^= uint64_t{1} << (at % 64);
    }
  }
  const Hash256 asked = BitPermutation::Inverse().Apply(query);
  for (unsigned radius = 0; radius <= kMaxSearchRadius; ++radius) {
    NearestHashes nearest({&asked, 1}, radius, 1);
    // Without the bound it would be 12 times all of them, from radius 39 on.
    EXPECT_LE(index.Search(nearest), kHashes + kHashes / 4 + 256) << radius;
    size_t scanned = 0;
    ForEachWithin(hashes, query, radius, [&](size_t) { ++scanned; });
    EXPECT_EQ(nearest.Take().total, scanned) << radius;
  }
}

TEST(MultiIndex, DoesNotFindWhatWasRemovedAndGivesBackTheRest) {
  HashSource source(12);
  std::vector<HashEntry> entries;
  for (uint64_t id = 0; id < 1000; ++id) entries.push_back({id, source.Even()});
  entries.push_back({1000, source.At(1, entries[0].hash)});  // aside
  MultiIndex index(entries, SubstringPlan::Equal(16));
  for (const uint64_t id : {0u, 500u, 1000u}) {
    EXPECT_TRUE(index.Remove(entries[id]));
    EXPECT_FALSE(index.Remove(entries[id]));
    EXPECT_FALSE(index.Contains(entries[id]));
    const Hash256 query = BitPermutation::Inverse().Apply(entries[id].hash);
    EXPECT_EQ(Search(index, query, 0).total, 0u);
  }
  EXPECT_FALSE(index.Remove({1, entries[2].hash}));
  EXPECT_EQ(index.size(), 998u);
  std::erase_if(entries,
                [](const HashEntry& e) { return e.id == 0 || e.id == 500 || e.id == 1000; });
  EXPECT_EQ(index.Entries(), entries);
  EXPECT_EQ(index.TakeEntries(), entries);
}

}  // namespace
}  // namespace arsip::archive
