// EventLoop: virtual time. Events happen in the order of their time, then of their planning.
//
// Trace: one line for each thing that happened. Its digest is what two runs of a seed must agree
// on; the last lines are shown with a violation. Neither is thread-safe.
#ifndef ARSIP_TESTS_SIMULATION_EVENT_LOOP_H_
#define ARSIP_TESTS_SIMULATION_EVENT_LOOP_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"

namespace arsip::simulation {

// Times of a simulation are durations since its begin, in whole microseconds: the date has no
// smaller ones, and must not fall behind.
class EventLoop {
 public:
  Duration now() const { return now_; }
  ManualClock& clock() { return clock_; }
  const ManualClock& clock() const { return clock_; }
  void At(Duration when, std::function<void()> what) {
    when = std::chrono::ceil<std::chrono::microseconds>(when);
    events_.emplace(std::pair(when < now_ ? now_ : when, ++planned_), std::move(what));
  }
  void After(Duration wait, std::function<void()> what) { At(now_ + wait, std::move(what)); }
  std::optional<Duration> next() const {
    if (events_.empty()) return std::nullopt;
    return events_.begin()->first.first;
  }
  // False when nothing is planned.
  bool RunNext() {
    if (events_.empty()) return false;
    auto event = events_.extract(events_.begin());
    clock_.Advance(event.key().first - now_);
    now_ = event.key().first;
    event.mapped()();
    return true;
  }

 private:
  ManualClock clock_;
  Duration now_{};
  uint64_t planned_ = 0;
  std::map<std::pair<Duration, uint64_t>, std::function<void()>> events_;
};

struct Violation {
  std::string invariant;
  std::string what;
  uint64_t step = 0;
};

class Trace {
 public:
  Trace(const EventLoop& loop, bool print) : loop_(loop), print_(print) {}

  void Add(std::string_view line) {
    const auto at = std::chrono::duration_cast<std::chrono::microseconds>(loop_.now()).count();
    std::string text = std::to_string(at / 1'000'000);
    text.append(".").append(std::to_string(1'000'000 + at % 1'000'000).substr(1)).append(" ");
    text.append(line);
    for (const char c : text) digest_ = (digest_ ^ static_cast<uint8_t>(c)) * 0x100000001b3;
    if (print_) std::cout << text << "\n";
    last_.push_back(std::move(text));
    if (last_.size() > kKept) last_.pop_front();
  }
  // The first one counts.
  void Violate(std::string_view invariant, std::string what) {
    if (violation_.has_value()) return;
    Add(std::string("VIOLATION ").append(invariant).append(": ").append(what));
    violation_ = Violation{std::string(invariant), std::move(what), step};
  }
  const std::optional<Violation>& violation() const { return violation_; }
  uint64_t digest() const { return digest_; }
  const std::deque<std::string>& last() const { return last_; }

  uint64_t step = 0;

 private:
  static constexpr size_t kKept = 60;
  const EventLoop& loop_;
  const bool print_;
  uint64_t digest_ = 0xcbf29ce484222325;
  std::deque<std::string> last_;
  std::optional<Violation> violation_;
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_EVENT_LOOP_H_
