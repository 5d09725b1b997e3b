// SimulatedScope: what a collection's scope is in a simulation. Judging is pure.
#ifndef ARSIP_TESTS_SIMULATION_SIMULATED_SCOPE_H_
#define ARSIP_TESTS_SIMULATION_SIMULATED_SCOPE_H_

#include <cstdint>

#include "frontier/scope_judge.h"
#include "synthetic_web.h"

namespace arsip::simulation {

struct SimulatedScope {
  uint32_t max_depth = 5;
  uint64_t closed_hosts = 0;  // bit N: host N of the web is outside
};

inline frontier::ScopeRuling Judge(const SimulatedScope& scope, const SyntheticWeb& web,
                                   const Url& url, uint32_t depth) {
  const auto host = web.HostOf(url);
  if (!host.has_value() || (scope.closed_hosts >> *host & 1U) != 0) {
    return {frontier::Refusal::kScope, "no prefix matches"};
  }
  if (depth > scope.max_depth) return {frontier::Refusal::kTrap, "deeper than max_depth"};
  return {};
}

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_SIMULATED_SCOPE_H_
