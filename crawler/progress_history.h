// ProgressHistory: how far the crawl is, and how fast it was lately: what `arsip top` draws and
// Prometheus scrapes, without asking the frontier. Thread-safe.
#ifndef ARSIP_CRAWLER_PROGRESS_HISTORY_H_
#define ARSIP_CRAWLER_PROGRESS_HISTORY_H_

#include <deque>
#include <optional>

#include "base/clock.h"
#include "base/mutex.h"
#include "frontier/frontier.h"

namespace arsip::crawler {

struct CrawlRates {
  double urls_per_second_10s = 0;  // captured; over as much of the last 10 s as is known
  double urls_per_second_60s = 0;
  double bytes_per_second_10s = 0;
  double bytes_per_second_60s = 0;
  // Until what is queued is fetched, at the rate of the last 60 s; nullopt: nobody can say.
  std::optional<Duration> eta;
};

class ProgressHistory {
 public:
  explicit ProgressHistory(const Clock& clock) : clock_(clock) {}

  // As often as one likes; a sample a second is kept, for a minute.
  void Update(const frontier::FrontierProgress& progress) EXCLUDES_LOCK(mutex_);
  // What Update() said last.
  frontier::FrontierProgress latest() const EXCLUDES_LOCK(mutex_);
  CrawlRates Rates() const EXCLUDES_LOCK(mutex_);

 private:
  struct Sample {
    MonotonicTime at{};
    uint64_t captured = 0;
    uint64_t bytes = 0;
  };
  struct Rate {
    double urls = 0;
    double bytes = 0;
  };
  Rate Over(Duration window, const Sample& now) const REQUIRES_LOCK(mutex_);

  const Clock& clock_;
  mutable Mutex mutex_;
  frontier::FrontierProgress latest_ GUARDED_BY(mutex_);
  std::deque<Sample> samples_ GUARDED_BY(mutex_);
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_PROGRESS_HISTORY_H_
