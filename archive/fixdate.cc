#include "archive/fixdate.h"

#include <chrono>

namespace arsip::archive {
namespace {

constexpr size_t kLength = 29;
constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr std::string_view kDays = "SunMonTueWedThuFriSat";

std::optional<unsigned> Digits(std::string_view text) {
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

void AppendTwo(std::string& text, unsigned value) {
  text.push_back(static_cast<char>('0' + value / 10));
  text.push_back(static_cast<char>('0' + value % 10));
}

}  // namespace

std::string FormatFixdate(uint32_t seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const auto in_day = static_cast<unsigned>((time - day).count());
  const size_t month = static_cast<unsigned>(date.month()) - 1;
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  std::string text(kDays.substr(std::chrono::weekday(day).c_encoding() * size_t{3}, 3));
  AppendTwo(text.append(", "), static_cast<unsigned>(date.day()));
  text.append(" ").append(kMonths.substr(month * 3, 3));
  AppendTwo(text.append(" "), year / 100);
  AppendTwo(text, year % 100);
  AppendTwo(text.append(" "), in_day / 3600);
  AppendTwo(text.append(":"), in_day / 60 % 60);
  AppendTwo(text.append(":"), in_day % 60);
  return text.append(" GMT");
}

std::optional<uint32_t> ParseFixdate(std::string_view text) {
  using std::chrono::days;
  if (text.size() != kLength) return std::nullopt;
  const size_t month = kMonths.find(text.substr(8, 3));
  const auto day = Digits(text.substr(5, 2));
  const auto year = Digits(text.substr(12, 4));
  const auto hour = Digits(text.substr(17, 2));
  const auto minute = Digits(text.substr(20, 2));
  const auto second = Digits(text.substr(23, 2));
  if (month == std::string_view::npos || !day || !year || !hour || !minute || !second) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                         std::chrono::day(*day));
  if (!date.ok()) return std::nullopt;
  const int64_t seconds =
      std::chrono::sys_days(date).time_since_epoch() / days(1) * int64_t{86'400} + *hour * 3600 +
      *minute * 60 + *second;
  if (seconds < 0 || seconds > UINT32_MAX) return std::nullopt;
  const auto value = static_cast<uint32_t>(seconds);
  if (FormatFixdate(value) != text) return std::nullopt;
  return value;
}

}  // namespace arsip::archive
