#include "extractors/internet_date.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>
#include <vector>

#include "base/http_message.h"
#include "extractors/w3c_date.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

constexpr size_t kMaxDateBytes = 128;
constexpr size_t kMaxTokens = 8;

struct Zone {
  std::string_view name;
  int hours;
};
// RFC 822 section 5.1, without the military letters, which RFC 5322 takes back, and the zones that
// feeds of South-East Asia write.
constexpr Zone kZones[] = {{"UT", 0},   {"UTC", 0},  {"GMT", 0},  {"Z", 0},    {"EST", -5},
                           {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6},
                           {"PST", -8}, {"PDT", -7}, {"WIB", 7},  {"WITA", 8}, {"WIT", 9},
                           {"ICT", 7},  {"MYT", 8},  {"SGT", 8},  {"PHT", 8},  {"MMT", 6}};

// Between white space and commas.
std::vector<std::string_view> Tokens(std::string_view text) {
  std::vector<std::string_view> tokens;
  while (tokens.size() < kMaxTokens) {
    const size_t begin = text.find_first_not_of(" \t\r\n\f,");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const size_t end = std::min(text.find_first_of(" \t\r\n\f,"), text.size());
    tokens.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return tokens;
}

std::optional<int> Number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || digits.empty()) {
    return std::nullopt;
  }
  return value;
}

std::optional<unsigned> Month(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    if (name.size() >= 3 && EqualsIgnoreCase(name.substr(0, 3), kMonths[i])) return i + 1;
  }
  return std::nullopt;
}

// RFC 5322 section 4.3: what two and three digits mean.
std::optional<int> Year(std::string_view digits) {
  const auto year = Number(digits);
  if (!year || *year < 0) return std::nullopt;
  if (digits.size() == 2) return *year < 50 ? 2000 + *year : 1900 + *year;
  if (digits.size() == 3) return 1900 + *year;
  return year;
}

// "12:00:00" or "12:00", in seconds.
std::optional<int64_t> TimeOfDay(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(colon + 1);
  const size_t second_colon = rest.find(':');
  const auto hours = Number(text.substr(0, colon));
  const auto minutes = Number(rest.substr(0, second_colon));
  const auto seconds = second_colon == std::string_view::npos
                           ? std::optional<int>(0)
                           : Number(rest.substr(second_colon + 1).substr(0, 2));
  if (!hours || !minutes || !seconds) return std::nullopt;
  const bool sane = *hours >= 0 && *hours < 24 && *minutes >= 0 && *minutes < 60 && *seconds >= 0 &&
                    *seconds <= 60;
  if (!sane) return std::nullopt;
  return int64_t{3600} * *hours + int64_t{60} * *minutes + *seconds;
}

// Seconds east of UTC.
std::optional<int64_t> ZoneOffset(std::string_view text) {
  for (const Zone& zone : kZones) {
    if (EqualsIgnoreCase(text, zone.name)) return int64_t{3600} * zone.hours;
  }
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = Number(text.substr(1, 2));
  const auto minutes = Number(text.substr(text[3] == ':' ? 4 : 3));
  if (!hours || !minutes || *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59) {
    return std::nullopt;
  }
  return (text[0] == '-' ? -1 : 1) * (int64_t{3600} * *hours + int64_t{60} * *minutes);
}

std::optional<W3cDate> ParseRfc822(std::string_view text) {
  std::vector<std::string_view> tokens = Tokens(text);
  // The weekday says nothing that the date does not.
  if (!tokens.empty() && !Number(tokens[0])) tokens.erase(tokens.begin());
  if (tokens.size() < 3) return std::nullopt;
  const auto day = Number(tokens[0]);
  const auto month = Month(tokens[1]);
  const auto year = Year(tokens[2]);
  if (!day || *day < 1 || !month || !year) return std::nullopt;
  const auto date = std::chrono::year(*year) / std::chrono::month(*month) /
                    std::chrono::day(static_cast<unsigned>(*day));
  if (!date.ok()) return std::nullopt;
  W3cDate read;
  read.seconds = int64_t{86'400} * std::chrono::sys_days(date).time_since_epoch().count();
  read.whole_day = tokens.size() == 3;
  if (read.whole_day) return read;
  const auto time = TimeOfDay(tokens[3]);
  const auto zone = tokens.size() > 4 ? ZoneOffset(tokens[4]) : std::optional<int64_t>(0);
  if (!time || !zone) return std::nullopt;
  read.seconds += *time - *zone;
  return read;
}

}  // namespace

std::string UtcOfDate(std::string_view text) {
  text = TrimSpace(text);
  if (text.size() > kMaxDateBytes) return "";
  std::optional<W3cDate> date = ParseW3cDate(text);
  if (!date) date = ParseRfc822(text);
  if (!date || date->seconds < 0) return "";
  using std::chrono::sys_days, std::chrono::sys_seconds, std::chrono::seconds;
  const sys_seconds at{seconds(date->seconds)};
  const sys_days day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date_of(day);
  if (static_cast<int>(date_of.year()) > kLastUnderstoodYear) return "";
  const auto second = static_cast<int>((at - day).count());
  char out[32];
  const int length = std::snprintf(
      out, sizeof out, date->whole_day ? "%04d-%02u-%02u" : "%04d-%02u-%02uT%02d:%02d:%02dZ",
      static_cast<int>(date_of.year()), static_cast<unsigned>(date_of.month()),
      static_cast<unsigned>(date_of.day()), second / 3600, second / 60 % 60, second % 60);
  return std::string(out, static_cast<size_t>(length));
}

}  // namespace arsip::extractors
