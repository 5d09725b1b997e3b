// Hash256: a 256-bit perceptual hash (PDQ), and the Hamming distance, the number of bits in which
// two differ. Distances over arrays of hashes run on the POPCNT instruction where the processor has
// it. Thread-safe.
#ifndef ARSIP_ARCHIVE_HAMMING_H_
#define ARSIP_ARCHIVE_HAMMING_H_

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

namespace arsip::archive {

// Ordered as its 64 hexadecimal digits are.
struct Hash256 {
  std::array<uint64_t, 4> words{};  // words[0] holds the first 16 digits

  // bytes[0] holds the first two digits.
  static Hash256 FromBytes(const std::array<uint8_t, 32>& bytes);
  std::array<uint8_t, 32> bytes() const;
  friend auto operator<=>(const Hash256&, const Hash256&) = default;
};
static_assert(sizeof(Hash256) == 32);

inline Hash256 operator^(const Hash256& a, const Hash256& b) {
  return {{a.words[0] ^ b.words[0], a.words[1] ^ b.words[1], a.words[2] ^ b.words[2],
           a.words[3] ^ b.words[3]}};
}
inline unsigned BitsSet(const Hash256& hash) {
  int bits = 0;
  for (const uint64_t word : hash.words) bits += std::popcount(word);
  return static_cast<unsigned>(bits);
}
inline unsigned HammingDistance(const Hash256& a, const Hash256& b) { return BitsSet(a ^ b); }

// A hash and whose it is. Pairs are distinct: one id may have several hashes (the frames of a
// video), and one hash many ids.
struct HashEntry {
  uint64_t id = 0;
  Hash256 hash;
  friend auto operator<=>(const HashEntry&, const HashEntry&) = default;
};
static_assert(sizeof(HashEntry) == 40);

// Which hashes lie within `radius` of `query`, in the order in which they are given.
struct HammingKernels {
  // Writes the indices to `hits`, which has room for `count`, and returns how many they are.
  size_t (*scan)(const Hash256* hashes, size_t count, const Hash256& query, unsigned radius,
                 uint32_t* hits);
  // The same of hashes[positions[0..count)]; writes positions.
  size_t (*gather)(const Hash256* hashes, const uint32_t* positions, size_t count,
                   const Hash256& query, unsigned radius, uint32_t* hits);
};
const HammingKernels& PortableKernels();
// The fastest that this processor runs.
const HammingKernels& BestKernels();

// Calls each(index) for every hash within `radius`, in order. REQUIRES: fewer than 2^32 hashes.
template <class Each>
void ForEachWithin(std::span<const Hash256> hashes, const Hash256& query, unsigned radius,
                   Each each) {
  constexpr size_t kAtOnce = 2048;
  std::array<uint32_t, kAtOnce> hits;
  for (size_t begin = 0; begin < hashes.size(); begin += kAtOnce) {
    const size_t count = std::min(kAtOnce, hashes.size() - begin);
    const size_t found = BestKernels().scan(&hashes[begin], count, query, radius, hits.data());
    for (size_t i = 0; i < found; ++i) each(begin + hits[i]);
  }
}

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_HAMMING_H_
