// PartitionFrontier: the Frontier of one partition, over any FrontierStore. frontier.h is its
// contract; docs/url_lifecycle.md tells what happens to a URL here. One source file a concern:
//   frontier.cc     opening: taking the partition over, restoring hosts and waits
//   discovery.cc    URLs that pages name; recrawl
//   channel_turns.cc the queues of one host take turns
//   grant.cc        who is served next: addresses, robots.txt, leases
//   completion.cc   how a lease ends, and what that does to its URL
//   visits.cc       what was captured is seen again
//   back_off.cc     what answers and silences do to a host
//   robots_fetch.cc how a fetch of robots.txt ends
//   commit.cc       the batch: sealing, applying, what it makes visible
//   deferred_lane.cc what is put off, and comes back
//   explanation.cc  progress, and the one reason for everything
//   live_control.cc what an operator asks for while workers are served
#ifndef ARSIP_FRONTIER_PARTITION_FRONTIER_H_
#define ARSIP_FRONTIER_PARTITION_FRONTIER_H_

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "frontier/deferral.h"
#include "frontier/due_table.h"
#include "frontier/frontier.h"
#include "frontier/frontier_options.h"
#include "frontier/frontier_records.h"
#include "frontier/frontier_store.h"
#include "frontier/host_resolver.h"
#include "frontier/host_table.h"
#include "frontier/lease_table.h"
#include "frontier/live_control.h"
#include "frontier/politeness.h"
#include "frontier/robots_gate.h"
#include "frontier/seen_cache.h"
#include "frontier/time_line.h"
#include "frontier/visit_plan.h"

namespace arsip::frontier {

class PartitionFrontier : public Frontier, public LiveControl {
 public:
  // REQUIRES: the store was taken over with `owned`, and these are its counters. Call Restore()
  // first.
  PartitionFrontier(FrontierStore& store, HostResolver& resolver, const Clock& clock,
                    const FrontierOptions& options, const Ownership& owned,
                    const FrontierCounters& counters);
  Status Restore();

  Status Discover(std::span<const DiscoveredUrl> urls) override;
  Result<std::vector<Lease>> Acquire(std::string_view worker, size_t credit) override;
  std::vector<LeaseId> Renew(std::string_view worker, std::span<const LeaseId> leases) override;
  void ResponseEnded(const ResponseEnd& end) override;
  Result<CompletionVerdict> Complete(const LeaseId& id, const Outcome& outcome,
                                     std::span<const DiscoveredUrl> discovered) override;
  Status Abandon(std::string_view worker) override;
  Status Recrawl() override;
  Status Commit() override;
  bool dirty() const override;
  FrontierProgress Progress() override;
  Result<Explanation> ExplainUrl(const Url& url) override;
  Result<Explanation> ExplainHost(std::string_view authority) override;
  LiveControl* live_control() override { return this; }

  void SetScopeJudge(ScopeJudge judge) override;
  void Rescope(ScopeJudge judge) override;
  Result<RescopeStep> ContinueRescope() override;
  void SetGateTerms(std::string_view terms) override;
  bool rescoping() const override {
    return judge_is_set_ && counters_.rescoping == Rescoping::kGoesOn;
  }
  void Pause(std::string reason) override;
  void Resume() override;
  Result<std::vector<std::string>> BlockHost(std::string_view authority,
                                             std::optional<Duration> lasts,
                                             std::string reason) override;
  Result<std::vector<std::string>> UnblockHost(std::string_view authority) override;
  Budgets budgets() const override { return budgets_; }
  void SetBudgets(const Budgets& budgets) override { budgets_ = budgets; }
  Result<UrlAnswer> AddSeed(const Url& url) override;
  Result<UrlAnswer> CaptureNow(const Url& url) override;
  Status SetIgnoreRules(const std::vector<std::string>& rules) override;
  const std::vector<std::string>& ignore_rules() const override { return deferral_.ignore_rules(); }
  QueueListing ListQueues(QueueOrder order, size_t limit) override;

 private:
  // A batch that is being filled, and what becomes visible once it is applied.
  struct Filling {
    FrontierBatch batch;
    std::vector<QueuedUrl> moved;     // into queues; batch.enqueued says it to the store
    std::vector<DueUrl> postponed;    // into the due table, likewise
    std::vector<HostNumber> hosts;    // whose records changed
    std::set<GroupNumber> platforms;  // likewise
    std::unordered_set<UrlKey, UrlKeyHash> inserting;
    bool counters_changed = false;  // by an operator, without anything else
    bool empty() const { return batch.empty() && hosts.empty() && !counters_changed; }
  };

  Status CheckOwned() const;
  void EndOrphans(FrontierTime now);
  // Its last response ended before this frontier was: the full delays count from now.
  void HoldServed(const Host& host, FrontierTime now);

