#include "base/robots_pattern.h"

#include <algorithm>
#include <cstring>

#include "base/percent_encoding.h"

namespace arsip {
namespace {

// RFC 3986 sections 2.2 and 2.3.
constexpr OctetSet kUnreserved =
    OctetSet{}.AddRange('0', '9').AddRange('A', 'Z').AddRange('a', 'z').Add("-._~");
constexpr OctetSet kReserved = OctetSet{}.Add(":/?#[]@!$&'()*+,;=");
// What normalising never changes, in a path.
constexpr OctetSet kStable =
    OctetSet{}.AddRange('0', '9').AddRange('A', 'Z').AddRange('a', 'z').Add("-._~:/?#[]@!&'()+,;=");

// Section 2.2.2: encoded unreserved octets are decoded; encoded reserved ones stay encoded, in
// upper case; all others are encoded. The section's table also makes "?baz=https://foo.bar" equal
// to its encoded form, so "%3A" and "%2F" are decoded inside a query. Appends to `out`; `i` is left
// on the last octet read.
void AppendNormalizedAt(std::string_view text, size_t* i, bool in_query, std::string* out) {
  const char c = text[*i];
  const int octet = DecodePercentAt(text, *i);
  if (octet >= 0) {
    *i += 2;
    const char decoded = static_cast<char>(octet);
    if (kUnreserved(decoded) || (in_query && (decoded == ':' || decoded == '/'))) {
      out->push_back(decoded);
    } else {
      AppendPercentEncoded(decoded, out);
    }
  } else if (c == '%' || kUnreserved(c) || kReserved(c)) {
    out->push_back(c);
  } else {
    AppendPercentEncoded(c, out);
  }
}

}  // namespace

std::string NormalizeRobotsPattern(std::string_view pattern) {
  const bool anchored = pattern.ends_with('$');
  if (anchored) pattern.remove_suffix(1);
  std::string out;
  out.reserve(pattern.size() + 1);
  bool in_query = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    in_query |= pattern[i] == '?';
    if (pattern[i] == '$') {
      AppendPercentEncoded('$', &out);
    } else if (pattern[i] != '*' || !out.ends_with('*')) {
      AppendNormalizedAt(pattern, &i, in_query, &out);
    }
  }
  if (anchored) out.push_back('$');
  return out;
}

std::string_view NormalizeRobotsPath(std::string_view path_and_query, std::string* storage) {
  if (std::all_of(path_and_query.begin(), path_and_query.end(), kStable)) return path_and_query;
  storage->clear();
  storage->reserve(path_and_query.size() + 16);
  bool in_query = false;
  for (size_t i = 0; i < path_and_query.size(); ++i) {
    const char c = path_and_query[i];
    in_query |= c == '?';
    if (c == '*' || c == '$') {
      AppendPercentEncoded(c, storage);
    } else {
      AppendNormalizedAt(path_and_query, &i, in_query, storage);
    }
  }
  return *storage;
}

bool RobotsPatternMatches(std::string_view pattern, std::string_view path) {
  const bool anchored = pattern.ends_with('$');
  if (anchored) pattern.remove_suffix(1);
  size_t star = pattern.find('*');
  const std::string_view prefix = pattern.substr(0, star);
  if (!path.starts_with(prefix)) return false;
  if (star == std::string_view::npos) return !anchored || path.size() == prefix.size();
  path.remove_prefix(prefix.size());
  // The pieces between stars, each as far to the left as it goes: that leaves most for those behind
  // it, so no choice is ever taken back. memmem(3) is linear, and no octet of the path is searched
  // twice.
  while (true) {
    pattern.remove_prefix(star + 1);
    star = pattern.find('*');
    const std::string_view piece = pattern.substr(0, star);
    const bool last = star == std::string_view::npos;
    if (last && anchored) return path.ends_with(piece);
    if (!piece.empty()) {
      const void* found = memmem(path.data(), path.size(), piece.data(), piece.size());
      if (found == nullptr) return false;
      const auto at = static_cast<size_t>(static_cast<const char*>(found) - path.data());
      path.remove_prefix(at + piece.size());
    }
    if (last) return true;
  }
}

}  // namespace arsip
