// SeenTable: the newest part of the seen set, in memory until it becomes a run. A hash table of
// fixed size, behind a filter: most keys that are looked up are older. Not thread-safe.
#ifndef ARSIP_FRONTIER_SEEN_TABLE_H_
#define ARSIP_FRONTIER_SEEN_TABLE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "frontier/mapped_allocator.h"
#include "frontier/seen_filter.h"
#include "frontier/seen_page.h"

namespace arsip::frontier {

using SeenEntries = std::vector<SeenEntry, MappedAllocator<SeenEntry>>;

class SeenTable {
 public:
  // full() from `entries` entries on; more can be added.
  explicit SeenTable(size_t entries);

  // Fetches what Find() reads first.
  void Prefetch(const UrlKey& key) const { filter_.Prefetch(key); }
  std::optional<uint64_t> Find(const UrlKey& key) const;
  // A key that is there keeps its arrival. REQUIRES: arrival > 0.
  void Add(const SeenEntry& entry);
  bool full() const { return size_ >= limit_; }
  bool empty() const { return size_ == 0; }
  SeenEntries Sorted() const;
  void Clear();

 private:
  size_t SlotOf(const UrlKey& key) const;
  void Grow();

  size_t limit_;
  size_t size_ = 0;
  SeenEntries slots_;  // arrival 0: free
  SeenFilter filter_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_TABLE_H_
