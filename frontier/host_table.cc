#include "frontier/host_table.h"

#include <utility>

namespace arsip::frontier {

uint64_t Host::waiting() const {
  uint64_t count = record.retrying;
  for (const uint32_t queued : record.queued) count += queued;
  return count > leased_pages ? count - leased_pages : 0;
}

Host& HostTable::Add(HostRecord record) {
  Host& host = hosts_.emplace_back();
  host.record = std::move(record);
  numbers_.emplace(host.record.origin, host.record.number);
  return host;
}

std::optional<HostNumber> HostTable::Find(std::string_view origin) const {
  const auto found = numbers_.find(origin);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

std::string_view HostNameOf(std::string_view origin) {
  const size_t scheme_end = origin.find("://");
  if (scheme_end != std::string_view::npos) origin.remove_prefix(scheme_end + 3);
  if (origin.starts_with('[')) return origin.substr(1, origin.find(']') - 1);
  return origin.substr(0, origin.find(':'));
}

}  // namespace arsip::frontier
