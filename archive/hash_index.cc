#include "archive/hash_index.h"

#include <algorithm>
#include <string>
#include <utility>

#include "archive/bit_permutation.h"

namespace arsip::archive {
namespace {

// Each entry is merged about log(n / kRecentEntries) / log(kGrowth) times; as many parts are
// searched.
constexpr size_t kGrowth = 4;

HashEntry Permuted(const HashEntry& entry) {
  return {entry.id, BitPermutation::Fixed().Apply(entry.hash)};
}

MultiIndex MakePart(std::vector<HashEntry> permuted) {
  const SubstringPlan plan = SubstringPlan::ForSize(permuted.size());
  return {std::move(permuted), plan};
}

// Of two ascending lists, which are freed.
std::vector<HashEntry> Merged(std::vector<HashEntry> a, std::vector<HashEntry> b) {
  const auto middle = static_cast<std::ptrdiff_t>(a.size());
  a.insert(a.end(), b.begin(), b.end());
  b = std::vector<HashEntry>();
  std::ranges::inplace_merge(a, a.begin() + middle);
  return a;
}

}  // namespace

HashIndex::HashIndex(std::vector<HashEntry> entries) {
  if (entries.empty()) return;
  for (HashEntry& entry : entries) entry = Permuted(entry);
  // Several hashes of one id may now be in another order.
  if (!std::ranges::is_sorted(entries)) std::ranges::sort(entries);
  parts_.push_back(MakePart(std::move(entries)));
}

Result<HashMatches> HashIndex::Search(std::span<const Hash256> variants,
                                      const HashQuery& query) const {
  if (variants.empty() || variants.size() > NearestHashes::kMaxVariants) {
    return Error{ErrorCode::kInvalidInput, "a query has 1 to 8 hashes", {}};
  }
  if (query.radius > kMaxSearchRadius || query.limit == 0) {
    return Error{ErrorCode::kInvalidInput,
                 "a query's radius is at most " + std::to_string(kMaxSearchRadius) +
                     " and its limit at least 1",
                 {}};
  }
  NearestHashes nearest(variants, query.radius, query.limit);
  for (const MultiIndex& part : parts_) part.Search(nearest);
  for (unsigned variant = 0; variant < variants.size(); ++variant) {
    ForEachWithin(recent_.hashes, nearest.permuted()[variant], query.radius,
                  [&](size_t i) { nearest.Offer(variant, recent_.hashes[i], recent_.ids[i]); });
  }
  return nearest.Take();
}

bool HashIndex::RecentContains(const HashEntry& permuted, size_t* at) const {
  bool found = false;
  ForEachWithin(recent_.hashes, permuted.hash, 0, [&](size_t i) {
    if (recent_.ids[i] != permuted.id) return;
    found = true;
    *at = i;
  });
  return found;
}

bool HashIndex::PartsContain(const HashEntry& permuted) const {
  return std::ranges::any_of(parts_,
                             [&](const MultiIndex& part) { return part.Contains(permuted); });
}

bool HashIndex::Contains(const HashEntry& entry) const {
  const HashEntry permuted = Permuted(entry);
  size_t at = 0;
  return PartsContain(permuted) || RecentContains(permuted, &at);
}

bool HashIndex::Add(const HashEntry& entry) {
  const HashEntry permuted = Permuted(entry);
  size_t at = 0;
  if (PartsContain(permuted) || RecentContains(permuted, &at)) return false;
  recent_.hashes.push_back(permuted.hash);
  recent_.ids.push_back(permuted.id);
  if (recent_.ids.size() == kRecentEntries) MergeRecent();
  return true;
}

bool HashIndex::Remove(const HashEntry& entry) {
  const HashEntry permuted = Permuted(entry);
  size_t at = 0;
  if (RecentContains(permuted, &at)) {
    recent_.hashes[at] = recent_.hashes.back();
    recent_.ids[at] = recent_.ids.back();
    recent_.hashes.pop_back();
    recent_.ids.pop_back();
    return true;
  }
  for (auto part = parts_.begin(); part != parts_.end(); ++part) {
    if (!part->Remove(permuted)) continue;
    if (part->size() == 0) {
      parts_.erase(part);
    } else if (part->removed() > part->size()) {
      *part = MakePart(part->TakeEntries());
    }
    return true;
  }
  return false;
}

void HashIndex::MergeRecent() {
  std::vector<HashEntry> entries;
  entries.reserve(recent_.ids.size());
  for (size_t i = 0; i < recent_.ids.size(); ++i) {
    entries.push_back({recent_.ids[i], recent_.hashes[i]});
  }
  recent_ = {};
  std::ranges::sort(entries);
  while (!parts_.empty() && parts_.back().size() < kGrowth * entries.size()) {
    entries = Merged(parts_.back().TakeEntries(), std::move(entries));
    parts_.pop_back();
  }
  parts_.push_back(MakePart(std::move(entries)));
}

size_t HashIndex::size() const {
  size_t size = recent_.ids.size();
  for (const MultiIndex& part : parts_) size += part.size();
  return size;
}

size_t HashIndex::memory_bytes() const {
  size_t bytes =
      recent_.hashes.capacity() * sizeof(Hash256) + recent_.ids.capacity() * sizeof(uint64_t);
  for (const MultiIndex& part : parts_) bytes += part.memory_bytes();
  return bytes;
}

std::vector<HashEntry> HashIndex::Entries() const {
  std::vector<HashEntry> entries;
  entries.reserve(size());
  for (const MultiIndex& part : parts_) {
    const std::vector<HashEntry> some = part.Entries();
    entries.insert(entries.end(), some.begin(), some.end());
  }
  for (size_t i = 0; i < recent_.ids.size(); ++i) {
    entries.push_back({recent_.ids[i], recent_.hashes[i]});
  }
  for (HashEntry& entry : entries) {
    entry.hash = BitPermutation::Inverse().Apply(entry.hash);
  }
  std::ranges::sort(entries);
  return entries;
}

}  // namespace arsip::archive
