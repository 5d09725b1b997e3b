// The fixed parts of a run's file, shared by its writer and reader. docs/index-format.md, "Runs".
#ifndef ARSIP_ARCHIVE_SORTED_RUN_FORMAT_H_
#define ARSIP_ARCHIVE_SORTED_RUN_FORMAT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/key_value_store.h"

namespace arsip::archive {

inline constexpr std::string_view kRunMagic = "ARSIPRN1";
// check of the index (4), its offset, stored and raw bytes (8 each), rows (8), check of these (4),
// magic (8).
inline constexpr size_t kRunFooterBytes = 48;
inline constexpr size_t kRunCheckBytes = 4;

// Head of a block: rows, then raw and stored bytes of lengths, keys and values, then bytes of
// tails: be32 each.
inline constexpr size_t kRunStreams = 3;
inline constexpr size_t kRunBlockHeadBytes = 4 * (1 + 2 * kRunStreams + 1);

// CRC-32 (that of gzip).
uint32_t RunCheck(std::string_view bytes);

inline void AppendRunVarint(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

// Takes it from the front; false: it is not whole.
inline bool TakeRunVarint(const char*& at, const char* end, uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 64 && at != end; shift += 7) {
    const auto byte = static_cast<uint8_t>(*at++);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SORTED_RUN_FORMAT_H_
