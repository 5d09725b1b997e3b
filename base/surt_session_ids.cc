#include "base/surt_session_ids.h"

#include <algorithm>

#include "base/percent_encoding.h"

namespace arsip {
namespace {

size_t AlnumRun(std::string_view text, size_t at) {
  size_t i = at;
  while (i < text.size() && IsAsciiAlnum(text[i])) ++i;
  return i - at;
}

// The length of "(4hqa0555fwsecu455xqckv45)/" or "(S(...)F(...))/" at path[at], 0 when neither is
// there.
size_t AspSessionLength(std::string_view path, size_t at, bool lettered) {
  size_t i = at;
  const auto take = [&](char c) { return i < path.size() && path[i] == c && ++i != 0; };
  const auto take_id = [&] {
    if (!take('(') || AlnumRun(path, i) != 24) return false;
    i += 24;
    return take(')');
  };
  if (!lettered) return take_id() && take('/') ? i - at : 0;
  if (!take('(')) return 0;
  size_t ids = 0;
  while (i < path.size() && IsAsciiAlpha(path[i])) {
    ++i;
    if (!take_id()) return 0;
    ++ids;
  }
  return ids > 0 && take(')') && take('/') ? i - at : 0;
}

// The end of a session parameter that begins at query[at], npos when none does.
using SessionMatcher = size_t (*)(std::string_view query, size_t at);

template <size_t kNameBytes>
size_t MatchAlnum32(std::string_view query, size_t at) {
  const size_t value = at + kNameBytes;
  return AlnumRun(query, value) == 32 ? value + 32 : std::string_view::npos;
}

size_t MatchAspSession(std::string_view query, size_t at) {
  const auto letters = [&](size_t from, size_t count) {
    if (from + count > query.size()) return false;
    return std::all_of(query.begin() + from, query.begin() + from + count, IsAsciiAlpha);
  };
  const size_t name = at + std::string_view("aspsessionid").size();
  if (!letters(name, 8) || name + 8 >= query.size() || query[name + 8] != '=') return query.npos;
  return letters(name + 9, 24) ? name + 33 : query.npos;
}

size_t MatchColdFusion(std::string_view query, size_t at) {
  const size_t value = at + std::string_view("cfid=").size();
  const size_t ampersand = query.find('&', value);
  if (ampersand == query.npos || ampersand == value) return query.npos;
  if (!StartsWithLower(query.substr(ampersand), "&cftoken=")) return query.npos;
  const size_t token = ampersand + std::string_view("&cftoken=").size();
  const size_t end = std::min(query.find('&', token), query.size());
  return end > token ? end : query.npos;
}

struct SessionParameter {
  std::string_view name;
  SessionMatcher match;
};

constexpr SessionParameter kSessionParameters[] = {{"jsessionid=", MatchAlnum32<11>},
                                                   {"phpsessid=", MatchAlnum32<10>},
                                                   {"sid=", MatchAlnum32<4>},
                                                   {"aspsessionid", MatchAspSession},
                                                   {"cfid=", MatchColdFusion}};

}  // namespace

// Step 8: ASP.NET's cookieless sessions, the last one before an .aspx page. `path` is lower case.
void StripPathSessionIds(std::string* path) {
  if (path->find(".aspx") == std::string::npos) return;
  for (const bool lettered : {true, false}) {
    for (size_t slash = path->rfind("/("); slash != std::string::npos;
         slash = slash == 0 ? std::string::npos : path->rfind("/(", slash - 1)) {
      const size_t length = AspSessionLength(*path, slash + 1, lettered);
      if (length == 0) continue;
      const size_t rest = slash + 1 + length;
      const size_t page = path->find(".aspx", rest + 1);
      if (page == std::string::npos || path->find('?', rest) < page) continue;
      path->erase(slash + 1, length);
      break;
    }
  }
}

// Step 9: of each kind, the last parameter that ends at "&" or at the end. The text before it need
// not end with "&": "xsid=..." loses its tail too, as in Python surt.
void StripQuerySessionIds(std::string* query) {
  for (const SessionParameter& parameter : kSessionParameters) {
    for (size_t at = query->size(); at-- > 0;) {
      if (!StartsWithLower(std::string_view(*query).substr(at), parameter.name)) continue;
      const size_t end = parameter.match(*query, at);
      if (end == std::string::npos || (end < query->size() && (*query)[end] != '&')) continue;
      query->erase(at, std::min(end + 1, query->size()) - at);
      break;
    }
  }
}

}  // namespace arsip
