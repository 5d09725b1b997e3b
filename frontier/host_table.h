// HostTable: every host the partition has met, by number and by origin. About 300 bytes a host.
// Not thread-safe.
#ifndef ARSIP_FRONTIER_HOST_TABLE_H_
#define ARSIP_FRONTIER_HOST_TABLE_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "frontier/frontier_records.h"
#include "frontier/url_queue.h"

namespace arsip::frontier {

struct Host {
  HostRecord record;
  UrlQueue queue;
  FrontierTime turn{};           // it goes behind hosts whose turn came before
  FrontierTime blocked_since{};  // when its last back-off began; in this run only
  uint32_t open_leases = 0;      // requests to its server whose outcome is not known
  uint32_t leased_pages = 0;     // of those, its own URLs
  bool dirty = false;            // its record goes into the next batch

  // A host that backs off gets one request at a time until one succeeds.
  bool probing() const {
    return record.busy_level > 0 || record.unreachable_level > 0 || record.dormant;
  }
  // Its URLs that wait for their turn or for a retry.
  uint64_t waiting() const;
};

class HostTable {
 public:
  // References stay valid for the table's life.
  Host& operator[](HostNumber number) { return hosts_[number]; }
  const Host& operator[](HostNumber number) const { return hosts_[number]; }
  size_t size() const { return hosts_.size(); }

  // REQUIRES: its number is size(), its origin new.
  Host& Add(HostRecord record);
  std::optional<HostNumber> Find(std::string_view origin) const;

 private:
  std::deque<Host> hosts_;
  std::unordered_map<std::string_view, HostNumber> numbers_;  // views of the records' origins
};

// "example.org" of "https://example.org:8443"; IPv6 without brackets.
std::string_view HostNameOf(std::string_view origin);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_HOST_TABLE_H_
