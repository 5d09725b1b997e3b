#include "frontier/seen_cache.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace arsip::frontier {

SeenCache::SeenCache(uint32_t keys)
    : slots_(std::bit_ceil(std::max<size_t>(keys, 64))), set_mask_(slots_.size() / kWays - 1) {}

bool SeenCache::SeenBefore(const UrlKey& key) {
  if (key == UrlKey{}) return std::exchange(zero_seen_, true);
  UrlKey* const set = &slots_[SetOf(key)];
  // A hit moves a key one slot forward; a new key takes a free slot, or one in the middle. So what
  // a site links from every page stays, and a flood of new keys passes through the last slots.
  constexpr size_t kEntry = kWays / 2;
  for (size_t way = 0; way < kWays; ++way) {
    if (set[way] == key) {
      if (way > 0) std::swap(set[way], set[way - 1]);
      return true;
    }
    if (set[way] == UrlKey{}) {
      set[way] = key;
      return false;
    }
  }
  std::copy_backward(set + kEntry, set + kWays - 1, set + kWays);
  set[kEntry] = key;
  return false;
}

}  // namespace arsip::frontier
