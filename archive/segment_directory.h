// SegmentDirectory, SegmentFile: the file operations under every segment, so that a test can make
// each fail.
//
// One SegmentFile has one owner and one thread; a SegmentDirectory is thread-safe.
// Errors: kNoSpace (disk, quota or inodes full, or mounted read-only: pause and try again), kIo,
// kPermission. After a failed Sync or SyncDirectory never retry: the kernel has dropped what it
// could not write.
#ifndef ARSIP_ARCHIVE_SEGMENT_DIRECTORY_H_
#define ARSIP_ARCHIVE_SEGMENT_DIRECTORY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace arsip::archive {

class SegmentFile {
 public:
  virtual ~SegmentFile() = default;
  // Writes all of `bytes` at the end. After an error some of them may be there: Truncate before the
  // next Append.
  virtual Status Append(std::string_view bytes) = 0;
  virtual Status Truncate(uint64_t size) = 0;
  // fdatasync: what was appended survives a power cut.
  virtual Status Sync() = 0;
};

class SegmentDirectory {
 public:
  explicit SegmentDirectory(std::string path) : path_(std::move(path)) {}
  virtual ~SegmentDirectory() = default;
  const std::string& path() const { return path_; }

  // Names are relative to the directory.
  // A new, empty file, mode 0640. kInvalidInput: the name is taken.
  virtual Result<std::unique_ptr<SegmentFile>> Create(const std::string& name) = 0;
  // For repair: the file as it is, appended to at its end.
  virtual Result<std::unique_ptr<SegmentFile>> OpenExisting(const std::string& name) = 0;
  // Fails with kInvalidInput when `to` exists: evidence is never overwritten.
  virtual Status Rename(const std::string& from, const std::string& to) = 0;
  virtual Status Remove(const std::string& name) = 0;
  // Makes creations, renames and removals durable.
  virtual Status SyncDirectory() = 0;
  // Bytes an unprivileged process may still write.
  virtual Result<uint64_t> FreeBytes() = 0;
  // Sorted.
  virtual Result<std::vector<std::string>> List() = 0;

 private:
  const std::string path_;
};

// The real one. Creates the directory (0750) and its parents.
Result<std::unique_ptr<SegmentDirectory>> OpenSegmentDirectory(const std::string& path);

// mkdir -p with mode 0750; syncs the parent of each directory it makes.
Status MakeDirectories(const std::string& path);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SEGMENT_DIRECTORY_H_
