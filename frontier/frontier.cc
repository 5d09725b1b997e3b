#include "frontier/frontier.h"

#include <unistd.h>

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

Status CheckOptions(const FrontierOptions& options) {
  const auto reject = [](const char* what) {
    return Error{ErrorCode::kInvalidInput, std::string("frontier options: ") + what, ""};
  };
  if (options.lease_duration <= Duration::zero() || options.lease_hard_cap <= Duration::zero()) {
    return reject("lease_duration and lease_hard_cap must be positive");
  }
  if (options.robots_ttl <= Duration::zero() || options.robots_retry_first <= Duration::zero()) {
    return reject("robots_ttl and robots_retry_first must be positive");
  }
  if (options.dormant_probe <= Duration::zero()) return reject("dormant_probe must be positive");
  if (options.min_host_delay > options.max_host_delay) {
    return reject("min_host_delay is above max_host_delay");
  }
  for (const PlatformLimit& platform : options.platforms) {
    if (platform.name.empty() || platform.domains.empty() || platform.window <= Duration::zero() ||
        platform.max_requests == uint64_t{0}) {
      return reject("a platform needs a name, domains, and a positive window and max_requests");
    }
  }
  if (options.queue_memory_urls == 0) return reject("queue_memory_urls must not be 0");
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
      time_(clock, counters.now),
      counters_(counters),
      politeness_(options, (owned.epoch << 32) + options.partition),
      robots_(options, store),
      leases_(options.lease_duration, options.lease_hard_cap),
      due_(kDueInMemory),
      seen_(options.seen_cache_keys),
      sealed_sequence_(owned.sequence) {
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
      if (record.number != hosts_.size()) {
        return Error{ErrorCode::kCorruption, "the record of a host is missing",
                     "host " + std::to_string(hosts_.size())};
      }
      Host& host = hosts_.Add(std::move(record));
      politeness_.AddHost();
      SetPlatform(host);
      SetDelay(host);
      if (host.record.served) HoldServed(host, handed_over_);
      host.queue.Restore(host.record.queued);
      if (host.record.dormant) dormant_ += host.waiting();
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
