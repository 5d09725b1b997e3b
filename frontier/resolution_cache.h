// ResolutionCache: answers of the DNS by host name, each for as long as it says, the longest unused
// forgotten first. Not thread-safe.
#ifndef ARSIP_FRONTIER_RESOLUTION_CACHE_H_
#define ARSIP_FRONTIER_RESOLUTION_CACHE_H_

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "frontier/host_resolver.h"

namespace arsip::frontier {

class ResolutionCache {
 public:
  explicit ResolutionCache(size_t max_hosts) : max_hosts_(max_hosts) {}

  // Kept for resolution.ttl from `now`.
  void Put(const std::string& host, Resolution resolution, MonotonicTime now);
  // nullopt: unknown, or no longer valid. The ttl is what is left of it.
  std::optional<Resolution> Get(std::string_view host, MonotonicTime now);
  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string host;
    Resolution resolution;
    MonotonicTime expires;
  };
  using Entries = std::list<Entry>;

  size_t max_hosts_;
  Entries entries_;                                                  // the latest used first
  std::unordered_map<std::string_view, Entries::iterator> by_host_;  // views of the entries
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_RESOLUTION_CACHE_H_
