// KeyValueStore: LevelDB, made safe to rest on.
//
// LevelDB 1.23 loses acknowledged synced writes after one full disk, and hides rot by default. So
// this adapter turns on paranoid_checks and verify_checksums, closes the database at the first
// failed write and reopens it before the next one, and never calls RepairDB. What is stored here is
// disposable (an index, rebuilt from the WARCs) or guarded by its owner's own fence (the frontier).
//
// One process per directory. Thread-safe: reads run in parallel, writes one after the other, a
// reopen excludes both. Iterators see a snapshot and must be destroyed before the store; an
// iterator that is alive when a write fails keeps the old handle open, and writes unavailable,
// until it is destroyed. While the disk stays full after a failed write, a reopen fails too, and so
// do reads. Errors: kUnavailable (locked by another process), kNoSpace (nothing of the batch is
// kept; retry when space returns), kCorruption (do not write on; rebuild), kIo (of a failed fsync:
// the batch may be kept).
#ifndef ARSIP_BASE_KEY_VALUE_STORE_H_
#define ARSIP_BASE_KEY_VALUE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip {

struct KeyValueStoreOptions {
  // Memory for recent writes before they become a table. Default: 8 MiB.
  size_t write_buffer_bytes = 8u << 20;
  // Uncompressed blocks kept in memory. Default: 16 MiB.
  size_t block_cache_bytes = 16u << 20;
  // Uncompressed bytes of a block, what one read costs. Larger ones compress better. Default: 4
  // KiB.
  size_t block_bytes = 4u << 10;
  // Bytes of a table file. With few of them a large store needs few open files. Default: 2 MiB.
  size_t table_bytes = 2u << 20;
  // Bloom filter bits per key; 0 for none. Default: 10.
  int bloom_bits_per_key = 10;
  // First bytes of the keys that the filter is made of, when rows of others are never asked for
  // that are not there: Get does not look at it for those. Part of the format of its tables.
  // Default: empty, all keys.
  std::string bloom_first_bytes = {};
  // Keys in a row that share what they begin with; more take less space and a look-up longer.
  // Default: 16.
  int restart_interval = 16;
  // Open only what exists. Default: false.
  bool must_exist = false;
};

// All puts and deletes of a batch happen, or none.
class WriteBatch {
 public:
  WriteBatch();
  ~WriteBatch();
  WriteBatch(WriteBatch&&) noexcept;
  WriteBatch& operator=(WriteBatch&&) noexcept;
  void Put(std::string_view key, std::string_view value);
  void Delete(std::string_view key);
  void Clear();
  bool empty() const { return count_ == 0; }
  size_t count() const { return count_; }
  // Approximate size in bytes.
  size_t bytes() const;

 private:
  friend class LevelDbStore;  // key_value_store.cc
  struct Rep;
  std::unique_ptr<Rep> rep_;
  size_t count_ = 0;
};

class KeyValueStore {
 public:
  // Ordered by unsigned bytes. Views are valid until the next call.
  class Iterator {
   public:
    virtual ~Iterator() = default;
    virtual void Seek(std::string_view key) = 0;
    virtual void SeekToLast() = 0;
    virtual bool Valid() const = 0;
    virtual void Next() = 0;
    virtual void Prev() = 0;
    virtual std::string_view key() const = 0;
    virtual std::string_view value() const = 0;
    // Not OK when iteration ended because of an error. Check it after every scan.
    virtual Status status() const = 0;
  };

  static Result<std::unique_ptr<KeyValueStore>> Open(const std::string& directory,
                                                     const KeyValueStoreOptions& options);
  virtual ~KeyValueStore() = default;

  virtual Result<std::optional<std::string>> Get(std::string_view key) = 0;
  enum class Sync { kNo, kYes };
  // With kYes: durable when it returns OK.
  virtual Status Write(const WriteBatch& batch, Sync sync) = 0;
  virtual Result<std::unique_ptr<Iterator>> NewIterator() = 0;
  // Bytes on disk, approximately.
  virtual uint64_t ApproximateBytes() = 0;
  // Of the rows whose keys begin with `prefix`, as far as they have left the write buffer.
  virtual Result<uint64_t> ApproximateBytes(std::string_view prefix) = 0;
  // Merges all tables down to one level. Takes as long as writing them took. LevelDB does not
  // say when it failed (a full disk): the next Write does.
  virtual Status Compact() = 0;
};

// Big-endian integers keep byte order equal to numeric order in keys.
void AppendBigEndian32(std::string& out, uint32_t value);
void AppendBigEndian64(std::string& out, uint64_t value);
// REQUIRES: at least 4 (8) bytes at `bytes`.
uint32_t ReadBigEndian32(std::string_view bytes);
uint64_t ReadBigEndian64(std::string_view bytes);

}  // namespace arsip

#endif  // ARSIP_BASE_KEY_VALUE_STORE_H_
