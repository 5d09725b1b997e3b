// UTF-8 as the Encoding Standard decodes it: https://encoding.spec.whatwg.org/#utf-8-decoder
// (maximal subparts of ill-formed sequences become one U+FFFD each; no surrogates, no overlongs).
// Pure functions; linear.
#ifndef ARSIP_EXTRACTORS_UTF8_H_
#define ARSIP_EXTRACTORS_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace arsip::extractors {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

bool IsWellFormedUtf8(std::string_view bytes);
// Whether the bytes are well-formed, or become so when what their end cuts short is completed.
bool IsWellFormedUtf8Prefix(std::string_view bytes);

// Appends the bytes, every ill-formed sequence as U+FFFD.
void AppendWellFormedUtf8(std::string& out, std::string_view bytes);

// Surrogates and values beyond U+10FFFF become U+FFFD.
void AppendCodePoint(std::string& out, char32_t code_point);

// At most `max_bytes` of well-formed `text`, cut between characters.
std::string_view CutUtf8(std::string_view text, size_t max_bytes);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_UTF8_H_
