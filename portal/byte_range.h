// The Range field of a request for one range of bytes: RFC 9110 section 14.1.2 and 14.2.
// Pure; thread-safe.
#ifndef ARSIP_PORTAL_BYTE_RANGE_H_
#define ARSIP_PORTAL_BYTE_RANGE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace arsip::portal {

struct ByteRange {
  enum class Kind : uint8_t {
    kWhole,          // no range was asked for, or the field is to be ignored: another unit, not one
                     // of the grammar
    kPart,           // [begin, end)
    kUnsatisfiable,  // 416: nothing of it is there, or more than one range is asked for
  };
  Kind kind = Kind::kWhole;
  uint64_t begin = 0;
  uint64_t end = 0;
};

// `length`: of the whole. An end beyond it, and a suffix longer than it, are cut to it.
//
// DEVIATION: more than one range is refused (416), where section 14.2 would let us answer with the
// whole: a list of ranges must not cost more than it says.
ByteRange ParseByteRange(std::string_view field_value, uint64_t length);

// "bytes 0-99/1000": Content-Range, section 14.4. REQUIRES: kPart.
std::string ContentRange(const ByteRange& range, uint64_t length);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_BYTE_RANGE_H_
