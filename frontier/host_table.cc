#include "frontier/host_table.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace arsip::frontier {
namespace {

constexpr size_t kLeastSlots = 64;

}  // namespace

uint64_t Host::waiting() const {
  uint64_t count = record.retrying;
  for (const uint8_t lane : kServingOrder) count += record.queued[lane];
  return count > leased_pages ? count - leased_pages : 0;
}

Result<Host*> HostTable::Restore(HostRecord record) {
  const std::string_view server = ServerOriginOf(record.origin);
  if (record.number != size_ || Find(record.origin).has_value() ||
      (server.size() < record.origin.size() && !Find(server).has_value())) {
    return Error{ErrorCode::kCorruption, "the record of a host is missing, or stands twice",
                 "host " + std::to_string(size_)};
  }
  return &Add(std::move(record));
}

Host& HostTable::Add(HostRecord record) {
  if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<Host[]>(kChunk));
  Host& host = (*this)[static_cast<HostNumber>(size_++)];
  host.record = std::move(record);
  if (2 * size_ > slots_.size()) {
    std::vector<Slot> old(std::max(2 * slots_.size(), kLeastSlots));
    std::swap(old, slots_);
    for (const Slot& slot : old) {
      if (slot.after != 0) Index(slot.hash, slot.after - 1);
    }
  }
  Index(HashOf(host.record.origin), host.record.number);
  host.server = host.record.number;
  const std::string_view server = ServerOriginOf(host.record.origin);
  if (server.size() < host.record.origin.size()) {
    host.server = Find(server).value();
    (*this)[host.server].channels.push_back(host.record.number);
    ++channels_;
  }
  return host;
}

std::optional<HostNumber> HostTable::Find(std::string_view origin) const {
  if (last_found_ < size_ && (*this)[last_found_].record.origin == origin) {
    return last_found_;
  }
  if (slots_.empty()) return std::nullopt;
  const uint32_t hash = HashOf(origin);
  const size_t mask = slots_.size() - 1;
  for (size_t at = hash & mask; slots_[at].after != 0; at = (at + 1) & mask) {
    if (slots_[at].hash != hash) continue;
    const HostNumber number = slots_[at].after - 1;
    if ((*this)[number].record.origin != origin) continue;
    last_found_ = number;
    return number;
  }
  return std::nullopt;
}

uint32_t HostTable::HashOf(std::string_view origin) {
  const uint64_t hash = std::hash<std::string_view>{}(origin);
  return static_cast<uint32_t>(hash ^ hash >> 32);
}

void HostTable::Index(uint32_t hash, HostNumber number) {
  const size_t mask = slots_.size() - 1;
  size_t at = hash & mask;
  while (slots_[at].after != 0) at = (at + 1) & mask;
  slots_[at] = {hash, number + 1};
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
