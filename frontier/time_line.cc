#include "frontier/time_line.h"

#include <algorithm>
#include <optional>

namespace arsip::frontier {
namespace {

using std::chrono::microseconds;

// 2200-01-01: far from where 64 bits of nanoseconds end, in 2262.
constexpr microseconds kLatest = std::chrono::seconds(7'258'118'400);
// Less is a clock that is slow or fast, not one that was set.
constexpr microseconds kDrift = std::chrono::seconds(1);

microseconds Since1970(UtcTime utc) {
  return std::clamp(utc.time_since_epoch(), microseconds(0), kLatest);
}

microseconds OnLine(FrontierTime time) {
  return std::chrono::duration_cast<microseconds>(time.time_since_epoch());
}

bool Near(microseconds a, microseconds b) { return a - b <= kDrift && b - a <= kDrift; }

// nullopt: the date was set back since. REQUIRES: the mark has dates.
std::optional<microseconds> LeastElapsed(const TimeMark& last, microseconds utc) {
  const auto since = [&](const DateOffset& date) { return utc - date.ahead - OnLine(last.now); };
  microseconds least = since(last.dates.back());
  if (least < -kDrift) return std::nullopt;
  for (const DateOffset& date : last.dates) {
    if (since(date) >= -kDrift) least = std::min(least, date.exact ? since(date) : microseconds(0));
  }
  return std::max(least, microseconds(0));
}

}  // namespace

TimeLine::TimeLine(const Clock& clock, const TimeMark& last)
    : clock_(clock),
      monotonic_begin_(clock.Monotonic()),
      begin_(std::max(FrontierTime(Since1970(clock.Utc())), last.now)),
      dates_(last.dates) {
  // Before there were marks, the line was never ahead of UTC for long.
  if (last.dates.empty()) return;
  const auto elapsed = LeastElapsed(last, Since1970(clock.Utc()));
  begin_ = last.now + std::min(elapsed.value_or(microseconds(0)),
                               std::max(kLatest - OnLine(last.now), microseconds(0)));
  if (elapsed.has_value()) return;
  for (DateOffset& date : dates_) date.exact = false;
}

microseconds TimeLine::Ahead() const { return Since1970(clock_.Utc()) - OnLine(Now()); }

bool TimeLine::DateWasSet() const {
  return dates_.empty() || !Near(Ahead(), dates_.back().ahead) || !dates_.back().exact;
}

TimeMark TimeLine::Mark() {
  const DateOffset now{Ahead()};
  // One that the date has passed while it could be watched has no more to say.
  std::erase_if(dates_, [&now](const DateOffset& date) {
    return Near(date.ahead, now.ahead) || (!date.exact && date.ahead <= now.ahead);
  });
  dates_.push_back(now);
  if (dates_.size() > kMaxDates) {
    const auto by_ahead = [](const DateOffset& a, const DateOffset& b) {
      return a.ahead < b.ahead;
    };
    dates_.erase(std::min_element(dates_.begin(), dates_.end() - 1, by_ahead));
  }
  return TimeMark{Now(), dates_};
}

}  // namespace arsip::frontier
