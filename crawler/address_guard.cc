#include "crawler/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

namespace arsip::crawler {
namespace {

struct Address {
  std::array<unsigned char, 16> bytes{};  // IPv4 as ::ffff:a.b.c.d
  bool v4 = false;
};

struct SpecialRange {
  const char* network;
  const char* name;
  const char* reference;
  int prefix_bits;
  bool dialled = false;  // an exception inside a wider special range
};

// https://www.iana.org/assignments/iana-ipv4-special-registry, most specific first.
// "Globally reachable: True" entries inside a refused range are exceptions; those outside need no
// row.
constexpr SpecialRange kSpecialV4[] = {
    {"192.0.0.9", "PCP anycast", "RFC 7723", 32, true},
    {"192.0.0.10", "TURN anycast", "RFC 8155", 32, true},
    {"255.255.255.255", "limited broadcast", "RFC 8190", 32},
    {"0.0.0.0", "this network", "RFC 791", 8},
    {"10.0.0.0", "private use", "RFC 1918", 8},
    {"100.64.0.0", "shared address space", "RFC 6598", 10},
    {"127.0.0.0", "loopback", "RFC 1122", 8},
    {"169.254.0.0", "link local", "RFC 3927", 16},
    {"172.16.0.0", "private use", "RFC 1918", 12},
    {"192.0.0.0", "IETF protocol assignments", "RFC 6890", 24},
    {"192.0.2.0", "documentation", "RFC 5737", 24},
    {"192.88.99.0", "deprecated 6to4 relay anycast", "RFC 7526", 24},
    {"192.168.0.0", "private use", "RFC 1918", 16},
    {"198.18.0.0", "benchmarking", "RFC 2544", 15},
    {"198.51.100.0", "documentation", "RFC 5737", 24},
    {"203.0.113.0", "documentation", "RFC 5737", 24},
    {"224.0.0.0", "multicast", "RFC 5771", 4},
    {"240.0.0.0", "reserved", "RFC 1112", 4},
};

// https://www.iana.org/assignments/iana-ipv6-special-registry, most specific first.
// DEVIATION: ORCHIDv2 and DRIP are "globally reachable" there, but name keys, not places: never a
// web server. The last row of all is the rest of the space: RFC 4291 section 2.4 assigns only
// 2000::/3.
constexpr SpecialRange kSpecialV6[] = {
    {"2001:1::1", "PCP anycast", "RFC 7723", 128, true},
    {"2001:1::2", "TURN anycast", "RFC 8155", 128, true},
    {"2001:1::3", "DNS-SD registration anycast", "RFC 9665", 128, true},
    {"2001:3::", "AMT", "RFC 7450", 32, true},
    {"2001:4:112::", "AS112", "RFC 7535", 48, true},
    {"::", "unspecified", "RFC 4291", 128},
    {"::1", "loopback", "RFC 4291", 128},
    {"64:ff9b:1::", "local-use NAT64", "RFC 8215", 48},
    {"100::", "discard only", "RFC 6666", 64},
    {"100:0:0:1::", "dummy prefix", "RFC 9780", 64},
    {"2001::", "Teredo", "RFC 4380", 32},
    {"2001:2::", "benchmarking", "RFC 5180", 48},
    {"2001:10::", "deprecated ORCHID", "RFC 4843", 28},
    {"2001:20::", "ORCHIDv2", "RFC 7343", 28},
    {"2001:30::", "drone remote id", "RFC 9374", 28},
    {"2001::", "IETF protocol assignments", "RFC 2928", 23},
    {"2001:db8::", "documentation", "RFC 3849", 32},
    {"3fff::", "documentation", "RFC 9637", 20},
    {"5f00::", "segment routing", "RFC 9602", 16},
    {"fc00::", "unique local", "RFC 4193", 7},
    {"fe80::", "link local", "RFC 4291", 10},
    {"fec0::", "deprecated site local", "RFC 3879", 10},
    {"ff00::", "multicast", "RFC 4291", 8},
    {"2000::", "global unicast", "RFC 4291", 3, true},
    {"::", "not global unicast", "RFC 4291", 0},
};

// Forms that carry an IPv4 address: the packet ends up there, so its rule decides.
struct EmbeddingRange {
  const char* network;
  int prefix_bits;
  size_t v4_offset;
  const char* name;
  const char* reference;
};
constexpr EmbeddingRange kEmbeddings[] = {
    {"64:ff9b::", 96, 12, "NAT64", "RFC 6052"},
    {"2002::", 16, 2, "6to4", "RFC 3056"},
};

constexpr int kMappedBits = 96;

Address FromV4(const unsigned char* four_bytes) {
  Address address;
  address.bytes[10] = 0xff;
  address.bytes[11] = 0xff;
  std::memcpy(address.bytes.data() + 12, four_bytes, 4);
  address.v4 = true;
  return address;
}

bool InRange(const std::array<unsigned char, 16>& bytes, const unsigned char* network, int bits) {
  const auto whole = static_cast<size_t>(bits / 8);
  if (std::memcmp(bytes.data(), network, whole) != 0) return false;
  const int rest = bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<unsigned char>(0xff << (8 - rest));
  return ((bytes[whole] ^ network[whole]) & mask) == 0;
}

// RFC 4291 section 2.5.5.2: ::ffff:a.b.c.d is dialled as a.b.c.d.
Address FromV6(const unsigned char* sixteen_bytes) {
  static constexpr unsigned char kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::memcmp(sixteen_bytes, kMapped, sizeof(kMapped)) == 0) return FromV4(sixteen_bytes + 12);
  Address address;
  std::memcpy(address.bytes.data(), sixteen_bytes, 16);
  return address;
}

std::optional<Address> ParseAddress(std::string_view text) {
  // RFC 4007 section 11: a zone belongs to this machine, not to the address.
  const std::string address(text.substr(0, text.find('%')));
  unsigned char bytes[16];
  if (::inet_pton(AF_INET, address.c_str(), bytes) == 1) return FromV4(bytes);
  if (::inet_pton(AF_INET6, address.c_str(), bytes) == 1) return FromV6(bytes);
  return std::nullopt;
}

Address KnownAddress(const char* text) { return ParseAddress(text).value_or(Address{}); }

std::string Describe(const SpecialRange& range) {
  return std::string(range.name) + " (" + range.network + "/" + std::to_string(range.prefix_bits) +
         ", " + range.reference + ")";
}

struct ParsedRange {
  std::array<unsigned char, 16> network;
  int bits;
  const SpecialRange* range;
};

template <size_t n>
std::vector<ParsedRange> ParseTable(const SpecialRange (&table)[n], int offset_bits) {
  std::vector<ParsedRange> parsed;
  for (const SpecialRange& range : table) {
    parsed.push_back({KnownAddress(range.network).bytes, range.prefix_bits + offset_bits, &range});
  }
  return parsed;
}

AddressVerdict CheckSpecial(const Address& address) {
  static const std::vector<ParsedRange> v4 = ParseTable(kSpecialV4, kMappedBits);
  static const std::vector<ParsedRange> v6 = ParseTable(kSpecialV6, 0);
  for (const ParsedRange& parsed : address.v4 ? v4 : v6) {
    if (!InRange(address.bytes, parsed.network.data(), parsed.bits)) continue;
    if (parsed.range->dialled) return {true, ""};
    return {false, Describe(*parsed.range)};
  }
  return {true, ""};
}

}  // namespace

