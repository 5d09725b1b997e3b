#include "base/http_date.h"

#include <algorithm>
#include <array>

#include "base/percent_encoding.h"

namespace arsip {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

// -1 for what is not all digits.
int Number(std::string_view digits) {
  int number = 0;
  for (const char c : digits) {
    if (!IsAsciiDigit(c)) return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

template <size_t kSize>
int IndexIn(const std::array<std::string_view, kSize>& names, std::string_view name) {
  const auto* const found = std::ranges::find(names, name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

void AppendTwo(std::string& text, unsigned value) {
  text.push_back(static_cast<char>('0' + value / 10));
  text.push_back(static_cast<char>('0' + value % 10));
}

}  // namespace

// Not by snprintf: the index writes and reads one for each capture.
std::string FormatHttpDate(UtcTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  std::string text(kDays[std::chrono::weekday(day).c_encoding()]);
  AppendTwo(text.append(", "), static_cast<unsigned>(date.day()));
  text.append(" ").append(kMonths[static_cast<unsigned>(date.month()) - 1]);
  AppendTwo(text.append(" "), year / 100);
  AppendTwo(text, year % 100);
  AppendTwo(text.append(" "), static_cast<unsigned>(clock.hours().count()));
  AppendTwo(text.append(":"), static_cast<unsigned>(clock.minutes().count()));
  AppendTwo(text.append(":"), static_cast<unsigned>(clock.seconds().count()));
  return text.append(" GMT");
}

std::optional<UtcTime> ParseHttpDate(std::string_view text) {
  // "Sun, 22 Nov 2026 10:11:12 GMT"
  if (text.size() != 29 || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' ||
      text[16] != ' ' || text[19] != ':' || text[22] != ':' || text.substr(25) != " GMT") {
    return std::nullopt;
  }
  const int month = IndexIn(kMonths, text.substr(8, 3));
  const int day = Number(text.substr(5, 2));
  const int year = Number(text.substr(12, 4));
  const int hour = Number(text.substr(17, 2));
  const int minute = Number(text.substr(20, 2));
  const int second = Number(text.substr(23, 2));
  if (IndexIn(kDays, text.substr(0, 3)) < 0 || month < 0 || year < 1 || hour < 0 || hour > 23 ||
      minute < 0 || minute > 59 || second < 0 || second > 60) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(unsigned(month) + 1),
                                         std::chrono::day(unsigned(std::max(day, 0)))};
  if (!date.ok()) return std::nullopt;
  return UtcTime(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + std::chrono::seconds(second);
}

}  // namespace arsip
