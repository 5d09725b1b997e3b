// Operator: who holds a hand on the running crawl: pauses and resumes it, blocks hosts, sets
// budgets, ignore rules and the scope, adds seeds, wants URLs captured now. What it asks for comes
// from the seed. Not thread-safe.
#ifndef ARSIP_TESTS_SIMULATION_OPERATOR_H_
#define ARSIP_TESTS_SIMULATION_OPERATOR_H_

#include <string>
#include <vector>

#include "frontier_model.h"
#include "observed_control.h"
#include "seeded_random.h"
#include "simulated_scope.h"
#include "synthetic_web.h"

namespace arsip::simulation {

class Operator {
 public:
  Operator(const SyntheticWeb& web, Trace& trace, SeededRandom& random, FrontierModel& model,
           uint32_t max_depth)
      : web_(web), trace_(trace), random_(random), model_(model), max_depth_(max_depth) {}

  // One of them.
  void Act(ObservedControl& control);
  // Takes back all that keeps anything from being fetched; a scope like the first, asked for anew.
  void Finish(ObservedControl& control);
  // The scope alone stays as it is, durable or not.
  void TakeBack(ObservedControl& control);

 private:
  void PauseOrResume(ObservedControl& control);
  void Block(ObservedControl& control);
  void SetRules(ObservedControl& control);
  void Rescope(ObservedControl& control);
  void SetBudget(ObservedControl& control);
  // One that is known, or may be.
  Url AnyUrl();
  void Told(const std::string& what, const Status& status);

  const SyntheticWeb& web_;
  Trace& trace_;
  SeededRandom& random_;
  FrontierModel& model_;
  const uint32_t max_depth_;
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_OPERATOR_H_
