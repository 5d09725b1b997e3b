#include "extractors/speculative_links.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "base/http_message.h"
#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

bool IsLetter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// What URLs are written with (RFC 3986), and letters beyond ASCII.
bool IsUrlByte(char c) {
  return IsLetter(c) || IsDigit(c) || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("-._~:/?#[]@!$&()*+,;=%").find(c) != std::string_view::npos;
}
bool IsPathByte(char c) {
  return IsLetter(c) || IsDigit(c) || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("-._~/%@+,=&?;:!").find(c) != std::string_view::npos;
}

template <size_t kSize>
bool IsOneOf(std::string_view text, const std::string_view (&list)[kSize]) {
  return std::any_of(std::begin(list), std::end(list),
                     [text](std::string_view each) { return EqualsIgnoreCase(text, each); });
}

// Extensions that a file of its own has: without a "/" a name with one of these is a reference.
constexpr std::string_view kDocuments[] = {
    "html", "htm",  "xhtml", "php", "asp",  "aspx", "jsp",  "pdf", "doc",    "docx", "xls",
    "xlsx", "ppt",  "pptx",  "odt", "epub", "jpg",  "jpeg", "png", "gif",    "webp", "avif",
    "svg",  "mp4",  "webm",  "mov", "mkv",  "mp3",  "m4a",  "m4v", "ogg",    "oga",  "opus",
    "wav",  "m3u8", "mpd",   "ts",  "zip",  "rar",  "7z",   "apk", "torrent"};
// Those that "Node.js" and "package.json" have, too.
constexpr std::string_view kCode[] = {"js", "mjs", "css", "json", "xml", "rss", "atom", "txt"};

std::string_view ExtensionOf(std::string_view path) {
  path = path.substr(0, path.find_first_of("?#"));
  const size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot + 1);
}

bool HasFileExtension(std::string_view path) {
  const std::string_view extension = ExtensionOf(path);
  return IsOneOf(extension, kDocuments) || IsOneOf(extension, kCode);
}

// "example.org:8080/..." with a name that has a dot and ends in letters, or an IPv4 address.
bool StartsWithHost(std::string_view text) {
  const std::string_view authority = text.substr(0, text.find_first_of("/?#"));
  const std::string_view host = authority.substr(0, authority.find(':'));
  const size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == host.size()) return false;
  const bool sound = std::all_of(host.begin(), host.end(), [](char c) {
    return IsLetter(c) || IsDigit(c) || c == '-' || c == '.' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
  const std::string_view top = host.substr(dot + 1);
  const bool name = top.size() >= 2 && IsLetter(top[0]);
  const bool address =
      std::all_of(host.begin(), host.end(), [](char c) { return IsDigit(c) || c == '.'; }) &&
      std::count(host.begin(), host.end(), '.') == 3;
  return sound && (name || address);
}

bool IsNamespace(std::string_view after_scheme) {
  constexpr std::string_view kNamespaces[] = {"www.w3.org/", "schema.org", "ns.adobe.com/",
                                              "ogp.me/ns",   "purl.org/",  "xmlns.com/"};
  return std::any_of(std::begin(kNamespaces), std::end(kNamespaces),
                     [&](std::string_view each) { return after_scheme.starts_with(each); });
}

bool IsAbsolute(std::string_view text) {
  const size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (scheme == 0) return false;
  return StartsWithHost(text.substr(scheme)) && !IsNamespace(text.substr(scheme));
}

// "/a/b", "/a.html", "/a?b=c": not "/", "/a" (a route, a division, a flag) or "/1/2".
bool IsRootedPath(std::string_view text) {
  if (text.size() < 4 || !(IsLetter(text[1]) || IsDigit(text[1]) || text[1] == '_')) return false;
  if (std::none_of(text.begin(), text.end(), IsLetter)) return false;
  const size_t slash = text.find('/', 1);
  const bool parts = slash != std::string_view::npos && slash + 1 < text.size();
  const size_t query = text.find('?');
  const bool asks =
      query != std::string_view::npos && text.find('=', query) != std::string_view::npos;
  return parts || asks || HasFileExtension(text);
}

std::optional<char32_t> Hexadecimal(std::string_view digits, size_t count) {
  if (digits.size() < count) return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + count, value, 16);
  if (error != std::errc() || end != digits.data() + count) return std::nullopt;
  return static_cast<char32_t>(value);
}

// False when an escape stands for what no reference holds.
bool Unescape(std::string_view raw, std::string& out) {
  for (size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\') {
      out += raw[i];
      continue;
    }
    if (++i == raw.size()) return false;
    const char c = raw[i];
    const size_t digits = c == 'u' ? 4 : c == 'x' ? 2 : 0;
    if (digits > 0) {
      const auto code = Hexadecimal(raw.substr(i + 1), digits);
      if (!code || *code <= ' ') return false;
      AppendCodePoint(out, *code);
      i += digits;
    } else if (c == '/' || c == '-' || c == '.') {
      out += c;
    } else {
      return false;
    }
  }
  return true;
}

// Where the string that begins behind a quote ends; npos when not on this line and within bounds.
size_t ClosingQuote(std::string_view text, char quote) {
  const size_t end = std::min(text.size(), kMaxSpeculativeBytes);
  for (size_t i = 0; i < end; ++i) {
    if (text[i] == quote) return i;
    if (text[i] == '\n') return std::string_view::npos;
    if (text[i] == '\\') ++i;
  }
  return std::string_view::npos;
}

}  // namespace

bool LooksLikeReference(std::string_view text) {
  if (text.size() < 4 || text.size() > kMaxSpeculativeBytes) return false;
  if (!std::all_of(text.begin(), text.end(), IsUrlByte)) return false;
  if (text.find("${") != std::string_view::npos) return false;
  if (text.find("://") != std::string_view::npos && text[0] != '/') return IsAbsolute(text);
  if (text.starts_with("//")) {
    return StartsWithHost(text.substr(2)) && text.find('/', 2) != std::string_view::npos &&
           !IsNamespace(text.substr(2));
  }
  if (!std::all_of(text.begin(), text.end(), IsPathByte)) return false;
  if (text[0] == '/') return IsRootedPath(text);
  if (text.starts_with("./") || text.starts_with("../")) return HasFileExtension(text);
  if (!IsLetter(text[0]) && !IsDigit(text[0]) && text[0] != '_') return false;
  // "data:", "blob:" and their like.
  if (text.substr(0, text.find('/')).find(':') != std::string_view::npos) return false;
  const std::string_view extension = ExtensionOf(text);
  if (IsOneOf(extension, kDocuments)) return true;
  return text.find('/') != std::string_view::npos && IsOneOf(extension, kCode);
}

void CollectSpeculativeLinks(std::string_view text, std::string_view context, size_t& taken,
                             LinkSet& links) {
  std::string decoded;
  while (true) {
    const size_t open = text.find_first_of("\"'`");
    if (open == std::string_view::npos) return;
    const char quote = text[open];
    text.remove_prefix(open + 1);
    const size_t close = ClosingQuote(text, quote);
    if (close == std::string_view::npos) continue;
    const std::string_view raw = text.substr(0, close);
    decoded.clear();
    if (Unescape(raw, decoded) && LooksLikeReference(decoded)) {
      if (taken >= kMaxSpeculativeLinks) {
        links.CountDropped();
      } else {
        const size_t before = links.size();
        links.AddLiteral(decoded, Link::SPECULATIVE, context);
        taken += links.size() - before;
      }
    }
    text.remove_prefix(close + 1);
  }
}

}  // namespace arsip::extractors
