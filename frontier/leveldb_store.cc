#include <functional>
#include <unordered_map>
#include <utility>

#include "base/key_value_store.h"
#include "frontier/fence.h"
#include "frontier/frontier_store.h"
#include "frontier/record_codec.h"
#include "frontier/store_keys.h"

namespace arsip::frontier {
namespace {

Error Located(Error error, std::string where) {
  if (error.where.empty()) error.where = std::move(where);
  return error;
}

// Every Apply is one WriteBatch, the partition's own record included: a crash leaves all of it or
// none.
class LevelDbStore : public FrontierStore {
 public:
  LevelDbStore(std::unique_ptr<KeyValueStore> store, std::string directory)
      : store_(std::move(store)), directory_(std::move(directory)) {}

  Result<Ownership> TakeOver(uint32_t partition, std::string_view owner) override {
    ARSIP_ASSIGN(PartitionRecord record, LoadPartition(partition));
    ++record.epoch;
    record.owner = owner;
    WriteBatch batch;
    batch.Put(TablePrefix(Table::kPartition, partition), EncodePartition(record));
    ARSIP_TRY(Write(partition, batch, std::move(record)));
    const PartitionRecord& held = held_.at(partition);
    return Ownership{held.epoch, held.sequence};
  }

  Result<Applied> Apply(const Fence& fence, const FrontierBatch& batch) override;

  Result<FrontierCounters> LoadCounters(uint32_t partition) override {
    ARSIP_ASSIGN(const PartitionRecord record, LoadPartition(partition));
    return record.counters;
  }

