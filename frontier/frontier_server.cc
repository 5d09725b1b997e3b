#include "frontier/frontier_server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <deque>
#include <thread>
#include <utility>

#include "base/log.h"
#include "base/mutex.h"
#include "frontier/frontier_service.h"
#include "frontier/frontier_store.h"
#include "frontier/listener.h"
#include "frontier/live_control.h"

namespace arsip::frontier {
namespace {

// The loop is paced by real time, as the timeouts of poll are; what the frontier and the workers
// are told comes from the Clock.
using Pace = std::chrono::steady_clock;

// For workers to read their last answers.
constexpr auto kFarewell = std::chrono::milliseconds(200);
constexpr size_t kMessagesPerTurn = 1000;
constexpr uint64_t kCompletionsPerTurn = 8192;  // their ACKs must fit one message
constexpr auto kIdleWait =
    std::chrono::milliseconds(200);  // bounds how late a dead ZAP handler is seen
constexpr auto kCreditWait = std::chrono::milliseconds(50);
constexpr auto kDryWait =
    std::chrono::milliseconds(5);  // due now, yet not granted: a look-up is under way
constexpr auto kCommitDelay = std::chrono::milliseconds(5);
constexpr auto kCommitRetry = std::chrono::seconds(1);
constexpr auto kProgressInterval = std::chrono::seconds(1);
constexpr auto kExpiryInterval = std::chrono::milliseconds(100);
constexpr int64_t kMinMessageLimit = 1 << 20;
constexpr int64_t kMaxMessageLimit = 1 << 30;

class ZmqFrontierServer final : public FrontierServer {
 public:
  ZmqFrontierServer(Frontier& frontier, const Clock& clock, const FrontierServerOptions& options,
                    std::unique_ptr<ZapAuthenticator> authenticator)
      : frontier_(frontier),
        service_(frontier, clock, options),
        authenticator_(std::move(authenticator)) {}
  ~ZmqFrontierServer() override {
    if (wake_event_ >= 0) close(wake_event_);
  }
  ZmqFrontierServer(const ZmqFrontierServer&) = delete;
  ZmqFrontierServer& operator=(const ZmqFrontierServer&) = delete;

  Status Open(TransportContext& context, const FrontierServerOptions& options);

  Status Run() override;
  void Stop() override EXCLUDES_LOCK(mutex_);
  void Wake() override { eventfd_write(wake_event_, 1); }
  void Post(std::function<void(Frontier&)> function) override EXCLUDES_LOCK(mutex_);
  Status AllowWorkerKeys(const std::vector<std::string>& keys) override;
  const std::vector<std::string>& endpoints() const override { return endpoints_; }
  TransportCounters counters() const override EXCLUDES_LOCK(mutex_);

 private:
  Status Serve();
  Status Turn(bool stopping);
  Status ReceiveAll();
  Status ReceiveFrom(Listener& listener, size_t* left, bool* anything);
  void Housekeep();
  bool Rescoping() const;
  Status ContinueRescope();
  Status CommitAndAnswer(bool stopping, bool at_once);
  Status CommitFailed(const Error& error, bool stopping);
  Status Answer();
  Status Wait();
  Pace::duration WaitTime();
  // False: nothing had been posted.
  bool RunPosted() EXCLUDES_LOCK(mutex_);
  void PublishCounters() EXCLUDES_LOCK(mutex_);
  bool stop_requested() const EXCLUDES_LOCK(mutex_);

  Frontier& frontier_;
  FrontierService service_;
  std::unique_ptr<ZapAuthenticator> authenticator_;  // outlives the sockets that ask it
  std::vector<Listener> listeners_;
  std::vector<std::string> endpoints_;
  int wake_event_ = -1;
  ZmqMessage message_;

  uint64_t requeued_ = 0;  // by the rescope that goes on
  bool drained_ = false;   // nothing more had arrived when the turn ended
  std::optional<Pace::time_point> dirty_since_;
  std::optional<Pace::time_point> retry_at_;  // the commit failed; nothing is read until it works
  Pace::time_point next_progress_;
  Pace::time_point next_expiry_;

