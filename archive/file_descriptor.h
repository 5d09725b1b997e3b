// FileDescriptor: owns one POSIX file descriptor. Not thread-safe. Movable.
#ifndef ARSIP_ARCHIVE_FILE_DESCRIPTOR_H_
#define ARSIP_ARCHIVE_FILE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace arsip::archive {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_FILE_DESCRIPTOR_H_
