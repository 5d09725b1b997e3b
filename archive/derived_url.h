// How a URL follows from its urlkey, so that most capture rows need not hold it. Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_DERIVED_URL_H_
#define ARSIP_ARCHIVE_DERIVED_URL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace arsip::archive {

// A rule is a byte: 0 when the URL does not follow from the key, else kDerived plus what SURT took
// away. Part of the persistent format.
inline constexpr uint8_t kUrlExplicit = 0;
inline constexpr uint8_t kUrlDerived = 1;
inline constexpr uint8_t kUrlHttps = 2;
inline constexpr uint8_t kUrlWww = 4;            // the host had "www."
inline constexpr uint8_t kUrlTrailingSlash = 8;  // the path had a last slash

// "org,example:8080)/a?b" and kUrlDerived|kUrlHttps|kUrlTrailingSlash ->
// "https://example.org:8080/a/?b". nullopt when the key is not that of a URL with a host, or the
// rule is none.
std::optional<std::string> UrlFromUrlkey(std::string_view urlkey, uint8_t rule);

// The rule by which `url` follows from `urlkey`, else kUrlExplicit.
uint8_t UrlRule(std::string_view url, std::string_view urlkey);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_DERIVED_URL_H_
