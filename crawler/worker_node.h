// WorkerNode: one archive directory and one worker on its thread: what `arsip worker` runs.
#ifndef ARSIP_CRAWLER_WORKER_NODE_H_
#define ARSIP_CRAWLER_WORKER_NODE_H_

#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/crawl_metrics.h"
#include "crawler/crawl_options.h"
#include "crawler/worker.h"
#include "seeds/collection.h"

namespace arsip::crawler {

// Thread-safe after Start().
class WorkerNode {
 public:
  // options.worker.frontier names the frontier. Events come on the worker's thread.
  static Result<std::unique_ptr<WorkerNode>> Start(const seeds::Collection& collection,
                                                   const CrawlOptions& options, const Clock& clock,
                                                   WorkerEvents events);
  virtual ~WorkerNode() = default;
  virtual bool running() const = 0;
  // REQUIRES: Stop() was not called.
  virtual MetricsSnapshot metrics() const = 0;
  // Gives leases back, drains and seals the archive; returns how the worker ended.
  virtual Status Stop() = 0;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_WORKER_NODE_H_
