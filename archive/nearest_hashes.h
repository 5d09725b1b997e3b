// NearestHashes: what a search found, while it searches: the nearest few, and how many in all.
#ifndef ARSIP_ARCHIVE_NEAREST_HASHES_H_
#define ARSIP_ARCHIVE_NEAREST_HASHES_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "archive/hamming.h"

namespace arsip::archive {

// Ordered by distance, then id, then hash.
struct HashMatch {
  unsigned distance = 0;
  uint64_t id = 0;
  Hash256 hash;
  unsigned variant = 0;  // which of the query's hashes is nearest; of equally near ones the first
  friend auto operator<=>(const HashMatch&, const HashMatch&) = default;
};

struct HashMatches {
  std::vector<HashMatch> nearest;  // at most the limit, in order
  uint64_t total = 0;              // of all within the radius
};

// Not thread-safe. The hashes it is offered, and the query's that they are compared with, are
// permuted (bit_permutation.h); those of the matches are not.
class NearestHashes {
 public:
  // Of a query: the eight hashes that an image has turned and mirrored.
  static constexpr size_t kMaxVariants = 8;

  // A match is near to any of `variants`. REQUIRES: 1 to kMaxVariants of them; limit at least 1.
  NearestHashes(std::span<const Hash256> variants, unsigned radius, size_t limit);

  std::span<const Hash256> permuted() const { return {permuted_.data(), variant_count_}; }
  unsigned radius() const { return radius_; }

  // An entry within the radius of permuted()[variant]. It counts once however many variants it is
  // near to. REQUIRES: not offered before with this variant.
  void Offer(unsigned variant, const Hash256& hash, uint64_t id);
  HashMatches Take();

 private:
  std::array<Hash256, kMaxVariants> permuted_;
  const size_t variant_count_;
  const unsigned radius_;
  const size_t limit_;
  HashMatches found_;  // a heap with the last in order on top
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_NEAREST_HASHES_H_
