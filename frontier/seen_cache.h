// SeenCache: recently seen URL keys, in front of the store's seen set.
//
// Nine links of ten on a page have been seen before; this answers for them without touching the
// store. It forgets (the store then answers), and never claims to have seen what it was not told.
// Memory: 16 bytes a key, allocated at once. Not thread-safe.
#ifndef ARSIP_FRONTIER_SEEN_CACHE_H_
#define ARSIP_FRONTIER_SEEN_CACHE_H_

#include <cstdint>
#include <vector>

#include "base/url_key.h"
#include "frontier/mapped_allocator.h"

namespace arsip::frontier {

class SeenCache {
 public:
  // Holds about `keys` keys: rounded up to a power of two, at least 64.
  explicit SeenCache(uint32_t keys);

  // Fetches the line of memory that SeenBefore() will read.
  void Prefetch(const UrlKey& key) const { __builtin_prefetch(&slots_[SetOf(key)]); }
  // True when the key is remembered. Remembers it from now on.
  bool SeenBefore(const UrlKey& key);

 private:
  static constexpr size_t kWays = 4;  // slots that a key may be in

  size_t SetOf(const UrlKey& key) const { return (UrlKeyHash{}(key)&set_mask_) * kWays; }

  std::vector<UrlKey, MappedAllocator<UrlKey>> slots_;
  size_t set_mask_;
  bool zero_seen_ = false;  // the key of sixteen zero bytes, which marks a free slot
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_CACHE_H_
