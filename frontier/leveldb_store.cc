#include <algorithm>
#include <functional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/key_value_store.h"
#include "frontier/fence.h"
#include "frontier/frontier_store.h"
#include "frontier/host_counts.h"
#include "frontier/leveldb_partition.h"
#include "frontier/record_codec.h"
#include "frontier/store_keys.h"

namespace arsip::frontier {
namespace {

// The first arrival that `lane`'s next place may have, when `found`, of another queue or a URL, is
// the first key of the table from it on. nullopt: `found` is neither.
std::optional<uint64_t> NextArrival(const QueuePosition& lane, std::string_view found) {
  if (const auto url = ParseUrlStoreKey(found)) return QueuePartBegin(QueuePartOf(*url));
  const auto other = ParseQueueKey(found);
  if (!other.has_value()) return std::nullopt;
  const uint64_t part = QueuePartOf(other->arrival);
  const bool before = std::pair(other->host, other->lane) < std::pair(lane.host, lane.lane);
  return QueuePartBegin(before && part > QueuePartOf(lane.arrival) ? part : part + 1);
}

Error Located(Error error, std::string where) {
  if (error.where.empty()) error.where = std::move(where);
  return error;
}

// Every Apply is one WriteBatch, the partition's own record included: a crash leaves all of it or
// none.
class LevelDbStore : public FrontierStore {
 public:
  LevelDbStore(std::unique_ptr<KeyValueStore> store, std::string directory,
               size_t seen_table_entries)
      : store_(std::move(store)),
        directory_(std::move(directory)),
        seen_table_entries_(seen_table_entries) {}

  Result<Ownership> TakeOver(uint32_t partition, std::string_view owner) override {
    ARSIP_ASSIGN(LevelDbPartition* const held, Held(partition));
    PartitionRecord record = held->record;
    ++record.epoch;
    record.owner = owner;
    WriteBatch batch;
    // The owner that knew which counts are not in the hosts' own rows yet is gone.
    if (auto folded = FoldCounts(*store_, partition, batch); !folded.has_value()) {
      return Located(std::move(folded.error()), directory_);
    }
    record.counts_from = record.sequence + 1;
    batch.Put(TablePrefix(Table::kPartition, partition), EncodePartition(record));
    ARSIP_TRY(Write(partition, batch, std::move(record)));
    return Ownership{held->record.epoch, held->record.sequence};
  }

  std::vector<bool> KnownHere(uint32_t partition, std::span<const UrlKey> keys) override {
    auto held = Held(partition);
    return held.has_value() ? (*held)->Known(keys) : std::vector<bool>(keys.size());
  }

  Result<Applied> Apply(const Fence& fence, const FrontierBatch& batch) override;

  Result<FrontierCounters> LoadCounters(uint32_t partition) override {
    ARSIP_ASSIGN(const LevelDbPartition* const held, Held(partition));
    return held->record.counters;
  }

  Result<std::vector<HostRecord>> LoadHosts(uint32_t partition, HostNumber first,
                                            size_t limit) override {
    ARSIP_ASSIGN(LevelDbPartition* const held, Held(partition));
    auto counts = held->Counts();
    if (!counts.has_value()) return Located(std::move(counts.error()), directory_);
    std::vector<HostRecord> hosts;
    const auto add = [&](std::string_view key, std::string_view value) -> Status {
      const auto number = ParseHostKey(key);
      if (!number.has_value()) return Damaged("host");
      ARSIP_ASSIGN(HostRecord host, DecodeHost(*number, value));
      const auto counted = (*counts)->find(*number);
      if (counted != (*counts)->end()) host.queued = counted->second;
      hosts.push_back(std::move(host));
      return Ok();
    };
    ARSIP_TRY(Scan(TablePrefix(Table::kHosts, partition), HostKey(partition, first), limit, add));
    return hosts;
  }

  Result<std::vector<GroupRecord>> LoadGroups(uint32_t partition) override {
    std::vector<GroupRecord> groups;
    const std::string prefix = TablePrefix(Table::kGroups, partition);
    const auto add = [&](std::string_view key, std::string_view /*value*/) -> Status {
      auto address = ParseGroupKey(key);
      if (!address.has_value()) return Damaged("group");
      groups.push_back(GroupRecord{std::move(*address)});
      return Ok();
    };
    ARSIP_TRY(Scan(prefix, prefix, SIZE_MAX, add));
    return groups;
  }

