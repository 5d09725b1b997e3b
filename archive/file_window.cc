#include "archive/file_window.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace arsip::archive {

FileWindow::FileWindow(std::string path, FileDescriptor file, FilePart part)
    : path_(std::move(path)),
      file_(std::move(file)),
      begin_(part.begin),
      size_(part.length),
      buffer_(std::make_unique_for_overwrite<char[]>(kBytes)) {}

Result<std::unique_ptr<FileWindow>> FileWindow::Open(const std::string& path, FilePart part) {
  FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return ErrnoError(errno, "cannot open", path);
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return ErrnoError(errno, "cannot stat", path);
  if (!S_ISREG(status.st_mode)) {
    return Error{ErrorCode::kInvalidInput, "not a regular file", path};
  }
  const auto size = static_cast<uint64_t>(status.st_size);
  part.begin = std::min(part.begin, size);
  part.length = std::min(part.length, size - part.begin);
  return std::unique_ptr<FileWindow>(new FileWindow(path, std::move(file), part));
}

std::string_view FileWindow::Buffered() const {
  if (position_ < buffer_begin_ || position_ >= buffer_begin_ + buffered_) return {};
  return std::string_view(buffer_.get(), buffered_).substr(position_ - buffer_begin_);
}

Result<std::string_view> FileWindow::PeekSome() {
  const std::string_view buffered = Buffered();
  return buffered.empty() ? Peek(kBytes) : Result<std::string_view>(buffered);
}

Result<std::string_view> FileWindow::Peek(size_t length) {
  std::string_view bytes = Buffered();
  const uint64_t left = position_ < size_ ? size_ - position_ : 0;
  const uint64_t wanted = std::min<uint64_t>({length, left, kBytes});
  if (bytes.size() >= wanted) return bytes.substr(0, length);
  if (!bytes.empty()) std::memmove(buffer_.get(), bytes.data(), bytes.size());
  buffered_ = bytes.size();
  buffer_begin_ = position_;
  const size_t full = static_cast<size_t>(std::min<uint64_t>(kBytes, left));
  while (buffered_ < full) {
    const ssize_t got = pread(file_.get(), buffer_.get() + buffered_, full - buffered_,
                              static_cast<off_t>(begin_ + buffer_begin_ + buffered_));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return ErrnoError(errno, "cannot read",
                        path_ + "@" + std::to_string(begin_ + buffer_begin_ + buffered_));
    }
    if (got == 0) break;  // shorter than when it was opened
    buffered_ += static_cast<size_t>(got);
  }
  if (buffered_ < full) size_ = buffer_begin_ + buffered_;
  return std::string_view(buffer_.get(), std::min<size_t>(length, buffered_));
}

}  // namespace arsip::archive
