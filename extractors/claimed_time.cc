#include "extractors/claimed_time.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <vector>

#include "extractors/record_limits.h"
#include "extractors/utf8.h"
#include "extractors/w3c_date.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

constexpr size_t kMostBytesRead = 160;

struct MonthName {
  std::string_view name;
  int month;
};

constexpr MonthName kMonthNames[] = {
    // English
    {"january", 1},
    {"february", 2},
    {"march", 3},
    {"april", 4},
    {"may", 5},
    {"june", 6},
    {"july", 7},
    {"august", 8},
    {"september", 9},
    {"october", 10},
    {"november", 11},
    {"december", 12},
    {"jan", 1},
    {"feb", 2},
    {"mar", 3},
    {"apr", 4},
    {"jun", 6},
    {"jul", 7},
    {"aug", 8},
    {"sep", 9},
    {"oct", 10},
    {"nov", 11},
    {"dec", 12},
    // Indonesian
    {"januari", 1},
    {"februari", 2},
    {"maret", 3},
    {"mei", 5},
    {"juni", 6},
    {"juli", 7},
    {"agustus", 8},
    {"oktober", 10},
    {"desember", 12},
    {"agu", 8},
    {"okt", 10},
    {"des", 12},
    {"agt", 8},
    {"nop", 11},
    // Malay
    {"mac", 3},
    {"julai", 7},
    {"ogos", 8},
    {"disember", 12},
    {"ogo", 8},
    {"dis", 12},
    // Filipino
    {"enero", 1},
    {"pebrero", 2},
    {"marso", 3},
    {"abril", 4},
    {"mayo", 5},
    {"hunyo", 6},
    {"hulyo", 7},
    {"agosto", 8},
    {"setyembre", 9},
    {"oktubre", 10},
    {"nobyembre", 11},
    {"disyembre", 12},
    {"ene", 1},
    {"peb", 2},
    {"abr", 4},
    {"hun", 6},
    {"hul", 7},
    {"ago", 8},
    {"set", 9},
    {"nob", 11},
    // Tetum
    {"janeiru", 1},
    {"fevereiru", 2},
    {"marsu", 3},
    {"maiu", 5},
    {"agostu", 8},
    {"setembru", 9},
    {"outubru", 10},
    {"novembru", 11},
    {"dezembru", 12},
    // Thai
    {"\u0E21\u0E01\u0E23\u0E32\u0E04\u0E21", 1},
    {"\u0E01\u0E38\u0E21\u0E20\u0E32\u0E1E\u0E31\u0E19\u0E18\u0E4C", 2},
    {"\u0E21\u0E35\u0E19\u0E32\u0E04\u0E21", 3},
    {"\u0E40\u0E21\u0E29\u0E32\u0E22\u0E19", 4},
    {"\u0E1E\u0E24\u0E29\u0E20\u0E32\u0E04\u0E21", 5},
    {"\u0E21\u0E34\u0E16\u0E38\u0E19\u0E32\u0E22\u0E19", 6},
    {"\u0E01\u0E23\u0E01\u0E0E\u0E32\u0E04\u0E21", 7},
    {"\u0E2A\u0E34\u0E07\u0E2B\u0E32\u0E04\u0E21", 8},
    {"\u0E01\u0E31\u0E19\u0E22\u0E32\u0E22\u0E19", 9},
    {"\u0E15\u0E38\u0E25\u0E32\u0E04\u0E21", 10},
    {"\u0E1E\u0E24\u0E28\u0E08\u0E34\u0E01\u0E32\u0E22\u0E19", 11},
    {"\u0E18\u0E31\u0E19\u0E27\u0E32\u0E04\u0E21", 12},
    {"\u0E21.\u0E04.", 1},
    {"\u0E01.\u0E1E.", 2},
    {"\u0E21\u0E35.\u0E04.", 3},
    {"\u0E40\u0E21.\u0E22.", 4},
    {"\u0E1E.\u0E04.", 5},
    {"\u0E21\u0E34.\u0E22.", 6},
    {"\u0E01.\u0E04.", 7},
    {"\u0E2A.\u0E04.", 8},
    {"\u0E01.\u0E22.", 9},
    {"\u0E15.\u0E04.", 10},
    {"\u0E1E.\u0E22.", 11},
    {"\u0E18.\u0E04.", 12},
    // Burmese
    {"\u1007\u1014\u103A\u1014\u101D\u102B\u101B\u102E", 1},
    {"\u1016\u1031\u1016\u1031\u102C\u103A\u101D\u102B\u101B\u102E", 2},
    {"\u1019\u1010\u103A", 3},
    {"\u1027\u1015\u103C\u102E", 4},
    {"\u1019\u1031", 5},
    {"\u1007\u103D\u1014\u103A", 6},
    {"\u1007\u1030\u101C\u102D\u102F\u1004\u103A", 7},
    {"\u1029\u1002\u102F\u1010\u103A", 8},
    {"\u1005\u1000\u103A\u1010\u1004\u103A\u1018\u102C", 9},
    {"\u1021\u1031\u102C\u1000\u103A\u1010\u102D\u102F\u1018\u102C", 10},
    {"\u1014\u102D\u102F\u101D\u1004\u103A\u1018\u102C", 11},
    {"\u1012\u102E\u1007\u1004\u103A\u1018\u102C", 12},
    {"\u101E\u103C\u1002\u102F\u1010\u103A", 8},
    // Tamil
    {"\u0B9C\u0BA9\u0BB5\u0BB0\u0BBF", 1},
    {"\u0BAA\u0BBF\u0BAA\u0BCD\u0BB0\u0BB5\u0BB0\u0BBF", 2},
    {"\u0BAE\u0BBE\u0BB0\u0BCD\u0B9A\u0BCD", 3},
    {"\u0B8F\u0BAA\u0BCD\u0BB0\u0BB2\u0BCD", 4},
    {"\u0BAE\u0BC7", 5},
    {"\u0B9C\u0BC2\u0BA9\u0BCD", 6},
    {"\u0B9C\u0BC2\u0BB2\u0BC8", 7},
    {"\u0B86\u0B95\u0BB8\u0BCD\u0B9F\u0BCD", 8},
    {"\u0B9A\u0BC6\u0BAA\u0BCD\u0B9F\u0BAE\u0BCD\u0BAA\u0BB0\u0BCD", 9},
    {"\u0B85\u0B95\u0BCD\u0B9F\u0BCB\u0BAA\u0BB0\u0BCD", 10},
    {"\u0BA8\u0BB5\u0BAE\u0BCD\u0BAA\u0BB0\u0BCD", 11},
    {"\u0B9F\u0BBF\u0B9A\u0BAE\u0BCD\u0BAA\u0BB0\u0BCD", 12},
    // Khmer
    {"\u1798\u1780\u179A\u17B6", 1},
    {"\u1780\u17BB\u1798\u17D2\u1797\u17C8", 2},
    {"\u1798\u17B8\u1793\u17B6", 3},
    {"\u1798\u17C1\u179F\u17B6", 4},
    {"\u17A7\u179F\u1797\u17B6", 5},
    {"\u1798\u17B7\u1790\u17BB\u1793\u17B6", 6},
    {"\u1780\u1780\u17D2\u1780\u178A\u17B6", 7},
    {"\u179F\u17B8\u17A0\u17B6", 8},
    {"\u1780\u1789\u17D2\u1789\u17B6", 9},
    {"\u178F\u17BB\u179B\u17B6", 10},
    {"\u179C\u17B7\u1785\u17D2\u1786\u17B7\u1780\u17B6", 11},
    {"\u1792\u17D2\u1793\u17BC", 12},
    // Lao
    {"\u0EA1\u0EB1\u0E87\u0E81\u0EAD\u0E99", 1},
    {"\u0E81\u0EB8\u0EA1\u0E9E\u0EB2", 2},
    {"\u0EA1\u0EB5\u0E99\u0EB2", 3},
    {"\u0EC0\u0EA1\u0EAA\u0EB2", 4},
    {"\u0E9E\u0EB6\u0E94\u0EAA\u0EB0\u0E9E\u0EB2", 5},
    {"\u0EA1\u0EB4\u0E96\u0EB8\u0E99\u0EB2", 6},
    {"\u0E81\u0ECD\u0EA5\u0EB0\u0E81\u0EBB\u0E94", 7},
    {"\u0EAA\u0EB4\u0E87\u0EAB\u0EB2", 8},
    {"\u0E81\u0EB1\u0E99\u0E8D\u0EB2", 9},
    {"\u0E95\u0EB8\u0EA5\u0EB2", 10},
    {"\u0E9E\u0EB0\u0E88\u0EB4\u0E81", 11},
    {"\u0E97\u0EB1\u0E99\u0EA7\u0EB2", 12},
    // Malay in Jawi
    {"\u062C\u0646\u0648\u0627\u0631\u064A", 1},
    {"\u0641\u064A\u0628\u0631\u0648\u0627\u0631\u064A", 2},
    {"\u0645\u0686", 3},
    {"\u0627\u06A4\u0631\u064A\u0644", 4},
    {"\u0645\u064A", 5},
    {"\u062C\u0648\u0646", 6},
    {"\u062C\u0648\u0644\u0627\u064A", 7},
    {"\u0627\u0648\u0762\u0648\u0633", 8},
    {"\u0633\u064A\u06A4\u062A\u064A\u0645\u0628\u0631", 9},
    {"\u0627\u0648\u06A9\u062A\u0648\u0628\u0631", 10},
    {"\u0646\u0648\u06CF\u064A\u0645\u0628\u0631", 11},
    {"\u062F\u064A\u0633\u064A\u0645\u0628\u0631", 12},
};

// Minutes east of UTC.
struct ZoneName {
  std::string_view name;
  int minutes;
};
constexpr ZoneName kZoneNames[] = {{"gmt", 0},    {"utc", 0},   {"z", 0},     {"wib", 420},
                                   {"wita", 480}, {"wit", 540}, {"sgt", 480}, {"myt", 480},
                                   {"ict", 420},  {"pht", 480}};

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
  const std::string simple = Simplified(written);
  const std::vector<Token> tokens = TokensOf(simple);
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
