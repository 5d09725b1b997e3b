#include "crawler/sandbox_broker.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <filesystem>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/mutex.h"
#include "crawler/sandbox_worker.h"
#include "extractors/extract.h"

namespace arsip::crawler {
namespace {

using extractors::ExtractionRequest;

// Beyond this a request is no request: its URL and field values are bounded far below.
constexpr uint64_t kMaxRequestBytes = 512u << 10;
// Processes that may end over one item.
constexpr uint32_t kMaxAttempts = 2;
// After so many processes of every worker that died before their first word, nobody waits for them.
constexpr uint32_t kHopelessStarts = 3;
constexpr std::chrono::seconds kStartLimit{10};

class Broker;

// One Extract() under way; lives in its coroutine.
struct Pending : SandboxItem {
  explicit Pending(Broker& owner) : broker(owner) {}
  ~Pending();
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

  Broker& broker;
  bool known = false;  // the broker holds pointers to it
  Arrival<SandboxResult> arrival;
};

class Broker final : public SandboxBroker, private SandboxWorker::Owner {
 public:
  Broker(EventLoop& loop, SandboxBrokerOptions options)
      : loop_(loop), options_(std::move(options)) {}
  ~Broker() override;

  Status Open();
  Task<SandboxResult> Extract(ExtractionRequest request, std::string_view payload) override;
  void CancelAll() override;
  size_t pending() const override;
  SandboxCounters counters() const override {
    const MutexLock lock(counters_mutex_);
    return counters_;
  }
  std::string layers() const override { return Greeted().layers(); }
  std::string versions() const override { return Greeted().versions(); }
  // The item goes away: its coroutine was destroyed.
  void Forget(Pending& item);

 private:
  void Answered(SandboxItem& item, extractors::Extraction extraction) override;
  void Ended(SandboxEnd end) override;
  void Started() override { Count(&SandboxCounters::processes_started); }
  void Recycled() override { Count(&SandboxCounters::recycled); }
  void StartFailed(const std::string& reason) override;
  void EventsHandled() override;

  void Count(uint64_t SandboxCounters::*counter) EXCLUDES_LOCK(counters_mutex_) {
    const MutexLock lock(counters_mutex_);
    ++(counters_.*counter);
  }
  // One whose process was up once; any while there is none.
  const SandboxWorker& Greeted() const {
    for (const auto& worker : workers_) {
      if (worker->greeted()) return *worker;
    }
    return *workers_.front();
  }
  bool KnowsVersions() const { return Greeted().greeted(); }
  void MakeWorkers();
  Status StartAll();
  std::optional<SandboxResult> Enqueue(Pending& item);
  std::optional<SandboxResult> FromQuarantine(const SandboxItem& item);
  void Screen();
  void Dispatch();
  SandboxWorker* WorkerWithRoom() const;
  void CountEnd(const SandboxEnd& end);
  void RetryOrGiveUp(SandboxItem& item, SandboxResult result);
  void PutInQuarantine(const SandboxItem& item, const std::string& reason);
  void Settle(SandboxItem& item, SandboxResult result);
  void ResumeSettled();

