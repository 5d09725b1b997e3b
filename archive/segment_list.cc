#include "archive/segment_list.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "archive/segment_name.h"

namespace arsip::archive {
namespace {

constexpr std::array kDirectories = {std::pair{"/warc/", SegmentKind::kCaptures},
                                     std::pair{"/derived/", SegmentKind::kDerived},
                                     std::pair{"/imported/", SegmentKind::kImported}};

bool IsWarc(std::string_view filename) {
  return filename.ends_with(".warc.gz") || filename.ends_with(".warc") ||
         filename.ends_with(".warc.zst");
}

Status ListDirectory(const std::string& directory, SegmentKind kind,
                     std::vector<SegmentOnDisk>& segments) {
  std::error_code error;
  std::filesystem::directory_iterator entries(directory, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    SegmentOnDisk segment;
    segment.path = entries->path().string();
    segment.filename = entries->path().filename().string();
    segment.kind = kind;
    segment.open = segment.filename.ends_with(kOpenSuffix);
    if (segment.open) segment.filename.resize(segment.filename.size() - kOpenSuffix.size());
    if (!IsWarc(segment.filename) || !entries->is_regular_file(error)) continue;
    segment.size = entries->file_size(error);
    if (error) break;
    segments.push_back(std::move(segment));
  }
  if (!error || error == std::errc::no_such_file_or_directory) return Ok();
  return ErrnoError(error.value(), "cannot list", directory);
}

}  // namespace

Result<std::vector<SegmentOnDisk>> ListSegments(const std::string& archive_directory) {
  std::vector<SegmentOnDisk> segments;
  for (const auto& [directory, kind] : kDirectories) {
    ARSIP_TRY(ListDirectory(archive_directory + directory, kind, segments));
  }
  std::ranges::sort(segments, {}, &SegmentOnDisk::filename);
  return segments;
}

Result<std::string> FindSegment(const std::string& archive_directory, const std::string& filename) {
  if (filename.find('/') == std::string::npos && IsWarc(filename)) {
    for (const auto& [directory, kind] : kDirectories) {
      std::string path = archive_directory;
      path.append(directory).append(filename);
      std::error_code error;
      if (std::filesystem::is_regular_file(path, error)) return path;
      const std::string open = path + std::string(kOpenSuffix);
      if (std::filesystem::is_regular_file(open, error)) return open;
    }
  }
  std::error_code error;
  if (std::filesystem::exists(archive_directory + "/cold/" + filename + ".json", error)) {
    return Error{ErrorCode::kNotFound,
                 "this WARC file is in cold storage; `arsip segments fetch` brings it back",
                 filename};
  }
  return Error{ErrorCode::kNotFound, "the archive has no such WARC file", filename};
}

}  // namespace arsip::archive
