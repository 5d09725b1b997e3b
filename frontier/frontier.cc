#include "frontier/frontier.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "frontier/partition_frontier.h"

namespace arsip::frontier {
namespace {

constexpr size_t kHostsPerRead = 10'000;
constexpr size_t kDueInMemory = 4096;

std::string DefaultOwner() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) name[0] = '\0';
  return std::string(name.data()) + ":" + std::to_string(getpid());
}

Error Rejected(const char* what) {
  return Error{ErrorCode::kInvalidInput, std::string("frontier options: ") + what, ""};
}

Status CheckRevisits(const RevisitOptions& recrawl) {
  if (!std::is_sorted(recrawl.bursts.begin(), recrawl.bursts.end()) || recrawl.bursts.size() > 16) {
    return Rejected("recrawl.bursts must ascend, and be at most 16");
  }
  for (const RevisitRange& range : recrawl.ranges) {
    if (range.min <= Duration::zero() || range.max < range.min) {
      return Rejected("recrawl: an interval's least must be positive, and not above its most");
    }
  }
  if (recrawl.budget_share <= 0 || recrawl.budget_share > 1) {
    return Rejected("recrawl.budget_share must be above 0 and at most 1");
  }
  if (recrawl.earliest <= 0 || recrawl.earliest > 1) {
    return Rejected("recrawl.earliest must be above 0 and at most 1");
  }
  if (recrawl.visits_per_day == 0U) return Rejected("recrawl.visits_per_day must not be 0");
  return Ok();
}

Status CheckOptions(const FrontierOptions& options) {
  if (options.lease_duration <= Duration::zero() || options.lease_hard_cap <= Duration::zero()) {
    return Rejected("lease_duration and lease_hard_cap must be positive");
  }
  if (options.robots_ttl <= Duration::zero() || options.robots_retry_first <= Duration::zero()) {
    return Rejected("robots_ttl and robots_retry_first must be positive");
  }
  if (options.dormant_probe <= Duration::zero()) return Rejected("dormant_probe must be positive");
  if (options.min_host_delay > options.max_host_delay) {
    return Rejected("min_host_delay is above max_host_delay");
  }
  for (const PlatformLimit& platform : options.platforms) {
    if (platform.name.empty() || platform.domains.empty() || platform.window <= Duration::zero() ||
        platform.max_requests == uint64_t{0}) {
      return Rejected("a platform needs a name, domains, and a positive window and max_requests");
    }
  }
  ARSIP_TRY(CheckRevisits(options.recrawl));
  if (options.queue_memory_urls == 0) return Rejected("queue_memory_urls must not be 0");
  return Ok();
}

}  // namespace

Result<std::unique_ptr<Frontier>> Frontier::Open(FrontierStore& store, HostResolver& resolver,
                                                 const Clock& clock,
                                                 const FrontierOptions& options) {
  ARSIP_TRY(CheckOptions(options));
  const std::string owner = options.owner.empty() ? DefaultOwner() : options.owner;
  ARSIP_ASSIGN(const Ownership owned, store.TakeOver(options.partition, owner));
  ARSIP_ASSIGN(const FrontierCounters counters, store.LoadCounters(options.partition));
  auto frontier =
      std::make_unique<PartitionFrontier>(store, resolver, clock, options, owned, counters);
  ARSIP_TRY(frontier->Restore());
  return std::unique_ptr<Frontier>(std::move(frontier));
}

PartitionFrontier::PartitionFrontier(FrontierStore& store, HostResolver& resolver,
                                     const Clock& clock, const FrontierOptions& options,
                                     const Ownership& owned, const FrontierCounters& counters)
    : store_(store),
      resolver_(resolver),
      clock_(clock),
      options_(options),
      epoch_(owned.epoch),
      time_(clock, counters.time),
      counters_(counters),
      politeness_(options, (owned.epoch << 32) + options.partition),
      robots_(options, store),
      leases_(options.lease_duration, options.lease_hard_cap),
      due_(kDueInMemory),
      visits_(options.recrawl),
      seen_(options.seen_cache_keys),
      deferral_(options.traps),
      budgets_{options.max_pages, options.max_bytes},
      sealed_sequence_(owned.sequence),
      gate_terms_(counters.gate_terms) {
  memory_.per_queue = options.queue_memory_urls;
}

// Reads hosts, groups and open leases; URLs stay where they are until their turn comes.
Status PartitionFrontier::Restore() {
  const FrontierTime now = time_.Now();
  // Their URLs never left their queues; their workers may not know yet.
  ARSIP_ASSIGN(orphans_, store_.LoadLeases(options_.partition));
  handed_over_ = orphans_.empty() ? now : now + options_.handover_wait;
  for (;;) {
    const auto first = static_cast<HostNumber>(hosts_.size());
    ARSIP_ASSIGN(auto records, store_.LoadHosts(options_.partition, first, kHostsPerRead));
    for (HostRecord& record : records) {
      ARSIP_ASSIGN(Host* const restored, hosts_.Restore(std::move(record)));
      Host& host = *restored;
      politeness_.AddHost();
      host.queue.Restore(host.record.queued);
      deferred_ += host.record.queued[kDeferredLane];
      TakesTurns(host);
      if (ServerOf(host).record.dormant) dormant_ += host.waiting();
      if (host.is_channel()) {
        Place(ServerOf(host), now);
        continue;
      }
      SetPlatform(host);
      SetDelay(host);
      if (host.record.served) HoldServed(host, handed_over_);
      deferral_.CountHost(HostNameOf(host.record.origin));
      Place(host, now);
    }
    if (records.size() < kHostsPerRead) break;
  }
  ARSIP_ASSIGN(const auto groups, store_.LoadGroups(options_.partition));
  for (const GroupRecord& record : groups) {
    const GroupNumber group = politeness_.Group(record.address);
    politeness_.HoldGroup(group, handed_over_);
    stored_groups_.resize(group + 1);
    stored_groups_[group] = true;
  }
  ARSIP_ASSIGN(const auto platforms, store_.LoadPlatforms(options_.partition));
  for (const PlatformRecord& record : platforms) {
    politeness_.RestorePlatform(record, handed_over_);
  }
  ARSIP_ASSIGN(const auto rules, store_.LoadIgnoreRules(options_.partition));
  ARSIP_TRY(deferral_.SetIgnoreRules(rules));
  // Days have passed, or the options are others.
  if (deferred_ > 0) sweep_ = Sweep{};
  ARSIP_TRY(due_.Refill(store_, options_.partition));
  return Commit();
}

// Until then they stay stored: the next owner must wait as well.
void PartitionFrontier::EndOrphans(FrontierTime now) {
  if (orphans_.empty() || now < handed_over_) return;
  for (const LeaseRecord& lease : orphans_) {
    filling_.batch.ended.push_back({lease.epoch, lease.number});
  }
  orphans_ = {};
}

void PartitionFrontier::HoldServed(const Host& host, FrontierTime now) {
  const HostNumber number = host.record.number;
  politeness_.HoldHost(number, now);
  const GroupNumber platform = politeness_.platform_of(number);
  if (platform != kNoPlatform) politeness_.HoldGroup(platform, now);
}

Status PartitionFrontier::CheckOwned() const {
  if (!fenced_) return Ok();
  return Error{ErrorCode::kPermission, "another owner has taken the partition over",
               "partition " + std::to_string(options_.partition)};
}

}  // namespace arsip::frontier
