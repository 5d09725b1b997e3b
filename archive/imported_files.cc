#include "archive/imported_files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "archive/per_record_copy.h"
#include "archive/record_payload.h"
#include "archive/warc_fields.h"
#include "base/percent_encoding.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kDigestSuffix = ".sha256";
constexpr size_t kMaxStemBytes = 150;
constexpr uint64_t kMostWarcinfoBytes = 1u << 20;

bool StaysInNames(char c) {
  const char lower = AsciiLower(c);
  return (lower >= 'a' && lower <= 'z') || IsAsciiDigit(c) || c == '.' || c == '_' || c == '-' ||
         c == '~';
}

Status Move(const std::string& from, const std::string& to) {
  if (rename(from.c_str(), to.c_str()) == 0) return Ok();
  return ErrnoError(errno, "cannot rename to " + to, from);
}

}  // namespace

std::string ImportedStem(std::string_view name) {
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view suffix : {".gz", ".zst", ".warc", ".open"}) {
      if (!name.ends_with(suffix)) continue;
      name.remove_suffix(suffix.size());
      found = true;
    }
  }
  std::string stem(name.substr(0, kMaxStemBytes));
  std::replace_if(
      stem.begin(), stem.end(), [](char c) { return !StaysInNames(c); }, '-');
  if (stem.empty() || stem.front() == '.') stem.insert(0, "imported");
  return stem;
}

Result<std::optional<Sha256>> DigestBeside(const std::string& path) {
  std::ifstream file(path + std::string(kDigestSuffix), std::ios::binary);
  if (!file) return std::optional<Sha256>();
  std::string hex(2 * Sha256{}.size(), '\0');
  file.read(hex.data(), static_cast<std::streamsize>(hex.size()));
  const auto sha256 = ParseSha256(hex);
  if (file && sha256.has_value()) return std::optional(*sha256);
  return Error{ErrorCode::kCorruption, "it is no line of sha256sum",
               path + std::string(kDigestSuffix)};
}

Result<std::unique_ptr<ImportedFiles>> ImportedFiles::Open(const std::string& archive_directory,
                                                           CaptureIndex& index) {
  ARSIP_ASSIGN(auto directory,
               OpenSegmentDirectory(archive_directory + std::string(kImportedDirectory)));
  std::unique_ptr<ImportedFiles> files(
      new ImportedFiles(archive_directory, std::move(directory), index));
  Status learned;
  ARSIP_TRY(index.ForEachFile([&](const IndexedFile& file) {
    if (file.kind == SegmentKind::kImported && file.sealed) learned = files->Learn(file);
    return learned.has_value();
  }));
  ARSIP_TRY(learned);
  return files;
}

// A file that cannot be read any more is met by `arsip verify`; its digest is unknown until then.
Status ImportedFiles::Learn(const IndexedFile& file) {
  by_source_.emplace(file.sha256, file.filename);
  const auto warcinfo = ReadRecord(archive_directory_, {file.filename, 0, 0}, kMostWarcinfoBytes);
  if (!warcinfo.has_value()) return Ok();
  const auto source = ParseSha256(WarcField(warcinfo->block, kImportedDigestField));
  // Only of a file of our own making, not of one that was written by another Arsip and came as it
  // is.
  const bool ours = warcinfo->header.Get("WARC-Filename") == file.filename;
  if (source.has_value() && ours) by_source_.emplace(*source, file.filename);
  return Ok();
}

std::optional<std::string> ImportedFiles::Find(const Sha256& source) const {
  const auto known = by_source_.find(source);
  return known == by_source_.end() ? std::nullopt : std::optional(known->second);
}

Result<bool> ImportedFiles::IsFree(const std::string& filename) {
  ARSIP_ASSIGN(const auto row, index_.FindFile(filename));
  if (row.has_value()) return false;
  for (const char* place : {"/warc/", "/derived/", "/imported/"}) {
    std::error_code error;
    if (std::filesystem::exists(archive_directory_ + place + filename, error)) return false;
  }
  ARSIP_ASSIGN(const auto taken, index_.HasFile(ForeignFileId(filename)));
  return !taken;
}

Result<std::string> ImportedFiles::FreeName(const std::string& stem, std::string_view suffix) {
  constexpr int kMostNames = 10'000;
  for (int copy = 1; copy <= kMostNames; ++copy) {
    std::string name = stem;
    if (copy > 1) name.append("~").append(std::to_string(copy));
    name.append(suffix);
    ARSIP_ASSIGN(const bool free, IsFree(name));
    if (free) return name;
  }
  return Error{ErrorCode::kInvalidInput, "10,000 files of this name were imported already", stem};
}

Status ImportedFiles::WriteDigest(const std::string& filename, const Sha256& sha256) {
  const std::string name = filename + std::string(kDigestSuffix);
  std::error_code error;
  // Left by an import that was killed before its file was in place.
  if (std::filesystem::exists(path() + "/" + name, error)) ARSIP_TRY(directory_->Remove(name));
  ARSIP_ASSIGN(const auto file, directory_->Create(name));
  ARSIP_TRY(file->Append(HexEncode(sha256) + "  " + filename + "\n"));
  return file->Sync();
}

Status ImportedFiles::Keep(const std::string& from, const std::string& filename,
                           const Sha256& sha256, const Sha256& source) {
  ARSIP_TRY(WriteDigest(filename, sha256));
  ARSIP_TRY(directory_->SyncDirectory());
  ARSIP_TRY(Move(from, path() + "/" + filename));
  ARSIP_TRY(directory_->SyncDirectory());
  by_source_.emplace(source, filename);
  by_source_.emplace(sha256, filename);
  return Ok();
}

Status ImportedFiles::KeepOriginal(const std::string& from, const std::string& filename) {
  ARSIP_TRY(Move(from, path() + "/" + filename));
  return directory_->SyncDirectory();
}

}  // namespace arsip::archive
