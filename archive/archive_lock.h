// ArchiveLock: at most one process writes an archive directory. flock(2) on DIR/lock, which holds
// the process id of its owner; the kernel lets go of it when that process ends, however it ends.
#ifndef ARSIP_ARCHIVE_ARCHIVE_LOCK_H_
#define ARSIP_ARCHIVE_ARCHIVE_LOCK_H_

#include <string>

#include "archive/file_descriptor.h"
#include "base/result.h"

namespace arsip::archive {

class ArchiveLock {
 public:
  // kUnavailable names the process that has it; try again when that one has ended.
  static Result<ArchiveLock> Acquire(const std::string& archive_directory);

 private:
  explicit ArchiveLock(FileDescriptor fd) : fd_(std::move(fd)) {}
  FileDescriptor fd_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_ARCHIVE_LOCK_H_
