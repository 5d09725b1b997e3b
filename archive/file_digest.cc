#include "archive/file_digest.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "archive/file_descriptor.h"

namespace arsip::archive {

Result<Sha256> DigestFile(const std::string& path) {
  constexpr size_t kPieceBytes = 256u << 10;
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.open()) return ErrnoError(errno, "open", path);
  Sha256Stream digest;
  std::vector<char> piece(kPieceBytes);
  for (;;) {
    const ssize_t length = read(file.get(), piece.data(), piece.size());
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return ErrnoError(errno, "read", path);
    if (length == 0) return digest.Finish();
    digest.Update({piece.data(), static_cast<size_t>(length)});
  }
}

}  // namespace arsip::archive
