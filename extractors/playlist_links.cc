#include "extractors/playlist_links.h"

#include <algorithm>

#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view WithoutMark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

// RFC 8216 section 4.2: NAME="quoted", NAME=value, ... A name may stand within a quoted value, so
// quotes are followed.
std::string_view UriAttribute(std::string_view list) {
  while (!list.empty()) {
    const size_t equals = list.find('=');
    if (equals == std::string_view::npos) return {};
    const std::string_view name = TrimSpace(list.substr(0, equals));
    list.remove_prefix(equals + 1);
    std::string_view value;
    if (list.starts_with('"')) {
      const size_t close = list.find('"', 1);
      if (close == std::string_view::npos) return {};
      value = list.substr(1, close - 1);
      list.remove_prefix(close + 1);
    } else {
      value = list.substr(0, list.find(','));
      list.remove_prefix(value.size());
    }
    if (name == "URI") return value;
    if (list.starts_with(',')) list.remove_prefix(1);
  }
  return {};
}

// "#EXT-X-KEY:METHOD=..." -> "m3u8@EXT-X-KEY", printable and bounded whatever the playlist says.
std::string ContextOf(std::string_view tag) {
  constexpr size_t kMaxTag = 32;
  std::string context = "m3u8@";
  for (const char c : tag.substr(0, kMaxTag)) context += c > ' ' && c < 0x7F ? c : '?';
  return context;
}

}  // namespace

bool IsM3u8(std::string_view text) {
  const std::string_view rest = WithoutMark(text);
  return rest.starts_with("#EXTM3U") && (rest.size() == 7 || IsSpace(rest[7]));
}

void CollectM3u8Links(std::string_view text, LinkSet& links) {
  text = WithoutMark(text);
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = TrimSpace(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("#EXT")) {
      const size_t colon = line.find(':');
      if (colon == std::string_view::npos) continue;
      const std::string_view uri = UriAttribute(line.substr(colon + 1));
      if (!uri.empty()) {
        links.AddLiteral(uri, Link::EMBED, ContextOf(line.substr(1, colon - 1)));
      }
    } else if (!line.empty() && line.front() != '#') {
      links.AddLiteral(line, Link::EMBED, "m3u8@uri");
    }
  }
}

}  // namespace arsip::extractors
