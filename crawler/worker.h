// Worker: one EventLoop thread that takes leases, runs a Pipeline for each, and gives credit for
// more. Credit is back-pressure: it is withheld while the archive is behind, or a disk is full, be
// it the spool's alone; what was granted before then waits, unfetched.
#ifndef ARSIP_CRAWLER_WORKER_H_
#define ARSIP_CRAWLER_WORKER_H_

#include <functional>
#include <memory>
#include <string>

#include "archive/archive.h"
#include "base/clock.h"
#include "base/result.h"
#include "crawler/address_guard.h"
#include "crawler/crawl_event.h"
#include "crawler/document_sandbox.h"
#include "crawler/fetcher.h"
#include "crawler/media_sandbox.h"
#include "crawler/pipeline.h"
#include "crawler/sandbox_broker.h"
#include "crawler/sandboxes.h"
#include "frontier/transport.h"
#include "seeds/scope.h"

namespace arsip::crawler {

class HashListGate;

struct WorkerOptions {
  FetcherOptions fetcher;
  SandboxBrokerOptions sandbox;
  DocumentSandboxOptions documents;
  ImageHashOptions images;
  std::shared_ptr<HashListGate> hash_lists;  // of all workers. Default: null, none
  MediaSandboxOptions media;
  PipelineOptions pipeline;
  frontier::FrontierClientOptions frontier;
  uint32_t max_in_flight = 256;  // leases held at a time. Default: 256.
  // What is in flight at Stop() may still become durable for this long. Default: 3s.
  Duration stop_grace = std::chrono::seconds(3);
};

// What a worker tells of, on its own thread.
struct WorkerEvents {
  std::function<void(const CrawlEvent&)> on_event;
  std::function<void(const frontier::FrontierProgress&)> on_progress;
};

class Worker {
 public:
  // Everything borrowed outlives the worker. Create and Run on the same thread.
  static Result<std::unique_ptr<Worker>> Create(archive::Archive& archive,
                                                const AddressGuard& guard,
                                                const seeds::Scope& scope,
                                                frontier::TransportContext& context,
                                                const Clock& clock, const WorkerOptions& options,
                                                WorkerEvents events);
  virtual ~Worker() = default;
  // Until Stop(): then transfers in flight are cut and their leases given back. The first error
  // that keeps it from archiving ends it (kIo: fail-stop; kPermission: fenced).
  virtual Status Run() = 0;
  // Thread-safe.
  virtual void Stop() = 0;
  // What is processed from now on is judged by it. Thread-safe.
  virtual void SetScope(seeds::Scope scope) = 0;
  // Thread-safe.
  virtual SandboxCounters sandbox_counters() const = 0;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_WORKER_H_
