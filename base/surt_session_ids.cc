#include "base/surt_session_ids.h"

#include <algorithm>
#include <string_view>

#include "base/percent_encoding.h"

namespace arsip {
namespace {

constexpr size_t kNone = std::string_view::npos;

bool HasIdOf(std::string_view text, size_t at, size_t length) {
  size_t i = at;
  while (i < text.size() && i <= at + length && IsAsciiAlnum(text[i])) ++i;
  return i == at + length;
}

// The length of "(4hqa0555fwsecu455xqckv45)/", or when `lettered` of "(S(...)F(...))/", at
// path[at]; 0 when it is not there.
size_t AspSessionLength(std::string_view path, size_t at, bool lettered) {
  size_t i = at;
  const auto take = [&](char c) { return i < path.size() && path[i] == c && ++i != 0; };
  const auto take_id = [&] {
    if (!take('(') || !HasIdOf(path, i, 24)) return false;
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

// Looks from the end for a session id with an .aspx page behind it and no "?" before that page.
// Each part of the path is searched for the page once.
void StripPathSessionId(bool lettered, std::string* path) {
  const std::string_view text = *path;
  size_t page = kNone;
  size_t question = kNone;
  size_t searched = text.size();
  for (size_t slash = text.rfind("/("); slash != kNone;
       slash = slash == 0 ? kNone : text.rfind("/(", slash - 1)) {
    const size_t length = AspSessionLength(text, slash + 1, lettered);
    if (length == 0) continue;
    const size_t rest = slash + 1 + length;
    const std::string_view unseen = text.substr(rest, searched - rest);
    if (const size_t at = unseen.find('?'); at != kNone) question = rest + at;
    if (const size_t at = text.substr(rest, searched - rest + 5).find(".aspx", 1); at != kNone) {
      page = rest + at;
    }
    searched = rest;
    if (page == kNone || question < page) continue;
    path->erase(slash + 1, length);
    return;
  }
}

// The two ampersands that follow a place in the query; its size where there is none.
struct Ampersands {
  size_t first;
  size_t second;
};

// The end of a session parameter that begins at query[at], kNone when none does.
using SessionMatcher = size_t (*)(std::string_view query, size_t at, Ampersands next);

template <size_t kNameBytes>
size_t MatchAlnum32(std::string_view query, size_t at, Ampersands /*next*/) {
  return HasIdOf(query, at + kNameBytes, 32) ? at + kNameBytes + 32 : kNone;
}

// ASPSESSIONIDABCDEFGH=ABCDEFGHIJKLMNOPQRSTUVWX
size_t MatchAspSession(std::string_view query, size_t at, Ampersands /*next*/) {
  const auto letters = [&](size_t from, size_t count) {
    const std::string_view run = query.substr(std::min(from, query.size()), count);
    return run.size() == count && std::all_of(run.begin(), run.end(), IsAsciiAlpha);
  };
  const size_t suffix = at + std::string_view("aspsessionid").size();
  const size_t equals = suffix + 8;
  if (!letters(suffix, 8) || equals >= query.size() || query[equals] != '=') return kNone;
  return letters(equals + 1, 24) ? equals + 25 : kNone;
}

// cfid=1169580&cftoken=48630702, both with a value.
size_t MatchColdFusion(std::string_view query, size_t at, Ampersands next) {
  static constexpr std::string_view kToken = "&cftoken=";
  if (next.first <= at + std::string_view("cfid=").size()) return kNone;
  if (!StartsWithLower(query.substr(next.first), kToken)) return kNone;
  return next.second > next.first + kToken.size() ? next.second : kNone;
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

// All the names hold "id": most queries do not, and are done with one look.
bool MayHoldSessionId(std::string_view query) {
  for (size_t i = 1; i < query.size(); ++i) {
    if (AsciiLower(query[i]) == 'd' && AsciiLower(query[i - 1]) == 'i') return true;
  }
  return false;
}

// The last one that ends at "&" or at the end goes, with that "&". The text before it need not end
// with
// "&": "xsid=..." loses its tail too.
void StripSessionParameter(const SessionParameter& parameter, std::string* query) {
  Ampersands next{query->size(), query->size()};
  for (size_t at = query->size(); at-- > 0;) {
    if ((*query)[at] == '&') next = {at, next.first};
    if (!StartsWithLower(std::string_view(*query).substr(at), parameter.name)) continue;
    const size_t end = parameter.match(*query, at, next);
    if (end == kNone || (end < query->size() && (*query)[end] != '&')) continue;
    query->erase(at, std::min(end + 1, query->size()) - at);
    return;
  }
}

}  // namespace

void StripPathSessionIds(std::string* path) {
  if (path->find(".aspx") == std::string::npos) return;
  StripPathSessionId(true, path);
  StripPathSessionId(false, path);
}

void StripQuerySessionIds(std::string* query) {
  if (!MayHoldSessionId(*query)) return;
  for (const SessionParameter& parameter : kSessionParameters) {
    StripSessionParameter(parameter, query);
  }
}

}  // namespace arsip