  mutable Mutex mutex_;
  bool stop_ GUARDED_BY(mutex_) = false;
  std::deque<std::function<void(Frontier&)>> posted_ GUARDED_BY(mutex_);
  TransportCounters counters_ GUARDED_BY(mutex_);
};

Status ZmqFrontierServer::Open(TransportContext& context, const FrontierServerOptions& options) {
  wake_event_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_event_ < 0) return ErrnoError(errno, "cannot make an eventfd", "");
  for (const std::string& text : options.endpoints) {
    ARSIP_ASSIGN(const Endpoint endpoint, ParseEndpoint(text));
    ARSIP_ASSIGN(Listener listener, Listener::Bind(context, endpoint, listeners_.size(), options,
                                                   authenticator_.get()));
    endpoints_.push_back(listener.endpoint());
    listeners_.push_back(std::move(listener));
  }
  return Ok();
}

Status ZmqFrontierServer::Run() {
  next_progress_ = Pace::now() + kProgressInterval;
  Status ending = Serve();
  // ZeroMQ drops what a worker has not read yet when the connection ends: the last
  // acknowledgements.
  const bool others = std::ranges::any_of(
      endpoints_, [](const std::string& endpoint) { return !endpoint.starts_with("inproc://"); });
  if (ending && others) std::this_thread::sleep_for(kFarewell);
  // A socket that no one serves would still admit peers.
  listeners_.clear();
  PublishCounters();
  return ending;
}

Status ZmqFrontierServer::Serve() {
  while (true) {
    const bool stopping = stop_requested();
    ARSIP_TRY(Turn(stopping));
    if (stopping) return Ok();
    ARSIP_TRY(Wait());
  }
}

Status ZmqFrontierServer::Turn(bool stopping) {
  if (authenticator_ != nullptr && !authenticator_->alive()) {
    return Error{ErrorCode::kInternal, "the ZAP handler has ended: CURVE would admit anyone", ""};
  }
  // What an operator asked for takes effect whole, before anything else is granted.
  if (RunPosted() && frontier_.dirty()) ARSIP_TRY(CommitAndAnswer(stopping, /*at_once=*/true));
  if (!retry_at_) {
    if (!stopping && Rescoping()) ARSIP_TRY(ContinueRescope());
    ARSIP_TRY(ReceiveAll());
    if (!stopping) {
      Housekeep();
      ARSIP_TRY(service_.Grant());
    }
  }
  ARSIP_TRY(CommitAndAnswer(stopping, /*at_once=*/stopping));
  PublishCounters();
  return Ok();
}

bool ZmqFrontierServer::Rescoping() const {
  const LiveControl* const control = frontier_.live_control();
  return control != nullptr && control->rescoping();
}

// One step a turn: workers do not wait for it.
Status ZmqFrontierServer::ContinueRescope() {
  const auto step = frontier_.live_control()->ContinueRescope();
  // What could not be written is sent again by the commit that follows.
  if (!step) return IsTransient(step.error()) ? Ok() : Status(step.error());
  requeued_ += step->queued;
  if (step->more) return Ok();
  Log(LogLevel::kInfo, "frontier", "rescoped", {{"queued_again", requeued_}});
  requeued_ = 0;
  return Ok();
}

Status ZmqFrontierServer::ReceiveAll() {
  size_t left = kMessagesPerTurn;
  const uint64_t completions = service_.completions();
  bool anything = true;
  while (anything && left > 0 && service_.completions() - completions < kCompletionsPerTurn) {
    anything = false;
    for (Listener& listener : listeners_) ARSIP_TRY(ReceiveFrom(listener, &left, &anything));
  }
  drained_ = !anything;
  return Ok();
}

// One message, so that no endpoint waits for another.
Status ZmqFrontierServer::ReceiveFrom(Listener& listener, size_t* left, bool* anything) {
  if (*left == 0) return Ok();
  Peer peer;
  ARSIP_ASSIGN(const Listener::Received received, listener.Receive(&peer, &message_));
  if (received == Listener::Received::kNothing) return Ok();
  *anything = true;
  --*left;
  ++service_.counters().messages;
  if (received == Listener::Received::kUnauthenticated) {
    ++service_.counters().unauthenticated;
    return Ok();
  }
  // An empty message is malformed too, so the service counts both.
  const bool whole = received == Listener::Received::kMessage;
  return service_.Receive(peer, whole ? message_.bytes() : std::string_view());
}

void ZmqFrontierServer::Housekeep() {
  const auto now = Pace::now();
  if (drained_ && now >= next_expiry_) {
    next_expiry_ = now + kExpiryInterval;
    service_.ExpireSilentWorkers();
  }
  if (now >= next_progress_) {
    next_progress_ = now + kProgressInterval;
    service_.ReportProgress();
  }
}

Status ZmqFrontierServer::CommitAndAnswer(bool stopping, bool at_once) {
  const auto now = Pace::now();
  if (retry_at_ && now < *retry_at_ && !stopping) return Ok();
  if (frontier_.dirty()) {
    if (!dirty_since_) dirty_since_ = now;
    const bool urgent = at_once || service_.answers_wait() || retry_at_;
    if (!urgent && now - *dirty_since_ < kCommitDelay) return Ok();
    if (Status status = frontier_.Commit(); !status) {
      return CommitFailed(status.error(), stopping);
    }
  }
  dirty_since_.reset();
  if (retry_at_) {
    Log(LogLevel::kInfo, "frontier", "commit_works_again");
    retry_at_.reset();
    service_.ForgiveSilence();
  }
  return Answer();
}

Status ZmqFrontierServer::CommitFailed(const Error& error, bool stopping) {
  if (!IsTransient(error) || stopping) return error;
  if (!retry_at_) {
    Log(LogLevel::kError, "frontier", "commit_failed",
        {{"error", error.ToString()}, {"then", "workers wait until it works"}});
  }
  retry_at_ = Pace::now() + kCommitRetry;
  return Ok();
}

Status ZmqFrontierServer::Answer() {
  Status failed = Ok();
  const auto send = [&](const Peer& peer, std::string_view bytes) {
    Result<bool> sent = listeners_[peer.listener].Send(peer, bytes);
    if (sent) return *sent;
    failed = Status(std::move(sent.error()));
    return false;
  };
  ARSIP_TRY(service_.Answer(send));
  return failed;
}

Pace::duration ZmqFrontierServer::WaitTime() {
  if (retry_at_) return std::min<Pace::duration>(kIdleWait, *retry_at_ - Pace::now());
  if (!drained_ || Rescoping()) return Pace::duration::zero();
  Pace::duration wait = kIdleWait;
  if (dirty_since_)
    wait = std::min<Pace::duration>(wait, *dirty_since_ + kCommitDelay - Pace::now());
  if (!service_.wants_leases()) return wait;
  if (!service_.dry()) return Pace::duration::zero();
  Pace::duration wake = frontier_.Progress().next_wake.value_or(kCreditWait);
  if (wake <= Pace::duration::zero()) wake = kDryWait;
  return std::min<Pace::duration>({wait, wake, kCreditWait});
}

Status ZmqFrontierServer::Wait() {
  using std::chrono::milliseconds;
  const Pace::duration wait = std::max(WaitTime(), Pace::duration::zero());
  std::vector<zmq_pollitem_t> items = {{nullptr, wake_event_, ZMQ_POLLIN, 0}};
  if (!retry_at_) {
    for (const Listener& listener : listeners_) items.push_back({listener.raw(), 0, ZMQ_POLLIN, 0});
  }
  const auto timeout = std::chrono::ceil<milliseconds>(wait).count();
  if (zmq_poll(items.data(), static_cast<int>(items.size()), static_cast<long>(timeout)) < 0 &&
      zmq_errno() != EINTR) {
    return ZmqError("cannot poll", "");
  }
  if (items[0].revents != 0) {
    eventfd_t ignored = 0;
    eventfd_read(wake_event_, &ignored);
  }
  return Ok();
}

void ZmqFrontierServer::Stop() {
  {
    MutexLock lock(mutex_);
    stop_ = true;
  }
  Wake();
}

bool ZmqFrontierServer::stop_requested() const {
  MutexLock lock(mutex_);
  return stop_;
}

void ZmqFrontierServer::Post(std::function<void(Frontier&)> function) {
  {
    MutexLock lock(mutex_);
    posted_.push_back(std::move(function));
  }
  Wake();
}

bool ZmqFrontierServer::RunPosted() {
  std::deque<std::function<void(Frontier&)>> posted;
  {
    MutexLock lock(mutex_);
    posted.swap(posted_);
  }
  for (const auto& function : posted) function(frontier_);
  return !posted.empty();
}

Status ZmqFrontierServer::AllowWorkerKeys(const std::vector<std::string>& keys) {
  if (authenticator_ == nullptr) {
    return Error{ErrorCode::kInvalidInput, "the frontier has no tcp:// endpoint", ""};
  }
  return authenticator_->Allow(keys);
}

TransportCounters ZmqFrontierServer::counters() const {
  MutexLock lock(mutex_);
  return counters_;
}

void ZmqFrontierServer::PublishCounters() {
  MutexLock lock(mutex_);
  counters_ = service_.counters();
  if (authenticator_ != nullptr) counters_.refused_keys = authenticator_->refused();
}

Status CheckOptions(const FrontierServerOptions& options) {
  if (options.endpoints.empty()) {
    return Error{ErrorCode::kInvalidInput, "a frontier needs an endpoint", ""};
  }
  if (options.max_message_bytes < kMinMessageLimit ||
      options.max_message_bytes > kMaxMessageLimit) {
    return Error{ErrorCode::kInvalidInput, "max_message_bytes is 1 MiB to 1 GiB", ""};
  }
  if (options.worker_timeout <= Duration::zero()) {
    return Error{ErrorCode::kInvalidInput, "worker_timeout must be positive", ""};
  }
  return Ok();
}

Result<bool> HasTcp(const FrontierServerOptions& options) {
  bool tcp = false;
  for (const std::string& text : options.endpoints) {
    ARSIP_ASSIGN(const Endpoint endpoint, ParseEndpoint(text));
    tcp = tcp || endpoint.transport == Endpoint::Transport::kTcp;
  }
  return tcp;
}

}  // namespace

