// The host of a special URL: https://url.spec.whatwg.org/#host-parsing (IPv4 in every spelling,
// IPv6, domains through IDNA). Used by url.cc; thread-safe.
#ifndef ARSIP_BASE_URL_HOST_H_
#define ARSIP_BASE_URL_HOST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace arsip {

struct HostOutcome {
  const char* error = nullptr;  // why the text is no host; null when it is one
  bool is_ip = false;
};

// Appends the serialised host to `out`: "example.org", "192.0.2.7" or "[2001:db8::1]". After an
// error `out` may hold a part of it.
HostOutcome AppendHost(std::string_view text, std::string* out);

// Which of UTS #46's mappings: they differ in four characters ("ß" stays, or becomes "ss").
enum class IdnaMapping { kNontransitional, kTransitional };

// An internationalised domain name as A-labels; false when it is none. `domain` is UTF-8.
bool DomainToAscii(const std::string& domain, IdnaMapping mapping, std::string* out);

// True when the IPv4 parser is responsible for the domain ("ends in a number").
bool EndsInNumber(std::string_view domain);
// Decimal, octal (0...) and hexadecimal (0x...) parts, one to four of them; nullopt when out of
// range.
std::optional<uint32_t> ParseIpv4(std::string_view text);

}  // namespace arsip

#endif  // ARSIP_BASE_URL_HOST_H_
