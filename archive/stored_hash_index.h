// StoredHashIndex: a HashIndex that is durable, in a directory of its own beside DIR/index.
// docs/hash-index-format.md.
//
// A log takes each change before it is made in memory; Seal writes all entries to a sealed file and
// begins another log. Open reads both and builds the index anew. Disposable: everything follows
// from the entries that were added and removed, in whatever order; two indexes of the same entries
// have the same Entries(). What a crash left at the end of the log is cut off, and kept beside it.
//
// One process per directory. Const members may run in parallel with each other, not with others.
// Errors name the file, and the offset where there is one: kUnavailable (another process has it),
// kNoSpace (the failed block is not kept, those before it are: call again when there is room),
// kCorruption (rebuild it: remove the directory and add all entries), kIo. After a failed fsync or
// truncation every change is refused with that error until the index is opened again.
#ifndef ARSIP_ARCHIVE_STORED_HASH_INDEX_H_
#define ARSIP_ARCHIVE_STORED_HASH_INDEX_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "archive/archive_lock.h"
#include "archive/hash_file.h"
#include "archive/hash_index.h"
#include "archive/segment_directory.h"
#include "base/result.h"

namespace arsip::archive {

class StoredHashIndex {
 public:
  // Makes the directory when there is none.
  static Result<std::unique_ptr<StoredHashIndex>> Open(const std::string& directory);
  static Result<std::unique_ptr<StoredHashIndex>> Open(std::unique_ptr<SegmentDirectory> directory);

  const HashIndex& index() const { return index_; }
  // What Open cut off the log, and where it is kept; 0 and empty: nothing.
  uint64_t torn_bytes() const { return torn_bytes_; }
  const std::string& torn_file() const { return torn_file_; }
  // Changes since the last Seal: what Open reads besides the sealed entries.
  uint64_t logged() const { return logged_; }

  // Those that are not there, in blocks of kMaxBlockEntries, each durable before the next is
  // written; all are when it returns OK. After an error the blocks that were written stay.
  Status Add(std::span<const HashEntry> entries);
  // Likewise those that are there.
  Status Remove(std::span<const HashEntry> entries);
  // Writes all entries in order to a new sealed file, and needs 40 bytes an entry of memory. After
  // a failure all are there, in the old files or in the new.
  Status Seal();

 private:
  StoredHashIndex(std::unique_ptr<SegmentDirectory> directory, ArchiveLock lock)
      : directory_(std::move(directory)), lock_(std::move(lock)) {}

  std::string PathOf(const std::string& name) const { return directory_->path() + "/" + name; }
  std::string NameOf(HashFileKind kind, uint64_t generation) const;
  Status Load();
  // The generation to open, after what an interrupted Seal left has been removed.
  Result<std::optional<uint64_t>> FindGeneration();
  Result<std::vector<HashEntry>> ReadEntries();
  Status CutTornTail(const HashFile& log, uint64_t offset);
  Result<std::unique_ptr<SegmentFile>> CreateGeneration(uint64_t generation);
  Status CreateFile(const HashFileIdentity& identity, std::span<const HashEntry> entries);
  Status RemoveLeftovers(uint64_t generation);
  Status Change(HashOperation operation, std::span<const HashEntry> entries);
  Status AppendBlock(HashOperation operation, std::span<const HashEntry> entries);

  std::unique_ptr<SegmentDirectory> directory_;
  ArchiveLock lock_;
  HashIndex index_;
  uint64_t generation_ = 0;
  std::unique_ptr<SegmentFile> log_;
  uint64_t log_bytes_ = 0;
  uint64_t logged_ = 0;
  uint64_t torn_bytes_ = 0;
  std::string torn_file_;
  std::optional<Error> broken_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_STORED_HASH_INDEX_H_
