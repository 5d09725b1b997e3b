// SubstringPlan: how multi-index hashing cuts 256 bits, and how far from a query's own value each
// substring is searched.
//
// M. Norouzi, A. Punjani, D. J. Fleet: Fast Exact Search in Hamming Space with Multi-Index Hashing,
// IEEE TPAMI 36(6), 2014, section 3. Of K substrings, with s = floor(radius / K) and
// a = radius - sK, the first a + 1 are searched to distance s and the others to s - 1: a hash that
// is farther in all of them is at distance (a + 1)(s + 1) + (K - a - 1)s = radius + 1 or more. The
// lengths may be any: here the substrings that radius 31 searches to s are longer than the others,
// which leaves a quarter fewer candidates than equal ones. Immutable, thread-safe.
#ifndef ARSIP_ARCHIVE_SUBSTRING_PLAN_H_
#define ARSIP_ARCHIVE_SUBSTRING_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "archive/hamming.h"

namespace arsip::archive {

inline constexpr unsigned kMaxSearchRadius = 47;

struct Substring {
  unsigned offset = 0;  // in bits, from the lowest of words[0]
  unsigned bits = 0;    // 8 to 24

  uint32_t Of(const Hash256& hash) const {
    const unsigned word = offset / 64;
    const unsigned shift = offset % 64;
    uint64_t value = hash.words[word] >> shift;
    if (shift + bits > 64) value |= hash.words[word + 1] << (64 - shift);
    return static_cast<uint32_t>(value) & ((uint32_t{1} << bits) - 1);
  }
};

class SubstringPlan {
 public:
  static constexpr unsigned kMinSubstrings = 11;
  static constexpr unsigned kMaxSubstrings = 32;

  // The cut that is fastest for so many hashes within 1.2 GB at 10 million.
  static SubstringPlan ForSize(size_t hashes);
  // As equal as possible. REQUIRES: kMinSubstrings <= count <= kMaxSubstrings.
  static SubstringPlan Equal(unsigned count);

  std::span<const Substring> substrings() const { return substrings_; }
  // How far the substring is searched; -1: not at all. REQUIRES: radius <= kMaxSearchRadius.
  int RadiusOf(size_t substring, unsigned radius) const;
  // What to XOR a value of the substring with to reach all values within `radius` of it.
  std::span<const uint32_t> Masks(size_t substring, int radius) const;

 private:
  explicit SubstringPlan(std::span<const unsigned> lengths);

  struct MaskList {
    unsigned bits = 0;
    std::vector<uint32_t> masks;  // by number of bits set
    std::vector<size_t> ends;     // ends[r]: of those with at most r bits
  };
  MaskList MakeMasks(unsigned bits) const;

  std::vector<Substring> substrings_;
  std::vector<MaskList> lists_;  // one a length
  std::vector<size_t> list_of_;  // by substring
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SUBSTRING_PLAN_H_
