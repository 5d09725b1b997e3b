// Simulation: one seed from its first seed URL to its end.
//
// The real frontier, service, messages, leases and outboxes run against a synthetic web, with a
// virtual clock, network and disk. Every random choice comes from the seed. Life: faults of all
// kinds for the time that the climate gives; then everything is healed and the crawl must come to
// its end, where every URL has one explained state. docs/frontier-proof.md says what is checked.
#ifndef ARSIP_TESTS_SIMULATION_SIMULATION_H_
#define ARSIP_TESTS_SIMULATION_SIMULATION_H_

#include <cstdint>
#include <optional>

#include "climate.h"
#include "event_loop.h"

namespace arsip::simulation {

struct SimulationOptions {
  uint64_t seed = 1;
  uint64_t steps = 4000;  // events until all is healed, at most; as many again to come to an end
  Mutation mutation = Mutation::kNone;
  bool trace = false;  // printed as it happens
};

struct SimulationResult {
  std::optional<Violation> violation;
  uint64_t digest = 0;  // of everything that happened
  uint64_t steps = 0;
  uint64_t urls = 0;
  uint64_t requests = 0;
  uint64_t captured = 0;
  uint64_t crashes = 0;
  Duration lasted{};
  std::deque<std::string> last_events;
};

SimulationResult Simulate(const SimulationOptions& options);

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_SIMULATION_H_