Result<AddressGuard> AddressGuard::Create(const std::vector<std::string>& allowed_ranges) {
  AddressGuard guard;
  for (const std::string& text : allowed_ranges) {
    const size_t slash = text.find('/');
    const std::string_view network = std::string_view(text).substr(0, slash);
    const auto address = ParseAddress(network);
    if (!address || network.find('%') != network.npos) {
      return Error{ErrorCode::kInvalidInput, "not an address or a CIDR range", text};
    }
    const int widest = address->v4 && network.find(':') == network.npos ? 32 : 128;
    int bits = widest;
    if (slash != text.npos) {
      const char* end = text.data() + text.size();
      const auto parsed = std::from_chars(text.data() + slash + 1, end, bits);
      if (parsed.ec != std::errc() || parsed.ptr != end || bits < 0 || bits > widest) {
        return Error{ErrorCode::kInvalidInput, "not a prefix length of its address", text};
      }
    }
    Range range{};
    std::copy(address->bytes.begin(), address->bytes.end(), range.network);
    range.prefix_bits = bits + (widest == 32 ? kMappedBits : 0);
    guard.allowed_.push_back(range);
    guard.allowed_texts_.push_back(text);
  }
  return guard;
}

AddressVerdict AddressGuard::Check(const sockaddr* address) const {
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return CheckBytes(FromV4(reinterpret_cast<const unsigned char*>(&v4->sin_addr)).bytes);
  }
  if (address->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    return CheckBytes(FromV6(v6->sin6_addr.s6_addr).bytes);
  }
  return {false, "not an IP address"};
}

AddressVerdict AddressGuard::Check(std::string_view textual_address) const {
  const auto address = ParseAddress(textual_address);
  if (!address) return {false, "not an IP address"};
  return CheckBytes(address->bytes);
}

AddressVerdict AddressGuard::CheckBytes(const std::array<unsigned char, 16>& bytes) const {
  if (IsAllowed(bytes)) return {true, ""};
  for (const EmbeddingRange& embedding : kEmbeddings) {
    const Address network = KnownAddress(embedding.network);
    if (!InRange(bytes, network.bytes.data(), embedding.prefix_bits)) continue;
    AddressVerdict inner = CheckBytes(FromV4(bytes.data() + embedding.v4_offset).bytes);
    if (!inner.allowed) {
      inner.reason += std::string(" inside ") + embedding.name + " (" + embedding.network + "/" +
                      std::to_string(embedding.prefix_bits) + ", " + embedding.reference + ")";
    }
    return inner;
  }
  return CheckSpecial(FromV6(bytes.data()));
}

bool AddressGuard::IsAllowed(const std::array<unsigned char, 16>& bytes) const {
  // "::/0" is about IPv6: a range wider than the mapped block says nothing about IPv4.
  const int narrowest_bits = FromV6(bytes.data()).v4 ? kMappedBits : 0;
  return std::any_of(allowed_.begin(), allowed_.end(), [&](const Range& range) {
    return range.prefix_bits >= narrowest_bits && InRange(bytes, range.network, range.prefix_bits);
  });
}

}  // namespace arsip::crawler
