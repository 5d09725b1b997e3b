#include "archive/hash_index.h"

#include <gtest/gtest.h>

#include "hash_samples.h"

namespace arsip::archive {
namespace {

using testing::CompareAll;
using testing::HashSource;

HashMatches Found(const HashIndex& index, const std::vector<Hash256>& variants,
                  const HashQuery& query) {
  auto found = index.Search(variants, query);
  EXPECT_TRUE(found.has_value());
  return found.has_value() ? *found : HashMatches{};
}

TEST(HashIndex, OfAHundredThousandHashesIsExactOverThousandsOfQueries) {
  constexpr size_t kHashes = 100'000;
  constexpr int kQueries = 3000;
  HashSource source(20);
  const std::vector<HashEntry> entries = source.Entries(kHashes);
  const HashIndex index(entries);
  std::vector<Hash256> hashes;
  for (const HashEntry& entry : entries) hashes.push_back(entry.hash);
  uint64_t found = 0;
  for (int i = 0; i < kQueries; ++i) {
    const Hash256& stored = hashes[source.Number(kHashes)];
    const Hash256 query =
        i % 2 == 0 ? source.At(static_cast<unsigned>(source.Number(32)), stored) : source.Random();
    std::vector<uint64_t> expected;
    ForEachWithin(hashes, query, 31, [&](size_t at) { expected.push_back(at); });
    const HashMatches matches = Found(index, {query}, {.radius = 31, .limit = 1000});
    std::vector<uint64_t> ids;
    for (const HashMatch& match : matches.nearest) {
      ids.push_back(match.id);
      EXPECT_EQ(match.distance, HammingDistance(query, hashes[match.id]));
    }
    std::sort(ids.begin(), ids.end());
    ASSERT_EQ(ids, expected);
    ASSERT_EQ(matches.total, expected.size());
    found += matches.total;
  }
  EXPECT_GE(found, kQueries / 2u);
}

TEST(HashIndex, GrownOneByOneFindsWhatOneBuiltAtOnceFinds) {
  HashSource source(21);
  std::vector<HashEntry> entries = source.Entries(5 * HashIndex::kRecentEntries + 100);
  const HashIndex built(entries);
  HashIndex grown;
  std::vector<HashEntry> shuffled = entries;
  for (size_t i = shuffled.size(); i > 1; --i)
    std::swap(shuffled[i - 1], shuffled[source.Number(i)]);
  for (const HashEntry& entry : shuffled) EXPECT_TRUE(grown.Add(entry));
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(grown.Add(shuffled[source.Number(shuffled.size())]));
  EXPECT_EQ(grown.size(), entries.size());
  EXPECT_EQ(grown.Entries(), entries);
  EXPECT_EQ(built.Entries(), entries);
  for (int i = 0; i < 300; ++i) {
    const std::vector<Hash256> query{source.At(static_cast<unsigned>(source.Number(40)),
                                               entries[source.Number(entries.size())].hash)};
    EXPECT_EQ(Found(grown, query, {}).nearest, Found(built, query, {}).nearest);
  }
}

TEST(HashIndex, ForgetsWhatIsRemovedWhereverItIsAndTakesItAgain) {
  HashSource source(22);
  const std::vector<HashEntry> entries = source.Entries(HashIndex::kRecentEntries + 1000);
  HashIndex index;
  for (const HashEntry& entry : entries) index.Add(entry);
  std::vector<HashEntry> left;
  for (const HashEntry& entry : entries) {
    // Most of the part, so that it is made anew, and of the recent ones.
    if (entry.id % 5 == 0) {
      left.push_back(entry);
    } else {
      EXPECT_TRUE(index.Remove(entry));
    }
  }
  EXPECT_FALSE(index.Remove(entries[1]));
  EXPECT_EQ(index.Entries(), left);
  for (int i = 0; i < 300; ++i) {
    const Hash256 query = entries[source.Number(entries.size())].hash;
    EXPECT_EQ(Found(index, {query}, {}).nearest, CompareAll(left, {query}, 31, 100).nearest);
  }
  EXPECT_TRUE(index.Add(entries[1]));
  EXPECT_TRUE(index.Contains(entries[1]));
  for (const HashEntry& entry : left) EXPECT_TRUE(index.Remove(entry));
  EXPECT_EQ(index.Entries(), std::vector<HashEntry>{entries[1]});
}

TEST(HashIndex, SearchesEightVariantsAndReportsEachEntryOnce) {
  HashSource source(23);
  const std::vector<HashEntry> entries = source.Entries(20'000);
  HashIndex index;
  for (const HashEntry& entry : entries) index.Add(entry);
  for (int i = 0; i < 200; ++i) {
    std::vector<Hash256> variants;
    for (int variant = 0; variant < 8; ++variant) {
      // Some near to the same entry, some to another, some to none.
      const Hash256& stored = entries[source.Number(3) + static_cast<uint64_t>(i) * 10].hash;
      variants.push_back(source.At(static_cast<unsigned>(source.Number(45)), stored));
    }
    const HashMatches expected = CompareAll(entries, variants, 31, 100);
    const HashMatches found = Found(index, variants, {});
    EXPECT_EQ(found.nearest, expected.nearest);
    EXPECT_EQ(found.total, expected.total);
  }
}

TEST(HashIndex, OneIdMayHaveManyHashesAndOneHashManyIds) {
  HashSource source(24);
  const Hash256 a = source.Random();
  const Hash256 b = source.At(2, a);
  HashIndex index;
  for (const HashEntry& entry : {HashEntry{7, a}, HashEntry{7, b}, HashEntry{6, a}}) {
    EXPECT_TRUE(index.Add(entry));
    EXPECT_FALSE(index.Add(entry));
  }
  const std::vector<HashMatch> expected{{0, 6, a, 0}, {0, 7, a, 0}, {2, 7, b, 0}};
  EXPECT_EQ(Found(index, {a}, {}).nearest, expected);
  EXPECT_TRUE(index.Remove({7, a}));
  EXPECT_TRUE(index.Contains({7, b}));
}

TEST(HashIndex, WithoutEntriesFindsNothing) {
  EXPECT_EQ(Found(HashIndex(), {Hash256{}}, {}).total, 0u);
  EXPECT_EQ(Found(HashIndex(std::vector<HashEntry>{}), {Hash256{}}, {}).total, 0u);
}

TEST(HashIndex, RefusesAQueryOutOfItsBounds) {
  const HashIndex index;
  const std::vector<Hash256> nine(9);
  const auto code = [&](std::span<const Hash256> variants, const HashQuery& query) {
    const auto found = index.Search(variants, query);
    return found.has_value() ? ErrorCode::kInternal : found.error().code;
  };
  EXPECT_EQ(code({}, {}), ErrorCode::kInvalidInput);
  EXPECT_EQ(code(nine, {}), ErrorCode::kInvalidInput);
  EXPECT_EQ(code(std::span(nine).first(1), {.radius = 48, .limit = 1}), ErrorCode::kInvalidInput);
  EXPECT_EQ(code(std::span(nine).first(1), {.radius = 31, .limit = 0}), ErrorCode::kInvalidInput);
  EXPECT_TRUE(index.Search(std::span(nine).first(8), {.radius = 47, .limit = 1}).has_value());
}

}  // namespace
}  // namespace arsip::archive
