#include "base/clock.h"

#include <algorithm>
#include <array>
#include <optional>

namespace arsip {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Error Malformed(std::string_view text, std::string_view what) {
  return Error{ErrorCode::kInvalidInput,
               "'" + std::string(text.substr(0, 64)) + "' is not " + std::string(what), ""};
}

struct DateTime {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, microsecond = 0;
};

int DaysInMonth(int year, int month) {
  const std::chrono::year_month_day_last last{
      std::chrono::year(year), std::chrono::month_day_last(std::chrono::month(unsigned(month)))};
  return static_cast<int>(unsigned(last.day()));
}

// REQUIRES: a valid date, years 0 to 9999.
UtcTime ToUtc(const DateTime& t) {
  const std::chrono::year_month_day date{std::chrono::year(t.year),
                                         std::chrono::month(unsigned(t.month)),
                                         std::chrono::day(unsigned(t.day))};
  return UtcTime(std::chrono::sys_days(date).time_since_epoch()) + hours(t.hour) +
         minutes(t.minute) + seconds(t.second) + microseconds(t.microsecond);
}

// Years outside 0000-9999 have no fixed-width form: the nearest date that has one keeps the order.
DateTime FromUtc(UtcTime time) {
  static const UtcTime kFirst = ToUtc({.year = 0});
  static const UtcTime kLast = ToUtc({9999, 12, 31, 23, 59, 59, 999'999});
  time = std::clamp(time, kFirst, kLast);
  const auto midnight = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(midnight);
  const auto rest = static_cast<int64_t>((time - midnight).count());
  const auto whole_seconds = static_cast<int>(rest / 1'000'000);
  return {.year = int(date.year()),
          .month = int(unsigned(date.month())),
          .day = int(unsigned(date.day())),
          .hour = whole_seconds / 3600,
          .minute = whole_seconds / 60 % 60,
          .second = whole_seconds % 60,
          .microsecond = int(rest % 1'000'000)};
}

// Right-aligned with leading zeros; returns past the end.
char* PutDigits(char* at, int value, int width) {
  for (int i = width - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
  return at + width;
}

bool AllDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// A cursor over fixed-width decimal fields and separators.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}
  bool Digits(size_t width, int low, int high, int& out) {
    if (rest_.size() < width || !AllDigits(rest_.substr(0, width))) return false;
    out = 0;
    for (size_t i = 0; i < width; ++i) out = out * 10 + (rest_[i] - '0');
    rest_.remove_prefix(width);
    return out >= low && out <= high;
  }
  bool Literal(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // 1 to 9 digits; those beyond microseconds are dropped.
  bool Fraction(int& microsecond) {
    const size_t end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (end < 1 || end > 9) return false;
    microsecond = 0;
    for (size_t i = 0; i < 6; ++i) {
      microsecond = microsecond * 10 + (i < end ? rest_[i] - '0' : 0);
    }
    rest_.remove_prefix(end);
    return true;
  }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// The levels of granularity of https://www.w3.org/TR/NOTE-datetime, in UTC only.
bool ReadW3cDate(FieldReader reader, DateTime& t) {
  if (!reader.Digits(4, 0, 9999, t.year)) return false;
  if (reader.done()) return true;
  if (!reader.Literal('-') || !reader.Digits(2, 1, 12, t.month)) return false;
  if (reader.done()) return true;
  if (!reader.Literal('-') || !reader.Digits(2, 1, DaysInMonth(t.year, t.month), t.day)) {
    return false;
  }
  if (reader.done()) return true;
  if (!reader.Literal('T') || !reader.Digits(2, 0, 23, t.hour) || !reader.Literal(':') ||
      !reader.Digits(2, 0, 59, t.minute)) {
    return false;
  }
  if (reader.Literal(':')) {
    if (!reader.Digits(2, 0, 59, t.second)) return false;
    if (reader.Literal('.') && !reader.Fraction(t.microsecond)) return false;
  }
  return reader.Literal('Z') && reader.done();
}

// Takes the digits of one field, which may be cut short, and widens them to the lowest or highest
// value within [low, high] that begins with them.
std::optional<int> TakePrefixOf(std::string_view& digits, int width, int low, int high,
                                TimestampPadding padding) {
  int first = 0;
  int span = 1;
  for (int i = 0; i < width; ++i) {
    first *= 10;
    if (digits.empty()) {
      span *= 10;
    } else {
      first += digits[0] - '0';
      digits.remove_prefix(1);
    }
  }
  const int lowest = std::max(low, first);
  const int highest = std::min(high, first + span - 1);
  if (lowest > highest) return std::nullopt;
  return padding == TimestampPadding::kLow ? lowest : highest;
}

struct Unit {
  std::string_view name;
  uint64_t nanoseconds;
};
// Descending, so that a tie in FormatDuration goes to the larger unit.
constexpr std::array<Unit, 7> kUnits{{{"d", 86'400'000'000'000},
                                      {"h", 3'600'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"s", 1'000'000'000},
                                      {"ms", 1'000'000},
                                      {"us", 1'000},
                                      {"ns", 1}}};

// `duration` in `unit`, exactly; empty when it would need more than nine fraction digits.
std::string FormatInUnit(uint64_t nanoseconds, const Unit& unit) {
  std::string text = std::to_string(nanoseconds / unit.nanoseconds);
  uint64_t rest = nanoseconds % unit.nanoseconds;
  if (rest != 0) text += '.';
  for (int i = 0; rest != 0; ++i) {
    if (i == 9) return "";
    rest *= 10;
    text += static_cast<char>('0' + rest / unit.nanoseconds);
    rest %= unit.nanoseconds;
  }
  return text.append(unit.name);
}

}  // namespace

MonotonicTime SystemClock::Monotonic() const { return std::chrono::steady_clock::now(); }

UtcTime SystemClock::Utc() const {
  return std::chrono::floor<microseconds>(std::chrono::system_clock::now());
}

std::string FormatWarcDate(UtcTime time) {
  const DateTime t = FromUtc(time);
  std::string out("0000-00-00T00:00:00.000000Z");
  char* at = PutDigits(out.data(), t.year, 4);
  at = PutDigits(at + 1, t.month, 2);
  at = PutDigits(at + 1, t.day, 2);
  at = PutDigits(at + 1, t.hour, 2);
  at = PutDigits(at + 1, t.minute, 2);
  at = PutDigits(at + 1, t.second, 2);
  PutDigits(at + 1, t.microsecond, 6);
  return out;
}

Result<UtcTime> ParseWarcDate(std::string_view text) {
  DateTime t;
  if (!ReadW3cDate(FieldReader(text), t)) return Malformed(text, "a W3C date in UTC");
  return ToUtc(t);
}

std::string FormatTimestamp14(UtcTime time) {
  const DateTime t = FromUtc(time);
  std::string out(14, '0');
  char* at = PutDigits(out.data(), t.year, 4);
  for (const int field : {t.month, t.day, t.hour, t.minute, t.second}) at = PutDigits(at, field, 2);
  return out;
}

Result<UtcTime> ParseTimestamp14(std::string_view digits, TimestampPadding padding) {
  const auto malformed = [text = digits] {
    return Malformed(text, "a timestamp of 1 to 14 digits");
  };
  if (digits.size() > 14 || !AllDigits(digits)) return malformed();
  const auto year = TakePrefixOf(digits, 4, 0, 9999, padding);
  const auto month = TakePrefixOf(digits, 2, 1, 12, padding);
  if (!year || !month) return malformed();
  const auto day = TakePrefixOf(digits, 2, 1, DaysInMonth(*year, *month), padding);
  const auto hour = TakePrefixOf(digits, 2, 0, 23, padding);
  const auto minute = TakePrefixOf(digits, 2, 0, 59, padding);
  const auto second = TakePrefixOf(digits, 2, 0, 59, padding);
  if (!day || !hour || !minute || !second) return malformed();
  return ToUtc({*year, *month, *day, *hour, *minute, *second,
                padding == TimestampPadding::kLow ? 0 : 999'999});
}

Result<Duration> ParseDuration(std::string_view text) {
  const auto malformed = [text] {
    return Malformed(text, "a duration such as 90s, 15m, 1.5h, 7d or 250ms");
  };
  const size_t unit_begin = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string_view number = text.substr(0, unit_begin);
  const auto unit = std::ranges::find(kUnits, text.substr(unit_begin), &Unit::name);
  if (unit == kUnits.end()) return malformed();
  const size_t point = std::min(number.find('.'), number.size());
  const std::string_view whole = number.substr(0, point);
  if (!AllDigits(whole)) return malformed();
  if (whole.size() > 19) return Malformed(text, "a duration below 292 years");
  // 128 bits: neither 19 digits of days nor 9 fraction digits of a day overflow them.
  __extension__ typedef unsigned __int128 Wide;
  Wide nanoseconds = 0;
  for (const char c : whole) nanoseconds = nanoseconds * 10 + Wide(c - '0');
  nanoseconds *= unit->nanoseconds;
  if (point < number.size()) {
    const std::string_view fraction = number.substr(point + 1);
    if (!AllDigits(fraction) || fraction.size() > 9) return malformed();
    Wide numerator = 0;
    Wide denominator = 1;
    for (const char c : fraction) {
      numerator = numerator * 10 + Wide(c - '0');
      denominator *= 10;
    }
    nanoseconds += numerator * unit->nanoseconds / denominator;
  }
  if (nanoseconds > Wide(Duration::max().count())) {
    return Malformed(text, "a duration below 292 years");
  }
  return Duration(static_cast<int64_t>(nanoseconds));
}

std::string FormatDuration(Duration duration) {
  if (duration == Duration::zero()) return "0s";
  const bool negative = duration < Duration::zero();
  const auto count = static_cast<uint64_t>(duration.count());
  const uint64_t nanoseconds = negative ? 0 - count : count;
  std::string shortest;
  bool shortest_is_whole = false;
  for (const Unit& unit : kUnits) {
    const std::string text = FormatInUnit(nanoseconds, unit);
    if (text.empty()) continue;
    const bool whole = text.find('.') == std::string::npos;
    const bool better = text.size() < shortest.size() ||
                        (text.size() == shortest.size() && whole && !shortest_is_whole);
    if (!shortest.empty() && !better) continue;
    shortest = text;
    shortest_is_whole = whole;
  }
  return negative ? "-" + shortest : shortest;
}

}  // namespace arsip
