// A Frontier that hands leases out only while its gate is open, and only so many: what a worker may
// still be sent of an older credit then takes nothing that a test did not ask for.
#ifndef ARSIP_TESTS_FRONTIER_GATED_FRONTIER_H_
#define ARSIP_TESTS_FRONTIER_GATED_FRONTIER_H_

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "frontier/frontier.h"

namespace arsip::frontier {

class GatedFrontier : public Frontier {
 public:
  // `behind` outlives the gate.
  explicit GatedFrontier(Frontier& behind) : behind_(behind) {}

  void Open(const std::string& worker, size_t leases) {
    worker_ = worker;
    left_ = leases;
  }
  void Close() { left_ = 0; }

  Result<std::vector<Lease>> Acquire(std::string_view worker, size_t credit) override {
    if (left_ == 0 || worker != worker_) return std::vector<Lease>();
    auto leases = behind_.Acquire(worker, std::min(credit, left_));
    if (leases) left_ -= leases->size();
    return leases;
  }

  Status Discover(std::span<const DiscoveredUrl> urls) override { return behind_.Discover(urls); }
  std::vector<LeaseId> Renew(std::string_view worker, std::span<const LeaseId> leases) override {
    return behind_.Renew(worker, leases);
  }
  void ResponseEnded(const ResponseEnd& end) override { behind_.ResponseEnded(end); }
  Result<CompletionVerdict> Complete(const LeaseId& lease, const Outcome& outcome,
                                     std::span<const DiscoveredUrl> discovered) override {
    return behind_.Complete(lease, outcome, discovered);
  }
  Status Abandon(std::string_view worker) override { return behind_.Abandon(worker); }
  Status Recrawl() override { return behind_.Recrawl(); }
  Status SetIgnoreRules(const std::vector<std::string>& rules) override {
    return behind_.SetIgnoreRules(rules);
  }
  Status Commit() override { return behind_.Commit(); }
  bool dirty() const override { return behind_.dirty(); }
  FrontierProgress Progress() override { return behind_.Progress(); }
  Result<Explanation> ExplainUrl(const Url& url) override { return behind_.ExplainUrl(url); }
  Result<Explanation> ExplainHost(std::string_view authority) override {
    return behind_.ExplainHost(authority);
  }

 private:
  Frontier& behind_;
  std::string worker_;
  size_t left_ = 0;
};

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_GATED_FRONTIER_H_
