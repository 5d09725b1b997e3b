#include "archive/cold_segment.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "archive/segment_directory.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kSuffix = ".json";

std::string PathOf(const std::string& archive_directory, const std::string& filename) {
  return archive_directory + "/cold/" + filename + std::string(kSuffix);
}

nlohmann::json JsonOf(const ColdSegment& segment) {
  nlohmann::json parts = nlohmann::json::array();
  for (const UploadedPart& part : segment.parts) parts.push_back({part.number, part.etag});
  return {{"filename", segment.filename},
          {"kind", static_cast<int>(segment.kind)},
          {"size", segment.size},
          {"sha256", segment.sha256},
          {"endpoint", segment.endpoint},
          {"region", segment.region},
          {"bucket", segment.bucket},
          {"key", segment.key},
          {"part_bytes", segment.part_bytes},
          {"upload", segment.upload},
          {"parts", parts},
          {"etag", segment.etag},
          {"stored", segment.stored}};
}

// Throws what nlohmann throws.
ColdSegment SegmentOf(const nlohmann::json& json) {
  ColdSegment segment;
  segment.filename = json.at("filename");
  segment.kind = static_cast<SegmentKind>(json.at("kind").get<uint8_t>());
  segment.size = json.at("size");
  segment.sha256 = json.at("sha256");
  segment.endpoint = json.at("endpoint");
  segment.region = json.at("region");
  segment.bucket = json.at("bucket");
  segment.key = json.at("key");
  segment.part_bytes = json.at("part_bytes");
  segment.upload = json.at("upload");
  for (const nlohmann::json& part : json.at("parts")) {
    segment.parts.push_back({part.at(0), part.at(1)});
  }
  segment.etag = json.at("etag");
  segment.stored = json.at("stored");
  return segment;
}

}  // namespace

std::string_view DirectoryOf(SegmentKind kind) {
  if (kind == SegmentKind::kDerived) return "derived";
  return kind == SegmentKind::kImported ? "imported" : "warc";
}

Result<std::optional<ColdSegment>> ReadColdSegment(const std::string& archive_directory,
                                                   const std::string& filename) {
  const std::string path = PathOf(archive_directory, filename);
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::optional<ColdSegment>();
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  try {
    ColdSegment segment = SegmentOf(nlohmann::json::parse(text));
    if (segment.filename == filename) return std::optional(std::move(segment));
  } catch (const nlohmann::json::exception&) {
    return Error{ErrorCode::kCorruption, "this note of an upload is unreadable", path};
  }
  return Error{ErrorCode::kCorruption, "this note is of another segment", path};
}

Status WriteColdSegment(const std::string& archive_directory, const ColdSegment& segment) {
  ARSIP_ASSIGN(const auto directory, OpenSegmentDirectory(archive_directory + "/cold"));
  const std::string path = PathOf(archive_directory, segment.filename);
  const std::string temporary = segment.filename + std::string(kSuffix) + ".new";
  std::error_code error;
  std::filesystem::remove(directory->path() + "/" + temporary, error);
  ARSIP_ASSIGN(const auto file, directory->Create(temporary));
  ARSIP_TRY(file->Append(
      JsonOf(segment).dump(1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n"));
  ARSIP_TRY(file->Sync());
  std::filesystem::rename(directory->path() + "/" + temporary, path, error);
  if (error) return ErrnoError(error.value(), "cannot rename to " + path, temporary);
  return directory->SyncDirectory();
}

Result<std::vector<ColdSegment>> ListAbsentSegments(const std::string& archive_directory) {
  std::vector<ColdSegment> absent;
  std::error_code error;
  std::filesystem::directory_iterator entries(archive_directory + "/cold", error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    std::string filename = entries->path().filename().string();
    if (!filename.ends_with(kSuffix)) continue;
    filename.resize(filename.size() - kSuffix.size());
    ARSIP_ASSIGN(auto segment, ReadColdSegment(archive_directory, filename));
    if (!segment.has_value() || !segment->stored) continue;
    std::string path = archive_directory + "/";
    path.append(DirectoryOf(segment->kind)).append("/").append(filename);
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) absent.push_back(std::move(*segment));
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return ErrnoError(error.value(), "cannot list", archive_directory + "/cold");
  }
  std::ranges::sort(absent, {}, &ColdSegment::filename);
  return absent;
}

}  // namespace arsip::archive
