#include "extractors/link_types.h"

#include <algorithm>
#include <initializer_list>

#include "base/http_message.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

bool HasAnyToken(std::string_view list, std::initializer_list<std::string_view> tokens) {
  return std::any_of(tokens.begin(), tokens.end(),
                     [list](std::string_view token) { return HasToken(list, token); });
}

bool IsFeedType(std::string_view type) {
  const std::string_view essence = TrimSpace(type.substr(0, type.find(';')));
  const auto feeds = {"application/rss+xml", "application/atom+xml", "application/rdf+xml",
                      "application/feed+json"};
  return std::any_of(feeds.begin(), feeds.end(),
                     [essence](const char* feed) { return EqualsIgnoreCase(essence, feed); });
}

}  // namespace

bool HasToken(std::string_view list, std::string_view token) {
  constexpr std::string_view kSeparators = " \t\n\f\r,";
  size_t at = 0;
  while ((at = list.find_first_not_of(kSeparators, at)) != std::string_view::npos) {
    const size_t end = std::min(list.find_first_of(kSeparators, at), list.size());
    if (EqualsIgnoreCase(list.substr(at, end - at), token)) return true;
    at = end;
  }
  return false;
}

std::optional<Link::Kind> LinkElementKind(std::string_view rel, std::string_view type) {
  if (HasAnyToken(rel, {"stylesheet", "icon", "apple-touch-icon", "mask-icon", "preload",
                        "modulepreload", "manifest"})) {
    return Link::EMBED;
  }
  if (HasAnyToken(rel, {"dns-prefetch", "preconnect"})) return std::nullopt;
  if (HasToken(rel, "alternate") && IsFeedType(type)) return Link::MANIFEST;
  if (HasAnyToken(rel, {"prefetch", "prerender"})) return Link::SPECULATIVE;
  return Link::ANCHOR;
}

std::string_view RefreshTarget(std::string_view content) {
  content = TrimSpace(content);
  const size_t time = std::min(content.find_first_not_of("0123456789."), content.size());
  if (time == 0) return {};  // step 6: no time, no refresh
  content = TrimSpace(content.substr(time));
  if (content.starts_with(';') || content.starts_with(',')) content.remove_prefix(1);
  content = TrimSpace(content);
  if (EqualsIgnoreCase(content.substr(0, 3), "url")) {
    const std::string_view behind = TrimSpace(content.substr(3));
    if (behind.starts_with('=')) content = TrimSpace(behind.substr(1));
  }
  if (content.starts_with('"') || content.starts_with('\'')) {
    const char quote = content.front();
    content.remove_prefix(1);
    content = content.substr(0, content.find(quote));
  }
  return content;
}

}  // namespace arsip::extractors
