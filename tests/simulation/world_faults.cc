// The network between workers and the frontier, and the faults of their processes.
#include <algorithm>
#include <utility>

#include "world.h"

namespace arsip::simulation {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// ---- the network ----

void World::Deliver(const std::function<void()>& what) {
  if (!healed_ && random_.Chance(climate_.lost_messages)) return;
  loop_.After(Latency(), what);
  if (!healed_ && random_.Chance(climate_.repeated_messages)) {
    loop_.After(Latency() + random_.Between({}, seconds(20)), what);
  }
}

void World::ToFrontier(const frontier::Peer& from, std::string bytes) {
  Deliver([this, from, bytes = std::move(bytes)] { process_.Receive(from, bytes); });
}

// Whether a peer is gone is not always known.
bool World::ToWorker(const frontier::Peer& peer, std::string_view bytes) {
  const std::string name = peer.routing_id.substr(0, peer.routing_id.find('#'));
  for (const auto& worker : workers_) {
    if (worker->name() != name) continue;
    if (!worker->alive() && random_.Chance(0.5)) return false;
    Deliver([worker = worker.get(), id = peer.routing_id, text = std::string(bytes)] {
      worker->Receive(id, text);
    });
    return true;
  }
  return false;
}

// ---- the operator ----

void World::PlanAction() {
  if (climate_.between_actions == Duration::zero()) return;
  model_.Operates();
  loop_.After(random_.Between(milliseconds(1), 2 * climate_.between_actions), [this] {
    if (healed_) return;
    process_.Post([this](ObservedControl& control) { operator_.Act(control); });
    PlanAction();
  });
}

// A rescope is asked for once, and once only: if the frontier crashes in it, it goes on by itself.
void World::Finish() {
  process_.Post([this](ObservedControl& control) {
    if (std::exchange(finishing_, true)) {
      operator_.TakeBack(control);
      finished_ = true;
      return;
    }
    operator_.Finish(control);
    loop_.After(random_.Between({}, milliseconds(60)), [this] {
      process_.Crash();
      loop_.After(seconds(1), [this] { process_.Start(); });
    });
  });
}

// ---- faults of processes ----

void World::PlanFault() {
  if (climate_.between_faults == Duration::zero()) return;
  loop_.After(random_.Between(milliseconds(1), 2 * climate_.between_faults), [this] {
    if (healed_) return;
    Fault();
    PlanFault();
  });
}

void World::Fault() {
  if (random_.Chance(0.5)) {
    FaultOfFrontier();
  } else {
    FaultOfWorker(*workers_[random_.Below(workers_.size())]);
  }
}

// The date is set, by someone who is wrong, or who is right. While nobody runs it goes back, behind
// all that it ever was, or is right again: that it went forward to where it never stood looks as if
// time had passed (docs/frontier-proof.md, "What is not proven").
void World::SetDate() {
  if (store_.doomed() || random_.Chance(0.3)) return SetDateRight();
  const Duration jump = random_.Between({}, std::chrono::hours(24 * 400));
  const bool back = !process_.running() || random_.Chance(0.5);
  if (!process_.running() || !back) model_.LoseTime();
  trace_.Add(back ? "the date is set back" : "the date is set forward");
  const Duration from = process_.running() ? skew_ : std::min(skew_, lowest_skew_);
  const Duration to = back ? from - jump : from + jump;
  loop_.clock().JumpUtc(to - skew_);
  skew_ = to;
  lowest_skew_ = std::min(lowest_skew_, skew_);
  dated_at_ = store_.applied();
}

void World::SetDateRight() {
  if (skew_ == Duration::zero()) return;
  if (!process_.running()) model_.LoseTime();
  trace_.Add("the date is right");
  loop_.clock().JumpUtc(-std::exchange(skew_, {}));
  dated_at_ = store_.applied();
}

void World::FaultOfFrontier() {
  const uint64_t kind = random_.Below(6);
  if (kind == 5) return SetDate();
  if (!process_.running()) return;
  ++crashes_;
  // What no batch tells of is not known afterwards.
  if (dated_at_ == store_.applied()) SetDateRight();
  if (kind < 2) {
    process_.Crash();
    // Back before its workers know, or long after.
    const Duration most = random_.Chance(0.5) ? Duration(seconds(5)) : minutes(10);
    loop_.After(random_.Between(milliseconds(100), most), [this] { process_.Start(); });
  } else if (kind < 4) {
    process_.CrashInBatch();
  } else {
    process_.LoseOwnership();
  }
}

void World::FaultOfWorker(SimulatedWorker& worker) {
  const Duration wait = random_.Between(milliseconds(100), minutes(10));
  const auto again = [&worker] {
    if (!worker.alive()) worker.Start();
  };
  switch (random_.Below(4)) {
    case 0:
      worker.Kill();
      loop_.After(wait, again);
      break;
    case 1:
      trace_.Add("worker " + worker.name() + " stands still");
      worker.HangUntil(loop_.now() + wait);
      break;
    case 2:
      trace_.Add("worker " + worker.name() + " is cut off");
      worker.CutOffUntil(loop_.now() + wait);
      break;
    default:
      worker.Stop();
      loop_.After(wait, again);
      break;
  }
}

}  // namespace arsip::simulation
