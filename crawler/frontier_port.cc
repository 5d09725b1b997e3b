#include "crawler/frontier_port.h"

#include <sys/epoll.h>

#include <utility>

namespace arsip::crawler {

using frontier::CompletionVerdict;
using frontier::LeaseId;

namespace {
constexpr Duration kTick = std::chrono::milliseconds(500);
}  // namespace

FrontierPort::FrontierPort(EventLoop& loop, FrontierPortEvents events)
    : loop_(loop), events_(std::move(events)) {}

Result<std::unique_ptr<FrontierPort>> FrontierPort::Connect(
    EventLoop& loop, frontier::TransportContext& context, const Clock& clock,
    const frontier::FrontierClientOptions& options, FrontierPortEvents events) {
  std::unique_ptr<FrontierPort> port(new FrontierPort(loop, std::move(events)));
  frontier::FrontierClientEvents client_events;
  FrontierPort* self = port.get();
  client_events.granted = [self](std::vector<frontier::Lease> leases) {
    for (frontier::Lease& lease : leases) self->events_.granted(std::move(lease));
  };
  client_events.acknowledged = [self](const LeaseId& lease, CompletionVerdict verdict) {
    self->Acknowledged(lease, verdict);
  };
  // A lost lease needs nothing of its own: its Complete() will come back as stale.
  client_events.lost = [](const std::vector<LeaseId>&) {};
  client_events.progress = [self](const frontier::FrontierProgress& progress) {
    if (self->events_.progress) self->events_.progress(progress);
  };
  ARSIP_ASSIGN(port->client_, frontier::FrontierClient::Connect(context, clock, options,
                                                                std::move(client_events)));
  ARSIP_TRY(loop.Watch(port->client_->fd(), EPOLLIN, [self](uint32_t) { self->Drain(); }));
  port->TickLater();
  port->DrainSoon();
  return port;
}

FrontierPort::~FrontierPort() {
  *alive_ = false;
  if (client_) loop_.Unwatch(client_->fd());
  if (tick_ != 0) loop_.Cancel(tick_);
}

void FrontierPort::Credit(uint32_t more) {
  if (Status status = client_->Credit(more); !status) return Fail(std::move(status.error()));
  DrainSoon();
}

void FrontierPort::ResponseEnded(const frontier::Lease& lease, Duration fetch_time) {
  if (Status status = client_->ResponseEnded({lease.id, fetch_time}); !status) {
    return Fail(std::move(status.error()));
  }
  DrainSoon();
}

Task<Result<CompletionVerdict>> FrontierPort::Complete(
    const frontier::Lease& lease, const frontier::Outcome& outcome,
    const std::vector<frontier::DiscoveredUrl>& discovered) {
  Arrival<Result<CompletionVerdict>> acknowledged;
  waiting_[lease.id] = &acknowledged;
  if (Status status = client_->Complete(lease.id, outcome, discovered); !status) {
    waiting_.erase(lease.id);
    co_return Result<CompletionVerdict>(std::move(status.error()));
  }
  DrainSoon();
  co_return co_await acknowledged;
}

void FrontierPort::Acknowledged(const LeaseId& lease, CompletionVerdict verdict) {
  const auto found = waiting_.find(lease);
  if (found == waiting_.end()) return;  // a second ACK after a resend
  Arrival<Result<CompletionVerdict>>* arrival = found->second;
  waiting_.erase(found);
  arrival->Set(verdict);
}

void FrontierPort::Drain() {
  if (Status status = client_->OnReadable(); !status) Fail(std::move(status.error()));
}

// ZMQ_FD is edge-triggered and its edge is also eaten by sends: look again after every burst of
// them.
void FrontierPort::DrainSoon() {
  if (drain_posted_) return;
  drain_posted_ = true;
  loop_.Post([this, alive = alive_] {
    if (!*alive) return;
    drain_posted_ = false;
    Drain();
  });
}

void FrontierPort::TickLater() {
  tick_ = loop_.After(kTick, [this] {
    if (Status status = client_->Tick(); !status) Fail(std::move(status.error()));
    Drain();
    TickLater();
  });
}

void FrontierPort::Fail(Error error) {
  auto waiting = std::move(waiting_);
  waiting_.clear();
  for (auto& [lease, arrival] : waiting) arrival->Set(Result<CompletionVerdict>(error));
  if (events_.failed) std::exchange(events_.failed, nullptr)(std::move(error));
}

}  // namespace arsip::crawler
