// RecentRows: the rows of a RunStore that are in no run yet: a LevelDB that is a journal of
// batches, and the same rows in memory, where they are read.
//
// As rows of LevelDB they would each be put into its skip list, which is what ingest then waits
// for. A batch is durable, or refused, as base/key_value_store.h says of one row. Not thread-safe;
// what rows() gives is.
#ifndef ARSIP_ARCHIVE_RECENT_ROWS_H_
#define ARSIP_ARCHIVE_RECENT_ROWS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "archive/memory_run.h"
#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

class RecentRows {
 public:
  // `most_bytes`: more are not meant to come. kCorruption: the journal is not what was written.
  static Result<std::shared_ptr<RecentRows>> Open(const std::string& directory, bool must_exist,
                                                  size_t most_bytes);
  ~RecentRows();
  RecentRows(const RecentRows&) = delete;
  RecentRows& operator=(const RecentRows&) = delete;

  Status Write(const WriteBatch& batch, KeyValueStore::Sync sync);
  // The newest first.
  const std::vector<SharedMemoryRun>& rows() const { return runs_; }
  size_t bytes() const { return bytes_; }
  // The directory goes with its last owner.
  void RemoveAtEnd() { remove_ = true; }

 private:
  explicit RecentRows(std::string directory) : directory_(std::move(directory)) {}
  Status Replay();
  void Add(MemoryRun run);

  const std::string directory_;
  std::unique_ptr<KeyValueStore> journal_;
  uint64_t next_batch_ = 0;
  std::vector<SharedMemoryRun> runs_;
  size_t bytes_ = 0;
  std::atomic<bool> remove_{false};
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECENT_ROWS_H_
