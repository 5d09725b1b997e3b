// Progress as people watch it: one line that is rewritten on a terminal, plain lines otherwise.
#ifndef ARSIP_CLI_PROGRESS_LINE_H_
#define ARSIP_CLI_PROGRESS_LINE_H_

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "frontier/frontier.h"

namespace arsip::cli {

enum class ProgressStyle : uint8_t { kTty, kPlain, kNone };

// "tty", "plain", "none"; empty: tty when standard error is a terminal, else plain.
ProgressStyle ChooseProgressStyle(const std::string& name);

// "1,234 captured  56.7/s  12.3 MB/s  890 queued  2 leased  ETA 1m 20s", with what it waits for
// when idle.
std::string FormatCrawlProgress(const frontier::FrontierProgress& progress, double pages_per_second,
                                double bytes_per_second);

// "1,234,567"
std::string Grouped(uint64_t number);
// "45s", "1m 20s", "3h 05m", "2d 04h"
std::string HumanDuration(Duration duration);

// Draws on standard error; at most five times a second on a terminal, every ten seconds otherwise.
// Not thread-safe.
class CrawlProgressLine {
 public:
  CrawlProgressLine(ProgressStyle style, const Clock& clock);
  void Update(const frontier::FrontierProgress& progress);
  // A sentence of its own line, the progress line kept below it.
  void Say(const std::string& sentence);
  // Ends the line.
  void Finish();

 private:
  void Draw(const std::string& line);

  const ProgressStyle style_;
  const Clock& clock_;
  MonotonicTime drawn_{};
  MonotonicTime sampled_{};
  uint64_t sampled_pages_ = 0;
  uint64_t sampled_bytes_ = 0;
  double pages_per_second_ = 0;
  double bytes_per_second_ = 0;
  bool started_ = false;
  bool line_open_ = false;
};

}  // namespace arsip::cli

#endif  // ARSIP_CLI_PROGRESS_LINE_H_
