// Base64: RFC 4648 section 4, padded. Pure; thread-safe.
#ifndef ARSIP_PORTAL_BASE64_H_
#define ARSIP_PORTAL_BASE64_H_

#include <cstdint>
#include <span>
#include <string>

namespace arsip::portal {

inline std::string Base64Encode(std::span<const uint8_t> bytes) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t left = bytes.size() - i;
    const uint32_t group = uint32_t{bytes[i]} << 16 | (left > 1 ? uint32_t{bytes[i + 1]} << 8 : 0) |
                           (left > 2 ? uint32_t{bytes[i + 2]} : 0);
    out.push_back(kDigits[group >> 18]);
    out.push_back(kDigits[group >> 12 & 63]);
    out.push_back(left > 1 ? kDigits[group >> 6 & 63] : '=');
    out.push_back(left > 2 ? kDigits[group & 63] : '=');
  }
  return out;
}

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_BASE64_H_
