// What the frontier's tests share: a frontier in this process with a clock that they move, and
// short words for what workers say.
#ifndef ARSIP_TESTS_FRONTIER_FRONTIER_FIXTURE_H_
#define ARSIP_TESTS_FRONTIER_FRONTIER_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "frontier/frontier.h"
#include "frontier/frontier_store.h"
#include "frontier/host_resolver.h"
#include "frontier_contract.h"

namespace arsip::frontier {

inline Url UrlOf(std::string_view text) {
  auto url = Url::Parse(text);
  if (!url.has_value()) ADD_FAILURE() << url.error().ToString();
  return *url;
}

inline DiscoveredUrl Found(std::string_view href, Hop hop = Hop::kLink) {
  DiscoveredUrl found;
  found.url = UrlOf(href);
  found.hop = hop;
  if (hop != Hop::kSeed) found.hop_path = static_cast<char>(hop);
  return found;
}

inline Outcome Captured(int status_code = 200, uint64_t bytes = 100) {
  Outcome outcome;
  outcome.kind = OutcomeKind::kCaptured;
  outcome.status_code = status_code;
  outcome.bytes = bytes;
  return outcome;
}

inline Outcome Ended(OutcomeKind kind, std::string detail = "") {
  Outcome outcome;
  outcome.kind = kind;
  outcome.detail = std::move(detail);
  return outcome;
}

inline Outcome Busy(std::optional<Duration> retry_after = std::nullopt) {
  Outcome outcome = Ended(OutcomeKind::kHostBusy);
  outcome.status_code = 429;
  outcome.retry_after = retry_after;
  return outcome;
}

inline Outcome Robots(RobotsOutcome::Kind kind, std::string_view text = "",
                      std::optional<Url> redirect = std::nullopt) {
  Outcome outcome = Captured(kind == RobotsOutcome::Kind::kRules ? 200 : 404);
  RobotsOutcome robots;
  robots.kind = kind;
  if (kind == RobotsOutcome::Kind::kRules) robots.rules = ParseRobotsTxt(text, "arsip");
  robots.redirect = std::move(redirect);
  outcome.robots = std::move(robots);
  return outcome;
}
inline Outcome NoRobots() { return Robots(RobotsOutcome::Kind::kUnavailable); }

// No delays at all, one connection a host.
inline FrontierOptions Undelayed() {
  FrontierOptions options;
  options.host_delay = Duration::zero();
  options.ip_delay = Duration::zero();
  options.delay_jitter = 0;
  options.seen_cache_keys = 1024;
  return options;
}

// The host delay and the IP delay given, without jitter.
inline FrontierOptions Delayed(Duration host_delay, Duration ip_delay = Duration::zero()) {
  FrontierOptions options = Undelayed();
  options.host_delay = host_delay;
  options.ip_delay = ip_delay;
  return options;
}

inline std::unique_ptr<HostResolver> ContractResolver() {
  return NewFixedResolver({{"a.example", "192.0.2.1"},
                           {"b.example", "192.0.2.2"},
                           {"c.example", "192.0.2.3"},
                           {"d.example", "192.0.2.3"}});
}

// A frontier over a store that the caller owns. Everything a call does is committed before it
// returns.
class InProcessFrontier : public FrontierUnderTest {
 public:
  InProcessFrontier(FrontierStore& store, const FrontierOptions& options,
                    std::unique_ptr<HostResolver> resolver = ContractResolver())
      : store_(store), options_(options), resolver_(std::move(resolver)) {
    Open();
  }

  void Discover(std::vector<DiscoveredUrl> urls) override {
    Expect(frontier_->Discover(urls));
    Expect(frontier_->Commit());
  }
  std::vector<Lease> Acquire(const std::string& worker, size_t credit) override {
    auto leases = frontier_->Acquire(worker, credit);
    Expect(leases);
    Expect(frontier_->Commit());
    return leases.has_value() ? std::move(*leases) : std::vector<Lease>();
  }
  std::vector<LeaseId> Renew(const std::string& worker,
                             const std::vector<LeaseId>& leases) override {
    auto lost = frontier_->Renew(worker, leases);
    Expect(frontier_->Commit());
    return lost;
  }
  void ResponseEnded(const std::string& /*worker*/, const ResponseEnd& end) override {
    frontier_->ResponseEnded(end);
    Expect(frontier_->Commit());
  }
  CompletionVerdict Complete(const std::string& /*worker*/, const LeaseId& lease,
                             const Outcome& outcome,
                             const std::vector<DiscoveredUrl>& discovered) override {
    auto verdict = frontier_->Complete(lease, outcome, discovered);
    Expect(verdict);
    Expect(frontier_->Commit());
    return verdict.value_or(CompletionVerdict::kStale);
  }
  FrontierProgress Progress() override { return frontier_->Progress(); }
  void Advance(Duration by) override { clock_->Advance(by); }
  // The new process has another monotonic clock.
  void Restart() override {
    frontier_.reset();
    clock_ = std::make_unique<ManualClock>(clock_->Utc());
    clock_->Advance(std::chrono::hours(5));
    clock_->JumpUtc(-std::chrono::hours(5));
    Open();
  }

  Frontier& frontier() { return *frontier_; }
  ManualClock& clock() { return *clock_; }
  std::string Why(std::string_view href) {
    auto explanation = frontier_->ExplainUrl(UrlOf(href));
    Expect(explanation);
    return explanation.has_value() ? explanation->reason : "";
  }

 private:
  template <class T>
  static void Expect(const Result<T>& result) {
    if (!result.has_value()) ADD_FAILURE() << result.error().ToString();
  }
  void Open() {
    auto frontier = Frontier::Open(store_, *resolver_, *clock_, options_);
    Expect(frontier);
    if (frontier.has_value()) frontier_ = std::move(*frontier);
  }

  FrontierStore& store_;
  FrontierOptions options_;
  std::unique_ptr<HostResolver> resolver_;
  std::unique_ptr<ManualClock> clock_ = std::make_unique<ManualClock>();
  std::unique_ptr<Frontier> frontier_;
};

// Page leases that can be had now: every robots.txt asked for on the way is not there.
inline std::vector<Lease> AcquirePages(FrontierUnderTest& frontier, const std::string& worker,
                                       size_t credit) {
  std::vector<Lease> pages;
  for (int round = 0; round < 20 && pages.size() < credit; ++round) {
    const std::vector<Lease> leases = frontier.Acquire(worker, credit - pages.size());
    if (leases.empty()) break;
    for (const Lease& lease : leases) {
      if (lease.purpose == LeasePurpose::kPage) {
        pages.push_back(lease);
      } else {
        EXPECT_EQ(frontier.Complete(worker, lease.id, NoRobots(), {}),
                  CompletionVerdict::kAccepted);
      }
    }
  }
  return pages;
}

inline std::vector<std::string> Hrefs(const std::vector<Lease>& leases) {
  std::vector<std::string> hrefs;
  hrefs.reserve(leases.size());
  for (const Lease& lease : leases) hrefs.push_back(lease.target.url.href());
  return hrefs;
}

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_FRONTIER_FIXTURE_H_
