// IPv4 and IPv6 addresses as the hosts of URLs: https://url.spec.whatwg.org/#host-parsing.
// Thread-safe; nothing here resolves or dials.
#ifndef ARSIP_BASE_URL_IP_ADDRESS_H_
#define ARSIP_BASE_URL_IP_ADDRESS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace arsip {

using Ipv6Pieces = std::array<uint16_t, 8>;

// True when a domain is the IPv4 parser's business ("ends in a number"): "1.2.3.4", "a.0x7f".
bool EndsInNumber(std::string_view domain);

// One to four decimal, octal (0...) or hexadecimal (0x...) parts, with one dot behind them at most,
// as inet_aton(3) and browsers read them; nullopt when a part is no number or out of range.
std::optional<uint32_t> ParseIpv4(std::string_view text);
// "192.0.2.7"; the first octet is the highest byte.
void AppendIpv4(uint32_t address, std::string* out);

// Without brackets; no zone identifiers. nullopt when the text is no address.
std::optional<Ipv6Pieces> ParseIpv6(std::string_view text);
// RFC 5952 section 4: lower case, the first longest run of two or more zero pieces as "::". The
// last 32 bits are never dotted.
void AppendIpv6(const Ipv6Pieces& pieces, std::string* out);

}  // namespace arsip

#endif  // ARSIP_BASE_URL_IP_ADDRESS_H_
