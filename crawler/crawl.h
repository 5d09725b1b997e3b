// Crawl: frontier and workers in one process over inproc://, on one archive directory.
//
//   Open archive -> start frontier (its thread) -> start workers (their threads) -> wait -> stop in
//   the reverse order: workers give leases back, the frontier commits, the archive drains and
//   seals.
#ifndef ARSIP_CRAWLER_CRAWL_H_
#define ARSIP_CRAWLER_CRAWL_H_

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/crawl_event.h"
#include "crawler/crawl_metrics.h"
#include "crawler/crawl_options.h"
#include "frontier/frontier.h"
#include "seeds/collection.h"

namespace arsip::crawler {

// Called from several threads, one call at a time.
struct CrawlObserver {
  std::function<void(const CrawlEvent&)> on_event;
  // About ten times a second.
  std::function<void(const frontier::FrontierProgress&)> on_progress;
  // Why writing pauses; "" when it goes on.
  std::function<void(const std::string&)> on_pause;
};

enum class CrawlEnd : uint8_t {
  kFinished,  // nothing is left that could be fetched within max_wait
  kStopped,   // asked to; a second run resumes
};

class Crawl {
 public:
  static Result<std::unique_ptr<Crawl>> Start(const seeds::Collection& collection,
                                              const CrawlOptions& options, const Clock& clock,
                                              CrawlObserver observer);
  virtual ~Crawl() = default;
  // Returns when the crawl finished or was asked to stop, everything in flight settled and all
  // files closed.
  virtual Result<CrawlEnd> Wait() = 0;
  // Thread-safe and async-signal-safe.
  virtual void RequestStop() = 0;
  // After Wait(): where the URLs stand.
  virtual const frontier::FrontierProgress& progress() const = 0;
  // For Prometheus; asks nobody. Thread-safe.
  virtual MetricsSnapshot metrics() const = 0;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CRAWL_H_
