// FaultyDirectory: a segment directory whose n-th operation fails, as a full or a dying disk would.
#ifndef ARSIP_TESTS_ARCHIVE_FAULTY_DIRECTORY_H_
#define ARSIP_TESTS_ARCHIVE_FAULTY_DIRECTORY_H_

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "archive/segment_directory.h"
#include "base/mutex.h"

namespace arsip::archive::testing {

enum class Operation { kCreate, kAppend, kTruncate, kSync, kRename, kRemove, kSyncDirectory };

// Which operations fail. Thread-safe; shared by a directory and its files.
class Faults {
 public:
  // The `nth` (from 1, counted from now) and the `times - 1` next of that operation fail with
  // `code`.
  void Fail(Operation operation, int nth, ErrorCode code, int times = 1) {
    const MutexLock lock(mutex_);
    counts_[operation] = 0;
    faults_[operation] = {nth, nth + times, code};
  }
  void Heal() {
    const MutexLock lock(mutex_);
    faults_.clear();
  }
  std::optional<Error> Next(Operation operation) {
    const MutexLock lock(mutex_);
    const int count = ++counts_[operation];
    const auto fault = faults_.find(operation);
    if (fault == faults_.end() || count < fault->second.first || count >= fault->second.end) {
      return std::nullopt;
    }
    return Error{fault->second.code, "injected", "faulty directory"};
  }
  int count(Operation operation) {
    const MutexLock lock(mutex_);
    return counts_[operation];
  }
  std::atomic<bool> skip_syncs{false};  // for tests of thousands of files

 private:
  struct Fault {
    int first = 0;
    int end = 0;
    ErrorCode code = ErrorCode::kIo;
  };
  Mutex mutex_;
  std::map<Operation, int> counts_ GUARDED_BY(mutex_);
  std::map<Operation, Fault> faults_ GUARDED_BY(mutex_);
};

class FaultyFile : public SegmentFile {
 public:
  FaultyFile(std::unique_ptr<SegmentFile> file, Faults& faults)
      : file_(std::move(file)), faults_(faults) {}
  // Half of the bytes are written before it fails.
  Status Append(std::string_view bytes) override {
    if (auto error = faults_.Next(Operation::kAppend)) {
      ARSIP_TRY(file_->Append(bytes.substr(0, bytes.size() / 2)));
      return std::move(*error);
    }
    return file_->Append(bytes);
  }
  Status Truncate(uint64_t size) override {
    if (auto error = faults_.Next(Operation::kTruncate)) return std::move(*error);
    return file_->Truncate(size);
  }
  Status Sync() override {
    if (auto error = faults_.Next(Operation::kSync)) return std::move(*error);
    return faults_.skip_syncs ? Ok() : file_->Sync();
  }

 private:
  std::unique_ptr<SegmentFile> file_;
  Faults& faults_;
};

class FaultyDirectory : public SegmentDirectory {
 public:
  // `faults` outlives the directory.
  FaultyDirectory(std::unique_ptr<SegmentDirectory> directory, Faults& faults)
      : SegmentDirectory(directory->path()), directory_(std::move(directory)), faults_(faults) {}

  Result<std::unique_ptr<SegmentFile>> Create(const std::string& name) override {
    if (auto error = faults_.Next(Operation::kCreate)) return std::move(*error);
    ARSIP_ASSIGN(auto file, directory_->Create(name));
    return std::unique_ptr<SegmentFile>(std::make_unique<FaultyFile>(std::move(file), faults_));
  }
  Result<std::unique_ptr<SegmentFile>> OpenExisting(const std::string& name) override {
    ARSIP_ASSIGN(auto file, directory_->OpenExisting(name));
    return std::unique_ptr<SegmentFile>(std::make_unique<FaultyFile>(std::move(file), faults_));
  }
  Status Rename(const std::string& from, const std::string& to) override {
    if (auto error = faults_.Next(Operation::kRename)) return std::move(*error);
    return directory_->Rename(from, to);
  }
  Status Remove(const std::string& name) override {
    if (auto error = faults_.Next(Operation::kRemove)) return std::move(*error);
    return directory_->Remove(name);
  }
  Status SyncDirectory() override {
    if (auto error = faults_.Next(Operation::kSyncDirectory)) return std::move(*error);
    return faults_.skip_syncs ? Ok() : directory_->SyncDirectory();
  }
  Result<uint64_t> FreeBytes() override {
    const int64_t said = free_bytes;
    if (said >= 0) return static_cast<uint64_t>(said);
    return directory_->FreeBytes();
  }
  Result<std::vector<std::string>> List() override { return directory_->List(); }

  std::atomic<int64_t> free_bytes{-1};  // what FreeBytes says, unless negative

 private:
  std::unique_ptr<SegmentDirectory> directory_;
  Faults& faults_;
};

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_FAULTY_DIRECTORY_H_
