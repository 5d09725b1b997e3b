// HashIndex: which of millions of perceptual hashes lie within a Hamming distance of a query's,
// exactly: none is missed and none is too far. In memory; stored_hash_index.h is the durable one.
//
// Grows as a log-structured set: new entries collect in a list that is compared one by one, a full
// list becomes a MultiIndex, and one that is no longer much larger than the next is merged with it.
// So an Add that merges takes as long as building what it merges (seconds at ten million), and
// others take microseconds. Removed entries are marked, and dropped when their part is merged or
// half of it is gone. Memory: 108 bytes an entry at ten million, 180 at one.
//
// Const members may run in parallel with each other, not with Add and Remove.
#ifndef ARSIP_ARCHIVE_HASH_INDEX_H_
#define ARSIP_ARCHIVE_HASH_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "archive/hamming.h"
#include "archive/multi_index.h"
#include "archive/nearest_hashes.h"
#include "base/result.h"

namespace arsip::archive {

struct HashQuery {
  // The largest distance that is a match, at most kMaxSearchRadius. Default: 31, PDQ's.
  unsigned radius = 31;
  // The most matches to return; all are counted. At least 1. Default: 100.
  size_t limit = 100;
};

class HashIndex {
 public:
  // Recent entries that are compared one by one.
  static constexpr size_t kRecentEntries = 8192;

  HashIndex() = default;
  // REQUIRES: `entries` ascend strictly, by id, then hash.
  explicit HashIndex(std::vector<HashEntry> entries);

  // The nearest matches of any of `variants`, in order (nearest_hashes.h). kInvalidInput: no
  // variant, more than 8, or a query that is out of its bounds.
  Result<HashMatches> Search(std::span<const Hash256> variants, const HashQuery& query) const;

  bool Contains(const HashEntry& entry) const;
  // False: it is there already.
  bool Add(const HashEntry& entry);
  // False: it is not there.
  bool Remove(const HashEntry& entry);

  size_t size() const;
  size_t memory_bytes() const;
  // All, in ascending order: what two indexes are compared by.
  std::vector<HashEntry> Entries() const;

 private:
  struct Recent {
    std::vector<Hash256> hashes;
    std::vector<uint64_t> ids;
  };
  bool RecentContains(const HashEntry& permuted, size_t* at) const;
  bool PartsContain(const HashEntry& permuted) const;
  void MergeRecent();

  // All hashes in here are permuted (bit_permutation.h).
  std::vector<MultiIndex> parts_;  // each at least kGrowth times as large as the next, when made
  Recent recent_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_HASH_INDEX_H_