Result<std::unique_ptr<FrontierServer>> NewFrontierServer(
    TransportContext& context, Frontier& frontier, const Clock& clock,
    const FrontierServerOptions& options, std::unique_ptr<ZapAuthenticator> authenticator) {
  ARSIP_TRY(CheckOptions(options));
  ARSIP_ASSIGN(const bool tcp, HasTcp(options));
  if (tcp && authenticator == nullptr) {
    return Error{ErrorCode::kInvalidInput, "tcp:// needs an authenticator", ""};
  }
  auto server =
      std::make_unique<ZmqFrontierServer>(frontier, clock, options, std::move(authenticator));
  ARSIP_TRY(server->Open(context, options));
  return Result<std::unique_ptr<FrontierServer>>(std::move(server));
}

Result<std::unique_ptr<FrontierServer>> FrontierServer::Create(
    TransportContext& context, Frontier& frontier, const Clock& clock,
    const FrontierServerOptions& options) {
  ARSIP_TRY(CheckOptions(options));
  ARSIP_ASSIGN(const bool tcp, HasTcp(options));
  std::unique_ptr<ZapAuthenticator> authenticator;
  if (tcp) {
    if (options.allowed_worker_keys.empty()) {
      return Error{ErrorCode::kInvalidInput,
                   "tcp:// needs CURVE keys: its own, and those of the workers it may admit", ""};
    }
    if (Status status = CheckCurveKey(options.curve_secret_key); !status) {
      return Error{ErrorCode::kInvalidInput, "tcp:// needs the frontier's CURVE secret key", ""};
    }
    ARSIP_ASSIGN(authenticator,
                 ZapAuthenticator::Start(context.raw(), options.allowed_worker_keys));
  }
  return NewFrontierServer(context, frontier, clock, options, std::move(authenticator));
}

}  // namespace arsip::frontier
