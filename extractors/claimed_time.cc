#include "extractors/claimed_time.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <vector>

#include "extractors/calendar_names.h"
#include "extractors/record_limits.h"
#include "extractors/utf8.h"
#include "extractors/w3c_date.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

constexpr size_t kMostBytesRead = 160;

struct Token {
  bool number = false;
  int value = 0;
  size_t digits = 0;
  std::string_view text;
  char before = '\0';  // the character in front of it
};

// A zero of the scripts of the region; its digits follow.
constexpr char32_t kZeros[] = {0x0E50, 0x0ED0, 0x1040, 0x1090, 0x17E0,
                               0x0660, 0x06F0, 0x0BE6, 0xFF10};

char32_t DigitOf(char32_t code_point) {
  for (const char32_t zero : kZeros) {
    if (code_point >= zero && code_point < zero + 10) return U'0' + (code_point - zero);
  }
  return code_point;
}

// REQUIRES: `at` lies at the beginning of a character of well-formed UTF-8.
char32_t DecodeAt(std::string_view text, size_t at, size_t& length) {
  const auto lead = static_cast<unsigned char>(text[at]);
  length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (at + length > text.size()) length = 1;
  char32_t code_point = length == 1 ? lead : lead & (0x7F >> length);
  for (size_t i = 1; i < length; ++i) {
    code_point = code_point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
  }
  return code_point;
}

// ASCII in lower case, digits of all scripts as ASCII.
std::string Simplified(std::string_view text) {
  std::string simple;
  for (size_t at = 0, length = 0; at < text.size(); at += length) {
    const char32_t code_point = DigitOf(DecodeAt(text, at, length));
    if (code_point < 0x80) {
      const char c = static_cast<char>(code_point);
      simple += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    } else {
      simple += text.substr(at, length);
    }
  }
  return simple;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
// In UTF-8, of any script.
bool MayBeDigit(char c) { return IsDigit(c) || static_cast<unsigned char>(c) >= 0x80; }
bool IsWordByte(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

std::vector<Token> TokensOf(std::string_view text) {
  std::vector<Token> tokens;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    Token token;
    token.before = begin > 0 ? text[begin - 1] : ' ';
    if (IsDigit(text[at])) {
      token.number = true;
      for (; at < text.size() && IsDigit(text[at]); ++at) {
        if (token.value < 100'000'000) token.value = 10 * token.value + (text[at] - '0');
      }
      token.digits = at - begin;
    } else if (IsWordByte(text[at])) {
      while (at < text.size() && IsWordByte(text[at])) ++at;
    } else {
      ++at;
      continue;
    }
    token.text = text.substr(begin, at - begin);
    tokens.push_back(token);
  }
  return tokens;
}

// A Latin name is a whole word; in other scripts words are not set apart, so the longest name that
// occurs.
int MonthIn(std::string_view text, const std::vector<Token>& tokens) {
  const MonthName* found = nullptr;
  for (const MonthName& candidate : kMonthNames) {
    if (found != nullptr && candidate.name.size() <= found->name.size()) continue;
    if (static_cast<unsigned char>(candidate.name[0]) >= 0x80) {
      if (text.find(candidate.name) != std::string_view::npos) found = &candidate;
      continue;
    }
    for (const Token& token : tokens) {
      if (!token.number && token.text == candidate.name) found = &candidate;
    }
  }
  return found == nullptr ? 0 : found->month;
}

int CommonYear(int year) { return year >= 2400 && year < 2700 ? year - 543 : year; }
bool IsYear(const Token& token) {
  if (!token.number || token.digits != 4) return false;
  const int year = CommonYear(token.value);
  return year >= kFirstClaimedYear && year <= kLastClaimedYear;
}

struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
};

