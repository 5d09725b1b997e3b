// MemoryRun: rows in memory, in key order, and the bytes of a batch that they are read from.
// Never changed once made; thread-safe.
#ifndef ARSIP_ARCHIVE_MEMORY_RUN_H_
#define ARSIP_ARCHIVE_MEMORY_RUN_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/key_value_store.h"

namespace arsip::archive {

class MemoryRun;
using SharedMemoryRun = std::shared_ptr<const MemoryRun>;

class MemoryRun {
 public:
  // Of the batch's puts and deletions (as rows of merged_rows.h) as bytes: in key order, of puts
  // with the same key the last. Part of the persistent format: varint length and key, varint length
  // and value, for each.
  static std::string BytesOf(const WriteBatch& batch);
  // nullopt: BytesOf() makes no such bytes.
  static std::optional<MemoryRun> Of(std::string bytes);
  // Rows of both; of those with the same key the newer's.
  static MemoryRun Merge(const MemoryRun& newer, const MemoryRun& older);

  size_t rows() const { return rows_.size(); }
  std::string_view key(size_t i) const { return {rows_[i].bytes, rows_[i].key_size}; }
  std::string_view value(size_t i) const { return {rows_[i].value, rows_[i].value_size}; }
  // The first row whose key is not below `key`; rows(): there is none.
  size_t LowerBound(std::string_view key) const;

 private:
  struct Row {
    const char* bytes;
    const char* value;
    uint32_t key_size;
    uint32_t value_size;
  };
  std::vector<Row> rows_;
  std::vector<std::shared_ptr<const std::string>> owners_;
};

std::unique_ptr<KeyValueStore::Iterator> IterateMemory(SharedMemoryRun run);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_MEMORY_RUN_H_
