// ScratchDirectory: a directory that is empty when it is made and gone when its owner is. What a
// killed process left of it goes when it is made again. MakeTemporary: one in $TMPDIR with a name
// of its own, for those who have no directory to write in; what a killed process left of that
// stays.
#ifndef ARSIP_ARCHIVE_SCRATCH_DIRECTORY_H_
#define ARSIP_ARCHIVE_SCRATCH_DIRECTORY_H_

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "archive/segment_directory.h"
#include "base/result.h"

namespace arsip::archive {

class ScratchDirectory {
 public:
  static Result<ScratchDirectory> Make(std::string path) {
    ScratchDirectory scratch(std::move(path));
    std::error_code error;
    std::filesystem::remove_all(scratch.path_, error);
    if (error) return ErrnoError(error.value(), "cannot remove", scratch.path_);
    ARSIP_TRY(MakeDirectories(scratch.path_));
    return scratch;
  }
  static Result<ScratchDirectory> MakeTemporary() {
    std::error_code error;
    const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
    if (error) return ErrnoError(error.value(), "cannot find", "$TMPDIR");
    std::string path = parent / "arsip-XXXXXX";
    if (mkdtemp(path.data()) == nullptr) return ErrnoError(errno, "cannot make", path);
    return ScratchDirectory(std::move(path));
  }
  ScratchDirectory(ScratchDirectory&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  ScratchDirectory& operator=(ScratchDirectory&&) = delete;
  ~ScratchDirectory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  explicit ScratchDirectory(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SCRATCH_DIRECTORY_H_
