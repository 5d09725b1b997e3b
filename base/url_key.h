// UrlKey: the 128-bit name of a canonical URL in the seen set.
//
// The first 64 bits are BLAKE2b of the origin's host, the last 64 BLAKE2b of the whole href: one
// host's keys are adjacent in every ordered store (locality for LevelDB and PostgreSQL B-trees),
// and a hostile publisher can collide keys only with pages of its own host.
#ifndef ARSIP_BASE_URL_KEY_H_
#define ARSIP_BASE_URL_KEY_H_

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/url.h"

namespace arsip {

struct UrlKey {
  std::array<uint8_t, 16> bytes{};  // big-endian; part of the persistent format

  auto operator<=>(const UrlKey&) const = default;
  // Not memcmp, which is a call: every look-up of a key compares some.
  bool operator==(const UrlKey& other) const {
    std::array<uint64_t, 2> left;
    std::array<uint64_t, 2> right;
    std::memcpy(left.data(), bytes.data(), sizeof left);
    std::memcpy(right.data(), other.bytes.data(), sizeof right);
    return ((left[0] ^ right[0]) | (left[1] ^ right[1])) == 0;
  }
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::string ToHex() const;
  // REQUIRES: 16 bytes.
  static Result<UrlKey> FromBytes(std::string_view bytes);
};

UrlKey KeyOf(const Url& url);
// 64-bit BLAKE2b of a host name, the first half of every key of that host.
uint64_t HostHash(std::string_view host);

struct UrlKeyHash {
  size_t operator()(const UrlKey& key) const {
    size_t half;
    std::memcpy(&half, key.bytes.data() + 8, sizeof half);
    return half;
  }
};

}  // namespace arsip

#endif  // ARSIP_BASE_URL_KEY_H_
