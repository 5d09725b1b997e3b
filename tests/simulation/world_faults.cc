// The network between workers and the frontier, and the faults of their processes.
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

void World::FaultOfFrontier() {
  if (!process_.running()) return;
  const uint64_t kind = random_.Below(6);
  if (kind == 5 && store_.doomed()) return;
  if (kind == 5) {  // the date is set, by someone who is wrong
    const Duration jump = random_.Between({}, std::chrono::hours(24 * 400));
    loop_.clock().JumpUtc(random_.Chance(0.5) ? jump : -jump);
    skew_ = loop_.clock().Utc() - UtcTime(seconds(1'767'225'600)) - loop_.now();
    return;
  }
  ++crashes_;
  // Between two runs only the date tells how long nobody ran, so it is right by then
  // (docs/frontier-proof.md, "What is not proven").
  if (skew_ != Duration::zero()) loop_.clock().JumpUtc(-std::exchange(skew_, {}));
  if (kind < 2) {
    process_.Crash();
    loop_.After(random_.Between(milliseconds(100), minutes(10)), [this] { process_.Start(); });
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
