// ObservedFrontier: stands before the real Frontier and tells the model everything that is said.
// Mutations of the frontier are in here too. Not thread-safe.
#ifndef ARSIP_TESTS_SIMULATION_OBSERVED_FRONTIER_H_
#define ARSIP_TESTS_SIMULATION_OBSERVED_FRONTIER_H_

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "climate.h"
#include "frontier/frontier.h"
#include "frontier_model.h"
#include "observed_control.h"
#include "seeded_random.h"

namespace arsip::simulation {

class ObservedFrontier : public frontier::Frontier {
 public:
  ObservedFrontier(std::unique_ptr<frontier::Frontier> behind, FrontierModel& model,
                   Mutation mutation, SeededRandom& random)
      : behind_(std::move(behind)),
        model_(model),
        mutation_(mutation),
        random_(random),
        control_(*behind_->live_control(), model, mutation) {}

  Status Discover(std::span<const frontier::DiscoveredUrl> urls) override {
    Status status = behind_->Discover(urls);
    if (status) model_.Discovered(urls);
    return status;
  }

  Result<std::vector<frontier::Lease>> Acquire(std::string_view worker, size_t credit) override {
    auto leases = behind_->Acquire(worker, credit);
    if (!leases) return leases;
    if (mutation_ == Mutation::kLeaseTwice && last_.has_value() && leases->size() < credit &&
        random_.Chance(0.05)) {
      last_->id.number += 1'000'000;
      leases->push_back(*last_);
    }
    if (!leases->empty()) last_ = leases->back();
    model_.Granted(worker, credit, *leases);
    return leases;
  }

  std::vector<frontier::LeaseId> Renew(std::string_view worker,
                                       std::span<const frontier::LeaseId> leases) override {
    std::vector<frontier::LeaseId> lost = behind_->Renew(worker, leases);
    if (mutation_ == Mutation::kKeepLost) lost.clear();
    model_.Renewed(worker, leases, lost);
    return lost;
  }

  void ResponseEnded(const frontier::ResponseEnd& end) override { behind_->ResponseEnded(end); }

  Result<frontier::CompletionVerdict> Complete(
      const frontier::LeaseId& lease, const frontier::Outcome& outcome,
      std::span<const frontier::DiscoveredUrl> discovered) override {
    std::vector<frontier::DiscoveredUrl> said;
    if (mutation_ == Mutation::kBelieveAll) {
      said.assign(discovered.begin(), discovered.end());
      for (frontier::DiscoveredUrl& url : said) {
        url.last_modified = frontier::LastModified{model_.utc()};
      }
    }
    auto verdict = behind_->Complete(lease, outcome, said.empty() ? discovered : said);
    if (!verdict) return verdict;
    if (mutation_ == Mutation::kAcceptStale && *verdict == frontier::CompletionVerdict::kStale) {
      verdict = frontier::CompletionVerdict::kAccepted;
    }
    model_.Completed(lease, outcome, *verdict);
    if (*verdict == frontier::CompletionVerdict::kAccepted) model_.Discovered(discovered);
    return verdict;
  }

  Status Abandon(std::string_view worker) override {
    Status status = behind_->Abandon(worker);
    if (status) model_.Abandoned(worker);
    return status;
  }

  Status Recrawl() override {
    Status status = mutation_ == Mutation::kNoRecrawl ? Ok() : behind_->Recrawl();
    model_.Recrawled(status.has_value());
    return status;
  }

  Status Commit() override {
    Status status = behind_->Commit();
    if (status) model_.Committed();
    return status;
  }
  bool dirty() const override { return behind_->dirty(); }

  frontier::FrontierProgress Progress() override {
    frontier::FrontierProgress progress = behind_->Progress();
    if (mutation_ == Mutation::kMiscount && random_.Chance(0.01)) ++progress.captured;
    if (mutation_ == Mutation::kNoWake) progress.next_wake.reset();
    if (mutation_ == Mutation::kWakeAlways) progress.next_wake = Duration::zero();
    model_.CheckProgress(progress);
    return progress;
  }

  Result<frontier::Explanation> ExplainUrl(const Url& url) override {
    auto explanation = behind_->ExplainUrl(url);
    if (!explanation) return explanation;
    if (mutation_ == Mutation::kHideUrl && random_.Chance(0.01)) explanation->state.reset();
    if (mutation_ == Mutation::kNoReason && random_.Chance(0.01)) explanation->reason.clear();
    return explanation;
  }
  Result<frontier::Explanation> ExplainHost(std::string_view authority) override {
    return behind_->ExplainHost(authority);
  }

  ObservedControl* live_control() override { return &control_; }

 private:
  std::unique_ptr<frontier::Frontier> behind_;
  FrontierModel& model_;
  const Mutation mutation_;
  SeededRandom& random_;
  ObservedControl control_;
  std::optional<frontier::Lease> last_;
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_OBSERVED_FRONTIER_H_
