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
#include "operator_model.h"
#include "platform_model.h"
#include "store_check.h"
#include "synthetic_web.h"
#include "visit_model.h"

namespace arsip::simulation {

struct ModelUrl {
  Url url;
  frontier::UrlState state = frontier::UrlState::kQueued;  // or captured, failed, refused
  frontier::Refusal refusal = frontier::Refusal::kNone;
  uint32_t depth = 0;
  bool durable = false;  // that it is known was acknowledged
  bool told = false;     // by a call that failed: it may be durable
  bool named = false;    // by a seed list or an operator: it is never deferred
  bool fresh = false;    // it waits as it was inserted
  uint32_t broken = 0;   // fetches that broke, and leases that expired: upper bounds of its tries
  uint32_t captures = 0;
  UtcTime captured_at{};  // the last time
  ModelVisits visits;
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
  Duration robots_at{-1};               // when its own robots.txt was learnt
  std::vector<bool> payloads;           // of its pages, in order: whether each was new
  std::optional<Duration> demoted;      // since when too few of them are
  uint32_t lies = 0;                    // of its sitemaps, at least; less those that were right
  std::optional<Duration> disbelieved;  // since when they surely have no say
};

class FrontierModel {
 public:
  FrontierModel(const frontier::FrontierOptions& options, const SyntheticWeb& web,
                const EventLoop& loop, Trace& trace, uint32_t max_depth);

  void Discovered(std::span<const frontier::DiscoveredUrl> urls);
  void Granted(std::string_view worker, size_t credit, std::span<const frontier::Lease> leases);
  void Renewed(std::string_view worker, std::span<const frontier::LeaseId> leases,
               std::span<const frontier::LeaseId> lost);
  void Completed(const frontier::LeaseId& id, const frontier::Outcome& outcome,
                 frontier::CompletionVerdict verdict);
  void Abandoned(std::string_view worker);
  // All that was captured or failed waits again, and counts begin anew; not `sure`: or some does.
  void Recrawled(bool sure);
  void CheckRecrawled(const StoredFrontier& stored) const;
  // By an operator: it waits again, or for the first time.
  void Wanted(const Url& url);
  // Something was told to the frontier, and it may have made it durable or not.
  void Unsure();
  void Committed();
  UtcTime utc() const { return loop_.clock().Utc(); }
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
  OperatorModel& operator_model() { return operator_; }
  const SyntheticWeb& web() const { return web_; }
  Trace& trace() { return trace_; }
  Duration now() const { return loop_.now(); }
  // Captures are final from now on, and platforms have no max_requests.
  void LiftBudgets();
  // The time between two runs may seem shorter to the frontier than it was.
  void LoseTime();
  bool time_lost() const { return time_lost_; }
  void Operates() { operates_ = true; }  // an operator does, in this seed
  // Its domain has all the hosts that it may have, and its own is none of them.
  bool IsOneTooMany(const Url& url) const;
  // A URL that the scope refused, or that is seen again, may be in a queue by now.
  bool MayWaitAgain(const ModelUrl& url) const;

 private:
  struct Change {
    enum class Kind : uint8_t { kInserted, kCaptured, kWanted };
    Kind kind{};
    ModelUrl before;  // of all but inserts
    UtcTime at{};     // of a capture
  };

  void Grant(std::string_view worker, const frontier::Lease& lease);
  void GrantPage(const frontier::Lease& lease);
  void Close(ModelLease& lease);
  void ExpireLeases();
  frontier::CompletionVerdict Expected(const frontier::LeaseId& id) const;
  void Apply(const ModelLease& lease, const frontier::Outcome& outcome);
  void LearnRobots(const ModelLease& lease, ModelHost& host, const frontier::Outcome& outcome);
  void Capture(ModelUrl& url, const frontier::Outcome& outcome);
  void CheckBudget() const;
  void CheckCounts(const StoredFrontier& stored);
  void CheckMadeUp(const StoredFrontier& stored);
  void CheckNovelty(const StoredFrontier& stored);
  void ReconcileHosts(const StoredFrontier& stored);
  void CountPayload(ModelHost& host, frontier::PayloadNovelty novelty) const;
  void CheckWord(const ModelUrl& url);
  void JudgeWord(const ModelUrl& url, const frontier::Outcome& outcome);
  void WaitAgain(ModelUrl& url);
  void HostBusy(const ModelLease& lease, const frontier::Outcome& outcome);
  void Reconcile(const StoredFrontier& stored);
  static bool Survived(const Change& change, const StoredFrontier& stored);
  void Undo(const Change& change);
  void CompareUrl(ModelUrl& url, const frontier::UrlRecord& record);
  static bool MayBeRefused(const ModelUrl& url);

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
  std::set<std::string> known_hosts_;  // by the store, when it was last compared
  std::vector<Change> pending_;
  OperatorModel operator_;
  VisitModel visits_;
  PlatformModel platforms_;
  uint64_t captured_ = 0;  // URLs
  struct Counts {
    uint64_t captures = 0;  // of this round
    uint64_t bytes = 0;     // likewise
    uint64_t received = 0;  // in all rounds
  };
  Counts counts_;
  Counts durable_counts_;
  bool recrawl_unsure_ = false;
  uint64_t epoch_ = 0;
  bool crashed_ = false;
  bool operates_ = false;
  bool time_lost_ = false;
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_FRONTIER_MODEL_H_