  EventLoop& loop_;
  const SandboxBrokerOptions options_;
  std::vector<std::unique_ptr<SandboxWorker>> workers_;
  bool started_ = false;
  // Items came before the first process had said what its answers depend on, which is what
  // quarantine goes by.
  bool unscreened_ = false;
  std::deque<SandboxItem*> queue_;
  // Results whose coroutines have not been resumed yet: a resumed one may do anything, so it comes
  // last.
  std::deque<std::pair<Pending*, SandboxResult>> settled_;
  mutable Mutex counters_mutex_;
  SandboxCounters counters_ GUARDED_BY(counters_mutex_);
};

Pending::~Pending() {
  if (known) broker.Forget(*this);
}

Broker::~Broker() {
  for (const auto& worker : workers_) worker->Kill();
}

Status Broker::Open() {
  MakeWorkers();
  if (options_.start_at_once) return StartAll();
  if (::access(options_.binary.c_str(), X_OK) == 0) return Ok();
  return ErrnoError(errno, "start the sandbox process", options_.binary);
}

void Broker::MakeWorkers() {
  SandboxWorkerOptions options;
  options.process.binary = options_.binary;
  options.process.arguments = options_.arguments;
  options.process.layout = {options_.batch, options_.max_payload_bytes + kMaxRequestBytes,
                            extractors::kMaxAnswerBytes};
  options.process.allow_missing_layers = options_.allow_missing_layers;
  options.wall_clock_limit = options_.wall_clock_limit;
  options.recycle_after = options_.recycle_after;
  options.recycle_above_bytes = options_.recycle_above_bytes;
  SandboxWorker::Owner& owner = *this;
  for (uint32_t i = 0; i < options_.processes; ++i) {
    workers_.push_back(std::make_unique<SandboxWorker>(loop_, options, owner));
  }
}

Status Broker::StartAll() {
  started_ = true;
  for (const auto& worker : workers_) ARSIP_TRY(worker->Start());
  const auto deadline = std::chrono::steady_clock::now() + kStartLimit;
  for (const auto& worker : workers_) ARSIP_TRY(worker->AwaitHello(deadline));
  return Ok();
}

Task<SandboxResult> Broker::Extract(ExtractionRequest request, std::string_view payload) {
  Pending item(*this);
  item.request = std::move(request);
  item.payload = payload;
  if (std::optional<SandboxResult> refused = Enqueue(item)) co_return std::move(*refused);
  co_return co_await item.arrival;
}

std::optional<SandboxResult> Broker::Enqueue(Pending& item) {
  if (item.payload.size() > options_.max_payload_bytes) {
    item.payload = item.payload.substr(0, options_.max_payload_bytes);
    item.request.set_body_truncated(true);
    Count(&SandboxCounters::cut_payloads);
  }
  if (KnowsVersions()) {
    if (std::optional<SandboxResult> refused = FromQuarantine(item)) return refused;
  }
  item.request.SerializeToString(&item.request_bytes);
  if (item.request_bytes.size() > kMaxRequestBytes) {
    return SandboxResult{SandboxResult::Status::kRefusedOversized, {}, "the request is too long"};
  }
  if (queue_.size() >= options_.max_queue) {
    return SandboxResult{SandboxResult::Status::kQueueFull, {}, "too many payloads are waiting"};
  }
  item.known = true;
  queue_.push_back(&item);
  unscreened_ |= !KnowsVersions();
  if (!std::exchange(started_, true)) {
    for (const auto& worker : workers_) worker->StartInBackground();
  }
  Dispatch();
  return std::nullopt;
}

std::optional<SandboxResult> Broker::FromQuarantine(const SandboxItem& item) {
  const auto reason = options_.quarantine->Find(item.payload, versions());
  if (!reason) return std::nullopt;
  Count(&SandboxCounters::refused_in_quarantine);
  return SandboxResult{SandboxResult::Status::kQuarantined, {}, "quarantined: " + *reason};
}

void Broker::Screen() {
  if (!unscreened_ || !KnowsVersions()) return;
  unscreened_ = false;
  std::erase_if(queue_, [this](SandboxItem* item) {
    std::optional<SandboxResult> refused = FromQuarantine(*item);
    if (refused) Settle(*item, std::move(*refused));
    return refused.has_value();
  });
}

void Broker::Dispatch() {
  while (!queue_.empty()) {
    SandboxWorker* const worker = WorkerWithRoom();
    if (worker == nullptr) return;
    if (worker->Hand(*queue_.front())) queue_.pop_front();
  }
}

SandboxWorker* Broker::WorkerWithRoom() const {
  SandboxWorker* least_busy = nullptr;
  for (const auto& worker : workers_) {
    if (!worker->has_room()) continue;
    if (least_busy == nullptr || worker->in_flight() < least_busy->in_flight()) {
      least_busy = worker.get();
    }
  }
  return least_busy;
}

void Broker::Answered(SandboxItem& item, extractors::Extraction extraction) {
  Count(&SandboxCounters::items);
  Settle(item, {SandboxResult::Status::kOk, std::move(extraction), {}});
}

void Broker::CountEnd(const SandboxEnd& end) {
  switch (end.cause) {
    case SandboxEnd::Cause::kCrashed:
      Count(&SandboxCounters::crashes);
      if (end.violation) Count(&SandboxCounters::violations);
      break;
    case SandboxEnd::Cause::kInvalidAnswer:
      Count(&SandboxCounters::invalid_answers);
      break;
    case SandboxEnd::Cause::kTimedOut:
      Count(&SandboxCounters::timeouts);
      break;
  }
  Log(end.violation ? LogLevel::kError : LogLevel::kWarning, "crawler", "sandbox_ended",
      {{"how", end.description},
       {"url", end.head == nullptr ? "" : end.head->request.url()},
       {"payload_bytes", end.head == nullptr ? "" : std::to_string(end.head->payload.size())},
       {"wall", FormatDuration(end.wall_time)},
       {"cpu", FormatDuration(end.cpu_time)},
       {"peak_resident_bytes", std::to_string(end.peak_resident_bytes)},
       {"versions", versions()}});
}

void Broker::Ended(SandboxEnd end) {
  using Status = SandboxResult::Status;
  CountEnd(end);
  queue_.insert(queue_.begin(), end.behind.begin(), end.behind.end());
  if (end.head == nullptr) return;
  if (end.cause == SandboxEnd::Cause::kTimedOut) {
    Count(&SandboxCounters::given_up);
    const std::string detail = "timed out: " + end.description;
    if (end.cpu_time * 2 >= options_.wall_clock_limit) PutInQuarantine(*end.head, detail);
    return Settle(*end.head, {Status::kTimedOut, {}, detail});
  }
  const bool crashed = end.cause == SandboxEnd::Cause::kCrashed;
  RetryOrGiveUp(*end.head, {crashed ? Status::kCrashed : Status::kInvalidAnswer,
                            {},
                            (crashed ? "crashed: " : "invalid answer: ") + end.description});
}

void Broker::PutInQuarantine(const SandboxItem& item, const std::string& reason) {
  Count(&SandboxCounters::quarantined);
  const Sha256 digest =
      options_.quarantine->Add(item.payload, versions(), reason, SystemClock().Utc());
  Log(LogLevel::kWarning, "crawler", "quarantined",
      {{"digest", FormatDigest(digest)}, {"url", item.request.url()}, {"reason", reason}});
}

void Broker::RetryOrGiveUp(SandboxItem& item, SandboxResult result) {
  if (++item.attempts < kMaxAttempts) {
    Count(&SandboxCounters::retries);
    queue_.push_front(&item);
  } else {
    Count(&SandboxCounters::given_up);
    PutInQuarantine(item, result.detail);
    Settle(item, std::move(result));
  }
}

void Broker::StartFailed(const std::string& reason) {
  Log(LogLevel::kError, "crawler", "sandbox_start_failed", {{"reason", reason}});
  const bool hopeless = std::all_of(workers_.begin(), workers_.end(), [](const auto& worker) {
    return !worker->ready() && worker->failed_starts() >= kHopelessStarts;
  });
  if (!hopeless) return;
  for (; !queue_.empty(); queue_.pop_front()) {
    Count(&SandboxCounters::given_up);
    Settle(*queue_.front(),
           {SandboxResult::Status::kCrashed, {}, "no sandbox process comes up: " + reason});
  }
}

void Broker::EventsHandled() {
  Screen();
  Dispatch();
  ResumeSettled();
}

void Broker::Settle(SandboxItem& item, SandboxResult result) {
  settled_.emplace_back(static_cast<Pending*>(&item), std::move(result));
}

void Broker::ResumeSettled() {
  while (!settled_.empty()) {
    auto [item, result] = std::move(settled_.front());
    settled_.pop_front();
    item->known = false;
    item->arrival.Set(std::move(result));
  }
}

void Broker::Forget(Pending& item) {
  std::erase(queue_, &item);
  std::erase_if(settled_, [&item](const auto& settled) { return settled.first == &item; });
  for (const auto& worker : workers_) worker->Abandon(item);
}

void Broker::CancelAll() {
  std::vector<SandboxItem*> cancelled;
  for (const auto& worker : workers_) {
    const std::vector<SandboxItem*> abandoned = worker->AbandonAll();
    cancelled.insert(cancelled.end(), abandoned.begin(), abandoned.end());
  }
  cancelled.insert(cancelled.end(), queue_.begin(), queue_.end());
  queue_.clear();
  for (SandboxItem* item : cancelled) {
    Settle(*item, {SandboxResult::Status::kCancelled, {}, "cancelled"});
  }
  ResumeSettled();
}

size_t Broker::pending() const {
  size_t count = queue_.size() + settled_.size();
  for (const auto& worker : workers_) count += worker->in_flight();
  return count;
}

}  // namespace

SandboxCounters& SandboxCounters::operator+=(const SandboxCounters& other) {
  for (uint64_t SandboxCounters::*counter :
       {&SandboxCounters::items, &SandboxCounters::crashes, &SandboxCounters::violations,
        &SandboxCounters::timeouts, &SandboxCounters::invalid_answers, &SandboxCounters::retries,
        &SandboxCounters::given_up, &SandboxCounters::quarantined,
        &SandboxCounters::refused_in_quarantine, &SandboxCounters::cut_payloads,
        &SandboxCounters::processes_started, &SandboxCounters::recycled}) {
    this->*counter += other.*counter;
  }
  return *this;
}

Result<std::unique_ptr<SandboxBroker>> SandboxBroker::Create(EventLoop& loop,
                                                             const SandboxBrokerOptions& options) {
  SandboxBrokerOptions complete = options;
  if (complete.binary.empty()) {
    std::error_code error;
    complete.binary =
        std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "arsip-sandbox";
  }
  if (complete.processes == 0)
    complete.processes = std::max(1u, std::thread::hardware_concurrency());
  complete.batch = std::max(complete.batch, 1u);
  complete.recycle_after = std::max(complete.recycle_after, 1u);
  if (!complete.quarantine) {
    ARSIP_ASSIGN(complete.quarantine, Quarantine::Open(""));
  }
  auto broker = std::make_unique<Broker>(loop, std::move(complete));
  ARSIP_TRY(broker->Open());
  return std::unique_ptr<SandboxBroker>(std::move(broker));
}

}  // namespace arsip::crawler
