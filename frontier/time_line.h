// TimeLine: the one clock that the frontier's waits are measured on.
//
// It begins at UTC when a partition is first opened. While a frontier runs the monotonic clock
// carries it on; between two runs UTC does. It never goes back: a UTC that jumped back while nobody
// ran counts as no time at all. So a stored wait is never longer than it was when it was stored,
// and a clock that jumps by years while the frontier runs changes no wait. Thread-safe as its clock
// is.
#ifndef ARSIP_FRONTIER_TIME_LINE_H_
#define ARSIP_FRONTIER_TIME_LINE_H_

#include "base/clock.h"
#include "frontier/frontier_records.h"

namespace arsip::frontier {

class TimeLine {
 public:
  // `last` is the latest time that is stored; zero for a new partition. The clock outlives the
  // line.
  TimeLine(const Clock& clock, FrontierTime last);

  FrontierTime Now() const { return begin_ + (clock_.Monotonic() - monotonic_begin_); }

 private:
  const Clock& clock_;
  MonotonicTime monotonic_begin_;
  FrontierTime begin_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_TIME_LINE_H_
