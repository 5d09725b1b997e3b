#include "extractors/w3c_date.h"

#include <chrono>

namespace arsip::extractors {
namespace {

// Reads from the front; after the first thing that does not fit, everything fails.
class DateReader {
 public:
  explicit DateReader(std::string_view text) : text_(text) {}

  bool Skip(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  void Expect(char c) { failed_ = !Skip(c) || failed_; }
  // `digits` of them, a number within [low, high].
  int Number(size_t digits, int low, int high) {
    int value = 0;
    if (text_.size() < digits) failed_ = true;
    for (size_t i = 0; i < digits && !failed_; ++i) {
      const char c = text_[i];
      failed_ = c < '0' || c > '9';
      value = 10 * value + (c - '0');
    }
    if (failed_ || value < low || value > high) {
      failed_ = true;
      return low;
    }
    text_.remove_prefix(digits);
    return value;
  }
  void SkipDigits() {
    while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') text_.remove_prefix(1);
  }
  bool complete() const { return !failed_ && text_.empty(); }
  bool at_end() const { return text_.empty(); }

 private:
  std::string_view text_;
  bool failed_ = false;
};

// Minutes east of UTC.
int ReadZone(DateReader& in) {
  if (in.at_end() || in.Skip('Z') || in.Skip('z')) return 0;
  const int sign = in.Skip('-') ? -1 : 1;
  if (sign > 0) in.Expect('+');
  const int hours = in.Number(2, 0, 23);
  in.Skip(':');
  return sign * (60 * hours + in.Number(2, 0, 59));
}

}  // namespace

std::optional<W3cDate> ParseW3cDate(std::string_view text) {
  DateReader in(text);
  const int year = in.Number(4, 1970, 9999);
  in.Expect('-');
  const int month = in.Number(2, 1, 12);
  in.Expect('-');
  const int day = in.Number(2, 1, 31);
  const auto date = std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) /
                    std::chrono::day(static_cast<unsigned>(day));
  if (!date.ok()) return std::nullopt;
  W3cDate read;
  read.seconds = int64_t{86'400} * std::chrono::sys_days(date).time_since_epoch().count();
  read.whole_day = in.complete();
  if (read.whole_day) return read;
  if (!in.Skip('T') && !in.Skip('t')) in.Expect(' ');
  read.seconds += 3600 * in.Number(2, 0, 23);
  in.Expect(':');
  read.seconds += 60 * in.Number(2, 0, 59);
  if (in.Skip(':')) {
    read.seconds += in.Number(2, 0, 60);
    if (in.Skip('.')) in.SkipDigits();
  }
  read.seconds -= 60 * ReadZone(in);
  if (!in.complete()) return std::nullopt;
  return read;
}

}  // namespace arsip::extractors
