#include "base/http_message.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/percent_encoding.h"

namespace arsip {
namespace {

constexpr long kMaxRetryAfterSeconds = 7L * 24 * 3600;

// RFC 9110 section 5.6.2.
constexpr OctetSet kToken =
    OctetSet{}.AddRange('0', '9').AddRange('A', 'Z').AddRange('a', 'z').Add("!#$%&'*+-.^_`|~");

bool IsBlank(char c) { return c == ' ' || c == '\t'; }
bool IsFoldSpace(char c) { return IsBlank(c) || c == '\r' || c == '\n'; }

struct Line {
  std::string_view text;  // without its line end
  size_t begin = 0;
  size_t end = 0;  // past its line end
};

// Lines end in CRLF or LF (RFC 9112 section 2.2).
Line LineAt(std::string_view bytes, size_t begin) {
  Line line;
  line.begin = begin;
  const size_t newline = bytes.find('\n', begin);
  line.end = newline == std::string_view::npos ? bytes.size() : newline + 1;
  line.text = bytes.substr(begin, std::min(newline, bytes.size()) - begin);
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  return line;
}

// RFC 9112 section 4: HTTP-version SP status-code SP [reason]. "HTTP/2 200" and a missing reason
// too.
int StatusCodeOf(std::string_view line) {
  if (!line.starts_with("HTTP/")) return 0;
  size_t i = 5;
  while (i < line.size() && (IsAsciiDigit(line[i]) || line[i] == '.')) ++i;
  if (i == 5 || i == line.size() || !IsBlank(line[i])) return 0;
  while (i < line.size() && IsBlank(line[i])) ++i;
  int code = 0;
  const size_t begin = i;
  while (i < line.size() && i < begin + 4 && IsAsciiDigit(line[i]))
    code = code * 10 + (line[i++] - '0');
  if (i - begin != 3 || (i < line.size() && !IsBlank(line[i]))) return 0;
  return code >= 100 ? code : 0;
}

// RFC 9112 section 5. False when the line is no field.
bool ParseField(const Line& line, HttpField* field) {
  const std::string_view text = line.text;
  if (text.find('\r') != text.npos || text.find('\0') != text.npos) return false;
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  std::string_view name = text.substr(0, colon);
  while (!name.empty() && IsBlank(name.back())) name.remove_suffix(1);
  if (name.empty() || !std::all_of(name.begin(), name.end(), kToken)) return false;
  std::string_view value = text.substr(colon + 1);
  while (!value.empty() && IsBlank(value.front())) value.remove_prefix(1);
  while (!value.empty() && IsBlank(value.back())) value.remove_suffix(1);
  *field = {name, value, line.begin, line.end};
  return true;
}

// Section 5.2: the value goes on up to the end of `fold`.
void Extend(std::string_view bytes, const Line& fold, HttpField* field) {
  const size_t begin =
      field->value.empty() ? fold.begin : static_cast<size_t>(field->value.data() - bytes.data());
  std::string_view value =
      bytes.substr(begin, fold.begin + static_cast<size_t>(fold.text.size()) - begin);
  while (!value.empty() && IsFoldSpace(value.front())) value.remove_prefix(1);
  while (!value.empty() && IsFoldSpace(value.back())) value.remove_suffix(1);
  field->value = value;
  field->line_end = fold.end;
}

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Days from 1970-01-01 of a proleptic Gregorian date.
long DaysFromCivil(long year, long month, long day) {
  year -= month <= 2 ? 1 : 0;
  const long era = year / 400;
  const long year_of_era = year - era * 400;
  const long day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

// Reads the pieces of a date one after another.
class DateReader {
 public:
  explicit DateReader(std::string_view text) : text_(text) {}

  // Between `min_digits` and `max_digits` digits; -1 when they are not there.
  long Number(size_t min_digits, size_t max_digits) {
    size_t i = 0;
    long value = 0;
    while (i < text_.size() && i < max_digits && IsAsciiDigit(text_[i])) {
      value = value * 10 + (text_[i++] - '0');
    }
    text_.remove_prefix(i);
    if (i < min_digits) ok_ = false;
    return value;
  }
  void Skip(std::string_view literal) {
    if (!text_.starts_with(literal)) ok_ = false;
    text_.remove_prefix(std::min(literal.size(), text_.size()));
  }
  void SkipSpaces() {
    while (text_.starts_with(' ')) text_.remove_prefix(1);
  }
  long Month() {
    for (size_t i = 0; i < kMonths.size(); ++i) {
      if (EqualsIgnoreCase(text_.substr(0, 3), kMonths[i])) {
        text_.remove_prefix(3);
        return static_cast<long>(i) + 1;
      }
    }
    ok_ = false;
    return 1;
  }
  bool AtEnd() const { return ok_ && text_.empty(); }
  bool StartsWithDigit() const { return !text_.empty() && IsAsciiDigit(text_[0]); }

 private:
  std::string_view text_;
  bool ok_ = true;
};

struct HttpDate {
  long year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0;
};

void ReadTimeOfDay(DateReader* reader, HttpDate* date) {
  date->hour = reader->Number(2, 2);
  reader->Skip(":");
  date->minute = reader->Number(2, 2);
  reader->Skip(":");
  date->second = reader->Number(2, 2);
}

// RFC 9110 section 5.6.7: IMF-fixdate, and the two obsolete forms that a recipient has to accept.
std::optional<long> ParseHttpDate(std::string_view text) {
  HttpDate date;
  const size_t comma = text.find(',');
  if (comma != std::string_view::npos) {  // "Sun, 06 Nov 1994 ..." or "Sunday, 06-Nov-94 ..."
    DateReader reader(text.substr(comma + 1));
    reader.SkipSpaces();
    date.day = reader.Number(1, 2);
    const bool obsolete = text.find('-', comma) != std::string_view::npos;
    reader.Skip(obsolete ? "-" : " ");
    date.month = reader.Month();
    reader.Skip(obsolete ? "-" : " ");
    date.year = reader.Number(2, 4);
    if (date.year < 100) date.year += date.year < 70 ? 2000 : 1900;
    reader.Skip(" ");
    ReadTimeOfDay(&reader, &date);
    reader.Skip(" GMT");
    if (!reader.AtEnd()) return std::nullopt;
  } else {  // asctime: "Sun Nov  6 08:49:37 1994"
    DateReader reader(text.substr(std::min<size_t>(4, text.size())));
    date.month = reader.Month();
    reader.SkipSpaces();
    date.day = reader.Number(1, 2);
    reader.Skip(" ");
    ReadTimeOfDay(&reader, &date);
    reader.Skip(" ");
    date.year = reader.Number(4, 4);
    if (!reader.AtEnd()) return std::nullopt;
  }
  if (date.day < 1 || date.day > 31 || date.hour > 23 || date.minute > 59 || date.second > 60 ||
      date.year < 1970) {
    return std::nullopt;
  }
  return DaysFromCivil(date.year, date.month, date.day) * 86400 + date.hour * 3600 +
         date.minute * 60 + date.second;
}

}  // namespace

HttpHead HttpHead::ParseResponse(std::string_view bytes) {
  HttpHead head;
  const Line status = LineAt(bytes, 0);
  head.status_line_ = status.text;
  head.status_code_ = StatusCodeOf(status.text);
  bool last_line_was_field = false;
  for (size_t at = status.end; at < bytes.size();) {
    const Line line = LineAt(bytes, at);
    at = line.end;
    if (line.text.empty()) break;
    const bool fold = IsBlank(line.text.front());
    HttpField field;
    if (fold && last_line_was_field &&
        line.text.find_first_of(std::string_view("\r\0", 2)) == line.text.npos) {
      Extend(bytes, line, &head.fields_.back());
    } else if (!fold && head.fields_.size() < kMaxHttpFields && ParseField(line, &field)) {
      head.fields_.push_back(field);
      last_line_was_field = true;
    } else {
      ++head.skipped_lines_;
      last_line_was_field = false;
    }
  }
  return head;
}

std::optional<std::string_view> HttpHead::Get(std::string_view name) const {
  for (const HttpField& field : fields_) {
    if (EqualsIgnoreCase(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> HttpHead::GetAll(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const HttpField& field : fields_) {
    if (EqualsIgnoreCase(field.name, name)) values.push_back(field.value);
  }
  return values;
}

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return AsciiLower(x) == AsciiLower(y);
         });
}

std::optional<long> ParseRetryAfterSeconds(std::string_view value, long now_unix) {
  while (!value.empty() && IsFoldSpace(value.front())) value.remove_prefix(1);
  while (!value.empty() && IsFoldSpace(value.back())) value.remove_suffix(1);
  if (value.empty()) return std::nullopt;
  if (std::all_of(value.begin(), value.end(), IsAsciiDigit)) {
    long seconds = 0;
    for (char c : value) seconds = std::min(seconds * 10 + (c - '0'), kMaxRetryAfterSeconds);
    return seconds;
  }
  const std::optional<long> date = ParseHttpDate(value);
  if (!date) return std::nullopt;
  return std::clamp(*date - now_unix, 0L, kMaxRetryAfterSeconds);
}

}  // namespace arsip
