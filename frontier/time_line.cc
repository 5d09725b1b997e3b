#include "frontier/time_line.h"

#include <algorithm>

namespace arsip::frontier {
namespace {

// 2200-01-01: far from where 64 bits of nanoseconds end, in 2262.
constexpr std::chrono::microseconds kLatest = std::chrono::seconds(7'258'118'400);

FrontierTime FromUtc(UtcTime utc) {
  const auto since_1970 = std::clamp(utc.time_since_epoch(), std::chrono::microseconds(0), kLatest);
  return FrontierTime(since_1970);
}

}  // namespace

TimeLine::TimeLine(const Clock& clock, FrontierTime last)
    : clock_(clock),
      monotonic_begin_(clock.Monotonic()),
      begin_(std::max(FromUtc(clock.Utc()), last)) {}

}  // namespace arsip::frontier
