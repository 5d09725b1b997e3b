#include "crawler/worker.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "base/log.h"
#include "crawler/event_loop.h"
#include "crawler/frontier_port.h"
#include "crawler/hash_list_gate.h"
#include "crawler/task.h"

namespace arsip::crawler {
namespace {

constexpr Duration kCreditPause = std::chrono::milliseconds(20);
constexpr Duration kRoomPause = std::chrono::seconds(1);

class WorkerOnLoop : public Worker {
 public:
  WorkerOnLoop(archive::Archive& archive, const seeds::Scope& scope, const Clock& clock,
               const WorkerOptions& options, WorkerEvents events)
      : archive_(archive),
        scope_(scope),
        clock_(clock),
        options_(options),
        events_(std::move(events)) {}

  Status Build(const AddressGuard& guard, frontier::TransportContext& context) {
    const std::string& spool = options_.fetcher.spool_directory;
    std::error_code error;
    std::filesystem::create_directories(spool, error);
    if (error) return ErrnoError(error.value(), "cannot create the spool directory", spool);
    ARSIP_ASSIGN(loop_, EventLoop::Create());
    ARSIP_ASSIGN(fetcher_, Fetcher::Create(*loop_, clock_, guard, options_.fetcher));
    ARSIP_ASSIGN(sandbox_, SandboxBroker::Create(*loop_, options_.sandbox));
    ARSIP_TRY(BuildOtherSandboxes());
    FrontierPortEvents port_events;
    port_events.granted = [this](frontier::Lease lease) { Take(std::move(lease)); };
    port_events.progress = events_.on_progress;
    port_events.failed = [this](Error error) { Fail(std::move(error)); };
    ARSIP_ASSIGN(port_, FrontierPort::Connect(*loop_, context, clock_, options_.frontier,
                                              std::move(port_events)));
    pipeline_ = std::make_unique<Pipeline>(
        PipelineParts{*loop_, clock_, *fetcher_,
                      Sandboxes{.pages = sandbox_.get(),
                                .documents = documents_.get(),
                                .images = images_.get(),
                                .max_image_bytes = options_.images.max_payload_bytes,
                                .media = media_.get(),
                                .media_reading = options_.media},
                      archive_, *port_, scope_, events_.on_event, options_.hash_lists.get(),
                      [this](const Error& error) { NoteNoRoom(error); }},
        options_.pipeline);
    return Ok();
  }

  Status Run() override {
    spare_credit_ = options_.max_in_flight;
    GiveCredit();
    ARSIP_TRY(loop_->Run());
    return std::move(ending_);
  }

  void Stop() override {
    loop_->Post([this] { BeginStop(); });
  }

  SandboxCounters sandbox_counters() const override {
    SandboxCounters counters = sandbox_->counters();
    if (documents_) counters += documents_->counters();
    if (images_) counters += images_->counters();
    if (media_) counters += media_->counters();
    return counters;
  }

  void SetScope(seeds::Scope scope) override {
    loop_->Post([this, scope = std::move(scope)] { scope_ = scope; });
  }

 private:
  // Many a crawl meets no document and no video: these start when one comes.
  Status BuildOtherSandboxes() {
    SandboxBrokerOptions others = options_.sandbox;
    others.start_at_once = false;
    if (options_.documents.enabled) {
      ARSIP_ASSIGN(documents_, DocumentSandbox::Create(*loop_, options_.documents, others));
    }
    if (options_.images.enabled) {
      ARSIP_ASSIGN(images_, CreateImageSandbox(*loop_, options_.images, others));
    }
    if (options_.media.enabled) {
      ARSIP_ASSIGN(media_, CreateMediaSandbox(*loop_, options_.media, others));
    }
    return Ok();
  }

  void Take(frontier::Lease lease) {
    // The loop ends with this turn; the client's goodbye gives the lease back.
    if (stopping_ && in_flight_ == 0) return;
    ++in_flight_;
    // Credit that was given before.
    if (spool_full_ && !stopping_) return held_.push_back(std::move(lease));
    Begin(std::move(lease));
  }

  void Begin(frontier::Lease lease) {
    if (stopping_) {
      Spawn(GiveBack(std::move(lease)), [this](const Status&) { Ended(); });
      return;
    }
    Spawn(pipeline_->Process(std::move(lease)), [this](Status status) {
      if (!status) Fail(std::move(status.error()));
      Ended();
    });
  }

