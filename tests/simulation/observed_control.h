// ObservedControl: stands before the real LiveControl and tells the model everything that is asked
// for and answered. Mutations of live control are in here too. Not thread-safe.
#ifndef ARSIP_TESTS_SIMULATION_OBSERVED_CONTROL_H_
#define ARSIP_TESTS_SIMULATION_OBSERVED_CONTROL_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "climate.h"
#include "frontier/live_control.h"
#include "frontier_model.h"

namespace arsip::simulation {

class ObservedControl : public frontier::LiveControl {
 public:
  ObservedControl(frontier::LiveControl& behind, FrontierModel& model, Mutation mutation)
      : behind_(behind), model_(model), mutation_(mutation) {}

  // What an operator asks for, by a scope of the simulation.
  void StartWith(const SimulatedScope& scope);
  void RescopeTo(const SimulatedScope& scope);

  void SetScopeJudge(frontier::ScopeJudge judge) override { behind_.SetScopeJudge(judge); }
  void Rescope(frontier::ScopeJudge judge) override { behind_.Rescope(judge); }
  Result<frontier::RescopeStep> ContinueRescope() override;
  bool rescoping() const override;
  void SetGateTerms(std::string_view terms) override { behind_.SetGateTerms(terms); }
  void Pause(std::string reason) override;
  void Resume() override;
  Result<std::vector<std::string>> BlockHost(std::string_view authority,
                                             std::optional<Duration> lasts,
                                             std::string reason) override;
  Result<std::vector<std::string>> UnblockHost(std::string_view authority) override;
  frontier::Budgets budgets() const override { return behind_.budgets(); }
  void SetBudgets(const frontier::Budgets& budgets) override;
  Result<frontier::UrlAnswer> AddSeed(const Url& url) override;
  Result<frontier::UrlAnswer> CaptureNow(const Url& url) override;
  Status SetIgnoreRules(const std::vector<std::string>& rules) override;
  const std::vector<std::string>& ignore_rules() const override { return behind_.ignore_rules(); }
  frontier::QueueListing ListQueues(frontier::QueueOrder order, size_t limit) override {
    return behind_.ListQueues(order, limit);
  }

 private:
  // The call made all that was told before it durable, or it failed, and nobody knows.
  void Made(bool committed);

  frontier::LiveControl& behind_;
  FrontierModel& model_;
  const Mutation mutation_;
  bool asked_ = false;  // to rescope, in this life of the frontier
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_OBSERVED_CONTROL_H_
