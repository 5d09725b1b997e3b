// OperatorModel: what an operator was told that holds, and what must be true of leases because of
// it: nothing of a paused crawl or a blocked host, nothing that the scope or the ignore rules do
// not let in, what is to be captured now before all else of its host. It knows what survives a
// crash (pauses, blocks, ignore rules) and what does not (budgets). Not thread-safe.
#ifndef ARSIP_TESTS_SIMULATION_OPERATOR_MODEL_H_
#define ARSIP_TESTS_SIMULATION_OPERATOR_MODEL_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "event_loop.h"
#include "frontier/frontier_options.h"
#include "frontier/lease.h"
#include "frontier/live_control.h"
#include "simulated_scope.h"
#include "store_check.h"

namespace arsip::simulation {

class OperatorModel {
 public:
  OperatorModel(const frontier::FrontierOptions& options, const SyntheticWeb& web,
                const EventLoop& loop, Trace& trace, uint32_t max_depth);

  // ---- what the operator asked for, and was not refused ----
  void Pause(bool paused);
  // Until then; nullopt: not blocked any more.
  void Block(const std::vector<std::string>& origins, std::optional<Duration> until);
  void SetBudgets(const frontier::Budgets& budgets) { budgets_ = budgets; }
  // `sure`: false when an error was answered, and either set may hold.
  void SetRules(const std::vector<std::string>& rules, bool sure);
  void Rescope(const SimulatedScope& scope);
  void CaptureNow(const Url& url);

  // ---- what follows ----
  void CheckGrant(const frontier::Lease& lease) const;
  // `named`: an operator or a seed list asked for it by name.
  void CheckPage(const frontier::Lease& lease, uint32_t depth, bool named);
  // The one that must go before the lease, if it is not settled.
  std::optional<std::string> UrgentBefore(const frontier::Lease& lease) const;
  // What speaks against asking for it now: "calendar"; nullopt: nothing, or it is not known.
  std::optional<std::string> WhyDeferred(const Url& url) const;

  const frontier::Budgets& budgets() const { return budgets_; }
  const SimulatedScope& scope() const { return scopes_.back(); }
  bool Inside(const Url& url, uint32_t depth) const {
    return Judge(scope(), web_, url, depth).refusal == frontier::Refusal::kNone;
  }
  // By any scope that held so far.
  bool EverInside(const Url& url, uint32_t depth) const;
  bool EverOutside(const Url& url, uint32_t depth) const;
  bool any_block() const { return !said_.blocks.empty(); }
  // Once the scope was changed the frontier judges what workers find.
  bool judges_found() const { return judges_found_; }

  void Committed();
  void Crashed();
  // What survived.
  void Reconcile(const StoredFrontier& stored);
  void CheckRulesAtStart(const std::vector<std::string>& rules);

 private:
  struct Said {
    bool paused = false;
    std::map<std::string, Duration> blocks;  // by origin: until when
  };

  const frontier::FrontierOptions options_;
  const SyntheticWeb& web_;
  const EventLoop& loop_;
  Trace& trace_;
  Said said_;
  Said durable_;
  bool told_pause_ = false;  // since the last commit
  std::set<std::string> told_blocks_;
  std::vector<std::vector<std::string>> rules_ = {{}};  // the last surely, or one of them
  frontier::Budgets budgets_;
  std::vector<SimulatedScope> scopes_;
  bool judges_found_ = false;
  std::vector<std::string> told_urgent_;
  std::set<std::string> urgent_;       // hrefs
  std::set<std::string> ever_urgent_;  // likewise
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_OPERATOR_MODEL_H_
