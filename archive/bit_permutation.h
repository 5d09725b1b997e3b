// BitPermutation: the 256 bits of a hash in another order. Distances stay as they are, while bits
// that belong together (a PDQ hash's low frequencies) come to lie in different substrings.
// Immutable, thread-safe.
#ifndef ARSIP_ARCHIVE_BIT_PERMUTATION_H_
#define ARSIP_ARCHIVE_BIT_PERMUTATION_H_

#include <array>
#include <cstdint>

#include "archive/hamming.h"

namespace arsip::archive {

class BitPermutation {
 public:
  using Order = std::array<uint8_t, 256>;

  // Bit i (counted from the lowest of words[0]) becomes bit order[i]. REQUIRES: each of 0..255
  // once.
  explicit BitPermutation(const Order& order);

  // A fixed random one, the same in every process, and its inverse.
  static const BitPermutation& Fixed();
  static const BitPermutation& Inverse();

  Hash256 Apply(const Hash256& hash) const;

 private:
  // Where the bits of each value of each nibble go: 32 KiB, as large as a first-level cache.
  std::array<std::array<Hash256, 16>, 64> nibbles_{};
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_BIT_PERMUTATION_H_
