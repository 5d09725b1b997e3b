// FrontierTime: nanoseconds on the frontier's own time line (time_line.h). Every wait is stored in
// it.
#ifndef ARSIP_FRONTIER_FRONTIER_TIME_H_
#define ARSIP_FRONTIER_FRONTIER_TIME_H_

#include <chrono>

#include "base/clock.h"

namespace arsip::frontier {

using FrontierTime = std::chrono::time_point<class TimeLine, Duration>;

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_FRONTIER_TIME_H_
