// DueTable: URLs that wait for a retry, outside their hosts' queues. The store holds all of them;
// the earliest are in memory. Not thread-safe.
#ifndef ARSIP_FRONTIER_DUE_TABLE_H_
#define ARSIP_FRONTIER_DUE_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/result.h"
#include "frontier/frontier_records.h"
#include "frontier/frontier_store.h"

namespace arsip::frontier {

class DueTable {
 public:
  // At most `memory` URLs are held in memory.
  explicit DueTable(size_t memory) : memory_(memory) {}

  // Reads the earliest URLs from the store. REQUIRES: every entry that was taken is removed there.
  Status Refill(FrontierStore& store, uint32_t partition);
  // Adds what the store holds already.
  void Add(DueUrl url);
  // At most `limit` URLs whose time has come, earliest first. The caller removes them from the
  // store.
  std::vector<DueUrl> Take(FrontierTime now, size_t limit);

  // False when memory does not have it.
  bool Remove(const DueEntry& entry) { return urls_.erase(entry) > 0; }

  // The earliest time a URL is due; nullopt: none waits.
  std::optional<FrontierTime> next() const;
  // Memory ran empty while the store holds more: call Refill once what was taken is durable.
  bool hungry() const { return urls_.empty() && more_; }

 private:
  size_t memory_;
  std::map<DueEntry, UrlRecord> urls_;
  bool more_ = false;  // the store holds entries behind those in memory
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_DUE_TABLE_H_
