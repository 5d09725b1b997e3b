#include "base/surt.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/percent_encoding.h"
#include "base/surt_escaping.h"
#include "base/surt_host.h"
#include "base/surt_session_ids.h"

namespace arsip {
namespace {

bool IsPythonSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

void LowerInPlace(std::string* text) {
  for (char& c : *text) c = AsciiLower(c);
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
  const auto in_scheme = [](char c) { return IsAsciiAlnum(c) || c == '+' || c == '-' || c == '.'; };
  while (i < url.size() && in_scheme(url[i])) ++i;
  return i < url.size() && url[i] == ':' ? i : 0;
}

// Step 1. `storage` holds the text when it had to change.
std::string_view CleanText(std::string_view url, std::string* storage) {
  while (!url.empty() && IsPythonSpace(url.front())) url.remove_prefix(1);
  while (!url.empty() && IsPythonSpace(url.back())) url.remove_suffix(1);
  const auto has = [&](char c) { return url.find(c) != std::string_view::npos; };
  if (has('\t') || has('\n') || has('\r')) {
    std::copy_if(url.begin(), url.end(), std::back_inserter(*storage),
                 [](char c) { return c != '\t' && c != '\n' && c != '\r'; });
    url = *storage;
  }
  if (!url.empty() && SchemeLength(url) == 0) {
    std::string with_scheme = "http://";
    with_scheme.append(url);
    *storage = std::move(with_scheme);
    url = *storage;
  }
  // "http://https://example.org": the last one counts.
  while (true) {
    const size_t length = url.starts_with("http://") ? 7 : url.starts_with("https://") ? 8 : 0;
    const std::string_view rest = url.substr(length);
    if (length == 0 || !(rest.starts_with("http://") || rest.starts_with("https://"))) return url;
    url = rest;
  }
}

struct Parts {
  std::string_view scheme;
  std::string_view host;
  std::string_view port;  // without leading zeros; empty when absent
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
  while (parts->port.starts_with('0')) parts->port.remove_prefix(1);  // port 0 is none
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

// Step 7.
bool IsDefaultPort(std::string_view scheme, std::string_view port) {
  if (port.empty()) return true;
  if (port == "80") return scheme.size() == 4 && StartsWithLower(scheme, "http");
  return port == "443" && scheme.size() == 5 && StartsWithLower(scheme, "https");
}

// True when steps 5 and 8 leave the path as it is, but for case and a slash at the end.
bool IsPlainPath(std::string_view path) {
  if (!path.starts_with('/')) return false;
  for (size_t i = 0; i < path.size(); ++i) {
    if (kSurtEscaped(path[i]) || path[i] == '(') return false;
    if (path[i] == '/' && i + 1 < path.size() && (path[i + 1] == '/' || path[i + 1] == '.')) {
      return false;
    }
  }
  return true;
}

void AppendPath(std::string_view text, bool has_host, std::string* out) {
  std::string path;
  if (!IsPlainPath(text)) {
    path = UnescapeRepeatedly(text);
    if (has_host) path = NormalizePath(path);
    path = EscapeOnce(path);
    LowerInPlace(&path);
    StripPathSessionIds(&path);
    text = path;
  }
  if (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
  std::transform(text.begin(), text.end(), std::back_inserter(*out), AsciiLower);
}

void AppendQuery(std::string_view text, bool has_path, std::string* out) {
  std::string query(text);
  if (std::any_of(text.begin(), text.end(), kSurtEscaped)) {
    query = EscapeOnce(UnescapeRepeatedly(text));
  }
  StripQuerySessionIds(&query);
  LowerInPlace(&query);
  SortQuery(&query);
  if (!query.empty()) out->append(has_path ? "?" : "/?").append(query);
}

}  // namespace

std::string SurtHost(std::string_view host) {
  std::string out;
  AppendSurtHost(host, true, &out);
  return out;
}

std::string Surt(std::string_view url) {
  if (url.empty()) return "-";
  if (url.starts_with("filedesc")) return std::string(url);
  std::string storage;
  const std::string_view text = CleanText(url, &storage);
  const Parts parts = Split(text);
  std::string out;
  out.reserve(text.size());
  AppendSurtHost(parts.host, parts.scheme != "dns", &out);
  const bool has_host = !out.empty();
  if (has_host) {
    if (!IsDefaultPort(parts.scheme, parts.port)) out.append(":").append(parts.port);
    out.push_back(')');
  } else {
    out.append(parts.scheme).push_back(':');
  }
  AppendPath(parts.path, has_host, &out);
  if (!parts.query.empty()) AppendQuery(parts.query, has_host || !parts.path.empty(), &out);
  return out;
}

}  // namespace arsip
