// FrontierProcess: what runs the frontier: turns as frontier_server.cc makes them, without sockets
// or threads, crashes, restarts, and a second owner.
//
// It waits for messages, for the resolver, and for Progress().next_wake; never longer, never
// shorter: so a frontier that forgets to say when it can go on is found to be stuck, and one that
// always says "now" is found to spin. Not thread-safe.
#ifndef ARSIP_TESTS_SIMULATION_FRONTIER_PROCESS_H_
#define ARSIP_TESTS_SIMULATION_FRONTIER_PROCESS_H_

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "climate.h"
#include "event_loop.h"
#include "frontier/frontier_service.h"
#include "frontier_model.h"
#include "observed_frontier.h"
#include "seeded_random.h"
#include "simulated_resolver.h"
#include "simulated_store.h"

namespace arsip::simulation {

class FrontierProcess {
 public:
  // To a worker; false: the peer is known to be gone.
  using Send = std::function<bool(const frontier::Peer& peer, std::string_view bytes)>;

  FrontierProcess(const Climate& climate, Mutation mutation, const SyntheticWeb& web,
                  EventLoop& loop, Trace& trace, SeededRandom& random, SimulatedStore& store,
                  FrontierModel& model, Send send);

  // Opens the frontier, checks what survived, tells it the seeds, and begins to serve. Tries again
  // while the store does not answer.
  void Start();
  void Crash();
  // Crashes in one of its next batches.
  void CrashInBatch() { store_.DieInBatch(); }
  // Another process takes the partition over, and this one tries to go on.
  void LoseOwnership();
  uint64_t turns() const { return turns_taken_; }
  bool running() const { return service_ != nullptr; }
  // Called a little before it goes on after a longer wait.
  void OnKeepalive(std::function<void()> keepalive) { keepalive_ = std::move(keepalive); }
  void OnCrash(std::function<void()> crashed) { crashed_ = std::move(crashed); }
  void OnStart(std::function<void()> started) { started_ = std::move(started); }

  void Receive(const frontier::Peer& from, const std::string& bytes);
  // What an operator asks for: done and committed before the next turn, as frontier_server.cc does;
  // also while the disk is full.
  using Order = std::function<void(ObservedControl&)>;
  void Post(Order order);
  // From the next start on captures are final, and platforms have no max_requests.
  void LiftBudgets() { has_budgets_ = false; }
  // Commits what waits. False while the store does not let it.
  bool Settle();
  frontier::Frontier& frontier() { return *frontier_; }
  // Nothing more is to be done: no URL waits that could be fetched at any time.
  bool finished();

 private:
  Result<std::unique_ptr<frontier::Frontier>> Open();
  frontier::FrontierOptions MutatedOptions() const;
  void ChangeVisits(frontier::FrontierOptions& options) const;
  void Compare();
  bool Recrawl();
  void TurnAt(Duration when);
  void Turn();
  bool TakeTurn();
  bool TakeOrders();
  bool Commit();
  void PlanNext();
  void CheckSpin(Duration wake);
  void CheckStuck(const frontier::FrontierProgress& progress);
  void Housekeep();

  const Climate& climate_;
  const Mutation mutation_;
  const SyntheticWeb& web_;
  EventLoop& loop_;
  Trace& trace_;
  SeededRandom& random_;
  SimulatedStore& store_;
  FrontierModel& model_;
  const Send send_;
  std::function<void()> started_;
  std::function<void()> crashed_;
  std::function<void()> keepalive_;

  uint64_t life_ = 0;
  std::unique_ptr<SimulatedResolver> resolver_;
  std::unique_ptr<ObservedFrontier> frontier_;
  std::unique_ptr<frontier::FrontierService> service_;
  std::deque<std::pair<frontier::Peer, std::string>> inbox_;
  std::deque<Order> orders_;
  bool has_budgets_ = true;
  std::optional<Duration> turn_at_;
  uint64_t turns_ = 0;  // planned; only the last happens
  bool retrying_ = false;
  Duration last_housekeeping_{};
  uint64_t leases_seen_ = 0;
  uint64_t spins_ = 0;
  uint64_t turns_taken_ = 0;
  Duration keepalive_at_{};
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_FRONTIER_PROCESS_H_
