#include "extractors/html_placeholder.h"

#include <algorithm>

namespace arsip::extractors {
namespace {

// Of what stands behind "&#". Gumbo's sum of many digits overflows to anything.
bool MayNamePlaceholder(std::string_view digits) {
  const bool hex = !digits.empty() && (digits[0] | 0x20) == 'x';
  if (hex) digits.remove_prefix(1);
  const size_t found = digits.find_first_not_of("0123456789abcdefABCDEF");
  const size_t length = std::min(found, digits.size());
  if (hex) return length > 5 || (length == 5 && (digits[0] | 0x20) == 'f');
  return length > 6 || (length == 6 && digits[0] == '9');
}

}  // namespace

bool IsPlaceholder(std::string_view text) {
  return text.size() >= kPlaceholderBytes && text[0] == '\xF3' &&
         static_cast<unsigned char>(text[1]) >= 0xB0;
}

size_t FindPlaceholder(std::string_view text, size_t at) {
  at = text.find('\xF3', at);
  while (at != std::string_view::npos && !IsPlaceholder(text.substr(at))) {
    at = text.find('\xF3', at + 1);
  }
  return at;
}

size_t IndexOf(std::string_view placeholder) {
  const auto six_bits = [placeholder](size_t i) -> size_t { return placeholder[i] & 0x3F; };
  return (six_bits(1) & 0x0F) << 12 | six_bits(2) << 6 | six_bits(3);
}

bool MayHoldPlaceholders(std::string_view document) {
  if (FindPlaceholder(document, 0) != std::string_view::npos) return true;
  for (size_t at = document.find("&#"); at != std::string_view::npos;
       at = document.find("&#", at + 2)) {
    if (MayNamePlaceholder(document.substr(at + 2, 32))) return true;
  }
  return false;
}

}  // namespace arsip::extractors
