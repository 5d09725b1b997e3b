// SeenPage: 512 bytes of a run of the seen set, up to 20 entries in order.
// docs/frontier-format.md section 5.
//
// A look-up in a large run waits for memory, and so reads two or three cache lines of a page and
// not all eight: its first line has a byte of each entry's key (CandidatesFor()), which say where
// to look. So an entry has a check of its own, which makes what is found right, and the page has
// one over all of it, which makes what is not found right. Thread-safe while it is only read.
#ifndef ARSIP_FRONTIER_SEEN_PAGE_H_
#define ARSIP_FRONTIER_SEEN_PAGE_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

#include "base/url_key.h"

namespace arsip::frontier {

struct SeenEntry {
  UrlKey key;
  uint64_t arrival = 0;
};

// What runs are sorted by: the half of a key that is a digest of the whole URL. Those of one host
// are spread as evenly as all others.
inline uint64_t SeenHash(const UrlKey& key) {
  uint64_t half;
  std::memcpy(&half, key.bytes.data() + 8, sizeof half);
  return std::endian::native == std::endian::little ? __builtin_bswap64(half) : half;
}
inline bool SeenBefore(const UrlKey& a, const UrlKey& b) {
  const uint64_t left = SeenHash(a);
  const uint64_t right = SeenHash(b);
  return left != right ? left < right : a < b;
}

inline constexpr size_t kSeenPageBytes = 512;
inline constexpr size_t kSeenPageEntries = 20;
inline constexpr uint64_t kMostSeenArrival = (uint64_t{1} << 40) - 1;

class SeenPage {
 public:
  // REQUIRES: slot < kSeenPageEntries; 0 < entry.arrival <= kMostSeenArrival. `run`: its number.
  void Put(size_t slot, const SeenEntry& entry, uint64_t run);
  // After the last Put(): `number` is the page's place in its run.
  void Seal(uint64_t run, uint64_t number);

  // False: it is damaged, or another page.
  bool Intact(uint64_t run, uint64_t number) const;
  // Nullopt: a free slot. Only of an intact page.
  std::optional<SeenEntry> At(size_t slot) const;

  // Slots that may have the key: bit 8 i of word w is slot 8 w + i. Reads the first line alone.
  using Candidates = std::array<uint64_t, 3>;
  Candidates CandidatesFor(const UrlKey& key) const;
  static bool Any(const Candidates& candidates) {
    return (candidates[0] | candidates[1] | candidates[2]) != 0;
  }
  // Fetches the first line, or the first candidate's.
  void Prefetch() const { __builtin_prefetch(bytes_.data()); }
  void Prefetch(const Candidates& candidates) const;
  struct Found {
    uint64_t arrival = 0;  // 0: none of the candidates has the key
    bool damaged = false;  // it has, and its check is wrong
  };
  Found Find(const UrlKey& key, const Candidates& candidates, uint64_t run) const;

 private:
  const char* SlotAt(size_t slot) const;
  uint64_t Check(uint64_t run, uint64_t number) const;

  alignas(8) std::array<char, kSeenPageBytes> bytes_{};
};
static_assert(sizeof(SeenPage) == kSeenPageBytes);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_PAGE_H_
