// FrontierTime: nanoseconds on the frontier's own time line (time_line.h). Every wait is stored in
// it. TimeMark: what is stored of the line itself, with every batch.
#ifndef ARSIP_FRONTIER_FRONTIER_TIME_H_
#define ARSIP_FRONTIER_FRONTIER_TIME_H_

#include <chrono>
#include <vector>

#include "base/clock.h"

namespace arsip::frontier {

using FrontierTime = std::chrono::time_point<class TimeLine, Duration>;

// UTC less the time on the line, as it was once.
struct DateOffset {
  std::chrono::microseconds ahead{};
  // False: time passed since then that did not count, nobody knows how much.
  bool exact = true;
  bool operator==(const DateOffset&) const = default;
};

struct TimeMark {
  FrontierTime now{};
  std::vector<DateOffset> dates;  // the one of `now` last; at most kMaxDates
  bool operator==(const TimeMark&) const = default;
};
inline constexpr size_t kMaxDates = 8;

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_FRONTIER_TIME_H_