  // discovery.cc
  void Insert(const DiscoveredUrl& found, const UrlKey& key);
  // The host of the URL; its channel's queue, or else its host's.
  Host& HostOf(const Url& url);
  Host& QueueOf(const Url& url);
  Host& AddHost(std::string origin);
  // A URL in a final state, into that lane, or the deferred one.
  Status Requeue(UrlRecord url, uint8_t lane);
  void Enqueue(Host& queue, UrlRecord url, uint8_t lane);

  // deferred_lane.cc
  // Where a sweep over the deferred lanes goes on.
  struct Sweep {
    HostNumber host = 0;
    uint64_t arrival = 0;
  };
  static bool MayDefer(const UrlRecord& url, uint8_t lane);
  std::optional<std::string> ReasonToDefer(const Url& url) const;
  Host& HostToWaitWith(const Url& url);
  std::optional<HostNumber> HostOfDomain(const Url& url) const;
  void Defer(Host& host, QueuedUrl page, std::string reason);
  Status SweepDeferred();
  Status Reconsider(QueuedUrl page);

  // grant.cc
  Status TakeDue(FrontierTime now);
  void PollResolver(FrontierTime now);
  std::optional<std::vector<std::string>> AddressesOf(Host& host, FrontierTime now);
  Result<std::optional<Lease>> Serve(Host& host, std::string_view worker, FrontierTime now);
  Result<std::optional<Lease>> GrantPage(Host& host, std::string_view worker, FrontierTime now);
  Lease GrantRobots(Host& host, RobotsHop hop, std::string_view worker, FrontierTime now);
  OpenLease& OpenLeaseOf(Host& host, OpenLease lease, const UrlKey& key, FrontierTime now);
  // Tells politeness from when on the host can be served, if at all.
  void Place(Host& host, FrontierTime now);
  Rank RankOf(const Host& host) const;
  bool Demoted(const Host& host) const;
  std::optional<FrontierTime> WishOf(const Host& host, FrontierTime now) const;
  bool BudgetAllows() const;

  // completion.cc
  OpenLease CloseLease(uint64_t number, FrontierTime now);
  void CompletePage(Host& host, QueuedUrl page, const OpenLease& lease, const Outcome& outcome,
                    FrontierTime now);
  void CountBytes(uint64_t received) {
    counters_.captured_bytes += received;
    counters_.received_bytes += received;
  }
  void CountNovelty(Host& host, PayloadNovelty novelty);
  void Retry(Host& host, QueuedUrl page, const Outcome& outcome, FrontierTime now);
  // The URL leaves `queue`, its own, for good, in a final state.
  void Settle(Host& host, QueuedUrl page, UrlState state, Refusal refusal, std::string detail);
  void LeaveQueue(Host& host, QueuedUrl page, UrlState state);
  void PutBack(QueuedUrl page);
  void ExpireLeases(FrontierTime now);
  void TakeBack(uint64_t number, bool expired, FrontierTime now);

  // visits.cc
  // It was captured before, and recrawl is on.
  bool IsVisit(const UrlRecord& url) const;
  void PlanAfterCapture(Host& host, UrlRecord& url, const Outcome& outcome, FrontierTime now);
  void SettleLostVisit(Host& host, QueuedUrl page, std::string_view why, FrontierTime now);
  void PlanVisit(UrlRecord url);
  void UnplanVisit(const UrlRecord& url, const Host& host);
  // What its visits' budget is shared with.
  std::string PlatformOf(const Host& host) const;
  // Between two requests of its platform, by the operator's limits.
  Duration PlatformDelay(const Host& host) const;
  Status TakeVisit(DueUrl due, FrontierTime now);
  void AdmitVisits(FrontierTime now);
  VisitPlan::Terms TermsOf(const Host& host, FrontierTime now) const;
  void PutOff(VisitPlan::Waiting waiting, FrontierTime now);
  void Hear(const UrlKey& key, const LastModified& said);
  Status HeedSites(FrontierTime now);

  // back_off.cc
  // The server can be talked to; HostAnswered: and it serves.
  void HostReached(Host& host, const OpenLease& lease);
  void HostAnswered(Host& host, const OpenLease& lease);
  void HostBusy(Host& host, const OpenLease& lease, const Outcome& outcome, FrontierTime now);
  void HostUnreachable(Host& host, FrontierTime granted, std::string reason, FrontierTime now);
  void Block(Host& host, Duration wait, std::string reason, FrontierTime now);
  void Unblock(Host& host);
  void SetDelay(Host& host);
  void SetPlatform(const Host& host);
  void SetDormant(Host& host, bool dormant);

  // robots_fetch.cc
  Status CompleteRobots(Host& contact, const OpenLease& lease, const Outcome& outcome,
                        FrontierTime now);
  Status ApplyRobots(const RobotsHop& hop, const RobotsOutcome& robots, FrontierTime now);
  Status FollowRobots(const RobotsHop& hop, const Url& target, FrontierTime now);
  void RobotsUnreachable(HostNumber for_host, FrontierTime now);
  void FailHops(HostNumber contact, FrontierTime now);

