// FileWindow: a file, or a part of one, read forward through one buffer, with jumps. Positions are
// relative to the part. Not thread-safe. Errors: kIo, kNotFound, kPermission; `where` is
// "file@offset".
#ifndef ARSIP_ARCHIVE_FILE_WINDOW_H_
#define ARSIP_ARCHIVE_FILE_WINDOW_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "archive/file_descriptor.h"
#include "base/result.h"

namespace arsip::archive {

// Bytes of a file that are a file of their own, such as a stored entry of a ZIP file.
struct FilePart {
  uint64_t begin = 0;
  uint64_t length = UINT64_MAX;  // more than there are: all of them
};

class FileWindow {
 public:
  static constexpr size_t kBytes = 512u << 10;

  static Result<std::unique_ptr<FileWindow>> Open(const std::string& path, FilePart part = {});

  // The next bytes without passing them: `length` of them (at most kBytes), fewer at the end. Valid
  // until the next call.
  Result<std::string_view> Peek(size_t length);
  // All that is in the buffer, at least one byte unless the file ends.
  Result<std::string_view> PeekSome();
  void Skip(uint64_t length) { position_ += length; }
  void Seek(uint64_t offset) { position_ = offset; }
  uint64_t position() const { return position_; }
  // As it was when opened, of the part.
  uint64_t size() const { return size_; }
  FilePart part() const { return {begin_, size_}; }
  const std::string& path() const { return path_; }

 private:
  FileWindow(std::string path, FileDescriptor file, FilePart part);
  std::string_view Buffered() const;

  std::string path_;
  FileDescriptor file_;
  uint64_t begin_;  // of the part, in the file
  uint64_t size_;
  uint64_t position_ = 0;
  std::unique_ptr<char[]> buffer_;  // kBytes, not touched before it is filled
  uint64_t buffer_begin_ = 0;
  size_t buffered_ = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_FILE_WINDOW_H_