  Result<std::vector<PlatformRecord>> LoadPlatforms(uint32_t partition) override {
    std::vector<PlatformRecord> platforms;
    const std::string prefix = TablePrefix(Table::kPlatforms, partition);
    const auto add = [&](std::string_view key, std::string_view value) -> Status {
      const auto name = ParsePlatformKey(key);
      if (!name.has_value()) return Damaged("platform");
      ARSIP_ASSIGN(PlatformRecord platform, DecodePlatform(*name, value));
      platforms.push_back(std::move(platform));
      return Ok();
    };
    ARSIP_TRY(Scan(prefix, prefix, SIZE_MAX, add));
    return platforms;
  }

  Result<std::vector<std::string>> LoadIgnoreRules(uint32_t partition) override {
    ARSIP_ASSIGN(const auto value, store_->Get(TablePrefix(Table::kIgnoreRules, partition)));
    if (!value.has_value()) return std::vector<std::string>();
    return DecodeIgnoreRules(*value);
  }

  Result<std::vector<LeaseRecord>> LoadLeases(uint32_t partition) override {
    std::vector<LeaseRecord> leases;
    const std::string prefix = TablePrefix(Table::kLeases, partition);
    const auto add = [&](std::string_view key, std::string_view value) -> Status {
      const auto name = ParseLeaseKey(key);
      if (!name.has_value()) return Damaged("lease");
      ARSIP_ASSIGN(LeaseRecord lease, DecodeLease(name->epoch, name->number, value));
      leases.push_back(std::move(lease));
      return Ok();
    };
    ARSIP_TRY(Scan(prefix, prefix, SIZE_MAX, add));
    return leases;
  }

  Result<std::vector<QueuedUrl>> LoadQueue(uint32_t partition, const QueuePosition& after,
                                           size_t limit) override {
    ARSIP_ASSIGN(LevelDbPartition* const held, Held(partition));
    std::vector<QueuedUrl> urls;
    QueuePosition next{after.host, after.lane, after.arrival + 1};
    const std::string table = TablePrefix(Table::kUrls, partition);
    ARSIP_ASSIGN(const auto it, store_->NewIterator());
    it->Seek(QueueKey(partition, next));
    while (urls.size() < limit && it->Valid() && it->key().starts_with(table)) {
      const auto position = ParseQueueKey(it->key());
      if (position.has_value() && position->host == next.host && position->lane == next.lane) {
        auto url = UrlOfEntry(*held, position->arrival, it->value());
        if (!url.has_value()) return Located(std::move(url.error()), directory_);
        urls.push_back(QueuedUrl{*position, std::move(*url)});
        it->Next();
        continue;
      }
      const auto arrival = NextArrival(next, it->key());
      if (!arrival.has_value()) return Damaged("queue entry");
      if (*arrival <= next.arrival) break;  // past the last one that there can be
      next.arrival = *arrival;
      it->Seek(QueueKey(partition, next));
    }
    ARSIP_TRY(it->status());
    return urls;
  }

  Result<std::vector<DueUrl>> LoadDue(uint32_t partition, const DueEntry& after,
                                      size_t limit) override {
    ARSIP_ASSIGN(LevelDbPartition* const held, Held(partition));
    std::vector<DueUrl> urls;
    const auto add = [&](std::string_view key, std::string_view /*value*/) -> Status {
      const auto entry = ParseDueKey(key);
      if (!entry.has_value()) return Damaged("due entry");
      ARSIP_ASSIGN(UrlRecord url, MustFind(*held, entry->key));
      urls.push_back(DueUrl{*entry, std::move(url)});
      return Ok();
    };
    // The smallest key above `after`'s own.
    const std::string begin = DueKey(partition, after) + '\0';
    ARSIP_TRY(Scan(TablePrefix(Table::kDue, partition), begin, limit, add));
    return urls;
  }

  Result<std::optional<RobotsRecord>> LoadRobots(uint32_t partition, HostNumber host) override {
    ARSIP_ASSIGN(const auto value, store_->Get(RobotsKey(partition, host)));
    if (!value.has_value()) return std::optional<RobotsRecord>();
    ARSIP_ASSIGN(RobotsRecord robots, DecodeRobots(host, *value));
    return std::optional<RobotsRecord>(std::move(robots));
  }

  Result<std::vector<std::optional<UrlRecord>>> FindUrls(uint32_t partition,
                                                         std::span<const UrlKey> keys) override {
    ARSIP_ASSIGN(LevelDbPartition* const held, Held(partition));
    std::vector<std::optional<UrlRecord>> urls;
    urls.reserve(keys.size());
    for (const UrlKey& key : keys) {
      ARSIP_ASSIGN(auto url, held->Find(key));
      urls.push_back(std::move(url));
    }
    return urls;
  }

