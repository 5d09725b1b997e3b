// SortedRun: rows of an index in one immutable file, in key order. docs/index-format.md, "Runs".
//
// A LevelDB table spends 11 bytes a row beside the row; where rows are 12 bytes, that is the half
// of the disk. Here rows are stored in blocks of many, lengths, keys and values apart, each
// compressed by itself, and bytes that no compression shortens (digests) as they are.
//
// Thread-safe. In memory are the index (one key a block) and what the cache holds. Every block has
// its check: kCorruption names the file and offset, never a wrong row.
#ifndef ARSIP_ARCHIVE_SORTED_RUN_H_
#define ARSIP_ARCHIVE_SORTED_RUN_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/file_descriptor.h"
#include "base/key_value_store.h"
#include "base/mutex.h"
#include "base/result.h"

namespace arsip::archive {

// A block with its rows apart again.
class RunBlock {
 public:
  // Of the bytes that SortedRunWriter made; nullopt: it made no such bytes.
  static std::optional<RunBlock> Decode(std::string_view stored);

  size_t size() const { return ends_.size(); }
  std::string_view key(size_t i) const {
    const size_t begin = i == 0 ? 0 : ends_[i - 1].value;
    return {bytes_.data() + begin, ends_[i].key - begin};
  }
  std::string_view value(size_t i) const {
    return {bytes_.data() + ends_[i].key, ends_[i].value - ends_[i].key};
  }
  // The first row whose key is not below `key`; size(): there is none.
  size_t LowerBound(std::string_view key) const;
  size_t memory_bytes() const { return bytes_.capacity() + ends_.capacity() * sizeof(Ends); }

 private:
  struct Streams;
  struct Ends {
    uint32_t key;
    uint32_t value;
  };
  bool Join(const Streams& streams, uint32_t rows);
  std::string bytes_;  // key, value, key, value, ...
  std::vector<Ends> ends_;
};

using SharedBlock = std::shared_ptr<const RunBlock>;

// The blocks used last. Thread-safe.
class RunBlockCache {
 public:
  explicit RunBlockCache(size_t capacity_bytes) : capacity_(capacity_bytes) {}
  using Name = std::pair<uint64_t, size_t>;  // of a run in this process, number of the block
  SharedBlock Find(const Name& name) EXCLUDES_LOCK(mutex_);
  void Add(const Name& name, SharedBlock block) EXCLUDES_LOCK(mutex_);

 private:
  struct Entry {
    Name name;
    SharedBlock block;
  };
  const size_t capacity_;
  Mutex mutex_;
  std::list<Entry> entries_ GUARDED_BY(mutex_);  // used last first
  std::map<Name, std::list<Entry>::iterator> by_name_ GUARDED_BY(mutex_);
  size_t bytes_ GUARDED_BY(mutex_) = 0;
};

class SortedRun {
 public:
  // `cache` may be null, and must outlive the run.
  static Result<std::shared_ptr<SortedRun>> Open(const std::string& path, RunBlockCache* cache);
  ~SortedRun();
  SortedRun(const SortedRun&) = delete;
  SortedRun& operator=(const SortedRun&) = delete;

  uint64_t rows() const { return rows_; }
  size_t blocks() const { return separators_.size(); }
  Result<std::optional<std::string>> Get(std::string_view key) const;
  // The only block that may have `key`; the first one for keys before all.
  size_t BlockOf(std::string_view key) const;
  // REQUIRES: number < blocks().
  Result<SharedBlock> Block(size_t number) const;
  // Bytes of the blocks that may have keys in [begin, end).
  uint64_t BytesBetween(std::string_view begin, std::string_view end) const;
  // The file goes with the last owner of this run.
  void RemoveAtEnd() { remove_ = true; }

 private:
  SortedRun(FileDescriptor file, std::string path, RunBlockCache* cache);
  Status LoadIndex();
  Status Read(uint64_t offset, size_t size, std::string& out) const;
  Error Damaged(uint64_t offset) const;

  FileDescriptor file_;
  const std::string path_;
  RunBlockCache* cache_;
  const uint64_t id_;  // in this process
  uint64_t rows_ = 0;
  std::string separator_bytes_;
  std::vector<std::string_view> separators_;  // above all keys of the blocks before
  std::vector<uint64_t> offsets_;             // one more than there are blocks
  std::atomic<bool> remove_{false};
};

// Rows of a run. `cached`: blocks are looked for in the cache and left there.
std::unique_ptr<KeyValueStore::Iterator> IterateRun(std::shared_ptr<const SortedRun> run);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SORTED_RUN_H_
