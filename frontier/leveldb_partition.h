// LevelDbPartition: what the LevelDB store holds in memory of one partition: its record, and the
// seen set that leads from a URL's key to its record.
//
// The seen set is derived from the URLs in the database. What it lacks of them is added at
// opening; when it is missing or damaged, all of them are, which takes minutes at 1e8 URLs and
// changes no answer. Not thread-safe.
#ifndef ARSIP_FRONTIER_LEVELDB_PARTITION_H_
#define ARSIP_FRONTIER_LEVELDB_PARTITION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/key_value_store.h"
#include "base/result.h"
#include "frontier/frontier_records.h"
#include "frontier/host_counts.h"
#include "frontier/record_codec.h"
#include "frontier/seen_set.h"
#include "frontier/store_keys.h"

namespace arsip::frontier {

class LevelDbPartition {
 public:
  // Moves URLs of version 1 to where version 2 has them. `store` outlives it.
  static Result<std::unique_ptr<LevelDbPartition>> Open(KeyValueStore& store,
                                                        const std::string& directory,
                                                        uint32_t number, size_t seen_table_entries);

  // As in the database; whoever writes a batch keeps it so.
  PartitionRecord record;

  // Of hosts whose own rows may count less. Valid until the next call of anything.
  Result<const CountsByHost*> Counts();

  // After a write with an unknown outcome: reads again what the database says.
  Status Refresh();

  // Before a batch is made: has room for it.
  Status Tend();
  // For each key, true: it is known. What cannot be read is not.
  std::vector<bool> Known(std::span<const UrlKey> keys);
  // For each insert: it is not known. kInvalidInput: one has an arrival that was used before.
  Result<std::vector<bool>> New(const std::vector<FrontierBatch::Insert>& inserts);
  // The batch was written.
  void Remember(const std::vector<FrontierBatch::Insert>& inserts,
                const std::vector<bool>& inserted);

  // nullopt: not known.
  Result<std::optional<UrlRecord>> Find(const UrlKey& key);
  // kCorruption: there is none.
  Result<UrlRecord> At(uint64_t arrival);

  const SeenSet& seen() const { return *seen_; }

 private:
  LevelDbPartition(KeyValueStore& store, const std::string& directory, uint32_t number,
                   size_t seen_table_entries);
  // Puts what a row of an old table has become.
  using Move = std::function<Status(std::string_view key, std::string_view value, WriteBatch&)>;
  Status MoveAll(Table old, const Move& move);
  Status MoveOldUrls();
  Status MoveOldQueues();
  Status OpenSeen();
  Status AddUnseen();
  Status RebuildSeen();
  // The keys of inserts that are not in unknown_, in their order.
  std::vector<UrlKey> NotAskedFor(const std::vector<FrontierBatch::Insert>& inserts) const;
  // Of each key; 0: not known.
  Result<std::vector<uint64_t>> ArrivalsOf(std::span<const UrlKey> keys);

  KeyValueStore& store_;
  const std::string directory_;
  const uint32_t number_;
  const size_t seen_table_entries_;
  const SeenSet::Keep keep_;
  std::unique_ptr<SeenSet> seen_;
  std::vector<UrlKey> unknown_;  // as Known() said, in that order, and since then nothing was added
  CountsByHost counts_;
  std::pair<uint64_t, uint64_t> counts_rows_;  // the batches that counts_ is of, from, to
};

// The rows of a partition's URLs, in the order of their arrivals; the queues between them are left
// out. Not thread-safe; must be destroyed before the store.
class UrlRows {
 public:
  // At the first one whose arrival is not before `first`.
  static Result<std::unique_ptr<UrlRows>> Open(KeyValueStore& store, uint32_t partition,
                                               uint64_t first);
  bool Valid() const { return arrival_.has_value(); }
  void Next();
  // REQUIRES: Valid(). The view is valid until Next().
  uint64_t arrival() const { return *arrival_; }
  std::string_view value() const { return it_->value(); }
  // Not OK when they ended because of an error.
  Status status() const;

 private:
  UrlRows(uint32_t partition, std::unique_ptr<KeyValueStore::Iterator> it)
      : partition_(partition), prefix_(TablePrefix(Table::kUrls, partition)), it_(std::move(it)) {}
  // On the next URL, when it is on something else.
  void Settle();

  const uint32_t partition_;
  const std::string prefix_;
  std::unique_ptr<KeyValueStore::Iterator> it_;
  std::optional<uint64_t> arrival_;  // nullopt: at the end
  bool damaged_ = false;
};

// The value of a URL's row: its key, then its record.
std::string EncodeStoredUrl(const UrlRecord& url);
Result<UrlRecord> DecodeStoredUrl(std::string_view value);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_LEVELDB_PARTITION_H_
