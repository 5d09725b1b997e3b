// The host of a special URL: https://url.spec.whatwg.org/#host-parsing (addresses in every
// spelling, domains through IDNA). What Url is built on; thread-safe.
#ifndef ARSIP_BASE_URL_HOST_H_
#define ARSIP_BASE_URL_HOST_H_

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

// UTS #46's two mappings differ in four characters: sharp s stays, or becomes "ss".
enum class IdnaMapping { kNontransitional, kTransitional };

// A domain name (UTF-8, lower or upper case) with its labels as A-labels; false when it is none.
bool DomainToAscii(const std::string& domain, IdnaMapping mapping, std::string* out);

}  // namespace arsip

#endif  // ARSIP_BASE_URL_HOST_H_
