#include "archive/derived_url.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kHttps = "https://";
constexpr std::string_view kHttp = "http://";
constexpr uint8_t kAllRules = kUrlDerived | kUrlHttps | kUrlWww | kUrlTrailingSlash;

// "org,example" -> "example.org"
std::string HostFromLabels(std::string_view labels) {
  std::string host;
  host.reserve(labels.size());
  while (true) {
    const size_t comma = labels.rfind(',');
    host.append(comma == std::string_view::npos ? labels : labels.substr(comma + 1));
    if (comma == std::string_view::npos) return host;
    host.push_back('.');
    labels = labels.substr(0, comma);
  }
}

}  // namespace

std::optional<std::string> UrlFromUrlkey(std::string_view urlkey, uint8_t rule) {
  if ((rule & kUrlDerived) == 0 || (rule & ~kAllRules) != 0) return std::nullopt;
  const size_t end = urlkey.find(")/");
  if (end == std::string_view::npos || end == 0) return std::nullopt;
  const std::string_view authority = urlkey.substr(0, end);
  const size_t colon = authority.find(':');
  std::string url((rule & kUrlHttps) != 0 ? kHttps : kHttp);
  if ((rule & kUrlWww) != 0) url.append("www.");
  url.append(HostFromLabels(authority.substr(0, colon)));
  if (colon != std::string_view::npos) url.append(authority.substr(colon));
  const std::string_view rest = urlkey.substr(end + 1);
  const size_t query = std::min(rest.find('?'), rest.size());
  url.append(rest.substr(0, query));
  if ((rule & kUrlTrailingSlash) != 0) url.push_back('/');
  url.append(rest.substr(query));
  return url;
}

uint8_t UrlRule(std::string_view url, std::string_view urlkey) {
  uint8_t rule = kUrlDerived;
  std::string_view rest = url;
  if (rest.starts_with(kHttps)) {
    rule |= kUrlHttps;
    rest.remove_prefix(kHttps.size());
  } else if (rest.starts_with(kHttp)) {
    rest.remove_prefix(kHttp.size());
  } else {
    return kUrlExplicit;
  }
  if (rest.starts_with("www.")) rule |= kUrlWww;
  const size_t path = std::min(rest.find('/'), rest.size());
  const std::string_view path_only = rest.substr(path, rest.find('?') - path);
  if (path_only.size() > 1 && path_only.ends_with('/')) rule |= kUrlTrailingSlash;
  return UrlFromUrlkey(urlkey, rule) == url ? rule : kUrlExplicit;
}

}  // namespace arsip::archive
