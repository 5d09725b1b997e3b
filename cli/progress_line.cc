#include "cli/progress_line.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "base/log.h"
#include "cli/byte_size.h"

namespace arsip::cli {
namespace {

constexpr Duration kTtyEvery = std::chrono::milliseconds(200);
constexpr Duration kPlainEvery = std::chrono::seconds(10);
constexpr Duration kSampleEvery = std::chrono::seconds(1);

double Seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

std::string OneDecimal(double value) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

}  // namespace

ProgressStyle ChooseProgressStyle(const std::string& name) {
  if (name == "tty") return ProgressStyle::kTty;
  if (name == "plain") return ProgressStyle::kPlain;
  if (name == "none") return ProgressStyle::kNone;
  return isatty(STDERR_FILENO) != 0 ? ProgressStyle::kTty : ProgressStyle::kPlain;
}

std::string Grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

std::string HumanDuration(Duration duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  std::array<char, 48> text;
  if (seconds < 60) {
    std::snprintf(text.data(), text.size(), "%llds", static_cast<long long>(seconds));
  } else if (seconds < 3600) {
    std::snprintf(text.data(), text.size(), "%lldm %02llds", static_cast<long long>(seconds / 60),
                  static_cast<long long>(seconds % 60));
  } else if (seconds < 86'400) {
    std::snprintf(text.data(), text.size(), "%lldh %02lldm", static_cast<long long>(seconds / 3600),
                  static_cast<long long>(seconds / 60 % 60));
  } else {
    std::snprintf(text.data(), text.size(), "%lldd %02lldh",
                  static_cast<long long>(seconds / 86'400),
                  static_cast<long long>(seconds / 3600 % 24));
  }
  return text.data();
}

std::string FormatCrawlProgress(const frontier::FrontierProgress& progress, double pages_per_second,
                                double bytes_per_second) {
  std::string line = Grouped(progress.captured) + " captured  " + OneDecimal(pages_per_second) +
                     "/s  " + HumanBytes(static_cast<uint64_t>(bytes_per_second)) + "/s  " +
                     Grouped(progress.queued) + " queued  " + Grouped(progress.leased) +
                     " in flight";
  if (progress.failed > 0) line += "  " + Grouped(progress.failed) + " failed";
  const bool waits =
      progress.leased == 0 && progress.next_wake && *progress.next_wake > Duration::zero();
  if (progress.paused) {
    line += "  paused by the operator";
    if (!progress.pause_reason.empty()) line += ": " + Neutralise(progress.pause_reason);
  } else if (progress.budget_reached) {
    line += "  budget reached";
  } else if (waits && *progress.next_wake >= std::chrono::seconds(1)) {
    line += "  next fetch in " + HumanDuration(*progress.next_wake);
  } else if (pages_per_second > 0.05 && progress.queued > 0) {
    const double seconds = static_cast<double>(progress.queued) / pages_per_second;
    line += "  ETA " + HumanDuration(std::chrono::seconds(static_cast<int64_t>(seconds) + 1));
  }
  return line;
}

CrawlProgressLine::CrawlProgressLine(ProgressStyle style, const Clock& clock)
    : style_(style), clock_(clock) {}

void CrawlProgressLine::Update(const frontier::FrontierProgress& progress) {
  const MonotonicTime now = clock_.Monotonic();
  if (!started_) {
    started_ = true;
    sampled_ = now;
    drawn_ = now;
    sampled_pages_ = progress.captured;
    sampled_bytes_ = progress.captured_bytes;
    return;
  }
  if (now - sampled_ >= kSampleEvery) {
    const double elapsed = Seconds(now - sampled_);
    pages_per_second_ = static_cast<double>(progress.captured - sampled_pages_) / elapsed;
    bytes_per_second_ = static_cast<double>(progress.captured_bytes - sampled_bytes_) / elapsed;
    sampled_ = now;
    sampled_pages_ = progress.captured;
    sampled_bytes_ = progress.captured_bytes;
  }
  if (style_ == ProgressStyle::kNone) return;
  if (now - drawn_ < (style_ == ProgressStyle::kTty ? kTtyEvery : kPlainEvery)) return;
  drawn_ = now;
  Draw(FormatCrawlProgress(progress, pages_per_second_, bytes_per_second_));
}

void CrawlProgressLine::Draw(const std::string& line) {
  if (style_ == ProgressStyle::kTty) {
    std::fprintf(stderr, "\r\033[K%s", line.c_str());
    line_open_ = true;
  } else {
    std::fprintf(stderr, "%s\n", line.c_str());
  }
  std::fflush(stderr);
}

void CrawlProgressLine::Say(const std::string& sentence) {
  Finish();
  std::fprintf(stderr, "arsip: %s\n", sentence.c_str());
}

void CrawlProgressLine::Finish() {
  if (line_open_) std::fprintf(stderr, "\r\033[K");
  line_open_ = false;
  std::fflush(stderr);
}

}  // namespace arsip::cli
