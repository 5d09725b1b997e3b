#include "frontier/resolution_cache.h"

#include <utility>

namespace arsip::frontier {

void ResolutionCache::Put(const std::string& host, Resolution resolution, MonotonicTime now) {
  const MonotonicTime expires = now + resolution.ttl;
  if (const auto found = by_host_.find(host); found != by_host_.end()) {
    found->second->resolution = std::move(resolution);
    found->second->expires = expires;
    entries_.splice(entries_.begin(), entries_, found->second);
    return;
  }
  entries_.push_front(Entry{host, std::move(resolution), expires});
  by_host_.emplace(entries_.front().host, entries_.begin());
  if (entries_.size() <= max_hosts_) return;
  by_host_.erase(entries_.back().host);
  entries_.pop_back();
}

std::optional<Resolution> ResolutionCache::Get(std::string_view host, MonotonicTime now) {
  const auto found = by_host_.find(host);
  if (found == by_host_.end() || found->second->expires <= now) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  Resolution resolution = found->second->resolution;
  resolution.ttl = found->second->expires - now;
  return resolution;
}

}  // namespace arsip::frontier
