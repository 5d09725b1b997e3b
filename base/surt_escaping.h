// How Python surt 0.3.1 makes equal what servers take for equal: decode until nothing is left to
// decode, then encode once. Thread-safe, linear.
#ifndef ARSIP_BASE_SURT_ESCAPING_H_
#define ARSIP_BASE_SURT_ESCAPING_H_

#include <string>
#include <string_view>

#include "base/percent_encoding.h"

namespace arsip {

// Everything outside printable ASCII, and space, "#" and "%".
inline constexpr OctetSet kSurtEscaped =
    OctetSet{}.AddRange(0x00, 0x20).Add("#%").AddRange(0x7F, 0xFF);

// "%2525" -> "%". A "%" that begins no octet stays.
std::string UnescapeRepeatedly(std::string_view text);

// Each octet that needs it as "%XX", in upper case.
std::string EscapeOnce(std::string_view text);

}  // namespace arsip

#endif  // ARSIP_BASE_SURT_ESCAPING_H_
