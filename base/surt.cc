#include "base/surt.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/percent_encoding.h"
#include "base/surt_session_ids.h"
#include "base/url_host.h"
#include "base/url_ip_address.h"

namespace arsip {
namespace {

// What Python surt escapes: everything outside printable ASCII, and space, "#", "%".
constexpr OctetSet kEscaped = OctetSet{}.AddRange(0x00, 0x20).Add("#%").AddRange(0x7F, 0xFF);

bool IsPythonSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

void LowerInPlace(std::string* text) {
  for (char& c : *text) c = AsciiLower(c);
}

// Decodes until nothing is left to decode: "%2525" -> "%". Encoded octets never overlap, so the
// order of decoding does not matter and one pass that looks back is enough; repeating passes until
// nothing changes would be quadratic on "%25252525...".
std::string UnescapeRepeatedly(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    out.push_back(c);
    while (out.size() >= 3) {
      const int octet = DecodePercentAt(out, out.size() - 3);
      if (octet < 0) break;
      out.resize(out.size() - 3);
      out.push_back(static_cast<char>(octet));
    }
  }
  return out;
}

std::string EscapeOnce(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (kEscaped(c)) {
      AppendPercentEncoded(c, &out);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string MinimalEscape(std::string_view text) {
  if (std::none_of(text.begin(), text.end(), kEscaped)) return std::string(text);
  return EscapeOnce(UnescapeRepeatedly(text));
}

// The length of the well-formed UTF-8 sequence at text[at], 0 when there is none (RFC 3629).
size_t Utf8Length(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[at + i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) > 0x9F) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

std::string DropInvalidUtf8(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const size_t length = Utf8Length(text, i);
    out.append(text, i, length);
    i += length == 0 ? 1 : length;
  }
  return out;
}

std::string_view TrimDots(std::string_view host) {
  while (host.starts_with('.')) host.remove_prefix(1);
  while (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

// Python surt's host: a number of any size is masked to 32 bits, then decimal (1...) and octal
// (0...) dotted forms of one to four parts.
std::optional<uint32_t> Ipv4OfHost(std::string_view host) {
  if (host.empty() || !IsAsciiDigit(host[0])) return std::nullopt;
  const bool octal = host[0] == '0';
  bool digits_only = true;
  bool octal_only = true;
  for (char c : host) {
    if (c != '.' && !IsAsciiDigit(c)) return std::nullopt;
    digits_only &= c != '.';
    octal_only &= c < '8';
  }
  if (digits_only) {
    uint32_t value = 0;
    for (char c : host) value = value * 10 + static_cast<uint32_t>(c - '0');
    return value;
  }
  if (octal && !octal_only) return std::nullopt;
  return ParseIpv4(host);
}

bool IsPlainHost(std::string_view host) {
  if (host.empty() || host.front() == '.' || host.back() == '.') return false;
  if (IsAsciiDigit(host.front())) return false;
  return std::all_of(host.begin(), host.end(),
                     [](char c) {
                       return (c >= 'a' && c <= 'z') || IsAsciiDigit(c) || c == '-' || c == '.' ||
                              c == '_';
                     }) &&
         host.find("..") == std::string_view::npos;
}

// Step 4: decode, IDNA, dots, IPv4.
std::string CanonicalHost(std::string_view text) {
  std::string host = UnescapeRepeatedly(text);
  const bool ascii =
      std::all_of(host.begin(), host.end(), [](char c) { return static_cast<uint8_t>(c) < 0x80; });
  if (!ascii) {
    std::string mapped;
    // Python's codec is IDNA 2003, whose mapping is UTS #46's transitional one.
    if (DomainToAscii(DropInvalidUtf8(host), IdnaMapping::kTransitional, &mapped)) {
      host = std::move(mapped);
    }
  }
  std::string out;
  for (size_t i = 0; i < host.size(); ++i) {
    out.push_back(host[i]);
    if (host[i] == '.' && i + 1 < host.size() && host[i + 1] == '.') ++i;
  }
  out = std::string(TrimDots(out));
  if (const std::optional<uint32_t> address = Ipv4OfHost(out)) {
    out.clear();
    AppendIpv4(*address, &out);
    return out;
  }
  LowerInPlace(&out);
  out = EscapeOnce(out);
  LowerInPlace(&out);
  return out;
}

// Step 6: "www.", "www2.".
std::string_view WithoutWww(std::string_view host) {
  if (!host.starts_with("www")) return host;
  size_t i = 3;
  while (i < host.size() && IsAsciiDigit(host[i])) ++i;
  return i < host.size() && host[i] == '.' ? host.substr(i + 1) : host;
}

void AppendReversed(std::string_view host, std::string* out) {
  while (true) {
    const size_t dot = host.rfind('.');
    out->append(host.substr(dot + 1));  // npos + 1 is 0
    if (dot == std::string_view::npos) return;
    out->push_back(',');
    host = host.substr(0, dot);
  }
}

// Step 5: dot segments and empty ones. A ".." with nothing left to remove stays; one behind it
// removes it.
std::string NormalizePath(std::string_view path) {
  if (path.empty()) return "/";
  std::vector<std::string_view> kept;
  size_t begin = std::min(path.find('/'), path.size());
  while (begin < path.size()) {
    const size_t end = std::min(path.find('/', begin + 1), path.size());
    const std::string_view segment = path.substr(begin + 1, end - begin - 1);
    if (segment == ".." && !kept.empty()) {
      kept.pop_back();
    } else if (segment != ".") {
      kept.push_back(segment);
    }
    begin = end;
  }
  std::string out = "/";
  for (size_t i = 0; i < kept.size(); ++i) {
    out.append(kept[i]);
    if (i + 1 < kept.size() && !kept[i].empty()) out.push_back('/');
  }
  return out;
}

// Sorted by name, then by value; "a" before "a=".
void SortQuery(std::string* query) {
  if (query->find('&') == std::string::npos) return;
  struct Argument {
    std::string_view text;
    size_t name_size;
  };
  std::vector<Argument> arguments;
  for (size_t begin = 0; begin <= query->size();) {
    const size_t end = std::min(query->find('&', begin), query->size());
    const std::string_view text = std::string_view(*query).substr(begin, end - begin);
    arguments.push_back({text, std::min(text.find('='), text.size())});
    begin = end + 1;
  }
  std::sort(arguments.begin(), arguments.end(), [](const Argument& a, const Argument& b) {
    const int names = a.text.substr(0, a.name_size).compare(b.text.substr(0, b.name_size));
    return names != 0 ? names < 0 : a.text.substr(a.name_size) < b.text.substr(b.name_size);
  });
  std::string sorted;
  sorted.reserve(query->size());
  for (const Argument& argument : arguments) {
    if (&argument != arguments.data()) sorted.push_back('&');
    sorted.append(argument.text);
  }
  *query = std::move(sorted);
}

size_t SchemeLength(std::string_view url) {
  if (url.empty() || !IsAsciiAlpha(url[0])) return 0;
  size_t i = 1;
  while (i < url.size() &&
         (IsAsciiAlnum(url[i]) || url[i] == '+' || url[i] == '-' || url[i] == '.'))
    ++i;
  return i < url.size() && url[i] == ':' ? i : 0;
}

// Step 1.
std::string CleanText(std::string_view url) {
  while (!url.empty() && IsPythonSpace(url.front())) url.remove_prefix(1);
  while (!url.empty() && IsPythonSpace(url.back())) url.remove_suffix(1);
  std::string text;
  text.reserve(url.size() + 7);
  std::copy_if(url.begin(), url.end(), std::back_inserter(text),
               [](char c) { return c != '\t' && c != '\n' && c != '\r'; });
  if (!text.empty() && SchemeLength(text) == 0) text.insert(0, "http://");
  size_t last = 0;
  size_t next = 0;
  while (true) {
    const std::string_view rest = std::string_view(text).substr(next);
    const size_t length = rest.starts_with("http://") ? 7 : rest.starts_with("https://") ? 8 : 0;
    if (length == 0) break;
    last = next;
    next += length;
  }
  text.erase(0, last);
  return text;
}

struct Parts {
  std::string_view scheme;
  std::string_view host;
  std::string_view port;  // digits as written; empty when absent
  std::string_view path;
  std::string_view query;
};

void SplitAuthority(std::string_view authority, Parts* parts) {
  while (authority.ends_with(':')) authority.remove_suffix(1);
  authority.remove_prefix(authority.rfind('@') + 1);  // npos + 1 is 0
  size_t host_end = authority.find(':');
  const size_t bracket = authority.find('[');
  if (bracket != std::string_view::npos) {
    authority.remove_prefix(bracket + 1);
    const size_t close = std::min(authority.find(']'), authority.size());
    parts->host = authority.substr(0, close);
    host_end = authority.find(':', close);
  } else {
    parts->host = authority.substr(0, host_end);
  }
  if (host_end != std::string_view::npos) parts->port = authority.substr(host_end + 1);
}

Parts Split(std::string_view text) {
  Parts parts;
  const size_t scheme = SchemeLength(text);
  parts.scheme = text.substr(0, scheme);
  text.remove_prefix(std::min(scheme + 1, text.size()));
  text = text.substr(0, text.find('#'));
  const size_t question = text.find('?');
  if (question != std::string_view::npos) parts.query = text.substr(question + 1);
  text = text.substr(0, question);
  if (text.starts_with("//")) {
    const size_t end = std::min(text.find('/', 2), text.size());
    SplitAuthority(text.substr(2, end - 2), &parts);
    text.remove_prefix(end);
  }
  parts.path = text;
  if (parts.host.empty() && parts.scheme.starts_with("http") && !text.empty()) {
    // "http:////host/path" and "http:host/path".
    while (text.starts_with('/')) text.remove_prefix(1);
    const size_t end = std::min(text.find('/'), text.size());
    parts.host = text.substr(0, end);
    parts.path = end < text.size() ? text.substr(end) : std::string_view("/");
  }
  return parts;
}

// Step 7, and the zero that Python takes for none.
bool IsDefaultPort(std::string_view scheme, std::string_view port) {
  while (port.starts_with('0')) port.remove_prefix(1);
  if (port.empty()) return true;
  if (port == "80") return scheme.size() == 4 && StartsWithLower(scheme, "http");
  return port == "443" && scheme.size() == 5 && StartsWithLower(scheme, "https");
}

void AppendPath(std::string_view text, bool has_host, std::string* out) {
  std::string path = text.find('%') == text.npos ? std::string(text) : UnescapeRepeatedly(text);
  if (has_host) path = NormalizePath(path);
  path = EscapeOnce(path);
  LowerInPlace(&path);
  StripPathSessionIds(&path);
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  out->append(path);
}

void AppendQuery(std::string_view text, std::string* out) {
  std::string query = MinimalEscape(text);
  StripQuerySessionIds(&query);
  LowerInPlace(&query);
  SortQuery(&query);
  if (!query.empty()) out->append("?").append(query);
}

}  // namespace

std::string SurtHost(std::string_view host) {
  std::string out;
  out.reserve(host.size());
  if (IsPlainHost(host)) {
    AppendReversed(WithoutWww(host), &out);
  } else {
    AppendReversed(WithoutWww(CanonicalHost(host)), &out);
  }
  return out;
}

std::string Surt(std::string_view url) {
  if (url.empty()) return "-";
  if (url.starts_with("filedesc")) return std::string(url);
  const std::string text = CleanText(url);
  const Parts parts = Split(text);
  std::string out = SurtHost(parts.host);
  out.reserve(text.size());
  const bool has_host = !out.empty();
  if (has_host) {
    if (!IsDefaultPort(parts.scheme, parts.port)) out.append(":").append(parts.port);
    out.push_back(')');
  } else {
    out.append(parts.scheme).push_back(':');
  }
  AppendPath(parts.path, has_host, &out);
  AppendQuery(parts.query, &out);
  return out;
}

}  // namespace arsip
