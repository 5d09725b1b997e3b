#include "cli/curve_keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

namespace arsip::cli {
namespace {

constexpr size_t kKeyLength = 40;
constexpr size_t kMaxKeys = 10'000;

Status WriteNew(const std::string& path, const std::string& text, mode_t mode) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0) return ErrnoError(errno, "cannot make the key file", path);
  const ssize_t written = write(fd, text.data(), text.size());
  const int write_error = errno;
  const bool closed = close(fd) == 0;
  if (written != static_cast<ssize_t>(text.size()) || !closed) {
    unlink(path.c_str());
    return ErrnoError(write_error, "cannot write the key file", path);
  }
  return Ok();
}

}  // namespace

Status WriteCurveKeys(const std::string& path, const frontier::CurveKeyPair& keys) {
  ARSIP_TRY(WriteNew(path, keys.secret_key + "\n", 0600));
  return WriteNew(path + ".pub", keys.public_key + "\n", 0644);
}

Result<std::vector<std::string>> ReadPublicKeys(const std::string& path) {
  std::ifstream file(path);
  if (!file) return ErrnoError(errno, "cannot read the keys", path);
  std::vector<std::string> keys;
  std::string line;
  for (size_t number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    if (line.size() != kKeyLength || keys.size() >= kMaxKeys) {
      return Error{ErrorCode::kInvalidInput, "a CURVE key has 40 characters",
                   path + ":" + std::to_string(number)};
    }
    keys.push_back(line);
  }
  return keys;
}

Result<frontier::CurveKeyPair> ReadCurveKeys(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return ErrnoError(errno, "cannot read the key file", path);
  if ((status.st_mode & 077) != 0) {
    return Error{ErrorCode::kPermission, "others can read this secret key: chmod 600", path};
  }
  ARSIP_ASSIGN(const std::vector<std::string> secret, ReadPublicKeys(path));
  ARSIP_ASSIGN(const std::vector<std::string> open_part, ReadPublicKeys(path + ".pub"));
  if (secret.size() != 1 || open_part.size() != 1) {
    return Error{ErrorCode::kInvalidInput, "a key file holds exactly one key", path};
  }
  return frontier::CurveKeyPair{open_part.front(), secret.front()};
}

}  // namespace arsip::cli
