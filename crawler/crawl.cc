#include "crawler/crawl.h"

#include <atomic>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/mutex.h"
#include "crawler/address_guard.h"
#include "crawler/crawl_circumstances.h"
#include "crawler/crawl_control.h"
#include "crawler/crawl_log.h"
#include "crawler/discovery.h"
#include "crawler/frontier_node.h"
#include "crawler/hash_list_gate.h"
#include "crawler/progress_history.h"
#include "crawler/worker.h"
#include "frontier/transport.h"
#include "seeds/scope.h"

namespace arsip::crawler {
namespace {

using frontier::FrontierProgress;

constexpr const char* kEndpoint = "inproc://frontier";
constexpr Duration kLookEvery = std::chrono::milliseconds(50);

class CrawlInProcess final : public Crawl {
 public:
  CrawlInProcess(const CrawlOptions& options, const Clock& clock, CrawlObserver observer)
      : options_(options), clock_(clock), observer_(std::move(observer)), history_(clock) {}

  ~CrawlInProcess() override {
    RequestStop();
    (void)Close();
  }

  Status Open(const seeds::Collection& collection) {
    ARSIP_ASSIGN(guard_, AddressGuard::Create(options_.allowed_addresses));
    ARSIP_ASSIGN(scope_, seeds::Scope::Create(collection.scope));
    ARSIP_ASSIGN(const auto circumstances, CrawlCircumstances(options_.worker.sandbox));
    auto& warcinfo = options_.archive.warcinfo;
    warcinfo.insert(warcinfo.end(), circumstances.begin(), circumstances.end());
    ARSIP_ASSIGN(archive_,
                 archive::Archive::Open(options_.archive_directory, options_.archive, clock_));
    ARSIP_ASSIGN(options_.worker.sandbox.quarantine, OpenQuarantine(options_.archive_directory));
    ARSIP_ASSIGN(options_.worker.hash_lists,
                 HashListGate::Open(options_.hash_lists, options_.archive_directory, clock_));
    archive_->OnPause([this](const std::string& reason) {
      MutexLock lock(observer_mutex_);
      if (observer_.on_pause) observer_.on_pause(reason);
    });
    ARSIP_ASSIGN(log_, CrawlLog::Open(options_.archive_directory, collection, clock_));
    CrawlLog::AppendCollection(*archive_, collection, clock_.Utc());
    options_.frontier.server.endpoints = {kEndpoint};
    options_.frontier.judge = JudgeOf(*scope_);
    options_.frontier.allowed_addresses = options_.allowed_addresses;
    ARSIP_ASSIGN(frontier_, FrontierNode::Start(context_, clock_, options_.frontier,
                                                SeedUrls(collection), options_.recrawl));
    for (uint32_t i = 0; i < options_.workers; ++i) ARSIP_TRY(StartWorker(i));
    return OpenControl(collection.name);
  }

  Result<CrawlEnd> Wait() override {
    std::optional<CrawlEnd> end;
    while (!end) {
      std::this_thread::sleep_for(kLookEvery);
      Result<FrontierProgress> progress = frontier_->Progress();
      if (!progress) break;  // the server's own error comes from Close()
      progress_ = *progress;
      history_.Update(progress_);
      KeepCounters();
      if (options_.worker.hash_lists) options_.worker.hash_lists->Tick();
      {
        MutexLock lock(observer_mutex_);
        if (observer_.on_progress) observer_.on_progress(progress_);
      }
      if (stop_requested_) end = CrawlEnd::kStopped;
      if (Finished(progress_)) end = CrawlEnd::kFinished;
      if (workers_running_ == 0) break;
    }
    ARSIP_TRY(Close());
    if (!end) return Error{ErrorCode::kInternal, "every worker ended without an error", ""};
    return *end;
  }

  void RequestStop() override { stop_requested_ = true; }
  const FrontierProgress& progress() const override { return progress_; }
  MetricsSnapshot metrics() const override {
    MetricsSnapshot snapshot;
    snapshot.progress = history_.latest();
    snapshot.disk = DiskSpaceOf(options_.archive_directory);
    MutexLock lock(counters_mutex_);
    snapshot.transport = transport_;
    snapshot.sandbox = sandbox_;
    return snapshot;
  }

 private:
  struct WorkerThread {
    std::unique_ptr<Worker> worker;
    Status ending = Ok();  // written by thread, read after the join
    std::thread thread;
  };