std::optional<Date> Checked(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(CommonYear(year)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Date{CommonYear(year), month, day};
}

// "12 Maret 2024", "May 31, 2020": the number beside the month's name is the day.
std::optional<Date> DateWithMonthName(const std::vector<Token>& tokens, int month) {
  std::optional<int> year;
  std::optional<int> day;
  for (const Token& token : tokens) {
    if (IsYear(token)) {
      if (!year) year = token.value;
    } else if (token.number && !day && token.value >= 1 && token.value <= 31) {
      day = token.value;
    }
  }
  if (!year || !day) return std::nullopt;
  return Checked(*year, month, *day);
}

// "2024/3/12", "28/10/2023", with whatever stands between the first three numbers.
std::optional<Date> DateOfNumbers(const std::vector<Token>& tokens) {
  std::vector<Token> numbers;
  for (const Token& token : tokens) {
    if (token.number) numbers.push_back(token);
  }
  for (size_t i = 0; i + 2 < numbers.size(); ++i) {
    const Token& middle = numbers[i + 1];
    if (middle.value < 1 || middle.value > 12) continue;
    if (IsYear(numbers[i])) return Checked(numbers[i].value, middle.value, numbers[i + 2].value);
    if (IsYear(numbers[i + 2])) {
      return Checked(numbers[i + 2].value, middle.value, numbers[i].value);
    }
  }
  return std::nullopt;
}

// Minutes east of UTC, when a zone is named.
std::optional<int> ZoneIn(const std::vector<Token>& tokens) {
  for (size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    for (const ZoneName& zone : kZoneNames) {
      if (!token.number && token.text == zone.name) return zone.minutes;
    }
    const bool offset = token.number && (token.before == '+' || token.before == '-');
    if (!offset || i < 3 || token.digits != 4) continue;
    const int minutes = token.value / 100 * 60 + token.value % 100;
    return token.before == '-' ? -minutes : minutes;
  }
  return std::nullopt;
}

std::string Written(int64_t seconds, bool whole_day) {
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const int year = static_cast<int>(date.year());
  if (year < kFirstClaimedYear || year > kLastClaimedYear) return {};
  std::array<char, 32> out{};
  int length =
      std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", year,
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (!whole_day) {
    length += std::snprintf(out.data() + length, out.size() - static_cast<size_t>(length),
                            "T%02d:%02d:%02dZ", static_cast<int>(clock.hours().count()),
                            static_cast<int>(clock.minutes().count()),
                            static_cast<int>(clock.seconds().count()));
  }
  return {out.data(), static_cast<size_t>(length)};
}

int64_t SecondsOf(const Date& date) {
  const std::chrono::sys_days day = std::chrono::year(date.year) / date.month / date.day;
  return std::chrono::seconds(day.time_since_epoch()).count();
}

// "09:15" or "09:15:30", with its zone; without one the hour says nothing.
std::string WithTime(const Date& date, const std::vector<Token>& tokens) {
  const std::optional<int> zone = ZoneIn(tokens);
  for (size_t i = 0; zone && i + 1 < tokens.size(); ++i) {
    const Token& hour = tokens[i];
    const Token& minute = tokens[i + 1];
    if (!hour.number || !minute.number || minute.before != ':' || hour.before == ':') continue;
    if (hour.value > 23 || minute.value > 59) break;
    int64_t seconds = SecondsOf(date) + 3600 * hour.value + 60 * (minute.value - *zone);
    if (i + 2 < tokens.size() && tokens[i + 2].number && tokens[i + 2].before == ':') {
      seconds += tokens[i + 2].value % 60;
    }
    return Written(seconds, false);
  }
  return Written(SecondsOf(date), true);
}

}  // namespace

std::string UtcOf(std::string_view written) {
  written = TrimSpace(CutUtf8(TrimSpace(written), kMostBytesRead));
  if (const std::optional<W3cDate> exact = ParseW3cDate(written)) {
    return Written(exact->seconds, exact->whole_day);
  }
  // Nearly all lines that are asked about are no dates, and a date without its year is none.
  if (std::none_of(written.begin(), written.end(), MayBeDigit)) return {};
  const std::string simple = Simplified(written);
  const std::vector<Token> tokens = TokensOf(simple);
  if (std::none_of(tokens.begin(), tokens.end(), IsYear)) return {};
  const int month = MonthIn(simple, tokens);
  const std::optional<Date> date =
      month != 0 ? DateWithMonthName(tokens, month) : DateOfNumbers(tokens);
  return date ? WithTime(*date, tokens) : std::string();
}

bool ClaimTime(std::string_view written, std::string_view source, ClaimedTime& time) {
  written = TrimSpace(written);
  if (written.empty()) return false;
  time.set_utc(UtcOf(written));
  time.set_as_written(std::string(CutUtf8(written, kMaxRecordWordBytes)));
  time.set_source(std::string(CutUtf8(source, kMaxRecordWordBytes)));
  return true;
}

}  // namespace arsip::extractors
