#include "archive/partial_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "archive/file_descriptor.h"

namespace arsip::archive {

Error OutputExists(const std::string& output) {
  return Error{ErrorCode::kInvalidInput, "the file exists already; --force replaces it", output};
}

PartialFile::PartialFile(const std::string& output) : output_(output), path_(output + ".partial") {}

PartialFile::~PartialFile() {
  if (!path_.empty()) unlink(path_.c_str());
}

Status PartialFile::Keep(bool overwrite) {
  const unsigned flags = overwrite ? 0 : RENAME_NOREPLACE;
  if (renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, output_.c_str(), flags) != 0) {
    return errno == EEXIST ? OutputExists(output_) : ErrnoError(errno, "cannot rename to", output_);
  }
  path_.clear();
  const std::string parent = std::filesystem::absolute(output_).parent_path();
  const FileDescriptor directory(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.open() || fsync(directory.get()) != 0) {
    return ErrnoError(errno, "cannot sync", parent);
  }
  return Ok();
}

}  // namespace arsip::archive