  Task<Status> GiveBack(frontier::Lease lease) {
    frontier::Outcome outcome;
    outcome.kind = frontier::OutcomeKind::kGivenBack;
    const std::vector<frontier::DiscoveredUrl> nothing;
    auto completed = co_await port_->Complete(lease, outcome, nothing);
    if (!completed) co_return Status(completed.error());
    co_return Ok();
  }

  void Ended() {
    --in_flight_;
    ++spare_credit_;
    if (stopping_) {
      if (in_flight_ == 0) loop_->Stop();
      return;
    }
    CreditSoon();
  }

  // One CREDIT for all that ended in this turn of the loop.
  void CreditSoon() {
    if (credit_pending_) return;
    credit_pending_ = true;
    loop_->Post([this] {
      credit_pending_ = false;
      GiveCredit();
    });
  }

  void GiveCredit() {
    if (stopping_ || spare_credit_ == 0 || credit_pending_) return;
    if (archive_.Full() || !SpoolHasRoom()) {
      credit_pending_ = true;
      loop_->After(kCreditPause, [this] {
        credit_pending_ = false;
        GiveCredit();
      });
      return;
    }
    port_->Credit(std::exchange(spare_credit_, 0));
  }

  void NoteNoRoom(const Error& error) {
    look_for_room_ = clock_.Monotonic() + kRoomPause;
    if (std::exchange(spool_full_, true)) return;
    Log(LogLevel::kWarning, "crawler", "spool_full",
        {{"error", error.ToString()}, {"until", "there is room, no more pages are asked for"}});
  }

  bool SpoolHasRoom() {
    if (!spool_full_) return true;
    if (clock_.Monotonic() < look_for_room_) return false;
    look_for_room_ = clock_.Monotonic() + kRoomPause;
    const FetcherOptions& fetching = options_.fetcher;
    if (!CheckSpoolRoom(fetching.spool_directory, 2 * fetching.body_memory_bytes)) return false;
    spool_full_ = false;
    BeginHeld();
    Log(LogLevel::kInfo, "crawler", "spool_has_room", {{"directory", fetching.spool_directory}});
    return true;
  }

  void BeginHeld() {
    for (frontier::Lease& lease : std::exchange(held_, {})) Begin(std::move(lease));
  }

  void BeginStop() {
    if (stopping_) return;
    stopping_ = true;
    fetcher_->CancelAll();
    BeginHeld();
    if (in_flight_ == 0) return loop_->Stop();
    // What takes this long to read is kept unread.
    loop_->After(options_.stop_grace / 2, [this] {
      if (documents_) documents_->CancelAll();
      if (images_) images_->CancelAll();
      if (media_) media_->CancelAll();
    });
    loop_->After(options_.stop_grace, [this] {
      Log(LogLevel::kWarning, "crawler", "stop_grace_over", {{"leases_left", in_flight_}});
      loop_->Stop();
    });
  }

  void Fail(Error error) {
    if (ending_) ending_ = Status(std::move(error));
    BeginStop();
  }

  archive::Archive& archive_;
  seeds::Scope scope_;
  const Clock& clock_;
  WorkerOptions options_;
  const WorkerEvents events_;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<Fetcher> fetcher_;
  std::unique_ptr<SandboxBroker> sandbox_;
  std::unique_ptr<DocumentSandbox> documents_;
  std::unique_ptr<SandboxBroker> images_;
  std::unique_ptr<SandboxBroker> media_;
  std::unique_ptr<FrontierPort> port_;
  std::unique_ptr<Pipeline> pipeline_;
  uint32_t in_flight_ = 0;
  uint32_t spare_credit_ = 0;
  bool credit_pending_ = false;
  bool spool_full_ = false;
  MonotonicTime look_for_room_;
  std::vector<frontier::Lease> held_;  // begun once there is room; at most max_in_flight
  bool stopping_ = false;
  Status ending_ = Ok();
};

}  // namespace

Result<std::unique_ptr<Worker>> Worker::Create(archive::Archive& archive, const AddressGuard& guard,
                                               const seeds::Scope& scope,
                                               frontier::TransportContext& context,
                                               const Clock& clock, const WorkerOptions& options,
                                               WorkerEvents events) {
  auto worker = std::make_unique<WorkerOnLoop>(archive, scope, clock, options, std::move(events));
  ARSIP_TRY(worker->Build(guard, context));
  return Result<std::unique_ptr<Worker>>(std::move(worker));
}

}  // namespace arsip::crawler
