#include "frontier/host_table.h"

#include <utility>

namespace arsip::frontier {

uint64_t Host::waiting() const {
  uint64_t count = record.retrying;
  for (const uint8_t lane : kServingOrder) count += record.queued[lane];
  return count > leased_pages ? count - leased_pages : 0;
}

Result<Host*> HostTable::Restore(HostRecord record) {
  const std::string_view server = ServerOriginOf(record.origin);
  if (record.number != size_ || numbers_.contains(record.origin) ||
      (server.size() < record.origin.size() && !numbers_.contains(server))) {
    return Error{ErrorCode::kCorruption, "the record of a host is missing, or stands twice",
                 "host " + std::to_string(size_)};
  }
  return &Add(std::move(record));
}

Host& HostTable::Add(HostRecord record) {
  if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<Host[]>(kChunk));
  Host& host = (*this)[static_cast<HostNumber>(size_++)];
  host.record = std::move(record);
  numbers_.emplace(host.record.origin, host.record.number);
  host.server = host.record.number;
  const std::string_view server = ServerOriginOf(host.record.origin);
  if (server.size() < host.record.origin.size()) {
    host.server = numbers_.at(server);
    (*this)[host.server].channels.push_back(host.record.number);
    ++channels_;
  }
  return host;
}

std::optional<HostNumber> HostTable::Find(std::string_view origin) const {
  if (last_found_ < size_ && (*this)[last_found_].record.origin == origin) {
    return last_found_;
  }
  const auto found = numbers_.find(origin);
  if (found == numbers_.end()) return std::nullopt;
  last_found_ = found->second;
  return last_found_;
}

std::string_view ServerOriginOf(std::string_view origin) {
  const size_t scheme_end = origin.find("://");
  return origin.substr(0, origin.find('/', scheme_end + 3));
}

std::string_view HostNameOf(std::string_view origin) {
  const size_t scheme_end = origin.find("://");
  if (scheme_end != std::string_view::npos) origin.remove_prefix(scheme_end + 3);
  if (origin.starts_with('[')) return origin.substr(1, origin.find(']') - 1);
  return origin.substr(0, origin.find_first_of(":/"));
}

}  // namespace arsip::frontier