  Result<std::vector<HostRecord>> LoadHosts(uint32_t partition, HostNumber first,
                                            size_t limit) override {
    std::vector<HostRecord> hosts;
    const auto add = [&](std::string_view key, std::string_view value) -> Status {
      const auto number = ParseHostKey(key);
      if (!number.has_value()) return Damaged("host");
      ARSIP_ASSIGN(HostRecord host, DecodeHost(*number, value));
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
    std::string prefix = QueueKey(partition, after);
    prefix.resize(prefix.size() - 8);
    const std::string begin =
        QueueKey(partition, QueuePosition{after.host, after.lane, after.arrival + 1});
    std::vector<QueuedUrl> urls;
    const auto add = [&](std::string_view key, std::string_view value) -> Status {
      const auto position = ParseQueueKey(key);
      if (!position.has_value()) return Damaged("queue entry");
      ARSIP_ASSIGN(const UrlKey url_key, UrlKey::FromBytes(value));
      ARSIP_ASSIGN(UrlRecord url, MustFind(partition, url_key));
      urls.push_back(QueuedUrl{*position, std::move(url)});
      return Ok();
    };
    ARSIP_TRY(Scan(prefix, begin, limit, add));
    return urls;
  }

  Result<std::vector<DueUrl>> LoadDue(uint32_t partition, const DueEntry& after,
                                      size_t limit) override {
    std::vector<DueUrl> urls;
    const auto add = [&](std::string_view key, std::string_view /*value*/) -> Status {
      const auto entry = ParseDueKey(key);
      if (!entry.has_value()) return Damaged("due entry");
      ARSIP_ASSIGN(UrlRecord url, MustFind(partition, entry->key));
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
    std::vector<std::optional<UrlRecord>> urls;
    urls.reserve(keys.size());
    for (const UrlKey& key : keys) {
      ARSIP_ASSIGN(const auto value, store_->Get(UrlStoreKey(partition, key)));
      urls.emplace_back();
      if (!value.has_value()) continue;
      ARSIP_ASSIGN(urls.back(), DecodeUrl(key, *value));
    }
    return urls;
  }

  Result<std::vector<UrlRecord>> ScanUrls(uint32_t partition, std::optional<UrlKey> after,
                                          size_t limit) override {
    const std::string prefix = TablePrefix(Table::kUrls, partition);
    std::vector<UrlRecord> urls;
    const auto add = [&](std::string_view key, std::string_view value) -> Status {
      const auto url_key = ParseUrlStoreKey(key);
      if (!url_key.has_value()) return Damaged("URL");
      ARSIP_ASSIGN(UrlRecord url, DecodeUrl(*url_key, value));
      urls.push_back(std::move(url));
      return Ok();
    };
    const std::string begin = after.has_value() ? UrlStoreKey(partition, *after) + '\0' : prefix;
    ARSIP_TRY(Scan(prefix, begin, limit, add));
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

  Result<UrlRecord> MustFind(uint32_t partition, const UrlKey& key) {
    ARSIP_ASSIGN(const auto value, store_->Get(UrlStoreKey(partition, key)));
    if (!value.has_value()) return Damaged("queued URL");
    return DecodeUrl(key, *value);
  }

  // Read once; afterwards only this store changes it.
  Result<PartitionRecord> LoadPartition(uint32_t partition) {
    if (const auto held = held_.find(partition); held != held_.end()) return held->second;
    ARSIP_ASSIGN(const auto value, store_->Get(TablePrefix(Table::kPartition, partition)));
    PartitionRecord record;
    if (value.has_value()) {
      ARSIP_ASSIGN(record, DecodePartition(*value));
    }
    held_[partition] = record;
    return record;
  }

  Status Write(uint32_t partition, const WriteBatch& batch, PartitionRecord record) {
    if (auto status = store_->Write(batch, KeyValueStore::Sync::kYes); !status.has_value()) {
      // Whether the batch survives is known only to the database now.
      held_.erase(partition);
      return Located(std::move(status.error()), directory_);
    }
    held_[partition] = std::move(record);
    return Ok();
  }

  Result<std::vector<bool>> PutInserts(uint32_t partition, const FrontierBatch& batch,
                                       WriteBatch& out);
  void PutChanges(uint32_t partition, const FrontierBatch& batch, WriteBatch& out);

  std::unique_ptr<KeyValueStore> store_;
  const std::string directory_;
  std::unordered_map<uint32_t, PartitionRecord> held_;
};

Result<std::vector<bool>> LevelDbStore::PutInserts(uint32_t partition, const FrontierBatch& batch,
                                                   WriteBatch& out) {
  std::vector<bool> inserted;
  inserted.reserve(batch.inserts.size());
  for (const FrontierBatch::Insert& insert : batch.inserts) {
    const std::string key = UrlStoreKey(partition, insert.url.key);
    ARSIP_ASSIGN(const auto known, store_->Get(key));
    inserted.push_back(!known.has_value());
    if (known.has_value()) continue;
    out.Put(key, EncodeUrl(insert.url));
    if (insert.url.state != UrlState::kQueued) continue;
    out.Put(QueueKey(partition, insert.position), insert.url.key.view());
  }
  return inserted;
}

void LevelDbStore::PutChanges(uint32_t partition, const FrontierBatch& batch, WriteBatch& out) {
  for (const UrlRecord& url : batch.updates) {
    out.Put(UrlStoreKey(partition, url.key), EncodeUrl(url));
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
  for (const LeaseRecord& lease : batch.granted) {
    out.Put(LeaseKey(partition, {lease.epoch, lease.number}), EncodeLease(lease));
  }
  for (const auto& name : batch.ended) out.Delete(LeaseKey(partition, name));
}

Result<Applied> LevelDbStore::Apply(const Fence& fence, const FrontierBatch& batch) {
  ARSIP_ASSIGN(PartitionRecord record, LoadPartition(fence.partition));
  const Ownership owned{record.epoch, record.sequence};
  ARSIP_ASSIGN(const FenceVerdict verdict, CheckFence(owned, fence));
  Applied applied;
  applied.replayed = verdict == FenceVerdict::kReplayed;
  if (applied.replayed) return applied;

  WriteBatch out;
  ARSIP_ASSIGN(applied.inserted, PutInserts(fence.partition, batch, out));
  PutChanges(fence.partition, batch, out);
  for (const HostRecord& host : HostsAfter(batch, applied.inserted)) {
    out.Put(HostKey(fence.partition, host.number), EncodeHost(host));
  }
  record.sequence = fence.sequence;
  record.counters = CountersAfter(batch, applied.inserted);
  out.Put(TablePrefix(Table::kPartition, fence.partition), EncodePartition(record));
  ARSIP_TRY(Write(fence.partition, out, std::move(record)));
  return applied;
}

}  // namespace

Result<std::unique_ptr<FrontierStore>> OpenLevelDbStore(const std::string& directory) {
  KeyValueStoreOptions options;
  options.write_buffer_bytes = 16u << 20;
  options.block_cache_bytes = 32u << 20;
  ARSIP_ASSIGN(auto store, KeyValueStore::Open(directory, options));
  return std::unique_ptr<FrontierStore>(
      std::make_unique<LevelDbStore>(std::move(store), directory));
}

}  // namespace arsip::frontier
