#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "frontier/seen_mapping.h"
#include "frontier/seen_run.h"

namespace arsip::frontier {

SeenMapping::SeenMapping(SeenMapping&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SeenMapping& SeenMapping::operator=(SeenMapping&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(size_, other.size_);
  return *this;
}

SeenMapping::~SeenMapping() {
  if (memory_ != nullptr) munmap(const_cast<char*>(memory_), size_);
}

Result<SeenFile> SeenFile::Open(std::string path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return ErrnoError(errno, "open", path);
  return SeenFile(fd, std::move(path));
}

Result<SeenFile> SeenFile::Create(std::string path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return ErrnoError(errno, "create", path);
  return SeenFile(fd, std::move(path));
}

SeenFile::SeenFile(SeenFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}

SeenFile::~SeenFile() {
  if (fd_ >= 0) close(fd_);
}

Status SeenFile::Read(uint64_t offset, char* out, size_t size) const {
  while (size > 0) {
    const ssize_t got = pread(fd_, out, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError(errno, "read", path_);
    if (got == 0) return Error{ErrorCode::kCorruption, "the file is too short", path_};
    out += got;
    offset += static_cast<uint64_t>(got);
    size -= static_cast<size_t>(got);
  }
  return Ok();
}

Status SeenFile::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = write(fd_, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return ErrnoError(errno, "write", path_);
    bytes.remove_prefix(static_cast<size_t>(wrote));
  }
  return Ok();
}

Status SeenFile::Sync() {
  if (fsync(fd_) != 0) return ErrnoError(errno, "sync", path_);
  return Ok();
}

Result<SeenMapping> SeenFile::Map(uint64_t size) const {
  void* const memory = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd_, 0);
  if (memory == MAP_FAILED) return ErrnoError(errno, "map", path_);
  madvise(memory, size, MADV_RANDOM);  // reading ahead would read what no look-up asks for
  return SeenMapping(static_cast<const char*>(memory), size);
}

Result<uint64_t> SeenFile::size() const {
  struct stat status {};
  if (fstat(fd_, &status) != 0) return ErrnoError(errno, "stat", path_);
  return static_cast<uint64_t>(status.st_size);
}

}  // namespace arsip::frontier
