#include "portal/byte_range.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "base/percent_encoding.h"

namespace arsip::portal {
namespace {

// 1*DIGIT; a number beyond 64 bits is as good as the largest.
std::optional<uint64_t> ParseNumber(std::string_view digits) {
  if (digits.empty() || !std::ranges::all_of(digits, IsAsciiDigit)) return std::nullopt;
  uint64_t number = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return end.ec == std::errc() ? number : UINT64_MAX;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

ByteRange Suffix(std::string_view digits, uint64_t length) {
  const auto wanted = ParseNumber(digits);
  if (!wanted.has_value()) return {};
  if (*wanted == 0 || length == 0) return {ByteRange::Kind::kUnsatisfiable, 0, 0};
  return {ByteRange::Kind::kPart, length - std::min(*wanted, length), length};
}

}  // namespace

ByteRange ParseByteRange(std::string_view field_value, uint64_t length) {
  std::string_view text = Trim(field_value);
  if (!StartsWithLower(text, "bytes=")) return {};
  text = Trim(text.substr(6));
  if (text.find(',') != std::string_view::npos) return {ByteRange::Kind::kUnsatisfiable, 0, 0};
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return {};
  if (dash == 0) return Suffix(text.substr(1), length);
  const auto first = ParseNumber(text.substr(0, dash));
  const std::string_view last_digits = text.substr(dash + 1);
  const auto last = last_digits.empty() ? std::optional(UINT64_MAX) : ParseNumber(last_digits);
  if (!first.has_value() || !last.has_value() || *last < *first) return {};
  if (*first >= length) return {ByteRange::Kind::kUnsatisfiable, 0, 0};
  return {ByteRange::Kind::kPart, *first, *last >= length ? length : *last + 1};
}

std::string ContentRange(const ByteRange& range, uint64_t length) {
  return "bytes " + std::to_string(range.begin) + "-" + std::to_string(range.end - 1) + "/" +
         std::to_string(length);
}

}  // namespace arsip::portal
