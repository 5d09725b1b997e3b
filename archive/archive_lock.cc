#include "archive/archive_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace arsip::archive {
namespace {

// The digits that the holder wrote; "unknown" in the instant before it does.
std::string HolderOf(const FileDescriptor& fd) {
  std::array<char, 20> digits{};
  const ssize_t length = pread(fd.get(), digits.data(), digits.size(), 0);
  if (length <= 0) return "unknown";
  const std::string_view text(digits.data(), static_cast<size_t>(length));
  const std::string_view pid = text.substr(0, text.find_first_not_of("0123456789"));
  return pid.empty() ? "unknown" : std::string(pid);
}

}  // namespace

Result<ArchiveLock> ArchiveLock::Acquire(const std::string& archive_directory) {
  const std::string path = archive_directory + "/lock";
  FileDescriptor fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!fd.open()) return ErrnoError(errno, "open", path);
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return ErrnoError(errno, "lock", path);
    return Error{ErrorCode::kUnavailable,
                 "another process writes to this archive (pid " + HolderOf(fd) + ")",
                 archive_directory};
  }
  const std::string pid = std::to_string(getpid()) + "\n";
  if (ftruncate(fd.get(), 0) != 0 ||
      pwrite(fd.get(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    return ErrnoError(errno, "write", path);
  }
  return ArchiveLock(std::move(fd));
}

}  // namespace arsip::archive
