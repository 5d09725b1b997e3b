// SURT: the urlkey of CDXJ. Follows Python `surt` 0.3.1 (the one pywb and cdxj-indexer use), which
// is the reference that other indexes are compared with; rule by rule in surt.cc.
//
// Bump kCanonicaliserVersion when any output changes: the index has to be re-keyed.
//
// Thread-safe; linear in the length of the URL but for the sort of its query arguments.
#ifndef ARSIP_BASE_SURT_H_
#define ARSIP_BASE_SURT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace arsip {

inline constexpr uint32_t kCanonicaliserVersion = 1;

// "https://WWW2.Example.org:443/A/B/../C//d/?b=2&a=1#f" -> "org,example)/a/c/d?a=1&b=2".
// Never fails: what is not a URL with a host keeps its scheme, as Python surt does
// ("urn:text:..."), and the empty URL is "-".
//
// DEVIATION: where Python surt raises an exception (a port that is no number, or above 65535) the
// port stays in the key as it is written.
std::string Surt(std::string_view url);

// The host part of a SURT up to but without ")": "org,example" for example.org and www.example.org.
std::string SurtHost(std::string_view host);

}  // namespace arsip

#endif  // ARSIP_BASE_SURT_H_
