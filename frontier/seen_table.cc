#include "frontier/seen_table.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace arsip::frontier {
namespace {

constexpr size_t kLeastSlots = 64;

}  // namespace

// At most half full at its limit.
SeenTable::SeenTable(size_t entries)
    : limit_(std::max<size_t>(entries, 1)),
      slots_(std::bit_ceil(std::max(2 * entries, kLeastSlots))),
      filter_(limit_) {}

size_t SeenTable::SlotOf(const UrlKey& key) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = UrlKeyHash{}(key)&mask;
  while (slots_[slot].arrival != 0 && slots_[slot].key != key) slot = (slot + 1) & mask;
  return slot;
}

std::optional<uint64_t> SeenTable::Find(const UrlKey& key) const {
  if (!filter_.MayHold(key)) return std::nullopt;
  const uint64_t arrival = slots_[SlotOf(key)].arrival;
  if (arrival == 0) return std::nullopt;
  return arrival;
}

void SeenTable::Add(const SeenEntry& entry) {
  SeenEntry& slot = slots_[SlotOf(entry.key)];
  if (slot.arrival != 0) return;
  slot = entry;
  filter_.Add(entry.key);
  ++size_;
  if (4 * size_ > 3 * slots_.size()) Grow();
}

void SeenTable::Grow() {
  SeenEntries old(2 * slots_.size());
  std::swap(old, slots_);
  for (const SeenEntry& entry : old) {
    if (entry.arrival != 0) slots_[SlotOf(entry.key)] = entry;
  }
}

SeenEntries SeenTable::Sorted() const {
  SeenEntries entries;
  entries.reserve(size_);
  for (const SeenEntry& slot : slots_) {
    if (slot.arrival != 0) entries.push_back(slot);
  }
  std::sort(entries.begin(), entries.end(),
            [](const SeenEntry& a, const SeenEntry& b) { return SeenBefore(a.key, b.key); });
  return entries;
}

void SeenTable::Clear() {
  std::fill(slots_.begin(), slots_.end(), SeenEntry{});
  filter_ = SeenFilter(limit_);
  size_ = 0;
}

}  // namespace arsip::frontier
