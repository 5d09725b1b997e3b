#include "archive/hamming.h"

namespace arsip::archive {
namespace {

// Without POPCNT std::popcount is a call for each word; this counts two words in one go. Each of
// the two sums fits its byte, all four would not: 256 is one too many.
struct Portable {
  static uint64_t Pairs(uint64_t x) {
    x -= (x >> 1) & 0x5555555555555555;
    return (x & 0x3333333333333333) + ((x >> 2) & 0x3333333333333333);
  }
  static unsigned TwoWords(uint64_t a, uint64_t b) {
    const uint64_t nibbles = Pairs(a) + Pairs(b);
    const uint64_t bytes = (nibbles & 0x0f0f0f0f0f0f0f0f) + ((nibbles >> 4) & 0x0f0f0f0f0f0f0f0f);
    return static_cast<unsigned>((bytes * 0x0101010101010101) >> 56);
  }
  static unsigned Distance(const Hash256& a, const Hash256& b) {
    return TwoWords(a.words[0] ^ b.words[0], a.words[1] ^ b.words[1]) +
           TwoWords(a.words[2] ^ b.words[2], a.words[3] ^ b.words[3]);
  }
};

// Only for functions compiled for POPCNT, into which it is inlined.
struct Instruction {
  __attribute__((always_inline)) static inline unsigned Distance(const Hash256& a,
                                                                 const Hash256& b) {
    return static_cast<unsigned>(__builtin_popcountll(a.words[0] ^ b.words[0]) +
                                 __builtin_popcountll(a.words[1] ^ b.words[1]) +
                                 __builtin_popcountll(a.words[2] ^ b.words[2]) +
                                 __builtin_popcountll(a.words[3] ^ b.words[3]));
  }
};

// Without a branch on the distance: which candidates are near is what no predictor knows.
template <class Count>
__attribute__((always_inline)) inline size_t Scan(const Hash256* hashes, size_t count,
                                                  const Hash256& query, unsigned radius,
                                                  uint32_t* hits) {
  const Hash256 from = query;
  size_t found = 0;
  for (size_t i = 0; i < count; ++i) {
    hits[found] = static_cast<uint32_t>(i);
    found += Count::Distance(from, hashes[i]) <= radius ? 1 : 0;
  }
  return found;
}

template <class Count>
__attribute__((always_inline)) inline size_t Gather(const Hash256* hashes,
                                                    const uint32_t* positions, size_t count,
                                                    const Hash256& query, unsigned radius,
                                                    uint32_t* hits) {
  const Hash256 from = query;
  size_t found = 0;
  for (size_t i = 0; i < count; ++i) {
    hits[found] = positions[i];
    found += Count::Distance(from, hashes[positions[i]]) <= radius ? 1 : 0;
  }
  return found;
}

size_t PortableScan(const Hash256* hashes, size_t count, const Hash256& query, unsigned radius,
                    uint32_t* hits) {
  return Scan<Portable>(hashes, count, query, radius, hits);
}
size_t PortableGather(const Hash256* hashes, const uint32_t* positions, size_t count,
                      const Hash256& query, unsigned radius, uint32_t* hits) {
  return Gather<Portable>(hashes, positions, count, query, radius, hits);
}

#if defined(__x86_64__)
__attribute__((target("popcnt"))) size_t PopcntScan(const Hash256* hashes, size_t count,
                                                    const Hash256& query, unsigned radius,
                                                    uint32_t* hits) {
  return Scan<Instruction>(hashes, count, query, radius, hits);
}
__attribute__((target("popcnt"))) size_t PopcntGather(const Hash256* hashes,
                                                      const uint32_t* positions, size_t count,
                                                      const Hash256& query, unsigned radius,
                                                      uint32_t* hits) {
  return Gather<Instruction>(hashes, positions, count, query, radius, hits);
}
#endif

}  // namespace

Hash256 Hash256::FromBytes(const std::array<uint8_t, 32>& bytes) {
  Hash256 hash;
  for (size_t i = 0; i < bytes.size(); ++i) hash.words[i / 8] = hash.words[i / 8] << 8 | bytes[i];
  return hash;
}

std::array<uint8_t, 32> Hash256::bytes() const {
  std::array<uint8_t, 32> bytes{};
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<uint8_t>(words[i / 8] >> (56 - 8 * (i % 8)));
  }
  return bytes;
}

const HammingKernels& PortableKernels() {
  static constexpr HammingKernels kPortable{PortableScan, PortableGather};
  return kPortable;
}

const HammingKernels& BestKernels() {
#if defined(__x86_64__)
  static constexpr HammingKernels kPopcnt{PopcntScan, PopcntGather};
  static const bool has_popcnt = __builtin_cpu_supports("popcnt") != 0;
  if (has_popcnt) return kPopcnt;
#endif
  return PortableKernels();
}

}  // namespace arsip::archive
