// SeenFilter: which keys a run of the seen set cannot hold. A blocked Bloom filter of ten bits a
// key: one cache line a look-up, about one in a hundred keys that are not there pass.
//
// URL keys are digests: their second half is used as it is, not hashed again. Not thread-safe while
// keys are added.
#ifndef ARSIP_FRONTIER_SEEN_FILTER_H_
#define ARSIP_FRONTIER_SEEN_FILTER_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/url_key.h"
#include "frontier/mapped_allocator.h"

namespace arsip::frontier {

class SeenFilter {
 public:
  SeenFilter() = default;  // holds nothing, passes nothing
  explicit SeenFilter(uint64_t keys);

  void Add(const UrlKey& key);
  // False: it was never added.
  bool MayHold(const UrlKey& key) const;
  // Fetches the line that MayHold() will read.
  void Prefetch(const UrlKey& key) const;

  // Its bits, as they stand in a run's file.
  std::string_view bytes() const;
  // Bytes that a filter for `keys` keys has.
  static uint64_t BytesFor(uint64_t keys);
  // To be read into; `size` is bytes().size() of the filter that was written.
  char* Resize(uint64_t size);

 private:
  struct alignas(64) Block {
    std::array<uint64_t, 8> words{};
  };
  const Block& BlockOf(uint64_t hash) const;

  std::vector<Block, MappedAllocator<Block>> blocks_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_FILTER_H_
