#include "cli/work_progress.h"

#include <chrono>
#include <cstdio>

#include "cli/byte_size.h"

namespace arsip::cli {
namespace {

constexpr Duration kTtyEvery = std::chrono::milliseconds(200);
constexpr Duration kPlainEvery = std::chrono::seconds(10);

}  // namespace

std::string FormatWorkProgress(uint64_t done, uint64_t total, Duration elapsed) {
  const double seconds = std::chrono::duration<double>(elapsed).count();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  std::string line;
  if (total > 0) line = std::to_string(done * 100 / total) + "%  ";
  line += HumanBytes(done) + " of " + HumanBytes(total) + "  " +
          HumanBytes(static_cast<uint64_t>(rate)) + "/s";
  if (rate > 0 && total > done) {
    const double left = static_cast<double>(total - done) / rate;
    line += "  ETA " + HumanDuration(std::chrono::seconds(static_cast<int64_t>(left) + 1));
  }
  return line;
}

WorkProgress::WorkProgress(ProgressStyle style, const Clock& clock)
    : style_(style), clock_(clock), began_(clock.Monotonic()), drawn_(began_) {}

void WorkProgress::Update(uint64_t done, uint64_t total) {
  const MonotonicTime now = clock_.Monotonic();
  if (style_ == ProgressStyle::kNone) return;
  if (now - drawn_ < (style_ == ProgressStyle::kTty ? kTtyEvery : kPlainEvery)) return;
  drawn_ = now;
  const std::string line = FormatWorkProgress(done, total, now - began_);
  if (style_ == ProgressStyle::kTty) {
    std::fprintf(stderr, "\r\033[K%s", line.c_str());
    line_open_ = true;
  } else {
    std::fprintf(stderr, "%s\n", line.c_str());
  }
  std::fflush(stderr);
}

void WorkProgress::Finish() {
  if (line_open_) std::fprintf(stderr, "\r\033[K");
  line_open_ = false;
}

}  // namespace arsip::cli
