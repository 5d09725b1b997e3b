// UTF-8: RFC 3629. https://www.rfc-editor.org/rfc/rfc3629#section-4
#ifndef ARSIP_BASE_UTF8_H_
#define ARSIP_BASE_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace arsip {

// Length (1 to 4) of the well-formed sequence at the front, and its code point; 0 when there is
// none: a stray or missing continuation byte, an overlong form, a surrogate, or beyond U+10FFFF.
// REQUIRES: `text` is not empty.
size_t DecodeUtf8(std::string_view text, uint32_t& code_point);

// Offset of the first byte that begins no well-formed sequence; npos when there is none.
size_t FindInvalidUtf8(std::string_view text);

}  // namespace arsip

#endif  // ARSIP_BASE_UTF8_H_