  // channel_turns.cc
  Host& ServerOf(const Host& queue) { return hosts_[queue.server]; }
  const Host& ServerOf(const Host& queue) const { return hosts_[queue.server]; }
  // Something can be taken from it again; with something urgent it goes before the turns of others.
  void TakesTurns(Host& queue);
  bool AnyAvailable(const Host& server) const { return !server.turns.empty(); }
  // From the queue whose turn it is.
  Result<std::optional<QueuedUrl>> TakeNext(Host& server);
  void JoinGroup(Host& server, GroupNumber group);
  uint64_t WaitingAt(const Host& server) const;

  // commit.cc
  uint64_t filling_sequence() const { return sealed_sequence_ + 1; }
  // Its record goes into the next batch; TouchCounts(): nothing but its counts changed.
  void Touch(Host& host);
  void TouchCounts(Host& host);
  void CatchUp();
  void Seal();
  Status ApplySealed();
  Result<std::vector<bool>> FindInserted(const FrontierBatch& batch);
  void ShowApplied(Filling applied, const std::vector<bool>& inserted);
  QueuePosition NextPosition(HostNumber host, uint8_t lane);
  // Changes what Host::waiting() counts; keeps the count of dormant URLs right.
  template <class Change>
  void Recount(Host& host, Change change) {
    const bool dormant = ServerOf(host).record.dormant;
    if (dormant) dormant_ -= host.waiting();
    change();
    if (dormant) dormant_ += host.waiting();
  }

  // explanation.cc
  struct Reason {
    std::string text;
    std::optional<FrontierTime> wakes;
  };
  Reason ReasonOf(const Host& host, FrontierTime now) const;
  std::optional<Reason> BackOffReason(const Host& host, FrontierTime now) const;
  std::optional<Reason> RobotsReason(const Host& host, FrontierTime now) const;
  std::optional<Reason> PlatformReason(GroupNumber platform, FrontierTime now) const;
  Reason PolitenessReason(const Host& host, FrontierTime now) const;
  std::optional<FrontierTime> NextWake(FrontierTime now);
  // nullopt: never discovered. kDiscovered: not durable yet.
  Result<std::optional<UrlRecord>> FindUrl(const UrlKey& key);
  Result<std::vector<std::string>> PathOf(UrlRecord url);
  void ExplainQueued(const UrlRecord& url, FrontierTime now, Explanation& explanation) const;
  const Host* FindAuthority(std::string_view authority) const;

  // live_control.cc
  ScopeRuling Judge(const Url& url, std::string_view hop_path, uint32_t depth) const;
  DiscoveredUrl JudgedAgain(const DiscoveredUrl& found) const;
  bool TriesGatedAgain() const { return gate_terms_ != counters_.gate_terms; }
  bool MayComeBack(const UrlRecord& url, const Url& parsed) const;
  void AskRobotsAgain(Host& server);
  Result<UrlAnswer> MoveAhead(UrlRecord url);
  // Where the queue has it; nullopt: not found in the places that are looked at.
  Result<std::optional<QueuePosition>> PlaceOf(HostNumber host, const UrlRecord& url);
  QueueState StateOf(const Host& host, FrontierTime now) const;

  FrontierStore& store_;
  HostResolver& resolver_;
  const Clock& clock_;
  const FrontierOptions options_;
  const uint64_t epoch_;
  TimeLine time_;
  FrontierCounters counters_;  // of everything applied or filling, inserts that are filling apart
  uint64_t dormant_ = 0;       // waiting URLs of dormant hosts
  uint64_t deferred_ = 0;

  HostTable hosts_;
  QueueMemory memory_;
  Politeness politeness_;
  RobotsGate robots_;
  LeaseTable leases_;
  std::vector<LeaseRecord> orphans_;  // leases of earlier owners
  FrontierTime handed_over_{};        // from then on their workers have given them up
  DueTable due_;
  VisitPlan visits_;
  std::deque<std::pair<UrlKey, LastModified>> heard_;  // of sitemaps and feeds, not heeded yet
  uint64_t unheard_words_ = 0;                         // for which it had no room
  SeenCache seen_;
  Deferral deferral_;
  std::optional<Sweep> sweep_;
  std::set<HostNumber> resolving_;  // whose addresses are being looked up
  std::vector<bool> stored_groups_;

  Budgets budgets_;
  ScopeJudge judge_;
  bool judge_is_set_ = false;

  uint64_t sealed_sequence_;  // of the last batch that was sealed
  uint64_t gate_terms_;       // the counters have those that what was refused was last tried by
  std::optional<Filling> sealed_;
  Filling filling_;
  // Hosts that were behind from the batch with that number on, and may be still.
  std::deque<std::pair<uint64_t, HostNumber>> behind_;
  bool fenced_ = false;
};

// kFirstLane for seeds, redirects and prerequisites, kEmbedLane for what is embedded or inferred,
// kLinkLane for links.
uint8_t LaneOf(Hop hop);
// kSeed for a seed's own, which is empty.
Hop LastHop(const std::string& hop_path);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_PARTITION_FRONTIER_H_
