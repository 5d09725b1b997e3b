// SimulatedWorker: a worker as docs/frontier-protocol.md has it, fetching from the synthetic web.
//
// It speaks the real messages, and keeps its leases and completions in the real HeldLeases and
// CompletionOutbox, as frontier_client.cc does; only the socket is missing. Its process can be
// killed, stand still, stop in good order; it can be cut off. Not thread-safe.
#ifndef ARSIP_TESTS_SIMULATION_SIMULATED_WORKER_H_
#define ARSIP_TESTS_SIMULATION_SIMULATED_WORKER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "climate.h"
#include "event_loop.h"
#include "frontier/completion_outbox.h"
#include "frontier/held_leases.h"
#include "frontier/wire.h"
#include "frontier/wire_completion.h"
#include "frontier/worker_table.h"
#include "seeded_random.h"
#include "server_log.h"
#include "simulated_scope.h"
#include "synthetic_web.h"

namespace arsip::simulation {

struct Surroundings {
  const Climate& climate;
  const SyntheticWeb& web;
  EventLoop& loop;
  Trace& trace;
  SeededRandom& random;
  ServerLog& log;
  // As it is now; a worker knows what it was at its start.
  std::function<const SimulatedScope&()> scope;
  std::map<std::string, uint64_t>& archive;  // by href: the version captured last
  // To the frontier, through a network that may lose it.
  std::function<void(const frontier::Peer& from, std::string bytes)> send;
};

class SimulatedWorker {
 public:
  SimulatedWorker(std::string name, Surroundings& around);

  void Start();  // a new process of the same name
  void Kill();
  void Stop();  // finishes nothing, gives everything back, says goodbye, and starts again later
  // Says that it lives, if it does.
  void Keepalive();
  void HangUntil(Duration when);
  void CutOffUntil(Duration when) { cut_until_ = when; }
  bool cut_off() const { return around_.loop.now() < cut_until_; }
  bool alive() const { return alive_; }
  const std::string& name() const { return name_; }

  // False when there is no such connection.
  bool Receive(const std::string& routing_id, const std::string& bytes);

 private:
  struct Task {
    frontier::Lease lease;
    std::optional<size_t> request;  // its number in the log, while it is open
  };

  void Later(Duration wait, std::function<void()> what);
  void RunIn(uint64_t life, const std::function<void()>& what);
  void PlanTick(Duration wait);
  void Tick();
  void SayHello();
  void FlushSoon();
  void Flush();
  void ComposeHello(frontier::wire::ToFrontier& message);

  void Handle(frontier::FrontierMessage& message);
  void Granted(const frontier::Lease& lease, MonotonicTime heard);
  void Fetch(const frontier::LeaseId& id);
  void Fetched(const frontier::LeaseId& id, const WebAnswer& answer, Duration took);
  void Complete(const frontier::Lease& lease, const frontier::Outcome& outcome,
                const std::vector<frontier::DiscoveredUrl>& links);
  void DropRunOut();
  void Drop(const frontier::LeaseId& id);
  frontier::Outcome OutcomeOf(const frontier::Lease& lease, const WebAnswer& answer);
  frontier::RobotsOutcome RobotsOf(const WebAnswer& answer) const;
  std::vector<frontier::DiscoveredUrl> LinksOf(const frontier::Lease& lease,
                                               const WebAnswer& answer) const;
  MonotonicTime clock() const { return around_.loop.clock().Monotonic(); }

  const std::string name_;
  Surroundings& around_;
  bool alive_ = false;
  uint64_t life_ = 0;  // also its incarnation
  SimulatedScope scope_;
  Duration hung_until_{};
  Duration cut_until_{};

  frontier::Peer peer_;
  uint64_t connections_ = 0;
  bool welcomed_ = false;
  bool hello_due_ = false;
  uint64_t hello_sequence_ = 0;
  uint64_t credit_total_ = 0;
  uint64_t leases_received_ = 0;
  Duration last_heard_{};
  Duration last_hello_{};
  Duration last_sent_{};
  bool flush_planned_ = false;
  uint64_t ticks_ = 0;    // of which only the last that was planned happens
  Duration idle_wait_{};  // until the next keepalive, while there is nothing to do

  frontier::HeldLeases held_;
  std::optional<frontier::CompletionOutbox> outbox_;
  std::map<frontier::LeaseId, Task> tasks_;
  std::vector<frontier::ResponseEnd> ended_;
  std::vector<frontier::LeaseId> renewals_;
  frontier::CompletionEncoder encoder_;
  frontier::FrontierMessageDecoder decoder_;
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_SIMULATED_WORKER_H_
