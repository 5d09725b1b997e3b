// The URLs of replay: "/news/20261122101112id_/https://example.org/", written and read.
// Pure; thread-safe.
#ifndef ARSIP_PORTAL_REPLAY_URL_H_
#define ARSIP_PORTAL_REPLAY_URL_H_

#include <optional>
#include <string>
#include <string_view>

#include "archive/capture.h"

namespace arsip::portal {

// "https://host/news/20261122101112id_/https://example.org/"; what a capture's URL holds and a URL
// may not (in another archive's records) is percent-encoded.
std::string ReplayUrl(const std::string& collection_url, const archive::Capture& capture);

struct ReplayPath {
  std::string timestamp;  // 0 to 14 digits
  std::string url;
};
// Of "20261122101112id_/https://example.org/a?b=c", the target behind "/news/". nullopt: it is
// none.
std::optional<ReplayPath> ParseReplayPath(std::string_view rest);

// The URL that the end of a target means. Lenient, as what stands between may have rewritten it:
// "http:/example.org/" (slashes merged), "http%3A%2F%2Fexample.org%2F" (encoded as a whole), and
// "example.org/" (no scheme: http).
std::string UrlOfTarget(std::string_view target);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_REPLAY_URL_H_
