// Text eight bytes at a time: what the loops over ASCII share. Pure; little-endian or not.
#ifndef ARSIP_EXTRACTORS_EIGHT_BYTES_H_
#define ARSIP_EXTRACTORS_EIGHT_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace arsip::extractors {

inline constexpr uint64_t kInEachByte = 0x0101010101010101;
inline constexpr uint64_t kHighBits = 0x80 * kInEachByte;

// REQUIRES: at + 8 <= text.size().
inline uint64_t EightBytes(std::string_view text, size_t at) {
  uint64_t eight;
  std::memcpy(&eight, text.data() + at, sizeof eight);
  return eight;
}

// Where the first byte at or behind `at` that is not ASCII is; the end when there is none.
inline size_t FirstNotAscii(std::string_view text, size_t at) {
  while (at + sizeof(uint64_t) <= text.size() && (EightBytes(text, at) & kHighBits) == 0) {
    at += sizeof(uint64_t);
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

// How many of the eight bytes have their highest bit set. Without POPCNT, which the least of the
// machines we build for lacks, std::popcount is a call.
inline uint32_t HighBitsIn(uint64_t eight) {
  return static_cast<uint32_t>((((eight & kHighBits) >> 7) * kInEachByte) >> 56);
}

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_EIGHT_BYTES_H_
