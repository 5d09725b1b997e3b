#include "crawler/body.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace arsip::crawler {
namespace {

Result<int> OpenUnlinkedFile(const std::string& directory) {
  int fd = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
  if (fd >= 0) return fd;
  if (errno != EOPNOTSUPP && errno != EISDIR) {
    return ErrnoError(errno, "open a spool file", directory);
  }
  // Some file systems have no O_TMPFILE: a name that lives for a moment does the same.
  std::string path = directory + "/body-XXXXXX";
  fd = ::mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) return ErrnoError(errno, "open a spool file", directory);
  ::unlink(path.c_str());
  return fd;
}

// At `offset`, so that a write that failed half-way is overwritten by the next.
Status WriteAt(int fd, std::string_view bytes, size_t offset, const std::string& where) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0) {
      if (errno == EINTR) continue;
      return ErrnoError(errno, "write a spool file", where);
    }
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += static_cast<size_t>(written);
  }
  return Ok();
}

}  // namespace

Body::Body(std::string spool_directory, size_t memory_bytes)
    : spool_directory_(std::move(spool_directory)), memory_bytes_(memory_bytes) {}

Body::~Body() {
  if (mapped_ != nullptr) ::munmap(mapped_, size_);
  if (spool_fd_ >= 0) ::close(spool_fd_);
}

Status Body::Append(std::string_view bytes) {
  if (finished_) return Error{ErrorCode::kInternal, "a finished body was appended to", ""};
  if (spool_fd_ < 0 && size_ + bytes.size() <= memory_bytes_) {
    memory_.append(bytes);
    size_ += bytes.size();
    return Ok();
  }
  if (spool_fd_ < 0) ARSIP_TRY(MoveToSpool());
  ARSIP_TRY(WriteAt(spool_fd_, bytes, size_, spool_directory_));
  size_ += bytes.size();
  return Ok();
}

void Body::Expect(size_t total_bytes) {
  if (spool_fd_ < 0 && total_bytes <= memory_bytes_) memory_.reserve(total_bytes);
}

Status Body::MoveToSpool() {
  ARSIP_ASSIGN(const int fd, OpenUnlinkedFile(spool_directory_));
  if (Status written = WriteAt(fd, memory_, 0, spool_directory_); !written) {
    ::close(fd);
    return written;
  }
  spool_fd_ = fd;
  std::string().swap(memory_);
  return Ok();
}

Status Body::Finish() {
  if (finished_) return Ok();
  if (spool_fd_ >= 0) {
    void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, spool_fd_, 0);
    if (mapped == MAP_FAILED) return ErrnoError(errno, "map a spool file", spool_directory_);
    mapped_ = mapped;
    ::close(std::exchange(spool_fd_, -1));
  }
  finished_ = true;
  return Ok();
}

Status CheckSpoolRoom(const std::string& spool_directory, size_t bytes) {
  ARSIP_ASSIGN(const int fd, OpenUnlinkedFile(spool_directory));
  const int error = ::posix_fallocate(fd, 0, static_cast<off_t>(bytes));
  ::close(fd);
  if (error == 0) return Ok();
  return ErrnoError(error, "reserve room in the spool", spool_directory);
}

std::string_view Body::view() const {
  if (mapped_ != nullptr) return {static_cast<const char*>(mapped_), size_};
  return memory_;
}

}  // namespace arsip::crawler
