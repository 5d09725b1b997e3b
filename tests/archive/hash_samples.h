// Hashes to index: random ones, and near ones of others.
#ifndef ARSIP_TESTS_ARCHIVE_HASH_SAMPLES_H_
#define ARSIP_TESTS_ARCHIVE_HASH_SAMPLES_H_

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include "archive/nearest_hashes.h"

namespace arsip::archive::testing {

class HashSource {
 public:
  explicit HashSource(uint64_t seed) : random_(seed) {}
  uint64_t Number(uint64_t below) { return random_() % below; }
  Hash256 Random() { return {{random_(), random_(), random_(), random_()}}; }
  // With exactly so many bits flipped.
  Hash256 At(unsigned distance, Hash256 hash) {
    std::set<uint64_t> flipped;
    while (flipped.size() < distance) {
      const uint64_t bit = Number(256);
      if (flipped.insert(bit).second) hash.words[bit / 64] ^= uint64_t{1} << (bit % 64);
    }
    return hash;
  }
  Hash256 Even() {
    const Hash256 hash = Random();
    return BitsSet(hash) % 2 == 0 ? hash : At(1, hash);
  }
  // Ids 0, 1, 2...; a hundredth are copies, and a tenth near copies, of an earlier hash.
  std::vector<HashEntry> Entries(size_t count) {
    std::vector<HashEntry> entries;
    for (uint64_t id = 0; id < count; ++id) {
      Hash256 hash = Random();
      if (id > 0 && id % 10 == 0) hash = At(Number(48), entries[Number(id)].hash);
      if (id > 0 && id % 100 == 1) hash = entries[Number(id)].hash;
      entries.push_back({id, hash});
    }
    return entries;
  }

 private:
  std::mt19937_64 random_;
};

// What a search has to find, by comparing every entry (hamming_test.cc holds the comparison to a
// count bit by bit).
inline HashMatches CompareAll(const std::vector<HashEntry>& entries,
                              const std::vector<Hash256>& variants, unsigned radius, size_t limit) {
  std::vector<Hash256> hashes;
  hashes.reserve(entries.size());
  for (const HashEntry& entry : entries) hashes.push_back(entry.hash);
  std::set<size_t> near;
  for (const Hash256& variant : variants) {
    ForEachWithin(hashes, variant, radius, [&](size_t i) { near.insert(i); });
  }
  HashMatches expected;
  for (const size_t i : near) {
    HashMatch match{257, entries[i].id, entries[i].hash, 0};
    for (unsigned variant = 0; variant < variants.size(); ++variant) {
      const unsigned distance = HammingDistance(variants[variant], entries[i].hash);
      if (distance < match.distance) {
        match.distance = distance;
        match.variant = variant;
      }
    }
    expected.nearest.push_back(match);
  }
  expected.total = expected.nearest.size();
  std::sort(expected.nearest.begin(), expected.nearest.end());
  if (expected.nearest.size() > limit) expected.nearest.resize(limit);
  return expected;
}

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_HASH_SAMPLES_H_
