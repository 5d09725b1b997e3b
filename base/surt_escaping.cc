#include "base/surt_escaping.h"

namespace arsip {
// Decodes until nothing is left to decode: "%2525" -> "%". Encoded octets never overlap, so the
// order of decoding does not matter and one pass that looks back is enough; repeating passes until
// nothing changes would be quadratic on "%25252525...".
std::string UnescapeRepeatedly(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    out.push_back(c);
    while (out.size() >= 3) {
      const int octet = DecodePercentAt(out, out.size() - 3);
      if (octet < 0) break;
      out.resize(out.size() - 3);
      out.push_back(static_cast<char>(octet));
    }
  }
  return out;
}

std::string EscapeOnce(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (kSurtEscaped(c)) {
      AppendPercentEncoded(c, &out);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace arsip
