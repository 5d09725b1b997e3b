#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "base/log.h"
#include "frontier/completion_outbox.h"
#include "frontier/held_leases.h"
#include "frontier/transport.h"
#include "frontier/wire.h"
#include "frontier/wire_completion.h"
#include "frontier/worker_connection.h"
#include "frontier/zmq_socket.h"

namespace arsip::frontier {
namespace {

constexpr auto kSilence = std::chrono::seconds(5);        // the frontier speaks once a second
constexpr auto kHelloInterval = std::chrono::seconds(1);  // between two answers to "say hello"
constexpr auto kKeepalive = std::chrono::seconds(2);
constexpr size_t kBatchBytes = 256u << 10;  // of DONEs in one message
constexpr size_t kMessageMargin = 1024;  // around a DONE that fills a message, CURVE's box included
constexpr int kMaxSmallEntries = 1024;   // ENDED and RENEW in one message
constexpr size_t kMaxEnded = 4096;
constexpr int kMaxRounds = 4096;  // of receiving in one call; the rest waits for the next Tick
constexpr uint64_t kMaxMalformed = 100;
constexpr int64_t kMinMessageLimit = 1 << 20;
constexpr int64_t kMaxMessageLimit = 1 << 30;

class ZmqFrontierClient final : public FrontierClient {
 public:
  ZmqFrontierClient(const Clock& clock, const FrontierClientOptions& options,
                    FrontierClientEvents events, WorkerConnection connection)
      : clock_(clock),
        options_(options),
        events_(std::move(events)),
        connection_(std::move(connection)),
        incarnation_(static_cast<uint64_t>(clock.Utc().time_since_epoch().count())),
        outbox_(options.max_unacknowledged, options.max_unacknowledged_bytes,
                options.resend_after) {
    last_heard_ = last_sent_ = clock.Monotonic();
  }
  ~ZmqFrontierClient() override;
  ZmqFrontierClient(const ZmqFrontierClient&) = delete;
  ZmqFrontierClient& operator=(const ZmqFrontierClient&) = delete;

  // The first HELLO.
  Status Start() { return Flush(); }

  int fd() const override { return connection_.fd(); }
  Status OnReadable() override;
  Status Tick() override;
  Status Credit(uint32_t more) override;
  Status ResponseEnded(const ResponseEnd& end) override;
  Status Complete(const LeaseId& lease, const Outcome& outcome,
                  std::span<const DiscoveredUrl> discovered) override;
  size_t unacknowledged() const override { return outbox_.size(); }
  uint64_t links_cut() const override { return links_cut_; }

 private:
  void WatchSilence(MonotonicTime now);
  void SayHello(MonotonicTime now);

  Status Flush();
  Status Send();
  bool Compose();
  void ComposeHello();
  void ComposeCompletions();

  Result<bool> ReceiveOne();
  Status Handle(FrontierMessage& message);
  void HandleWelcome(const FrontierMessage::Welcome& welcome);
  void HandleLost(const std::vector<LeaseId>& lost);
  void Malformed(const Error& error);

  const Clock& clock_;
  const FrontierClientOptions options_;
  const FrontierClientEvents events_;
  WorkerConnection connection_;
  const uint64_t incarnation_;
  Status refused_ = Ok();

  bool welcomed_ = false;  // on this connection, as far as is known
  bool hello_due_ = true;
  uint64_t hello_sequence_ = 0;
  std::optional<MonotonicTime> hello_sent_;  // not answered yet
  MonotonicTime last_heard_;
  MonotonicTime last_sent_;

  uint64_t credit_total_ = 0;
  uint64_t credit_sent_ = 0;
  uint64_t leases_received_ = 0;
  HeldLeases held_;
  CompletionOutbox outbox_;
  std::deque<ResponseEnd> ended_;
  uint64_t ended_dropped_ = 0;
  std::deque<LeaseId> renewals_;
  bool keepalive_due_ = false;
  uint64_t links_cut_ = 0;
  uint64_t malformed_ = 0;

