// FrontierModel: what must be true of a frontier, from what it was told and what it answered.
//
// A second, simple account of URLs, leases and back-offs that shares no code with the frontier. It
// knows what was acknowledged (it must survive), what was only told (it may, in the order in which
// it was told), and what every answer has to be. Violations go to the trace. Not thread-safe.
#ifndef ARSIP_TESTS_SIMULATION_FRONTIER_MODEL_H_
#define ARSIP_TESTS_SIMULATION_FRONTIER_MODEL_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "event_loop.h"
#include "frontier/frontier.h"
#include "store_check.h"
#include "synthetic_web.h"

namespace arsip::simulation {

struct ModelUrl {
  Url url;
  frontier::UrlState state = frontier::UrlState::kQueued;  // or captured, failed, refused
  frontier::Refusal refusal = frontier::Refusal::kNone;
  bool durable = false;  // that it is known was acknowledged
  uint32_t broken = 0;   // fetches that broke, and leases that expired: upper bounds of its tries
  uint32_t captures = 0;
  std::optional<frontier::LeaseId> lease;
};

struct ModelLease {
  std::string href;
  std::string origin;
  std::string worker;
  frontier::LeasePurpose purpose = frontier::LeasePurpose::kPage;
  Duration granted{};
  Duration deadline{};
  std::optional<Duration> closed;  // since when the frontier does not count on it
  bool completed = false;
  bool orphaned = false;  // closed because the frontier ended; its worker may not know yet
};

// What an origin's server said last, as far as the frontier was told and may not forget.
struct ModelHost {
  Duration blocked_since{-1};
  Duration blocked_until{};
  uint32_t busy_level = 0;
  Duration crawl_delay{};
  Duration crawl_delay_since{};
  Duration robots_at{-1};  // when its own robots.txt was learnt
};

class FrontierModel {
 public:
  FrontierModel(const frontier::FrontierOptions& options, const SyntheticWeb& web,
                const EventLoop& loop, Trace& trace);

  void Discovered(std::span<const frontier::DiscoveredUrl> urls);
  void Granted(std::string_view worker, size_t credit, std::span<const frontier::Lease> leases);
  void Renewed(std::string_view worker, std::span<const frontier::LeaseId> leases,
               std::span<const frontier::LeaseId> lost);
  void Completed(const frontier::LeaseId& id, const frontier::Outcome& outcome,
                 frontier::CompletionVerdict verdict);
  void Abandoned(std::string_view worker);
  void Committed();
  // Every lease is over; what was not acknowledged may be lost.
  void Crashed();
  // What survived a crash. Also at any other time when nothing waits to be committed.
  void Compare(const StoredFrontier& stored);
  void CheckProgress(const frontier::FrontierProgress& progress);
  void CheckExplanation(const ModelUrl& url, const frontier::Explanation& explanation);

  const std::map<std::string, ModelUrl>& urls() const { return urls_; }
  const ModelUrl* Any(uint64_t chance) const;
  const ModelLease* FindLease(const frontier::LeaseId& id) const;
  const ModelHost& host(const std::string& origin) { return hosts_[origin]; }
  size_t leases() const { return leases_.size(); }  // that were ever granted
  size_t open_leases() const { return open_.size(); }
  size_t pending() const { return pending_.size(); }

 private:
  struct Change {
    std::string href;
    bool insert = false;
    frontier::UrlState state{};
  };

  void Grant(std::string_view worker, const frontier::Lease& lease);
  void GrantPage(const frontier::Lease& lease);
  void Close(ModelLease& lease);
  void ExpireLeases();
  frontier::CompletionVerdict Expected(const frontier::LeaseId& id) const;
  void Apply(const ModelLease& lease, const frontier::Outcome& outcome);
  void LearnRobots(const ModelLease& lease, ModelHost& host, const frontier::Outcome& outcome);
  void Settle(ModelUrl& url, frontier::UrlState state, frontier::Refusal refusal);
  void HostBusy(const ModelLease& lease, const frontier::Outcome& outcome);
  void Reconcile(const StoredFrontier& stored);
  void CompareUrl(ModelUrl& url, const frontier::UrlRecord& record);
  bool MayBeRefused(const ModelUrl& url) const;

  const frontier::FrontierOptions options_;
  const SyntheticWeb& web_;
  const EventLoop& loop_;
  Trace& trace_;

  std::map<std::string, ModelUrl> urls_;  // by href
  std::vector<std::string> hrefs_;        // in the order they were met
  std::map<frontier::LeaseId, ModelLease> leases_;
  std::set<frontier::LeaseId> open_;
  std::map<std::string, ModelHost> hosts_;
  std::map<std::string, ModelHost> durable_hosts_;
  std::vector<Change> pending_;
  uint64_t captured_ = 0;
  uint64_t epoch_ = 0;
  bool crashed_ = false;
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_FRONTIER_MODEL_H_
