// Progress of work whose size is known in bytes: verify, rebuild, extract.
#ifndef ARSIP_CLI_WORK_PROGRESS_H_
#define ARSIP_CLI_WORK_PROGRESS_H_

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "cli/progress_line.h"

namespace arsip::cli {

// "45%  1.2 GB of 2.7 GB  310 MB/s  ETA 5s"
std::string FormatWorkProgress(uint64_t done, uint64_t total, Duration elapsed);

// Draws on standard error like CrawlProgressLine. Not thread-safe.
class WorkProgress {
 public:
  WorkProgress(ProgressStyle style, const Clock& clock);
  void Update(uint64_t done, uint64_t total);
  void Finish();

 private:
  const ProgressStyle style_;
  const Clock& clock_;
  const MonotonicTime began_;
  MonotonicTime drawn_;
  bool line_open_ = false;
};

}  // namespace arsip::cli

#endif  // ARSIP_CLI_WORK_PROGRESS_H_
