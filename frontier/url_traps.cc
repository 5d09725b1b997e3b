#include "frontier/url_traps.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/surt_session_ids.h"

namespace arsip::frontier {
namespace {

constexpr int kFirstYear = 1970;
constexpr int kYearsAhead = 1;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The number that `text` begins with, of exactly `digits` digits; -1: it does not.
int NumberAt(std::string_view text, size_t digits) {
  if (text.size() < digits || (text.size() > digits && IsDigit(text[digits]))) return -1;
  int number = 0;
  for (const char c : text.substr(0, digits)) {
    if (!IsDigit(c)) return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

// "2031-05", "2031-5-2", "2031/05", "2031_05", "203105" and "20310502", at the begin of `text`.
std::optional<std::string_view> MonthAt(std::string_view text) {
  if (const int compact = NumberAt(text, 6); compact >= 0) {
    const int month = compact % 100;
    if (month >= 1 && month <= 12) return text.substr(0, 6);
  }
  if (const int compact = NumberAt(text, 8); compact >= 0) {
    const int month = compact / 100 % 100;
    const int day = compact % 100;
    if (month >= 1 && month <= 12 && day >= 1 && day <= 31) return text.substr(0, 8);
  }
  if (NumberAt(text, 4) < 0 || text.size() < 6) return std::nullopt;
  if (std::string_view("-/_.").find(text[4]) == std::string_view::npos) return std::nullopt;
  for (const size_t digits : {size_t{2}, size_t{1}}) {
    const int month = NumberAt(text.substr(5), digits);
    if (month >= 1 && month <= 12) return text.substr(0, 5 + digits);
  }
  return std::nullopt;
}

int YearOf(UtcTime now) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(now));
  return static_cast<int>(day.year());
}

bool Endless(std::string_view date, int year_now) {
  int year = 0;
  for (const char c : date.substr(0, 4)) year = year * 10 + (c - '0');
  return year > year_now + kYearsAhead || year < kFirstYear;
}

// A date begins where a number does: "x2031-05" and "12031-05" hold none.
std::optional<std::string> InPath(std::string_view path, int year_now) {
  for (size_t at = 1; at < path.size(); ++at) {
    if (!IsDigit(path[at]) || IsDigit(path[at - 1])) continue;
    if (std::string_view("/-_.").find(path[at - 1]) == std::string_view::npos) continue;
    const auto date = MonthAt(path.substr(at));
    // Compact ones are as likely numbers of articles.
    if (!date.has_value() || IsDigit((*date)[4])) continue;
    if (Endless(*date, year_now)) return std::string(*date);
  }
  return std::nullopt;
}

bool NamesADate(std::string_view key) {
  constexpr std::array<std::string_view, 12> kKeys = {"date", "day",  "month", "from",
                                                      "to",   "week", "start", "end",
                                                      "cal",  "m",    "ym",    "tribe-bar-date"};
  return std::ranges::find(kKeys, key) != kKeys.end();
}

bool NamesAYear(std::string_view key) {
  constexpr std::array<std::string_view, 5> kKeys = {"year", "yr", "y", "cal_year", "yyyy"};
  return std::ranges::find(kKeys, key) != kKeys.end();
}

std::optional<std::string> InQuery(std::string_view query, int year_now) {
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view field = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const size_t equals = field.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = field.substr(0, equals);
    const std::string_view value = field.substr(equals + 1);
    if (NamesAYear(key) && value.size() == 4 && NumberAt(value, 4) >= 0 &&
        Endless(value, year_now)) {
      return std::string(value);
    }
    if (!NamesADate(key)) continue;
    const auto date = MonthAt(value);
    if (date.has_value() && Endless(*date, year_now)) return std::string(*date);
  }
  return std::nullopt;
}

bool SameWord(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() && std::ranges::equal(a, lower, [](char x, char y) {
           return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
         });
}

bool NamesASession(std::string_view key) {
  constexpr std::array<std::string_view, 7> kKeys = {
      "phpsessid", "jsessionid", "sessionid", "session_id", "sessid", "sid", "zenid"};
  return std::ranges::any_of(kKeys, [&](std::string_view name) { return SameWord(key, name); });
}

// Sixteen letters and digits at least: "sid=7" may well be a page of its own.
bool IsSessionId(std::string_view value) {
  return value.size() >= 16 && std::ranges::all_of(value, [](char c) {
           return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                  c == ',' || c == '.' || c == '!';
         });
}

bool IsSession(std::string_view field) {
  const size_t equals = field.find('=');
  return equals != std::string_view::npos && NamesASession(field.substr(0, equals)) &&
         IsSessionId(field.substr(equals + 1));
}

// The fields of `text` between `separator`s, without sessions.
std::string WithoutSessions(std::string_view text, char separator) {
  std::string kept;
  bool first = true;
  while (true) {
    const size_t end = std::min(text.find(separator), text.size());
    const std::string_view field = text.substr(0, end);
    if (!IsSession(field)) {
      if (!first) kept += separator;
      kept += field;
      first = false;
    }
    if (end == text.size()) return kept;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::optional<std::string> CalendarTrap(const Url& url, UtcTime now) {
  const int year_now = YearOf(now);
  if (auto date = InPath(url.path(), year_now)) return date;
  return InQuery(url.query(), year_now);
}

std::optional<Url> WithoutSessionId(const Url& url) {
  std::string path = WithoutSessions(url.path(), ';');
  std::string query = WithoutSessions(url.query(), '&');
  StripPathSessionIds(&path);
  StripQuerySessionIds(&query);
  if (path == url.path() && query == url.query()) return std::nullopt;
  std::string href = std::string(url.origin()) + path;
  if (!query.empty()) href += "?" + query;
  auto stripped = Url::Parse(href);
  if (!stripped.has_value() || *stripped == url) return std::nullopt;
  return std::move(*stripped);
}

}  // namespace arsip::frontier
