#include "portal/replay_url.h"

#include <algorithm>

#include "base/percent_encoding.h"

namespace arsip::portal {

std::string ReplayUrl(const std::string& collection_url, const archive::Capture& capture) {
  std::string url = collection_url + "/" + FormatTimestamp14(capture.time) + "id_/";
  for (const char c : capture.url) {
    if (c <= ' ' || c > '~' || c == '<' || c == '>' || c == '"') {
      AppendPercentEncoded(c, &url);
    } else {
      url.push_back(c);
    }
  }
  return url;
}

std::optional<ReplayPath> ParseReplayPath(std::string_view rest) {
  const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const std::string_view after = rest.substr(digits);
  if (digits > 14 || !after.starts_with("id_/") || after.size() == 4) return std::nullopt;
  return ReplayPath{std::string(rest.substr(0, digits)), UrlOfTarget(after.substr(4))};
}

std::string UrlOfTarget(std::string_view target) {
  std::string url(target);
  if (StartsWithLower(target, "http%3a") || StartsWithLower(target, "https%3a")) {
    url = PercentDecode(target);
  }
  for (const std::string_view scheme : {"http:/", "https:/"}) {
    if (!StartsWithLower(url, scheme)) continue;
    if (url.size() == scheme.size() || url[scheme.size()] != '/') url.insert(scheme.size(), "/");
    return url;
  }
  return StartsWithLower(url, "urn:") ? url : "http://" + url;
}

}  // namespace arsip::portal
