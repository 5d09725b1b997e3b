// Two clocks, never mixed: timers are monotonic, dates are UTC.
//
// Delays, leases, timeouts and back-off use Monotonic(): a clock that jumps ten years must not
// change one politeness window. WARC-Date and index timestamps use Utc().
#ifndef ARSIP_BASE_CLOCK_H_
#define ARSIP_BASE_CLOCK_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip {

using Duration = std::chrono::nanoseconds;
// Since an arbitrary start, the same for all processes of one boot; says nothing across a reboot.
using MonotonicTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;
// Microseconds since 1970-01-01T00:00:00Z.
using UtcTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual MonotonicTime Monotonic() const = 0;
  virtual UtcTime Utc() const = 0;
};

class SystemClock : public Clock {
 public:
  MonotonicTime Monotonic() const override;
  UtcTime Utc() const override;
};

// For tests and the simulator: time moves only when told. Not thread-safe.
class ManualClock : public Clock {
 public:
  explicit ManualClock(UtcTime utc = UtcTime(std::chrono::seconds(1'767'225'600))) : utc_(utc) {}
  MonotonicTime Monotonic() const override { return monotonic_; }
  UtcTime Utc() const override { return utc_; }
  // Both clocks move.
  void Advance(Duration by) {
    monotonic_ += by;
    utc_ += std::chrono::duration_cast<std::chrono::microseconds>(by);
  }
  // Only the date moves, as when an operator sets the clock.
  void JumpUtc(Duration by) { utc_ += std::chrono::duration_cast<std::chrono::microseconds>(by); }

 private:
  MonotonicTime monotonic_{};
  UtcTime utc_;
};

// "2026-11-22T10:11:12.123456Z", the form of WARC-Date (WARC 1.1 section 5.4) and RFC 3339.
std::string FormatWarcDate(UtcTime time);
// Accepts the W3C profile with 0 to 9 fraction digits; digits beyond microseconds are dropped.
Result<UtcTime> ParseWarcDate(std::string_view text);
// "20261122101112", the CDXJ timestamp (UTC, 14 digits).
std::string FormatTimestamp14(UtcTime time);
// 1 to 14 digits, padded low ("2026" -> 2026-01-01T00:00:00) or high ("2026" ->
// 2026-12-31T23:59:59.999999).
enum class TimestampPadding { kLow, kHigh };
Result<UtcTime> ParseTimestamp14(std::string_view digits, TimestampPadding padding);

// "90s", "15m", "1h", "24h", "7d", "250ms", "1.5s", "0s". Negative or unit-less values are errors.
Result<Duration> ParseDuration(std::string_view text);
// The shortest exact form that ParseDuration reads back.
std::string FormatDuration(Duration duration);

}  // namespace arsip

#endif  // ARSIP_BASE_CLOCK_H_
