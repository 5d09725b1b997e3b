#include "archive/segment_directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "archive/file_descriptor.h"

namespace arsip::archive {
namespace {

constexpr mode_t kDirectoryMode = 0750;
constexpr mode_t kFileMode = 0640;

Error FileError(int error_number, const std::string& action, const std::string& path) {
  Error error = ErrnoError(error_number, action, path);
  // A read-only remount ends as a full disk does: by the operator, and then the same write can
  // succeed.
  if (error_number == EROFS) error.code = ErrorCode::kNoSpace;
  if (error_number == EEXIST) error.code = ErrorCode::kInvalidInput;
  return error;
}

// Whatever the reason, pages that were not written are gone from the cache: a retry would lie.
Error SyncError(int error_number, const std::string& action, const std::string& path) {
  Error error = ErrnoError(error_number, action, path);
  error.code = ErrorCode::kIo;
  return error;
}

class PosixSegmentFile : public SegmentFile {
 public:
  PosixSegmentFile(FileDescriptor fd, std::string path)
      : fd_(std::move(fd)), path_(std::move(path)) {}

  Status Append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = write(fd_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return FileError(errno, "write", path_);
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    return Ok();
  }

  Status Truncate(uint64_t size) override {
    if (ftruncate(fd_.get(), static_cast<off_t>(size)) != 0) {
      return FileError(errno, "truncate", path_);
    }
    return Ok();
  }

  Status Sync() override {
    if (fdatasync(fd_.get()) != 0) return SyncError(errno, "fdatasync", path_);
    return Ok();
  }

 private:
  FileDescriptor fd_;
  std::string path_;
};

class PosixSegmentDirectory : public SegmentDirectory {
 public:
  PosixSegmentDirectory(std::string path, FileDescriptor fd)
      : SegmentDirectory(std::move(path)), fd_(std::move(fd)) {}

  Result<std::unique_ptr<SegmentFile>> Create(const std::string& name) override {
    return Open(name, O_CREAT | O_EXCL, "create");
  }
  Result<std::unique_ptr<SegmentFile>> OpenExisting(const std::string& name) override {
    return Open(name, 0, "open");
  }

  Status Rename(const std::string& from, const std::string& to) override {
    if (renameat2(fd_.get(), from.c_str(), fd_.get(), to.c_str(), RENAME_NOREPLACE) == 0)
      return Ok();
    // NFS and some FUSE file systems lack the flag. One process writes here, so asking first is as
    // good.
    if (errno == EINVAL || errno == ENOSYS) {
      if (faccessat(fd_.get(), to.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        errno = EEXIST;
      else if (renameat(fd_.get(), from.c_str(), fd_.get(), to.c_str()) == 0)
        return Ok();
    }
    return FileError(errno, "rename to " + to, PathOf(from));
  }

  Status Remove(const std::string& name) override {
    if (unlinkat(fd_.get(), name.c_str(), 0) != 0) return FileError(errno, "remove", PathOf(name));
    return Ok();
  }

  Status SyncDirectory() override {
    if (fsync(fd_.get()) != 0) return SyncError(errno, "fsync", path());
    return Ok();
  }

  Result<uint64_t> FreeBytes() override {
    struct statvfs space {};
    if (fstatvfs(fd_.get(), &space) != 0) return FileError(errno, "statvfs", path());
    return static_cast<uint64_t>(space.f_bavail) * space.f_frsize;
  }

  Result<std::vector<std::string>> List() override {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator it(path(), error), end; !error && it != end;
         it.increment(error)) {
      names.push_back(it->path().filename().string());
    }
    if (error) return FileError(error.value(), "list", path());
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::string PathOf(const std::string& name) const { return path() + "/" + name; }

  Result<std::unique_ptr<SegmentFile>> Open(const std::string& name, int flags,
                                            const char* action) {
    FileDescriptor file(openat(fd_.get(), name.c_str(),
                               flags | O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW, kFileMode));
    if (!file.open()) return FileError(errno, action, PathOf(name));
    return std::unique_ptr<SegmentFile>(
        std::make_unique<PosixSegmentFile>(std::move(file), PathOf(name)));
  }

  const FileDescriptor fd_;
};

}  // namespace

Status MakeDirectories(const std::string& path) {
  std::filesystem::path made;
  for (const auto& part : std::filesystem::path(path)) {
    const std::filesystem::path parent = made.empty() ? "." : made;
    made /= part;
    if (mkdir(made.c_str(), kDirectoryMode) == 0) {
      const FileDescriptor fd(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      if (!fd.open() || fsync(fd.get()) != 0) return SyncError(errno, "fsync", parent.string());
    } else if (errno != EEXIST && errno != EISDIR) {
      const int error_number = errno;
      // An existing directory on a read-only file system, or one above which we may not write.
      std::error_code error;
      if (!std::filesystem::is_directory(made, error)) {
        return FileError(error_number, "make directory", made.string());
      }
    }
  }
  return Ok();
}

Result<std::unique_ptr<SegmentDirectory>> OpenSegmentDirectory(const std::string& path) {
  ARSIP_TRY(MakeDirectories(path));
  FileDescriptor fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.open()) return FileError(errno, "open directory", path);
  return std::unique_ptr<SegmentDirectory>(
      std::make_unique<PosixSegmentDirectory>(path, std::move(fd)));
}

}  // namespace arsip::archive
