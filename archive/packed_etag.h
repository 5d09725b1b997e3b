// PackETag: an entity tag of hexadecimal digits in half its bytes. Most servers make them of sizes,
// times or digests: "5f3c-1a2b4", W/"0123abcd". Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_PACKED_ETAG_H_
#define ARSIP_ARCHIVE_PACKED_ETAG_H_

#include <optional>
#include <string>
#include <string_view>

#include "archive/row_bytes.h"

namespace arsip::archive {

// In half bytes, the higher of a byte first: 8 if weak + groups of digits - 1; the digits of each
// group; then the digits, and a 0 if their number is odd. At most 8 groups of 1 to 15 digits, or
// one of 16 to 255: it has 0 for its digits, and their number in the two that follow. nullopt:
// `etag` is none of those,.
std::optional<std::string> PackETag(std::string_view etag);

// Takes it from the front; fails `in` for bytes that PackETag does not give.
std::string ReadPackedETag(RowReader& in);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_PACKED_ETAG_H_
