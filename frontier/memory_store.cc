#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "frontier/fence.h"
#include "frontier/frontier_store.h"

namespace arsip::frontier {
namespace {

struct Partition {
  Ownership owned;
  FrontierCounters counters;
  std::map<UrlKey, UrlRecord> urls;
  std::map<uint64_t, UrlKey> arrivals;
  std::map<QueuePosition, UrlKey> queue;
  std::map<HostNumber, HostRecord> hosts;
  std::map<HostNumber, RobotsRecord> robots;
  std::set<std::string> groups;
  std::map<std::string, PlatformRecord> platforms;
  std::vector<std::string> ignore_rules;
  std::set<DueEntry> due;
  std::map<FrontierBatch::LeaseName, LeaseRecord> leases;
};

std::vector<bool> InsertUnseen(const FrontierBatch& batch, Partition& partition) {
  std::vector<bool> inserted;
  inserted.reserve(batch.inserts.size());
  for (const FrontierBatch::Insert& insert : batch.inserts) {
    const bool is_new = partition.urls.emplace(insert.url.key, insert.url).second;
    inserted.push_back(is_new);
    if (is_new) partition.arrivals.emplace(insert.url.arrival, insert.url.key);
    if (is_new && insert.url.state == UrlState::kQueued) {
      partition.queue.emplace(insert.position, insert.url.key);
    }
  }
  return inserted;
}

void ApplyChanges(const FrontierBatch& batch, Partition& partition) {
  for (const UrlRecord& url : batch.updates) partition.urls[url.key] = url;
  for (const QueuePosition& position : batch.dequeued) partition.queue.erase(position);
  for (const auto& entry : batch.enqueued) partition.queue.emplace(entry.position, entry.key);
  for (const DueEntry& entry : batch.due_removed) partition.due.erase(entry);
  for (const DueEntry& entry : batch.due_added) partition.due.insert(entry);
  for (const RobotsRecord& robots : batch.robots) partition.robots[robots.host] = robots;
  for (const GroupRecord& group : batch.groups) partition.groups.insert(group.address);
  for (const PlatformRecord& platform : batch.platforms) {
    partition.platforms[platform.name] = platform;
  }
  if (batch.ignore_rules.has_value()) partition.ignore_rules = *batch.ignore_rules;
  for (const LeaseRecord& lease : batch.granted) {
    partition.leases[{lease.epoch, lease.number}] = lease;
  }
  for (const FrontierBatch::LeaseName& name : batch.ended) partition.leases.erase(name);
}

class MemoryStore : public FrontierStore {
 public:
  Result<Ownership> TakeOver(uint32_t number, std::string_view /*owner*/) override {
    Partition& partition = partitions_[number];
    ++partition.owned.epoch;
    return partition.owned;
  }

  std::vector<bool> KnownHere(uint32_t number, std::span<const UrlKey> keys) override {
    const auto& urls = partitions_[number].urls;
    std::vector<bool> known;
    known.reserve(keys.size());
    for (const UrlKey& key : keys) known.push_back(urls.contains(key));
    return known;
  }

  Result<Applied> Apply(const Fence& fence, const FrontierBatch& batch) override {
    Partition& partition = partitions_[fence.partition];
    ARSIP_ASSIGN(const FenceVerdict verdict, CheckFence(partition.owned, fence));
    Applied applied;
    applied.replayed = verdict == FenceVerdict::kReplayed;
    if (applied.replayed) return applied;
    applied.inserted = InsertUnseen(batch, partition);
    ApplyChanges(batch, partition);
    for (const HostRecord& host : batch.hosts) partition.hosts[host.number] = host;
    for (const HostCounts& counts : CountsAfter(batch, applied.inserted)) {
      partition.hosts.at(counts.number).queued = counts.queued;
    }
    partition.counters = CountersAfter(batch, applied.inserted);
    partition.owned.sequence = fence.sequence;
    return applied;
  }

  Result<FrontierCounters> LoadCounters(uint32_t number) override {
    return partitions_[number].counters;
  }

  Result<std::vector<HostRecord>> LoadHosts(uint32_t number, HostNumber first,
                                            size_t limit) override {
    const auto& hosts = partitions_[number].hosts;
    std::vector<HostRecord> found;
    for (auto it = hosts.lower_bound(first); it != hosts.end() && found.size() < limit; ++it) {
      found.push_back(it->second);
    }
    return found;
  }

  Result<std::vector<GroupRecord>> LoadGroups(uint32_t number) override {
    std::vector<GroupRecord> found;
    for (const std::string& address : partitions_[number].groups) {
      found.push_back(GroupRecord{address});
    }
    return found;
  }

  Result<std::vector<PlatformRecord>> LoadPlatforms(uint32_t number) override {
    std::vector<PlatformRecord> found;
    for (const auto& [name, platform] : partitions_[number].platforms) found.push_back(platform);
    return found;
  }

  Result<std::vector<std::string>> LoadIgnoreRules(uint32_t number) override {
    return partitions_[number].ignore_rules;
  }

  Result<std::vector<LeaseRecord>> LoadLeases(uint32_t number) override {
    std::vector<LeaseRecord> found;
    for (const auto& [name, lease] : partitions_[number].leases) found.push_back(lease);
    return found;
  }

  Result<std::vector<QueuedUrl>> LoadQueue(uint32_t number, const QueuePosition& after,
                                           size_t limit) override {
    const Partition& partition = partitions_[number];
    std::vector<QueuedUrl> found;
    for (auto it = partition.queue.upper_bound(after);
         it != partition.queue.end() && found.size() < limit; ++it) {
      if (it->first.host != after.host || it->first.lane != after.lane) break;
      found.push_back(QueuedUrl{it->first, partition.urls.at(it->second)});
    }
    return found;
  }

  Result<std::vector<DueUrl>> LoadDue(uint32_t number, const DueEntry& after,
                                      size_t limit) override {
    const Partition& partition = partitions_[number];
    std::vector<DueUrl> found;
    for (auto it = partition.due.upper_bound(after);
         it != partition.due.end() && found.size() < limit; ++it) {
      found.push_back(DueUrl{*it, partition.urls.at(it->key)});
    }
    return found;
  }

  Result<std::optional<RobotsRecord>> LoadRobots(uint32_t number, HostNumber host) override {
    const auto& robots = partitions_[number].robots;
    const auto found = robots.find(host);
    if (found == robots.end()) return std::optional<RobotsRecord>();
    return std::optional<RobotsRecord>(found->second);
  }

  Result<std::vector<std::optional<UrlRecord>>> FindUrls(uint32_t number,
                                                         std::span<const UrlKey> keys) override {
    const auto& urls = partitions_[number].urls;
    std::vector<std::optional<UrlRecord>> found;
    for (const UrlKey& key : keys) {
      const auto it = urls.find(key);
      found.push_back(it == urls.end() ? std::nullopt : std::optional<UrlRecord>(it->second));
    }
    return found;
  }

  Result<std::vector<UrlRecord>> ScanUrls(uint32_t number, uint64_t after, size_t limit) override {
    const Partition& partition = partitions_[number];
    std::vector<UrlRecord> found;
    for (auto it = partition.arrivals.upper_bound(after);
         it != partition.arrivals.end() && found.size() < limit; ++it) {
      found.push_back(partition.urls.at(it->second));
    }
    return found;
  }

 private:
  std::unordered_map<uint32_t, Partition> partitions_;
};

}  // namespace

std::unique_ptr<FrontierStore> NewMemoryStore() { return std::make_unique<MemoryStore>(); }

}  // namespace arsip::frontier
