#include "crawler/worker_node.h"

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "crawler/address_guard.h"
#include "crawler/crawl_circumstances.h"
#include "crawler/crawl_log.h"
#include "crawler/hash_list_gate.h"

namespace arsip::crawler {
namespace {

class ThreadedWorkerNode : public WorkerNode {
 public:
  ~ThreadedWorkerNode() override {
    (void)StopOnce();
    stopping_ = true;
    if (look_.joinable()) look_.join();
  }

  Status Open(const seeds::Collection& collection, const CrawlOptions& options, const Clock& clock,
              WorkerEvents events) {
    ARSIP_ASSIGN(guard_, AddressGuard::Create(options.allowed_addresses));
    ARSIP_ASSIGN(scope_, seeds::Scope::Create(collection.scope));
    ARSIP_ASSIGN(const auto circumstances, CrawlCircumstances(options.worker.sandbox));
    archive::ArchiveOptions archive_options = options.archive;
    archive_options.warcinfo.insert(archive_options.warcinfo.end(), circumstances.begin(),
                                    circumstances.end());
    archive_directory_ = options.archive_directory;
    ARSIP_ASSIGN(archive_,
                 archive::Archive::Open(options.archive_directory, archive_options, clock));
    ARSIP_ASSIGN(log_, CrawlLog::Open(options.archive_directory, collection, clock));
    CrawlLog::AppendCollection(*archive_, collection, clock.Utc());
    auto on_event = std::move(events.on_event);
    events.on_event = [this, on_event = std::move(on_event)](const CrawlEvent& event) {
      ++events_;
      log_->Add(event);
      if (on_event) on_event(event);
    };
    WorkerOptions worker_options = options.worker;
    ARSIP_ASSIGN(worker_options.sandbox.quarantine, OpenQuarantine(options.archive_directory));
    ARSIP_ASSIGN(worker_options.hash_lists,
                 HashListGate::Open(options.hash_lists, options.archive_directory, clock));
    hash_lists_ = worker_options.hash_lists;
    if (hash_lists_) look_ = std::thread([this] { LookAfterLists(); });
    ARSIP_ASSIGN(worker_, Worker::Create(*archive_, *guard_, *scope_, context_, clock,
                                         worker_options, std::move(events)));
    running_ = true;
    thread_ = std::thread([this] {
      ending_ = worker_->Run();
      running_ = false;
    });
    return Ok();
  }

  bool running() const override { return running_; }
  MetricsSnapshot metrics() const override {
    MetricsSnapshot snapshot;
    snapshot.disk = DiskSpaceOf(archive_directory_);
    snapshot.sandbox = worker_->sandbox_counters();
    snapshot.worker_events = events_;
    return snapshot;
  }
  Status Stop() override { return StopOnce(); }

 private:
  // A worker node has no loop of its own beside the worker's.
  void LookAfterLists() {
    while (!stopping_) {
      hash_lists_->Tick();
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }

  Status StopOnce() {
    if (!thread_.joinable()) return ending_;
    worker_->Stop();
    thread_.join();
    log_->AppendTo(*archive_);
    // Before the worker: what it has not written when the grace is over still answers to the
    // worker's loop.
    archive_.reset();
    worker_.reset();
    return ending_;
  }

  std::string archive_directory_;
  std::atomic<uint64_t> events_{0};
  std::optional<AddressGuard> guard_;
  std::optional<seeds::Scope> scope_;
  frontier::TransportContext context_;
  std::unique_ptr<archive::Archive> archive_;
  std::unique_ptr<CrawlLog> log_;
  std::unique_ptr<Worker> worker_;
  std::shared_ptr<HashListGate> hash_lists_;
  std::atomic<bool> stopping_{false};
  std::thread look_;
  std::atomic<bool> running_{false};
  Status ending_ = Ok();  // written by thread_, read after the join
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<WorkerNode>> WorkerNode::Start(const seeds::Collection& collection,
                                                      const CrawlOptions& options,
                                                      const Clock& clock, WorkerEvents events) {
  auto node = std::make_unique<ThreadedWorkerNode>();
  ARSIP_TRY(node->Open(collection, options, clock, std::move(events)));
  return Result<std::unique_ptr<WorkerNode>>(std::move(node));
}

}  // namespace arsip::crawler