  Result<std::vector<UrlRecord>> ScanUrls(uint32_t partition, uint64_t after,
                                          size_t limit) override {
    ARSIP_TRY(Held(partition));
    std::vector<UrlRecord> urls;
    ARSIP_ASSIGN(const auto rows, UrlRows::Open(*store_, partition, after + 1));
    for (; urls.size() < limit && rows->Valid(); rows->Next()) {
      auto url = DecodeStoredUrl(rows->value());
      if (!url.has_value()) return Located(std::move(url.error()), directory_);
      urls.push_back(std::move(*url));
    }
    ARSIP_TRY(rows->status());
    return urls;
  }

 private:
  using Visit = std::function<Status(std::string_view key, std::string_view value)>;

  Error Damaged(const char* record) const {
    return Error{ErrorCode::kCorruption,
                 std::string("the frontier's record of a ") + record + " is damaged", directory_};
  }

  // At most `limit` entries from `begin` on whose keys start with `prefix`.
  Status Scan(std::string_view prefix, std::string_view begin, size_t limit, const Visit& visit) {
    ARSIP_ASSIGN(const auto it, store_->NewIterator());
    size_t visited = 0;
    for (it->Seek(begin); visited < limit && it->Valid() && it->key().starts_with(prefix);
         it->Next()) {
      if (auto status = visit(it->key(), it->value()); !status.has_value()) {
        return Located(std::move(status.error()), directory_);
      }
      ++visited;
    }
    return it->status();
  }

  Result<UrlRecord> MustFind(LevelDbPartition& partition, const UrlKey& key) {
    ARSIP_ASSIGN(auto url, partition.Find(key));
    if (!url.has_value()) return Damaged("queued URL");
    return std::move(*url);
  }

  // Of a queue entry whose place has `arrival`.
  Result<UrlRecord> UrlOfEntry(LevelDbPartition& partition, uint64_t arrival,
                               std::string_view value) {
    if (value.empty()) return partition.At(arrival);
    ARSIP_ASSIGN(const UrlKey key, UrlKey::FromBytes(value));
    return MustFind(partition, key);
  }

  // Opened once; afterwards only this store changes it.
  Result<LevelDbPartition*> Held(uint32_t number) {
    Holding& holding = held_[number];
    if (holding.partition == nullptr) {
      ARSIP_ASSIGN(holding.partition,
                   LevelDbPartition::Open(*store_, directory_, number, seen_table_entries_));
    } else if (holding.stale) {
      ARSIP_TRY(holding.partition->Refresh());
    }
    holding.stale = false;
    return holding.partition.get();
  }

  // REQUIRES: Held(number) was called.
  Status Write(uint32_t number, const WriteBatch& batch, PartitionRecord record) {
    Holding& holding = held_[number];
    if (auto status = store_->Write(batch, KeyValueStore::Sync::kYes); !status.has_value()) {
      // Whether the batch survives is known only to the database now.
      holding.stale = true;
      return Located(std::move(status.error()), directory_);
    }
    holding.partition->record = std::move(record);
    return Ok();
  }

  static void PutInserts(uint32_t partition, const FrontierBatch& batch,
                         const std::vector<bool>& inserted, WriteBatch& out);
  void PutChanges(uint32_t partition, const FrontierBatch& batch, WriteBatch& out);
  static void PutHosts(const Fence& fence, const FrontierBatch& batch,
                       const std::vector<HostCounts>& counts, WriteBatch& out);

