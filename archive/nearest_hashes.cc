#include "archive/nearest_hashes.h"

#include <algorithm>
#include <utility>

#include "archive/bit_permutation.h"

namespace arsip::archive {

NearestHashes::NearestHashes(std::span<const Hash256> variants, unsigned radius, size_t limit)
    : variant_count_(variants.size()), radius_(radius), limit_(limit) {
  std::ranges::transform(variants, permuted_.begin(),
                         [](const Hash256& hash) { return BitPermutation::Fixed().Apply(hash); });
}

void NearestHashes::Offer(unsigned variant, const Hash256& hash, uint64_t id) {
  HashMatch match{HammingDistance(permuted_[variant], hash), id, hash, variant};
  for (unsigned other = 0; other < variant_count_; ++other) {
    const unsigned distance = HammingDistance(permuted_[other], hash);
    // The search of an earlier variant has found it already.
    if (other < variant && distance <= radius_) return;
    if (distance < match.distance) {
      match.distance = distance;
      match.variant = other;
    }
  }
  ++found_.total;
  std::vector<HashMatch>& heap = found_.nearest;
  if (heap.size() == limit_ && match.distance > heap.front().distance) return;
  match.hash = BitPermutation::Inverse().Apply(hash);
  if (heap.size() == limit_) {
    if (match > heap.front()) return;
    std::ranges::pop_heap(heap);
    heap.pop_back();
  }
  heap.push_back(match);
  std::ranges::push_heap(heap);
}

HashMatches NearestHashes::Take() {
  std::ranges::sort_heap(found_.nearest);
  return std::exchange(found_, {});
}

}  // namespace arsip::archive
