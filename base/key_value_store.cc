#include "base/key_value_store.h"

#include <leveldb/cache.h>
#include <leveldb/db.h>
#include <leveldb/env.h>
#include <leveldb/filter_policy.h>
#include <leveldb/write_batch.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/leveldb_files.h"
#include "base/mutex.h"

namespace arsip {
namespace {

leveldb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view FromSlice(const leveldb::Slice& slice) { return {slice.data(), slice.size()}; }

// LevelDB keeps the text of errno, not its number.
bool Mentions(const std::string& text, int error_number) {
  return text.find(std::generic_category().message(error_number)) != std::string::npos;
}

Error FromLevelDb(const leveldb::Status& status, const std::string& directory) {
  const std::string text = status.ToString();
  ErrorCode code = ErrorCode::kIo;
  // A key that is not there never comes here: what was not found is one of LevelDB's own files.
  if (status.IsCorruption() || status.IsNotFound()) code = ErrorCode::kCorruption;
  if (status.IsInvalidArgument() || status.IsNotSupportedError()) code = ErrorCode::kInvalidInput;
  if (status.IsIOError()) {
    const bool lock = text.find("/LOCK: ") != std::string::npos;
    const bool held = text.find("already held by process") != std::string::npos;
    if (Mentions(text, ENOSPC) || Mentions(text, EDQUOT)) code = ErrorCode::kNoSpace;
    if (Mentions(text, EINVAL)) code = ErrorCode::kCorruption;  // an emptied table: nothing to map
    if (Mentions(text, EACCES) || Mentions(text, EPERM)) code = ErrorCode::kPermission;
    if (lock && (held || Mentions(text, EAGAIN))) code = ErrorCode::kUnavailable;
  }
  return Error{code, "LevelDB: " + text, directory};
}

// A table file that vanished is "NotFound: <path>: No such file or directory"; a key has no text.
bool IsMissingKey(const leveldb::Status& status) {
  static const std::string kMissingKey = leveldb::Status::NotFound("").ToString();
  return status.IsNotFound() && status.ToString() == kMissingKey;
}

// LevelDB's own log of compactions: never on stderr, and as a file it would grow without bound.
class SilentLogger : public leveldb::Logger {
 public:
  void Logv(const char*, std::va_list) override {}
};

// A Bloom filter of the keys that begin with one of these bytes. The others have none, and may be
// there.
class PartialBloomFilter : public leveldb::FilterPolicy {
 public:
  PartialBloomFilter(int bits_per_key, std::string first_bytes)
      : bloom_(leveldb::NewBloomFilterPolicy(bits_per_key)),
        first_bytes_(std::move(first_bytes)),
        name_("arsip.PartialBloomFilter." + first_bytes_) {}

  const char* Name() const override { return name_.c_str(); }
  void CreateFilter(const leveldb::Slice* keys, int count, std::string* filter) const override {
    std::vector<leveldb::Slice> filtered;
    for (int i = 0; i < count; ++i) {
      if (IsFiltered(keys[i])) filtered.push_back(keys[i]);
    }
    // LevelDB takes an empty filter for one that no key is in.
    if (filtered.empty()) return filter->push_back('\0');
    bloom_->CreateFilter(filtered.data(), static_cast<int>(filtered.size()), filter);
  }
  bool KeyMayMatch(const leveldb::Slice& key, const leveldb::Slice& filter) const override {
    return !IsFiltered(key) || bloom_->KeyMayMatch(key, filter);
  }

 private:
  bool IsFiltered(const leveldb::Slice& key) const {
    return !key.empty() && first_bytes_.find(key[0]) != std::string::npos;
  }

  std::unique_ptr<const leveldb::FilterPolicy> bloom_;
  const std::string first_bytes_;
  const std::string name_;
};

// An open database with what must outlive it. Members are destroyed in reverse order.
struct Handle {
  SilentLogger logger;
  std::unique_ptr<const leveldb::FilterPolicy> filter;
  std::unique_ptr<leveldb::Cache> cache;
  std::unique_ptr<leveldb::DB> db;
};

// Shared, because a Get or an Iterator may still be reading when a failed write closes the
// database.
using SharedHandle = std::shared_ptr<Handle>;

class LevelDbIterator : public KeyValueStore::Iterator {
 public:
  LevelDbIterator(SharedHandle handle, std::unique_ptr<leveldb::Iterator> rep,
                  std::string directory)
      : handle_(std::move(handle)), rep_(std::move(rep)), directory_(std::move(directory)) {}
  void Seek(std::string_view key) override { rep_->Seek(ToSlice(key)); }
  void SeekToLast() override { rep_->SeekToLast(); }
  bool Valid() const override { return rep_->Valid(); }
  void Next() override { rep_->Next(); }
  void Prev() override { rep_->Prev(); }
  std::string_view key() const override { return FromSlice(rep_->key()); }
  std::string_view value() const override { return FromSlice(rep_->value()); }
  Status status() const override {
    const leveldb::Status status = rep_->status();
    if (status.ok()) return Ok();
    return FromLevelDb(status, directory_);
  }