  std::unique_ptr<KeyValueStore> store_;
  const std::string directory_;
  const size_t seen_table_entries_;
  WriteBatch out_;  // of Apply
  struct Holding {
    std::unique_ptr<LevelDbPartition> partition;
    bool stale = false;
  };
  std::unordered_map<uint32_t, Holding> held_;  // destroyed before store_, which they read
};

void LevelDbStore::PutInserts(uint32_t partition, const FrontierBatch& batch,
                              const std::vector<bool>& inserted, WriteBatch& out) {
  std::vector<const FrontierBatch::Insert*> queued;
  for (size_t i = 0; i < inserted.size(); ++i) {
    if (!inserted[i]) continue;
    const FrontierBatch::Insert& insert = batch.inserts[i];
    out.Put(UrlStoreKey(partition, insert.url.arrival), EncodeStoredUrl(insert.url));
    if (insert.url.state == UrlState::kQueued) queued.push_back(&insert);
  }
  // In the order of their keys: each is then put in near the one before, and the way there in
  // LevelDB's list of recent rows is in the processor's cache.
  std::sort(queued.begin(), queued.end(), [](const auto* a, const auto* b) {
    const auto order = [](const QueuePosition& place) {
      return std::tuple(place.host, place.lane, place.arrival);
    };
    return order(a->position) < order(b->position);
  });
  for (const FrontierBatch::Insert* insert : queued) {
    const bool at_its_arrival = insert->position.arrival == insert->url.arrival;
    out.Put(QueueKey(partition, insert->position),
            at_its_arrival ? std::string_view() : insert->url.key.view());
  }
}

void LevelDbStore::PutChanges(uint32_t partition, const FrontierBatch& batch, WriteBatch& out) {
  for (const UrlRecord& url : batch.updates) {
    out.Put(UrlStoreKey(partition, url.arrival), EncodeStoredUrl(url));
  }
  for (const QueuePosition& position : batch.dequeued) out.Delete(QueueKey(partition, position));
  for (const auto& entry : batch.enqueued) {
    out.Put(QueueKey(partition, entry.position), entry.key.view());
  }
  for (const DueEntry& entry : batch.due_removed) out.Delete(DueKey(partition, entry));
  for (const DueEntry& entry : batch.due_added) out.Put(DueKey(partition, entry), "");
  for (const RobotsRecord& robots : batch.robots) {
    out.Put(RobotsKey(partition, robots.host), EncodeRobots(robots));
  }
  for (const GroupRecord& group : batch.groups) out.Put(GroupKey(partition, group.address), "");
  for (const PlatformRecord& platform : batch.platforms) {
    out.Put(PlatformKey(partition, platform.name), EncodePlatform(platform));
  }
  if (batch.ignore_rules.has_value()) {
    out.Put(TablePrefix(Table::kIgnoreRules, partition), EncodeIgnoreRules(*batch.ignore_rules));
  }
  for (const LeaseRecord& lease : batch.granted) {
    out.Put(LeaseKey(partition, {lease.epoch, lease.number}), EncodeLease(lease));
  }
  for (const auto& name : batch.ended) out.Delete(LeaseKey(partition, name));
}

// The counts of all of its hosts, also of those with rows of their own: they are the latest word on
// them, whatever an earlier batch's counts say.
void LevelDbStore::PutHosts(const Fence& fence, const FrontierBatch& batch,
                            const std::vector<HostCounts>& counts, WriteBatch& out) {
  if (!counts.empty()) out.Put(CountsKey(fence.partition, fence.sequence), EncodeCounts(counts));
  for (const HostRecord& host : batch.hosts) {
    const auto own = std::ranges::lower_bound(counts, host.number, {}, &HostCounts::number);
    out.Put(HostKey(fence.partition, host.number), EncodeHost(host, own->queued));
  }
}

Result<Applied> LevelDbStore::Apply(const Fence& fence, const FrontierBatch& batch) {
  ARSIP_ASSIGN(LevelDbPartition* const held, Held(fence.partition));
  PartitionRecord record = held->record;
  const Ownership owned{record.epoch, record.sequence};
  ARSIP_ASSIGN(const FenceVerdict verdict, CheckFence(owned, fence));
  Applied applied;
  applied.replayed = verdict == FenceVerdict::kReplayed;
  if (applied.replayed) return applied;

  ARSIP_TRY(held->Tend());
  ARSIP_ASSIGN(applied.inserted, held->New(batch.inserts));
  out_.Clear();  // keeps its memory
  WriteBatch& out = out_;
  PutInserts(fence.partition, batch, applied.inserted, out);
  PutChanges(fence.partition, batch, out);
  PutHosts(fence, batch, CountsAfter(batch, applied.inserted), out);
  for (; record.counts_from < batch.counts_from; ++record.counts_from) {
    out.Delete(CountsKey(fence.partition, record.counts_from));
  }
  record.sequence = fence.sequence;
  record.counters = CountersAfter(batch, applied.inserted);
  out.Put(TablePrefix(Table::kPartition, fence.partition), EncodePartition(record));
  ARSIP_TRY(Write(fence.partition, out, std::move(record)));
  held->Remember(batch.inserts, applied.inserted);
  return applied;
}

}  // namespace

Result<std::unique_ptr<FrontierStore>> OpenLevelDbStore(const std::string& directory,
                                                        size_t seen_table_entries) {
  KeyValueStoreOptions options;
  options.write_buffer_bytes = 16u << 20;
  options.block_cache_bytes = 32u << 20;
  // At 1e8 URLs there are 2,000 tables of this size. Which keys are known says the seen set.
  options.table_bytes = 8u << 20;
  options.bloom_bits_per_key = 0;
  ARSIP_ASSIGN(auto store, KeyValueStore::Open(directory, options));
  return std::unique_ptr<FrontierStore>(
      std::make_unique<LevelDbStore>(std::move(store), directory, seen_table_entries));
}

}  // namespace arsip::frontier
