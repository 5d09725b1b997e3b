// ASCII and percent-encoding of octets: RFC 3986 section 2.1,
// https://url.spec.whatwg.org/#percent-encoded-bytes. Shared by Url, Surt and robots.txt matching,
// which differ only in the sets of octets they encode.
#ifndef ARSIP_BASE_PERCENT_ENCODING_H_
#define ARSIP_BASE_PERCENT_ENCODING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace arsip {

// 0 to 15, or -1 for what is no hexadecimal digit.
constexpr int HexDigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsAsciiAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool IsAsciiAlnum(char c) { return IsAsciiAlpha(c) || IsAsciiDigit(c); }
constexpr char AsciiLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Whether `text` begins with `lower`, whatever the case of its letters.
constexpr bool StartsWithLower(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    if (AsciiLower(text[i]) != lower[i]) return false;
  }
  return true;
}

// The octet that text[at..at+3) ("%41") stands for, or -1 when that is no percent-encoded octet.
constexpr int DecodePercentAt(std::string_view text, size_t at) {
  if (at + 2 >= text.size() || text[at] != '%') return -1;
  const int high = HexDigitValue(text[at + 1]);
  const int low = HexDigitValue(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// Appends "%C3": upper case, as RFC 3986 section 2.1 asks.
inline void AppendPercentEncoded(char octet, std::string* out) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  const auto value = static_cast<uint8_t>(octet);
  const char encoded[3] = {'%', kDigits[value >> 4], kDigits[value & 15]};
  out->append(encoded, sizeof encoded);
}

// Every %XX decoded once; a "%" that begins none stays as it is.
inline std::string PercentDecode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const int octet = DecodePercentAt(text, i);
    if (octet >= 0) i += 2;
    out.push_back(octet >= 0 ? static_cast<char>(octet) : text[i]);
  }
  return out;
}

// A set of octets as a table: one load per byte in the parsers' inner loops.
struct OctetSet {
  bool contains[256] = {};
  constexpr bool operator()(char c) const { return contains[static_cast<uint8_t>(c)]; }
  constexpr OctetSet& Add(std::string_view octets) {
    for (char c : octets) contains[static_cast<uint8_t>(c)] = true;
    return *this;
  }
  constexpr OctetSet& AddRange(uint8_t first, uint8_t last) {
    for (int i = first; i <= last; ++i) contains[i] = true;
    return *this;
  }
};

}  // namespace arsip

#endif  // ARSIP_BASE_PERCENT_ENCODING_H_