  CompletionEncoder encoder_;
  FrontierMessageDecoder decoder_;
  wire::ToFrontier outgoing_;
  ZmqMessage message_;
  bool blocked_ = false;  // `message_` could not be sent yet
};

ZmqFrontierClient::~ZmqFrontierClient() {
  if (!welcomed_ || !Flush() || blocked_) return;
  outgoing_.Clear();
  outgoing_.set_version(kWireVersion);
  outgoing_.set_credit_total(credit_total_);
  outgoing_.set_goodbye(true);
  // Lost or not: a silent worker's leases go back as well, later.
  (void)Send();
}

// ZMQ_FD tells of a change once: so receive and send until neither moves, and look at ZMQ_EVENTS
// last.
Status ZmqFrontierClient::OnReadable() {
  for (int round = 0; round < kMaxRounds; ++round) {
    ARSIP_TRY(refused_);
    ARSIP_ASSIGN(const bool received, ReceiveOne());
    if (received) continue;
    ARSIP_TRY(Flush());
    ARSIP_ASSIGN(const int events, connection_.Events());
    const bool readable = (events & ZMQ_POLLIN) != 0;
    const bool writable = blocked_ && (events & ZMQ_POLLOUT) != 0;
    if (!readable && !writable) return Ok();
  }
  return Ok();
}

Status ZmqFrontierClient::Tick() {
  ARSIP_TRY(OnReadable());
  const MonotonicTime now = clock_.Monotonic();
  WatchSilence(now);
  if (now - last_heard_ < kSilence) outbox_.ResendLate(now);
  for (const LeaseId& lease : held_.TakeDue(now)) renewals_.push_back(lease);
  if (now - last_sent_ >= kKeepalive) keepalive_due_ = true;
  const std::vector<LeaseId> run_out = held_.TakeRunOut(now);
  if (!run_out.empty() && events_.lost) events_.lost(run_out);
  return OnReadable();
}

void ZmqFrontierClient::WatchSilence(MonotonicTime now) {
  const Duration silence = now - last_heard_;
  if (connection_.Renew(silence, now)) {
    welcomed_ = false;
    SayHello(now);
    return;
  }
  const bool answer_is_due = hello_sent_ && now - *hello_sent_ < kSilence;
  if (silence >= kSilence && !answer_is_due) SayHello(now);
}

// What could not be sent belonged to the connection before.
void ZmqFrontierClient::SayHello(MonotonicTime now) {
  hello_due_ = true;
  hello_sent_ = now;
  blocked_ = false;
}

Status ZmqFrontierClient::Credit(uint32_t more) {
  ARSIP_TRY(refused_);
  credit_total_ += more;
  return Ok();
}

Status ZmqFrontierClient::ResponseEnded(const ResponseEnd& end) {
  ARSIP_TRY(refused_);
  // Advisory: without it the frontier waits the full delay.
  if (ended_.size() >= kMaxEnded) {
    ended_.pop_front();
    ++ended_dropped_;
  }
  ended_.push_back(end);
  return Ok();
}

Status ZmqFrontierClient::Complete(const LeaseId& lease, const Outcome& outcome,
                                   std::span<const DiscoveredUrl> discovered) {
  ARSIP_TRY(refused_);
  if (outbox_.Contains(lease)) return Ok();
  ARSIP_TRY(outbox_.CheckRoom(0));
  const auto limit = static_cast<size_t>(options_.max_message_bytes) - kMessageMargin;
  ARSIP_ASSIGN(EncodedCompletion encoded, encoder_.Encode(lease, outcome, discovered, limit));
  ARSIP_TRY(outbox_.CheckRoom(encoded.bytes.size()));
  if (encoded.links_cut > 0) {
    links_cut_ += encoded.links_cut;
    Log(LogLevel::kWarning, "frontier", "links_cut",
        {{"via", discovered[0].via}, {"found", discovered.size()}, {"cut", encoded.links_cut}});
  }
  outbox_.Add(lease, std::move(encoded.bytes));
  held_.Remove(lease);
  return Ok();
}

Status ZmqFrontierClient::Flush() {
  while (blocked_ || Compose()) {
    ARSIP_TRY(Send());
    if (blocked_) return Ok();
    last_sent_ = clock_.Monotonic();
  }
  return Ok();
}

// `outgoing_`, or the message that was blocked.
Status ZmqFrontierClient::Send() {
  if (!blocked_) {
    ARSIP_TRY(message_.Allocate(outgoing_.ByteSizeLong()));
    outgoing_.SerializeToArray(message_.data(), outgoing_.GetCachedSize());
  }
  ARSIP_ASSIGN(const bool sent, connection_.Send(&message_));
  blocked_ = !sent;
  return Ok();
}

// Leaves what there is to say in `outgoing_`; false when there is nothing. Before the frontier
// knows the connection, it drops anything but a HELLO.
bool ZmqFrontierClient::Compose() {
  if (!hello_due_ && !welcomed_) return false;
  outgoing_.Clear();
  bool anything = std::exchange(hello_due_, false);
  if (anything) ComposeHello();
  outgoing_.set_version(kWireVersion);
  outgoing_.set_credit_total(credit_total_);
  outgoing_.set_sent_at(EncodeTime(clock_.Monotonic()));
  anything = std::exchange(keepalive_due_, false) || credit_sent_ != credit_total_ || anything;
  credit_sent_ = credit_total_;
  if (!welcomed_) return anything;
  for (int i = 0; i < kMaxSmallEntries && !ended_.empty(); ++i, ended_.pop_front()) {
    wire::Ended* ended = outgoing_.add_ended();
    EncodeLeaseId(ended_.front().lease, ended->mutable_lease());
    const Duration time = std::clamp(ended_.front().fetch_time, Duration::zero(), kMaxWireDuration);
    ended->set_fetch_time(static_cast<uint64_t>(time.count()));
  }
  for (int i = 0; i < kMaxSmallEntries && !renewals_.empty(); ++i, renewals_.pop_front()) {
    EncodeLeaseId(renewals_.front(), outgoing_.add_renew());
  }
  ComposeCompletions();
  return anything || outgoing_.ended_size() + outgoing_.renew_size() + outgoing_.done_size() > 0;
}

void ZmqFrontierClient::ComposeHello() {
  wire::Hello* hello = outgoing_.mutable_hello();
  hello->set_worker(options_.worker);
  hello->set_incarnation(incarnation_);
  hello->set_sequence(++hello_sequence_);
  hello->set_leases_received(leases_received_);
  for (const LeaseId& lease : held_.All()) EncodeLeaseId(lease, hello->add_held());
  for (const LeaseId& lease : outbox_.All()) EncodeLeaseId(lease, hello->add_held());
  hello_sent_ = clock_.Monotonic();
  held_.RenewAll(*hello_sent_);
}

void ZmqFrontierClient::ComposeCompletions() {
  const MonotonicTime now = clock_.Monotonic();
  size_t bytes = 0;
  while (const std::string* done = outbox_.Next()) {
    // A DONE that fills a message leaves alone.
    const bool alone = !outgoing_.has_hello() && outgoing_.ended_size() == 0 &&
                       outgoing_.renew_size() == 0 && outgoing_.done_size() == 0;
    if (bytes + done->size() > kBatchBytes && !alone) return;
    bytes += done->size();
    outgoing_.add_done(*done);
    outbox_.Sent(now);
  }
}

Result<bool> ZmqFrontierClient::ReceiveOne() {
  ZmqMessage received;
  ARSIP_ASSIGN(const bool any, connection_.Receive(&received));
  if (!any) return false;
  const Result<FrontierMessage*> message = decoder_.Decode(received.bytes());
  if (!message) {
    Malformed(message.error());
    return true;
  }
  last_heard_ = clock_.Monotonic();
  ARSIP_TRY(Handle(**message));
  return true;
}

Status ZmqFrontierClient::Handle(FrontierMessage& message) {
  if (!message.refused.empty()) {
    refused_ = Error{ErrorCode::kPermission, "the frontier refuses this worker: " + message.refused,
                     options_.worker};
    return refused_;
  }
  // A frontier that does not say what it heard has heard everything, as far as is known.
  const MonotonicTime now = clock_.Monotonic();
  const MonotonicTime heard = std::min(message.heard.value_or(now), now);
  held_.Confirm(heard);
  if (message.say_hello) {
    // It says so for every message it dropped, and one HELLO is the answer to all.
    const bool outstanding = hello_sent_ && clock_.Monotonic() - *hello_sent_ < kHelloInterval;
    welcomed_ = false;
    if (!outstanding) SayHello(clock_.Monotonic());
  }
  if (message.welcome) HandleWelcome(*message.welcome);
  for (const Acknowledgement& ack : message.acknowledged) {
    held_.Remove(ack.lease);
    if (outbox_.Acknowledge(ack.lease) && events_.acknowledged) {
      events_.acknowledged(ack.lease, ack.verdict);
    }
  }
  if (!message.lost.empty()) HandleLost(message.lost);
  if (!message.granted.empty()) {
    // What came twice must not be fetched twice.
    std::erase_if(message.granted,
                  [&](const Lease& lease) { return !held_.Add(lease, heard, now); });
    leases_received_ += message.granted.size();
    if (events_.granted) events_.granted(std::move(message.granted));
  }
  if (message.progress && events_.progress) events_.progress(*message.progress);
  return Ok();
}

void ZmqFrontierClient::HandleWelcome(const FrontierMessage::Welcome& welcome) {
  welcomed_ = true;
  if (welcome.sequence == hello_sequence_) hello_sent_.reset();
  if (welcome.fresh) outbox_.ResendAll();
  if (ended_dropped_ > 0) {
    Log(LogLevel::kWarning, "frontier", "response_ends_dropped",
        {{"count", std::exchange(ended_dropped_, 0)}});
  }
}

// A completed lease is no longer the worker's either: its acknowledgement tells how that went.
void ZmqFrontierClient::HandleLost(const std::vector<LeaseId>& lost) {
  std::vector<LeaseId> held;
  for (const LeaseId& lease : lost) {
    if (held_.Remove(lease)) held.push_back(lease);
  }
  if (!held.empty() && events_.lost) events_.lost(std::move(held));
}

void ZmqFrontierClient::Malformed(const Error& error) {
  ++malformed_;
  if (malformed_ > 1 && malformed_ % kMaxMalformed != 0) return;
  Log(LogLevel::kWarning, "frontier", "malformed_from_frontier",
      {{"error", error.ToString()}, {"count", malformed_}});
}

}  // namespace

Result<std::unique_ptr<FrontierClient>> FrontierClient::Connect(
    TransportContext& context, const Clock& clock, const FrontierClientOptions& options,
    FrontierClientEvents events) {
  ARSIP_TRY(CheckWorkerName(options.worker));
  if (options.max_message_bytes < kMinMessageLimit ||
      options.max_message_bytes > kMaxMessageLimit) {
    return Error{ErrorCode::kInvalidInput, "max_message_bytes is 1 MiB to 1 GiB", ""};
  }
  ARSIP_ASSIGN(WorkerConnection connection, WorkerConnection::Open(context, options));
  auto client =
      std::make_unique<ZmqFrontierClient>(clock, options, std::move(events), std::move(connection));
  ARSIP_TRY(client->Start());
  return Result<std::unique_ptr<FrontierClient>>(std::move(client));
}

}  // namespace arsip::frontier