 private:
  SharedHandle handle_;  // before rep_: outlives it
  std::unique_ptr<leveldb::Iterator> rep_;
  std::string directory_;
};

// How long a write waits for reads that hold a closed database. A Get takes far less; an Iterator
// may take longer, and then the write is refused.
constexpr int kReadersDrainMilliseconds = 100;

}  // namespace

struct WriteBatch::Rep {
  leveldb::WriteBatch batch;
};

class LevelDbStore : public KeyValueStore {
 public:
  LevelDbStore(std::string directory, const KeyValueStoreOptions& options)
      : directory_(std::move(directory)), options_(options) {}

  Status OpenFirst() EXCLUDES_LOCK(mutex_) {
    MutexLock lock(mutex_);
    return OpenLocked();
  }

  Result<std::optional<std::string>> Get(std::string_view key) override {
    ARSIP_ASSIGN(const SharedHandle handle, ForReading());
    std::string value;
    const leveldb::Status status = handle->db->Get(Verifying(), ToSlice(key), &value);
    if (status.ok()) return std::optional<std::string>(std::move(value));
    if (IsMissingKey(status)) return std::optional<std::string>();
    return FromLevelDb(status, directory_);
  }

  Status Write(const WriteBatch& batch, Sync sync) override {
    if (batch.rep_ == nullptr) return Ok();
    // One write at a time: LevelDB would run a queued write on the log that the write before it has
    // just broken, and report OK for what a reopen cannot read.
    MutexLock writing(write_mutex_);
    ARSIP_ASSIGN(const SharedHandle handle, ForWriting());
    leveldb::WriteOptions options;
    options.sync = sync == Sync::kYes;
    const leveldb::Status status = handle->db->Write(options, &batch.rep_->batch);
    if (status.ok()) return Ok();
    CloseAfterFailure();
    return FromLevelDb(status, directory_);
  }

  Result<std::unique_ptr<Iterator>> NewIterator() override {
    ARSIP_ASSIGN(SharedHandle handle, ForReading());
    std::unique_ptr<leveldb::Iterator> rep(handle->db->NewIterator(Verifying()));
    return std::unique_ptr<Iterator>(
        std::make_unique<LevelDbIterator>(std::move(handle), std::move(rep), directory_));
  }

  uint64_t ApproximateBytes() override {
    uint64_t bytes = 0;
    std::error_code error;
    for (std::filesystem::directory_iterator it(directory_, error), end; !error && it != end;
         it.increment(error)) {
      std::error_code gone;  // a compaction may delete a file while we look
      const uint64_t size = it->file_size(gone);
      if (!gone) bytes += size;
    }
    return bytes;
  }

  Result<uint64_t> ApproximateBytes(std::string_view prefix) override {
    ARSIP_ASSIGN(const SharedHandle handle, ForReading());
    const std::string end = std::string(prefix) + '\xff';
    const leveldb::Range range(ToSlice(prefix), end);
    uint64_t bytes = 0;
    handle->db->GetApproximateSizes(&range, 1, &bytes);
    return bytes;
  }

  Status Compact() override {
    ARSIP_ASSIGN(const SharedHandle handle, ForReading());
    handle->db->CompactRange(nullptr, nullptr);
    return Ok();
  }

 private:
  static leveldb::ReadOptions Verifying() {
    leveldb::ReadOptions options;
    options.verify_checksums = true;
    return options;
  }

