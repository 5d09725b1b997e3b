#include "archive/import_source.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "archive/file_descriptor.h"
#include "archive/file_window.h"
#include "archive/wacz_manifest.h"
#include "archive/zip_directory.h"

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

constexpr std::string_view kZipMagic = "PK\x03\x04";

Result<bool> IsZipFile(const std::string& path) {
  ARSIP_ASSIGN(const auto file, FileWindow::Open(path));
  ARSIP_ASSIGN(const std::string_view start, file->Peek(kZipMagic.size()));
  return start == kZipMagic;
}

// What is wrong with a file of others says nothing of the archive.
Error OfTheInput(Error error) {
  if (error.code == ErrorCode::kCorruption) error.code = ErrorCode::kInvalidInput;
  return error;
}

using Listed = std::map<std::string, Sha256, std::less<>>;

// Nothing when there is no manifest that can be read: the WARC files are what counts.
Result<Listed> ReadListed(const std::string& path, const std::vector<ZipEntry>& entries) {
  const auto manifest = std::ranges::find(entries, kDatapackagePath, &ZipEntry::name);
  Listed listed;
  if (manifest == entries.end() || manifest->size > kMaxManifestBytes) return listed;
  std::string json;
  const Status read = ReadZipEntry(path, *manifest, [&json](std::string_view piece) {
    json.append(piece);
    return Ok();
  });
  if (!read.has_value() && read.error().code == ErrorCode::kCorruption) return listed;
  ARSIP_TRY(Status(read));
  const auto parsed = ParseWaczManifest(json);
  if (!parsed.has_value()) return listed;
  for (const WaczResource& resource : parsed->resources) listed[resource.path] = resource.hash;
  return listed;
}

ImportSource SourceOf(const std::string& path, const ZipEntry& entry, const Listed& listed) {
  ImportSource source;
  source.path = path + ":" + entry.name;
  source.name = BaseName(entry.name);
  source.bytes = entry.size;
  const auto found = listed.find(entry.name);
  source.listing =
      WaczListing{.deflated = !entry.stored,
                  .sha256 = found == listed.end() ? std::nullopt : std::optional(found->second)};
  source.read = [path, entry](const std::function<Status(std::string_view)>& sink) -> Status {
    Status status = ReadZipEntry(path, entry, sink);
    if (!status.has_value()) return OfTheInput(status.error());
    return status;
  };
  return source;
}

Result<std::vector<ImportSource>> SourcesInZip(const std::string& path) {
  const auto entries = ReadZipDirectory(path);
  if (!entries.has_value()) return OfTheInput(entries.error());
  ARSIP_ASSIGN(const Listed listed, ReadListed(path, *entries));
  std::vector<ImportSource> sources;
  std::vector<std::string> others;
  for (const ZipEntry& entry : *entries) {
    if (IsWaczWarcPath(entry.name)) {
      sources.push_back(SourceOf(path, entry, listed));
    } else {
      others.push_back(entry.name);
    }
  }
  if (!sources.empty()) {
    sources.front().listing->others = std::move(others);
    return sources;
  }
  return Error{ErrorCode::kInvalidInput, "this ZIP file has no WARC file in archive/", path};
}

}  // namespace

Result<std::vector<ImportSource>> ImportSourcesOf(const std::string& path) {
  std::error_code error;
  ImportSource source;
  source.path = path;
  source.name = BaseName(path);
  source.bytes = std::filesystem::file_size(path, error);
  if (error) return ErrnoError(error.value(), "cannot read", path);
  ARSIP_ASSIGN(const bool zip, IsZipFile(path));
  if (zip) return SourcesInZip(path);
  source.read = [path](const std::function<Status(std::string_view)>& sink) {
    return ReadFile(path, sink);
  };
  std::vector<ImportSource> sources;
  sources.push_back(std::move(source));
  return sources;
}

}  // namespace arsip::archive
