// Placeholders: characters that stand for what html_abridgement.h leaves out of a document. The
// private-use characters of plane 15, in UTF-8 F3 B0 80 80 to F3 BF BF BD. Pure functions.
#ifndef ARSIP_EXTRACTORS_HTML_PLACEHOLDER_H_
#define ARSIP_EXTRACTORS_HTML_PLACEHOLDER_H_

#include <array>
#include <cstddef>
#include <string_view>

namespace arsip::extractors {

inline constexpr size_t kMostPlaceholders = 0xFFFE;
inline constexpr size_t kPlaceholderBytes = 4;

using Placeholder = std::array<char, kPlaceholderBytes>;

// REQUIRES: `index` < kMostPlaceholders.
constexpr Placeholder PlaceholderOf(size_t index) {
  const auto six_bits = [index](int shift) {
    return static_cast<char>(0x80 | ((index >> shift) & 0x3F));
  };
  return {'\xF3', static_cast<char>(0xB0 | (index >> 12)), six_bits(6), six_bits(0)};
}

// Whether `text` begins with one.
bool IsPlaceholder(std::string_view text);
// Where the next one is, from `at` on; npos: there is none.
size_t FindPlaceholder(std::string_view text, size_t at);
// REQUIRES: IsPlaceholder(placeholder).
size_t IndexOf(std::string_view placeholder);

// Whether the tree of a document may hold such characters of its own: it has some, or references
// that may be read as some.
bool MayHoldPlaceholders(std::string_view document);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_HTML_PLACEHOLDER_H_
