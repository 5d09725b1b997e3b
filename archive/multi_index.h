// MultiIndex: exact search within a Hamming distance over hashes that do not change, by multi-index
// hashing (substring_plan.h) in arrays.
//
// For each substring there is a table: the positions of all hashes in the order of their values in
// that substring (4 bytes each), and where each value begins (4 bytes for each of 2^bits). A search
// looks up all values near the query's own, and compares the hashes it finds there as a whole.
// Where that would take longer than comparing all of them (many equal or all too similar hashes) it
// does that, so that no data make a search cost more than about twice a scan.
//
// Parity: the distance of two hashes is even if and only if their numbers of set bits are both even
// or both odd. Nearly all PDQ hashes have 128 bits set, so that within 31 is within 30, which takes
// one substring less to the larger radius. The few others are set aside and compared one by one; if
// they are many, all are in the tables and nothing is saved.
//
// Const members are thread-safe.
#ifndef ARSIP_ARCHIVE_MULTI_INDEX_H_
#define ARSIP_ARCHIVE_MULTI_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "archive/hamming.h"
#include "archive/huge_page_array.h"
#include "archive/nearest_hashes.h"
#include "archive/substring_plan.h"

namespace arsip::archive {

class MultiIndex {
 public:
  // REQUIRES: `entries`, their hashes permuted, ascend strictly (by id, then hash) and are fewer
  // than 2^32 - 1. They are freed before the tables are made.
  MultiIndex(std::vector<HashEntry> entries, const SubstringPlan& plan);

  // Entries that are not removed.
  size_t size() const { return ids_.size() - removed_count_; }
  size_t removed() const { return removed_count_; }
  size_t memory_bytes() const;

  bool Contains(const HashEntry& entry) const { return Find(entry).has_value(); }
  // False: it is not there. The space is not given back.
  bool Remove(const HashEntry& entry);
  // Offers every entry within nearest.radius() of each of its variants. Returns how many hashes it
  // compared: of n, at most 5/4 n + 256 a variant.
  size_t Search(NearestHashes& nearest) const;
  // In ascending order; nothing is left.
  std::vector<HashEntry> TakeEntries();
  std::vector<HashEntry> Entries() const;

 private:
  friend class VariantSearch;  // multi_index_search.cc
  struct Table {
    HugePageArray<uint32_t> starts;     // of each value, and the end of the last
    HugePageArray<uint32_t> positions;  // ascending for each value
  };
  size_t SetAside(std::vector<HashEntry>& entries);
  void Fill(Table& table, const Substring& substring) const;
  std::optional<uint32_t> Find(const HashEntry& entry) const;
  bool IsRemoved(size_t position) const {
    return removed_count_ > 0 && (removed_[position / 64] >> (position % 64) & 1) != 0;
  }
  // What of `radius` is left when distances to `query` can only be even, or only odd; -1: nothing.
  int EffectiveRadius(const Hash256& query, unsigned radius) const;

  SubstringPlan plan_;
  // The hashes of the tables ascend by id up to tabled_, those aside behind it.
  HugePageArray<Hash256> hashes_;
  HugePageArray<uint64_t> ids_;
  size_t tabled_ = 0;
  std::optional<unsigned> parity_;  // of all in the tables, when they have the same
  std::vector<Table> tables_;
  std::vector<uint64_t> removed_;  // a bit for each position; empty: none is
  size_t removed_count_ = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_MULTI_INDEX_H_
