#include "simulated_worker.h"

#include <algorithm>
#include <utility>

namespace arsip::simulation {

using frontier::Lease;
using frontier::LeaseId;
using frontier::Outcome;
using frontier::OutcomeKind;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// A real worker looks once a second.
constexpr Duration kTick = seconds(5);
constexpr Duration kSilence = seconds(10);
constexpr Duration kKeepalive = seconds(10);
constexpr size_t kMaxMessage = 1 << 20;

}  // namespace

SimulatedWorker::SimulatedWorker(std::string name, Surroundings& around)
    : name_(std::move(name)), around_(around) {}

void SimulatedWorker::Start() {
  Kill();
  alive_ = true;
  ++life_;
  scope_ = around_.scope();
  outbox_.emplace(4096, size_t{256} << 20, seconds(10));
  held_ = frontier::HeldLeases();
  hello_sequence_ = leases_received_ = 0;
  credit_total_ = around_.climate.slots;
  hung_until_ = {};
  last_heard_ = around_.loop.now();
  flush_planned_ = false;
  around_.trace.Add("worker " + name_ + " starts");
  peer_.routing_id = name_ + "#" + std::to_string(++connections_);
  SayHello();
  PlanTick(kTick);
}

void SimulatedWorker::Kill() {
  if (!alive_) return;
  around_.trace.Add("worker " + name_ + " is killed");
  for (auto& [id, task] : tasks_) {
    if (task.request.has_value()) around_.log.End(*task.request);
  }
  tasks_.clear();
  ended_.clear();
  renewals_.clear();
  welcomed_ = false;
  alive_ = false;
  ++life_;
}

void SimulatedWorker::Stop() {
  if (!alive_ || around_.loop.now() < hung_until_) return;
  frontier::wire::ToFrontier message;
  message.set_version(frontier::kWireVersion);
  message.set_credit_total(credit_total_);
  message.set_goodbye(true);
  const bool speaks = welcomed_ && !cut_off();
  const frontier::Peer from = peer_;
  Kill();
  if (speaks) around_.send(from, message.SerializeAsString());
}

void SimulatedWorker::Keepalive() {
  if (alive_) FlushSoon();
}

void SimulatedWorker::HangUntil(Duration when) {
  hung_until_ = when;
  for (auto& [id, task] : tasks_) {
    if (task.request.has_value()) around_.log.Excuse(*task.request);
  }
}

void SimulatedWorker::Later(Duration wait, std::function<void()> what) {
  around_.loop.After(wait, [this, life = life_, what = std::move(what)] { RunIn(life, what); });
}

void SimulatedWorker::RunIn(uint64_t life, const std::function<void()>& what) {
  if (life != life_) return;
  if (around_.loop.now() >= hung_until_) {
    what();
    return;
  }
  around_.loop.At(hung_until_, [this, life, what] { RunIn(life, what); });
}

// The next one replaces any that was planned.
void SimulatedWorker::PlanTick(Duration wait) {
  Later(wait, [this, tick = ++ticks_] {
    if (tick == ticks_) Tick();
  });
}

void SimulatedWorker::Tick() {
  DropRunOut();
  const Duration silence = around_.loop.now() - last_heard_;
  if (silence < kSilence) outbox_->ResendLate(clock());
  for (const LeaseId& lease : held_.TakeDue(clock())) renewals_.push_back(lease);
  if (silence >= kSilence && around_.loop.now() - last_hello_ >= kSilence) {
    if (around_.random.Chance(0.3)) peer_.routing_id = name_ + "#" + std::to_string(++connections_);
    SayHello();
  }
  const bool busy = held_.size() > 0 || outbox_->size() > 0 || !welcomed_;
  // What may have been lost is said again: less and less often, while nothing happens.
  idle_wait_ = busy ? kTick : std::min<Duration>(std::max(idle_wait_, kTick) * 2, hours(6));
  if (!busy || around_.loop.now() - last_sent_ >= kKeepalive || !renewals_.empty() ||
      outbox_->Next() != nullptr) {
    FlushSoon();
  }
  PlanTick(idle_wait_);
}

void SimulatedWorker::SayHello() {
  hello_due_ = true;
  last_hello_ = around_.loop.now();
  FlushSoon();
}

void SimulatedWorker::FlushSoon() {
  if (std::exchange(flush_planned_, true)) return;
  Later(Duration::zero(), [this] { Flush(); });
}

void SimulatedWorker::Flush() {
  flush_planned_ = false;
  if (!hello_due_ && !welcomed_) return;
  frontier::wire::ToFrontier message;
  if (std::exchange(hello_due_, false)) ComposeHello(message);
  message.set_version(frontier::kWireVersion);
  message.set_credit_total(credit_total_);
  message.set_sent_at(frontier::EncodeTime(clock()));
  if (welcomed_) {
    for (const frontier::ResponseEnd& end : std::exchange(ended_, {})) {
      frontier::wire::Ended* ended = message.add_ended();
      frontier::EncodeLeaseId(end.lease, ended->mutable_lease());
      ended->set_fetch_time(static_cast<uint64_t>(end.fetch_time.count()));
    }
    for (const LeaseId& lease : std::exchange(renewals_, {})) {
      frontier::EncodeLeaseId(lease, message.add_renew());
    }
    while (const std::string* done = outbox_->Next()) {
      message.add_done(*done);
      outbox_->Sent(clock());
    }
  }
  last_sent_ = around_.loop.now();
  if (!cut_off()) around_.send(peer_, message.SerializeAsString());
}