  Status OpenLocked() REQUIRES_LOCK(mutex_) {
    if (options_.must_exist && !LevelDbExists(directory_)) {
      return Error{ErrorCode::kNotFound, "no LevelDB database", directory_};
    }
    ARSIP_TRY(CheckLevelDbFiles(directory_));
    auto handle = std::make_shared<Handle>();
    leveldb::Options options;
    options.create_if_missing = !options_.must_exist;
    options.paranoid_checks = true;
    options.info_log = &handle->logger;
    options.write_buffer_size = options_.write_buffer_bytes;
    options.block_size = options_.block_bytes;
    options.block_restart_interval = options_.restart_interval;
    options.max_file_size = options_.table_bytes;
    handle->cache.reset(leveldb::NewLRUCache(options_.block_cache_bytes));
    options.block_cache = handle->cache.get();
    if (options_.bloom_bits_per_key > 0) {
      if (options_.bloom_first_bytes.empty()) {
        handle->filter.reset(leveldb::NewBloomFilterPolicy(options_.bloom_bits_per_key));
      } else {
        handle->filter = std::make_unique<PartialBloomFilter>(options_.bloom_bits_per_key,
                                                              options_.bloom_first_bytes);
      }
      options.filter_policy = handle->filter.get();
    }
    leveldb::DB* db = nullptr;
    const leveldb::Status status = leveldb::DB::Open(options, directory_, &db);
    if (!status.ok()) return FromLevelDb(status, directory_);
    handle->db.reset(db);
    handle_ = std::move(handle);
    return Ok();
  }

  Result<SharedHandle> ForReading() EXCLUDES_LOCK(mutex_) {
    MutexLock lock(mutex_);
    if (handle_ == nullptr) {
      // What a closed database that an Iterator still holds can read is right: only its log is
      // broken.
      if (SharedHandle closed = closed_.lock()) return closed;
      ARSIP_TRY(OpenLocked());
    }
    return handle_;
  }

  Result<SharedHandle> ForWriting() EXCLUDES_LOCK(mutex_) {
    MutexLock lock(mutex_);
    if (handle_ != nullptr) return handle_;
    for (int i = 0; i < kReadersDrainMilliseconds && !closed_.expired(); ++i) {
      never_signalled_.WaitFor(mutex_, std::chrono::milliseconds(1));
    }
    if (!closed_.expired()) {
      return Error{ErrorCode::kUnavailable,
                   "closed after a failed write and still read by an iterator", directory_};
    }
    ARSIP_TRY(OpenLocked());
    return handle_;
  }

  void CloseAfterFailure() EXCLUDES_LOCK(mutex_) {
    MutexLock lock(mutex_);
    closed_ = handle_;
    handle_.reset();
  }

  const std::string directory_;
  const KeyValueStoreOptions options_;
  Mutex write_mutex_;  // taken before mutex_
  Mutex mutex_;
  CondVar never_signalled_;                          // to sleep without holding mutex_
  SharedHandle handle_ GUARDED_BY(mutex_);           // null between a failed write and the reopen
  std::weak_ptr<Handle> closed_ GUARDED_BY(mutex_);  // the one before, while somebody reads it
};

WriteBatch::WriteBatch() : rep_(std::make_unique<Rep>()) {}
WriteBatch::~WriteBatch() = default;
WriteBatch::WriteBatch(WriteBatch&& other) noexcept
    : rep_(std::move(other.rep_)), count_(std::exchange(other.count_, 0)) {}
WriteBatch& WriteBatch::operator=(WriteBatch&& other) noexcept {
  rep_ = std::move(other.rep_);
  count_ = std::exchange(other.count_, 0);
  return *this;
}

void WriteBatch::Put(std::string_view key, std::string_view value) {
  if (rep_ == nullptr) rep_ = std::make_unique<Rep>();
  rep_->batch.Put(ToSlice(key), ToSlice(value));
  ++count_;
}

void WriteBatch::Delete(std::string_view key) {
  if (rep_ == nullptr) rep_ = std::make_unique<Rep>();
  rep_->batch.Delete(ToSlice(key));
  ++count_;
}

void WriteBatch::Clear() {
  if (rep_ != nullptr) rep_->batch.Clear();
  count_ = 0;
}

size_t WriteBatch::bytes() const { return rep_ == nullptr ? 0 : rep_->batch.ApproximateSize(); }

Result<std::unique_ptr<KeyValueStore>> KeyValueStore::Open(const std::string& directory,
                                                           const KeyValueStoreOptions& options) {
  if (!options.must_exist) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) return ErrnoError(error.value(), "create", directory);
  }
  auto store = std::make_unique<LevelDbStore>(directory, options);
  ARSIP_TRY(store->OpenFirst());
  return std::unique_ptr<KeyValueStore>(std::move(store));
}

void AppendBigEndian32(std::string& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
}

void AppendBigEndian64(std::string& out, uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
}

uint32_t ReadBigEndian32(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

uint64_t ReadBigEndian64(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

}  // namespace arsip
