// PartitionFrontier: the Frontier of one partition, over any FrontierStore. frontier.h is its
// contract; docs/url_lifecycle.md tells what happens to a URL here. One source file a concern:
//   frontier.cc     opening: taking the partition over, restoring hosts and waits
//   discovery.cc    URLs that pages name; recrawl
//   grant.cc        who is served next: addresses, robots.txt, leases
//   completion.cc   how a lease ends, and what that does to its URL
//   back_off.cc     what answers and silences do to a host
//   robots_fetch.cc how a fetch of robots.txt ends
//   commit.cc       the batch: sealing, applying, what it makes visible
//   explanation.cc  progress, and the one reason for everything
#ifndef ARSIP_FRONTIER_PARTITION_FRONTIER_H_
#define ARSIP_FRONTIER_PARTITION_FRONTIER_H_

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "frontier/due_table.h"
#include "frontier/frontier.h"
#include "frontier/frontier_options.h"
#include "frontier/frontier_records.h"
#include "frontier/frontier_store.h"
#include "frontier/host_resolver.h"
#include "frontier/host_table.h"
#include "frontier/lease_table.h"
#include "frontier/politeness.h"
#include "frontier/robots_gate.h"
#include "frontier/seen_cache.h"
#include "frontier/time_line.h"

namespace arsip::frontier {

class PartitionFrontier : public Frontier {
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

 private:
  // A batch that is being filled, and what becomes visible once it is applied.
  struct Filling {
    FrontierBatch batch;
    std::vector<QueuedUrl> moved;     // into queues; batch.enqueued says it to the store
    std::vector<DueUrl> postponed;    // into the due table, likewise
    std::vector<HostNumber> hosts;    // whose records changed
    std::set<GroupNumber> platforms;  // likewise
    std::unordered_set<UrlKey, UrlKeyHash> inserting;
    bool empty() const { return batch.empty() && hosts.empty(); }
  };

  Status CheckOwned() const;
  void EndOrphans(FrontierTime now);
  // Its last response ended before this frontier was: the full delays count from now.
  void HoldServed(const Host& host, FrontierTime now);

  // discovery.cc
  void Insert(const DiscoveredUrl& found, const UrlKey& key);
  Host& HostOf(const Url& url);
  Status Requeue(UrlRecord url);

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
  std::optional<FrontierTime> WishOf(const Host& host, FrontierTime now) const;
  bool BudgetAllows() const;

  // completion.cc
  OpenLease CloseLease(uint64_t number, FrontierTime now);
  void CompletePage(Host& host, QueuedUrl page, const OpenLease& lease, const Outcome& outcome,
                    FrontierTime now);
  void Retry(Host& host, QueuedUrl page, const Outcome& outcome, FrontierTime now);
  // The URL leaves its queue for good, in a final state.
  void Settle(Host& host, QueuedUrl page, UrlState state, Refusal refusal, std::string detail);
  void PutBack(Host& host, QueuedUrl page);
  void ExpireLeases(FrontierTime now);
  void TakeBack(uint64_t number, bool expired, FrontierTime now);

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

  // commit.cc
  uint64_t filling_sequence() const { return sealed_sequence_ + 1; }
  void Touch(Host& host);
  void Seal();
  Status ApplySealed();
  Result<std::vector<bool>> FindInserted(const FrontierBatch& batch);
  void ShowApplied(Filling applied, const std::vector<bool>& inserted);
  QueuePosition NextPosition(HostNumber host, size_t lane);
  // Changes what Host::waiting() counts; keeps the count of dormant URLs right.
  template <class Change>
  void Recount(Host& host, Change change) {
    if (host.record.dormant) dormant_ -= host.waiting();
    change();
    if (host.record.dormant) dormant_ += host.waiting();
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

  FrontierStore& store_;
  HostResolver& resolver_;
  const Clock& clock_;
  const FrontierOptions options_;
  const uint64_t epoch_;
  const TimeLine time_;
  FrontierCounters counters_;  // of everything applied or filling, inserts that are filling apart
  uint64_t dormant_ = 0;       // waiting URLs of dormant hosts

  HostTable hosts_;
  QueueMemory memory_;
  Politeness politeness_;
  RobotsGate robots_;
  LeaseTable leases_;
  std::vector<LeaseRecord> orphans_;  // leases of earlier owners
  FrontierTime handed_over_{};        // from then on their workers have given them up
  DueTable due_;
  SeenCache seen_;
  std::set<HostNumber> resolving_;  // whose addresses are being looked up
  std::vector<bool> stored_groups_;

  uint64_t sealed_sequence_;  // of the last batch that was sealed
  std::optional<Filling> sealed_;
  Filling filling_;
  bool fenced_ = false;
};

// 0 for seeds, redirects and prerequisites, 1 for what is embedded or inferred, 2 for links.
size_t LaneOf(Hop hop);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_PARTITION_FRONTIER_H_