void SimulatedWorker::ComposeHello(frontier::wire::ToFrontier& message) {
  frontier::wire::Hello* hello = message.mutable_hello();
  hello->set_worker(name_);
  hello->set_incarnation(life_);
  hello->set_sequence(++hello_sequence_);
  hello->set_leases_received(leases_received_);
  for (const LeaseId& lease : held_.All()) frontier::EncodeLeaseId(lease, hello->add_held());
  for (const LeaseId& lease : outbox_->All()) frontier::EncodeLeaseId(lease, hello->add_held());
  held_.RenewAll(clock());
}

bool SimulatedWorker::Receive(const std::string& routing_id, const std::string& bytes) {
  if (!alive_ || routing_id != peer_.routing_id || cut_off()) return false;
  RunIn(life_, [this, routing_id, bytes] {
    if (routing_id != peer_.routing_id) return;
    const auto message = decoder_.Decode(bytes);
    if (!message) {
      around_.trace.Violate("messages", "malformed to a worker: " + message.error().ToString());
      return;
    }
    last_heard_ = around_.loop.now();
    Handle(**message);
  });
  return true;
}

void SimulatedWorker::Handle(frontier::FrontierMessage& message) {
  if (!message.refused.empty()) {
    Kill();
    around_.loop.After(seconds(1), [this] { Start(); });
    return;
  }
  const MonotonicTime heard = message.heard.value_or(MonotonicTime());
  held_.Confirm(heard);
  if (message.say_hello) {
    welcomed_ = false;
    if (around_.loop.now() - last_hello_ >= seconds(1)) SayHello();
  }
  if (message.welcome) {
    welcomed_ = true;
    if (message.welcome->fresh) outbox_->ResendAll();
    FlushSoon();
  }
  for (const frontier::Acknowledgement& ack : message.acknowledged) {
    held_.Remove(ack.lease);
    outbox_->Acknowledge(ack.lease);
  }
  for (const LeaseId& lease : message.lost) {
    if (held_.Remove(lease)) Drop(lease);
  }
  for (const Lease& lease : message.granted) Granted(lease, heard);
  if (!message.granted.empty()) PlanTick(kTick);
}

void SimulatedWorker::Granted(const Lease& lease, MonotonicTime heard) {
  if (!held_.Add(lease, heard, clock())) return;  // the message came twice
  ++leases_received_;
  tasks_[lease.id] = Task{lease, std::nullopt};
  // Mostly at once; now and then the worker is slow.
  const Duration most = around_.random.Chance(0.05) ? Duration(seconds(20)) : milliseconds(3);
  Later(around_.random.Between({}, most), [this, id = lease.id] { Fetch(id); });
}

void SimulatedWorker::Fetch(const LeaseId& id) {
  DropRunOut();
  const auto task = tasks_.find(id);
  if (task == tasks_.end()) return;
  const Lease& lease = task->second.lease;
  if (around_.random.Chance(around_.climate.given_back)) {
    Outcome outcome;
    outcome.kind = OutcomeKind::kGivenBack;
    const Lease given_back = lease;
    tasks_.erase(task);
    Complete(given_back, outcome, {});
    return;
  }
  task->second.request = around_.log.Begin(lease, name_);
  const WebAnswer answer =
      around_.web.Get(lease.target.url, around_.loop.now(), around_.random.Next());
  Later(answer.takes, [this, id, answer] { Fetched(id, answer, answer.takes); });
}

void SimulatedWorker::Fetched(const LeaseId& id, const WebAnswer& answer, Duration took) {
  DropRunOut();
  const auto task = tasks_.find(id);
  if (task == tasks_.end()) return;
  around_.log.End(*task->second.request);
  const Lease lease = task->second.lease;
  task->second.request.reset();
  if (!around_.random.Chance(around_.climate.lost_ends)) {
    ended_.push_back({id, took});
    FlushSoon();
  }
  // Until the record is durable.
  Later(around_.random.Between(milliseconds(1), milliseconds(60)), [this, lease, answer] {
    if (tasks_.erase(lease.id) > 0)
      Complete(lease, OutcomeOf(lease, answer), LinksOf(lease, answer));
  });
}

void SimulatedWorker::Complete(const Lease& lease, const Outcome& outcome,
                               const std::vector<frontier::DiscoveredUrl>& links) {
  auto done = encoder_.Encode(lease.id, outcome, links, kMaxMessage);
  if (!done) {
    around_.trace.Violate("messages", done.error().ToString());
    return;
  }
  held_.Remove(lease.id);
  outbox_->Add(lease.id, std::move(done->bytes));
  ++credit_total_;
  FlushSoon();
}

void SimulatedWorker::DropRunOut() {
  for (const LeaseId& lease : held_.TakeRunOut(clock())) Drop(lease);
}

void SimulatedWorker::Drop(const LeaseId& id) {
  const auto task = tasks_.find(id);
  if (task == tasks_.end()) return;
  around_.trace.Add("worker " + name_ + " drops " + task->second.lease.target.url.href());
  if (task->second.request.has_value()) around_.log.End(*task->second.request);
  tasks_.erase(task);
  ++credit_total_;
  FlushSoon();
}

}  // namespace arsip::simulation
