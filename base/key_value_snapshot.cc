#include "base/key_value_snapshot.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include "base/leveldb_files.h"

namespace arsip {
namespace {

namespace fs = std::filesystem;

// LevelDB's lock (a POSIX record lock on LOCK), let go of with the descriptor.
class StoreLock {
 public:
  ~StoreLock() {
    if (fd_ >= 0) close(fd_);
  }
  StoreLock() = default;
  StoreLock(const StoreLock&) = delete;
  StoreLock& operator=(const StoreLock&) = delete;

  Status Acquire(const std::string& directory) {
    const std::string path = directory + "/LOCK";
    fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd_ < 0) return ErrnoError(errno, "open", path);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    if (fcntl(fd_, F_SETLK, &lock) == 0) return Ok();
    if (errno != EACCES && errno != EAGAIN) return ErrnoError(errno, "lock", path);
    return Error{ErrorCode::kUnavailable, "another process has it open", directory};
  }

 private:
  int fd_ = -1;
};

bool IsTable(std::string_view name) { return name.ends_with(".ldb") || name.ends_with(".sst"); }

bool IsOfTheStore(std::string_view name) {
  return IsTable(name) || name.ends_with(".log") || name == "CURRENT" ||
         name.starts_with("MANIFEST-");
}

Status CopyInto(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (IsTable(from.filename().string())) {
    fs::create_hard_link(from, to, error);
    if (!error) return Ok();
  }
  fs::copy_file(from, to, error);
  if (error) return ErrnoError(error.value(), "copy", from.string());
  return Ok();
}

Status CopyAll(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::create_directories(fs::path(to).parent_path(), error);
  if (!fs::create_directory(to, error)) {
    return ErrnoError(error ? error.value() : EEXIST, "create", to);
  }
  for (fs::directory_iterator entries(from, error), end; !error && entries != end;
       entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    if (IsOfTheStore(name)) ARSIP_TRY(CopyInto(entries->path(), fs::path(to) / name));
  }
  if (error) return ErrnoError(error.value(), "list", from);
  return Ok();
}

}  // namespace

Status SnapshotKeyValueStore(const std::string& from, const std::string& to) {
  if (!LevelDbExists(from)) return Error{ErrorCode::kNotFound, "no database is here", from};
  StoreLock lock;
  ARSIP_TRY(lock.Acquire(from));
  std::error_code error;
  if (fs::exists(to, error)) return ErrnoError(EEXIST, "create", to);
  Status copied = CopyAll(from, to);
  if (!copied) fs::remove_all(to, error);
  return copied;
}

std::string KeyValueStoreFingerprint(const std::string& directory) {
  const std::string path = directory + "/CURRENT";
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return {};
  std::ifstream file(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return std::to_string(status.st_ino) + ":" + std::to_string(status.st_mtim.tv_sec) + "." +
         std::to_string(status.st_mtim.tv_nsec) + ":" + content;
}

}  // namespace arsip
