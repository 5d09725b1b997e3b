// TimeLine: the one clock that the frontier's waits are measured on.
//
// It begins at UTC when a partition is first opened. While a frontier runs the monotonic clock
// carries it on; between two runs UTC does, as far as it can be trusted. It never goes back, and a
// date that is set, forward or back, by days or years, changes no wait: what counts is how far the
// date has moved since the last mark. It may have been set while nobody ran: of that, as much
// counts as the offsets at which it once stood allow at least. When it went back, no time counts;
// and when it is right again at a later start, none either. What no mark can show: a date that was
// set forward, to where it never stood, while nobody ran.
//
// So a wait never ends early, and lasts longer only by time that nobody could tell. Thread-safe as
// any value.
#ifndef ARSIP_FRONTIER_TIME_LINE_H_
#define ARSIP_FRONTIER_TIME_LINE_H_

#include <vector>

#include "base/clock.h"
#include "frontier/frontier_time.h"

namespace arsip::frontier {

class TimeLine {
 public:
  // `last` is the latest mark that is stored; a default one for a new partition. The clock outlives
  // the line.
  TimeLine(const Clock& clock, const TimeMark& last);

  FrontierTime Now() const { return begin_ + (clock_.Monotonic() - monotonic_begin_); }

  // Of this moment; to be stored.
  TimeMark Mark();
  // The date was set since the last mark: it should be made known soon.
  bool DateWasSet() const;

 private:
  std::chrono::microseconds Ahead() const;

  const Clock& clock_;
  MonotonicTime monotonic_begin_;
  FrontierTime begin_;
  std::vector<DateOffset> dates_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_TIME_LINE_H_
