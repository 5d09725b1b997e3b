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
#include <vector>

#include "base/key_value_store.h"
#include "base/result.h"
#include "frontier/frontier_records.h"
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
  // Of each key; 0: not known.
  Result<std::vector<uint64_t>> ArrivalsOf(std::span<const UrlKey> keys);

  KeyValueStore& store_;
  const std::string directory_;
  const uint32_t number_;
  const size_t seen_table_entries_;
  const SeenSet::Keep keep_;
  std::unique_ptr<SeenSet> seen_;
};

// The value of a URL's row: its key, then its record.
std::string EncodeStoredUrl(const UrlRecord& url);
Result<UrlRecord> DecodeStoredUrl(std::string_view value);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_LEVELDB_PARTITION_H_