  Status StartWorker(uint32_t number) {
    WorkerOptions worker_options = options_.worker;
    worker_options.frontier.endpoint = kEndpoint;
    worker_options.frontier.worker = "crawl:" + std::to_string(number);
    WorkerEvents events;
    events.on_event = [this](const CrawlEvent& event) { Observe(event); };
    auto running = std::make_unique<WorkerThread>();
    ARSIP_ASSIGN(running->worker, Worker::Create(*archive_, *guard_, *scope_, context_, clock_,
                                                 worker_options, std::move(events)));
    ++workers_running_;
    running->thread = std::thread([this, self = running.get()] {
      self->ending = self->worker->Run();
      --workers_running_;
    });
    workers_.push_back(std::move(running));
    return Ok();
  }

  void KeepCounters() EXCLUDES_LOCK(counters_mutex_) {
    const frontier::TransportCounters transport = frontier_->counters();
    SandboxCounters sandbox;
    for (const auto& running : workers_) sandbox += running->worker->sandbox_counters();
    MutexLock lock(counters_mutex_);
    transport_ = transport;
    sandbox_ = sandbox;
  }

  Status OpenControl(const std::string& collection_name) {
    CrawlControlParts parts{options_.archive_directory,
                            collection_name,
                            *frontier_,
                            history_,
                            clock_,
                            [this](const CrawlEvent& event) { Observe(event); },
                            [this](const seeds::Collection& collection, const seeds::Scope& scope) {
                              Rescope(collection, scope);
                            },
                            options_.worker.hash_lists.get()};
    ARSIP_ASSIGN(control_, OpenCrawlControl(std::move(parts)));
    return Ok();
  }

  void Rescope(const seeds::Collection& collection, const seeds::Scope& scope) {
    for (auto& running : workers_) running->worker->SetScope(scope);
    CrawlLog::AppendCollection(*archive_, collection, clock_.Utc());
  }

  void Observe(const CrawlEvent& event) {
    MutexLock lock(observer_mutex_);
    log_->Add(event);
    if (observer_.on_event) observer_.on_event(event);
  }

  // What an operator has paused an operator ends.
  bool Finished(const FrontierProgress& progress) const {
    if (options_.follow || progress.leased > 0 || progress.paused) return false;
    return !progress.next_wake || *progress.next_wake > options_.max_wait;
  }

  // Workers, frontier, archive, in that order; the first error is what the crawl ended with.
  Status Close() {
    Status first = Ok();
    for (auto& running : workers_) running->worker->Stop();
    for (auto& running : workers_) {
      running->thread.join();
      if (first && !running->ending) first = running->ending;
    }
    if (frontier_) {
      if (Result<FrontierProgress> progress = frontier_->Progress()) progress_ = *progress;
      if (Status status = frontier_->Stop(); first && !status) first = status;
    }
    control_.reset();
    if (log_ && archive_) log_->AppendTo(*archive_);
    // Before the workers: what it has not written when their grace is over still answers to their
    // loops.
    archive_.reset();
    workers_.clear();
    frontier_.reset();
    log_.reset();
    return first;
  }

  CrawlOptions options_;
  const Clock& clock_;
  Mutex observer_mutex_;
  const CrawlObserver observer_;
  std::optional<AddressGuard> guard_;
  std::optional<seeds::Scope> scope_;
  frontier::TransportContext context_;
  std::unique_ptr<archive::Archive> archive_;
  std::unique_ptr<CrawlLog> log_;
  ProgressHistory history_;
  mutable Mutex counters_mutex_;
  // Of the last look.
  frontier::TransportCounters transport_ GUARDED_BY(counters_mutex_);
  SandboxCounters sandbox_ GUARDED_BY(counters_mutex_);
  std::unique_ptr<FrontierNode> frontier_;
  std::unique_ptr<CrawlControl> control_;
  std::vector<std::unique_ptr<WorkerThread>> workers_;
  std::atomic<uint32_t> workers_running_{0};
  std::atomic<bool> stop_requested_{false};
  FrontierProgress progress_;
};

}  // namespace

Result<std::unique_ptr<Crawl>> Crawl::Start(const seeds::Collection& collection,
                                            const CrawlOptions& options, const Clock& clock,
                                            CrawlObserver observer) {
  auto crawl = std::make_unique<CrawlInProcess>(options, clock, std::move(observer));
  ARSIP_TRY(crawl->Open(collection));
  return Result<std::unique_ptr<Crawl>>(std::move(crawl));
}

}  // namespace arsip::crawler
