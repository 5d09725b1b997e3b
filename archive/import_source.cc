#include "archive/import_source.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "archive/file_descriptor.h"

namespace arsip::archive {
namespace {

Status ReadFile(const std::string& path, const std::function<Status(std::string_view)>& sink) {
  constexpr size_t kPieceBytes = 1u << 20;
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return ErrnoError(errno, "cannot open", path);
  std::vector<char> piece(kPieceBytes);
  for (;;) {
    const ssize_t length = read(file.get(), piece.data(), piece.size());
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return ErrnoError(errno, "cannot read", path);
    if (length == 0) return Ok();
    ARSIP_TRY(sink({piece.data(), static_cast<size_t>(length)}));
  }
}

std::string BaseName(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

}  // namespace

Result<std::vector<ImportSource>> ImportSourcesOf(const std::string& path) {
  std::error_code error;
  ImportSource source;
  source.path = path;
  source.name = BaseName(path);
  source.bytes = std::filesystem::file_size(path, error);
  if (error) return ErrnoError(error.value(), "cannot read", path);
  source.read = [path](const std::function<Status(std::string_view)>& sink) {
    return ReadFile(path, sink);
  };
  std::vector<ImportSource> sources;
  sources.push_back(std::move(source));
  return sources;
}

}  // namespace arsip::archive
