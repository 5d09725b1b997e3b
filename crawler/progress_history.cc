#include "crawler/progress_history.h"

namespace arsip::crawler {
namespace {

constexpr Duration kSampleEvery = std::chrono::seconds(1);
constexpr Duration kShortWindow = std::chrono::seconds(10);
constexpr Duration kLongWindow = std::chrono::seconds(60);
constexpr double kLeastRate = 0.01;  // URLs a second, below which no end can be foreseen

double Seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

// A recrawl counts from zero again.
double Growth(uint64_t from, uint64_t to) { return to > from ? static_cast<double>(to - from) : 0; }

}  // namespace

void ProgressHistory::Update(const frontier::FrontierProgress& progress) {
  const MonotonicTime now = clock_.Monotonic();
  MutexLock lock(mutex_);
  latest_ = progress;
  if (!samples_.empty() && now - samples_.back().at < kSampleEvery) return;
  samples_.push_back({now, progress.captured, progress.captured_bytes});
  // The last one that is as old as the window is the window's beginning.
  while (samples_.size() > 2 && now - samples_[1].at >= kLongWindow) samples_.pop_front();
}

frontier::FrontierProgress ProgressHistory::latest() const {
  MutexLock lock(mutex_);
  return latest_;
}

ProgressHistory::Rate ProgressHistory::Over(Duration window, const Sample& now) const {
  const Sample* begin = nullptr;
  for (const Sample& sample : samples_) {
    if (begin == nullptr || now.at - sample.at >= window) begin = &sample;
  }
  if (begin == nullptr || now.at <= begin->at) return {};
  const double seconds = Seconds(now.at - begin->at);
  return {Growth(begin->captured, now.captured) / seconds,
          Growth(begin->bytes, now.bytes) / seconds};
}

CrawlRates ProgressHistory::Rates() const {
  MutexLock lock(mutex_);
  const Sample now{clock_.Monotonic(), latest_.captured, latest_.captured_bytes};
  const Rate lately = Over(kShortWindow, now);
  const Rate steady = Over(kLongWindow, now);
  CrawlRates rates{lately.urls, steady.urls, lately.bytes, steady.bytes, std::nullopt};
  const bool goes_on = !latest_.paused && !latest_.budget_reached && latest_.queued > 0;
  if (goes_on && steady.urls >= kLeastRate) {
    const double seconds = static_cast<double>(latest_.queued) / steady.urls;
    rates.eta = std::chrono::seconds(static_cast<int64_t>(seconds) + 1);
  }
  return rates;
}

}  // namespace arsip::crawler
