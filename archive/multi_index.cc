#include "archive/multi_index.h"

#include <algorithm>
#include <array>
#include <utility>

namespace arsip::archive {
namespace {

// A few microseconds a search, against the tenth of it that one parity saves.
constexpr size_t kMostAside = 4096;

unsigned Parity(const Hash256& hash) { return BitsSet(hash) & 1; }

}  // namespace

MultiIndex::MultiIndex(std::vector<HashEntry> entries, const SubstringPlan& plan)
    : plan_(plan), hashes_(entries.size()), ids_(entries.size()) {
  tabled_ = SetAside(entries);
  for (size_t i = 0; i < entries.size(); ++i) {
    hashes_[i] = entries[i].hash;
    ids_[i] = entries[i].id;
  }
  entries = std::vector<HashEntry>();
  tables_.resize(plan_.substrings().size());
  for (size_t i = 0; i < tables_.size(); ++i) Fill(tables_[i], plan_.substrings()[i]);
}

size_t MultiIndex::SetAside(std::vector<HashEntry>& entries) {
  const auto odd = static_cast<size_t>(std::ranges::count_if(
      entries, [](const HashEntry& entry) { return Parity(entry.hash) == 1; }));
  const unsigned common = odd * 2 > entries.size() ? 1 : 0;
  const size_t others = common == 1 ? entries.size() - odd : odd;
  if (others > std::min(kMostAside, entries.size() / 16)) return entries.size();
  parity_ = common;
  if (others == 0) return entries.size();
  std::stable_partition(entries.begin(), entries.end(),
                        [common](const HashEntry& entry) { return Parity(entry.hash) == common; });
  return entries.size() - others;
}

// A counting sort: starts[v + 1] is first how many have the value v, then where they begin, and
// after all have been placed where they end, which is where v + 1 begins. In runs of a few, so that
// the memory of all of a run is on its way before the first is needed.
void MultiIndex::Fill(Table& table, const Substring& substring) const {
  const size_t values = size_t{1} << substring.bits;
  table.starts = HugePageArray<uint32_t>(values + 1);
  table.positions = HugePageArray<uint32_t>(tabled_);
  uint32_t* const cursor = table.starts.data() + 1;
  uint32_t* const positions = table.positions.data();
  constexpr size_t kRun = 64;
  std::array<uint32_t, kRun> run;
  const auto each_run = [&](auto&& use) {
    for (size_t begin = 0; begin < tabled_; begin += kRun) {
      const size_t count = std::min(kRun, tabled_ - begin);
      for (size_t i = 0; i < count; ++i) {
        run[i] = substring.Of(hashes_[begin + i]);
        __builtin_prefetch(cursor + run[i], 1);
      }
      use(begin, count);
    }
  };
  each_run([&](size_t, size_t count) {
    for (size_t i = 0; i < count; ++i) ++cursor[run[i]];
  });
  uint32_t begin = 0;
  for (size_t value = 0; value < values; ++value) {
    begin += std::exchange(cursor[value], begin);
  }
  each_run([&](size_t first, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      run[i] = cursor[run[i]]++;
      __builtin_prefetch(positions + run[i], 1);
    }
    for (size_t i = 0; i < count; ++i) positions[run[i]] = static_cast<uint32_t>(first + i);
  });
}

size_t MultiIndex::memory_bytes() const {
  size_t bytes = hashes_.bytes() + ids_.bytes() + removed_.capacity() * sizeof(uint64_t);
  for (const Table& table : tables_) bytes += table.starts.bytes() + table.positions.bytes();
  return bytes;
}

std::optional<uint32_t> MultiIndex::Find(const HashEntry& entry) const {
  const auto is_it = [&](size_t position) {
    return ids_[position] == entry.id && hashes_[position] == entry.hash && !IsRemoved(position);
  };
  for (size_t i = tabled_; i < ids_.size(); ++i) {
    if (is_it(i)) return static_cast<uint32_t>(i);
  }
  const uint32_t value = plan_.substrings()[0].Of(entry.hash);
  const Table& table = tables_[0];
  const uint32_t* const begin = table.positions.data() + table.starts[value];
  const uint32_t* const end = table.positions.data() + table.starts[value + 1];
  // However many share the value, they ascend by id.
  const uint32_t* at = std::ranges::lower_bound(
      begin, end, entry.id, {}, [this](uint32_t position) { return ids_[position]; });
  for (; at != end && ids_[*at] == entry.id; ++at) {
    if (is_it(*at)) return *at;
  }
  return std::nullopt;
}

bool MultiIndex::Remove(const HashEntry& entry) {
  const std::optional<uint32_t> position = Find(entry);
  if (!position.has_value()) return false;
  if (removed_.empty()) removed_.resize((ids_.size() + 63) / 64);
  removed_[*position / 64] |= uint64_t{1} << (*position % 64);
  ++removed_count_;
  return true;
}

std::vector<HashEntry> MultiIndex::Entries() const {
  std::vector<HashEntry> entries;
  entries.reserve(size());
  size_t tabled = 0;
  for (size_t i = 0; i < ids_.size(); ++i) {
    if (!IsRemoved(i)) entries.push_back({ids_[i], hashes_[i]});
    if (i + 1 == tabled_) tabled = entries.size();
  }
  std::ranges::inplace_merge(entries, entries.begin() + static_cast<std::ptrdiff_t>(tabled));
  return entries;
}

std::vector<HashEntry> MultiIndex::TakeEntries() {
  tables_.clear();
  std::vector<HashEntry> entries = Entries();
  hashes_ = {};
  ids_ = {};
  tabled_ = removed_count_ = 0;
  return entries;
}

int MultiIndex::EffectiveRadius(const Hash256& query, unsigned radius) const {
  const bool reached = !parity_.has_value() || (radius & 1) == (Parity(query) ^ *parity_);
  return static_cast<int>(radius) - (reached ? 0 : 1);
}

}  // namespace arsip::archive
