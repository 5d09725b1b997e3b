#include "archive/import.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "archive/file_descriptor.h"
#include "archive/imported_files.h"
#include "archive/per_record_copy.h"
#include "archive/rebuild.h"
#include "archive/scratch_directory.h"
#include "archive/segment_directory.h"
#include "archive/segment_name.h"
#include "archive/writing_archive.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kPerRecordSuffix = ".per-record.warc.gz";

// Several passes over one file as one progress.
class Passes {
 public:
  Passes(const ImportProgress& progress, uint64_t bytes, int passes, std::string source)
      : progress_(progress),
        bytes_(bytes),
        passes_(static_cast<uint64_t>(passes)),
        source_(std::move(source)) {}
  void AnotherIsNeeded() { ++passes_; }
  void Next() { ++done_; }
  bool At(uint64_t position) const {
    return !progress_ || progress_(done_ * bytes_ + std::min(position, bytes_), passes_ * bytes_);
  }
  Status Check(uint64_t position) const {
    if (At(position)) return Ok();
    return Error{ErrorCode::kUnavailable, "importing was stopped", source_};
  }

 private:
  const ImportProgress& progress_;
  const uint64_t bytes_;
  uint64_t passes_;
  uint64_t done_ = 0;
  const std::string source_;
};

using ByteSink = std::function<Status(std::string_view)>;

Status ForFile(const std::string& path, const Passes& passes, const ByteSink& sink) {
  constexpr size_t kPieceBytes = 1u << 20;
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return ErrnoError(errno, "cannot open", path);
  std::vector<char> piece(kPieceBytes);
  for (uint64_t position = 0;;) {
    const ssize_t length = read(file.get(), piece.data(), piece.size());
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return ErrnoError(errno, "cannot read", path);
    if (length == 0) return Ok();
    ARSIP_TRY(sink({piece.data(), static_cast<size_t>(length)}));
    position += static_cast<uint64_t>(length);
    ARSIP_TRY(passes.Check(position));
  }
}

Result<Sha256> Digest(const std::string& path, const Passes& passes) {
  Sha256Stream digest;
  ARSIP_TRY(ForFile(path, passes, [&digest](std::string_view piece) {
    digest.Update(piece);
    return Ok();
  }));
  return digest.Finish();
}

class DirectoryImporter : public Importer {
 public:
  DirectoryImporter(std::string directory, ArchiveParts parts, std::unique_ptr<ImportedFiles> files,
                    const ImportOptions& options, const Clock& clock)
      : directory_(std::move(directory)),
        parts_(std::move(parts)),
        files_(std::move(files)),
        options_(options),
        clock_(clock) {}

  Result<ImportedFile> Import(const std::string& path, const ImportProgress& progress) override;

 private:
  Status CheckRoom(uint64_t bytes) const;
  Status CopyIn(const std::string& path, const Sha256& expected, SegmentDirectory& scratch,
                const Passes& passes) const;
  Status Keep(const std::string& copy, ImportedFile& imported);
  Status KeepPerRecord(SegmentDirectory& scratch, ImportedFile& imported, Passes& passes);
  Status CatchUp(const Passes& passes);
  std::string NameOf(const std::string& path) const {
    return std::filesystem::path(path).filename().string();
  }

  const std::string directory_;
  ArchiveParts parts_;
  const std::unique_ptr<ImportedFiles> files_;
  const ImportOptions options_;
  const Clock& clock_;
};

// Of a file whose first bytes are damaged the name says what it is.
std::string CopyName(const std::string& path) {
  return path.ends_with(".gz") || path.ends_with(".gz.open") ? "copy.warc.gz" : "copy.warc";
}
constexpr const char* kPerRecordName = "per-record.warc.gz";

Status DirectoryImporter::CheckRoom(uint64_t bytes) const {
  ARSIP_ASSIGN(const uint64_t free, parts_.captures->FreeBytes());
  const uint64_t needed = bytes + options_.min_free_bytes;
  if (free >= needed) return Ok();
  return Error{ErrorCode::kNoSpace,
               "importing needs " + std::to_string(needed) + " free bytes here, there are " +
                   std::to_string(free),
               files_->path()};
}

// The copy is what is read from then on: the source may be another's, and change.
Status DirectoryImporter::CopyIn(const std::string& path, const Sha256& expected,
                                 SegmentDirectory& scratch, const Passes& passes) const {
  ARSIP_ASSIGN(const auto copy, scratch.Create(CopyName(path)));
  Sha256Stream digest;
  ARSIP_TRY(ForFile(path, passes, [&](std::string_view piece) {
    digest.Update(piece);
    return copy->Append(piece);
  }));
  if (digest.Finish() != expected) {
    return Error{ErrorCode::kUnavailable, "it changed while it was read; is it still written to?",
                 path};
  }
  return copy->Sync();
}

Status DirectoryImporter::Keep(const std::string& copy, ImportedFile& imported) {
  ARSIP_ASSIGN(imported.filename,
               files_->FreeName(ImportedStem(NameOf(imported.source)), kSegmentSuffix));
  imported.kept = ImportedFile::Kept::kAsItCame;
  return files_->Keep(copy, imported.filename, imported.sha256, imported.sha256);
}

Status DirectoryImporter::KeepPerRecord(SegmentDirectory& scratch, ImportedFile& imported,
                                        Passes& passes) {
  const std::string name = NameOf(imported.source);
  const std::string copy = scratch.path() + "/" + CopyName(imported.source);
  passes.AnotherIsNeeded();
  passes.Next();
  ARSIP_TRY(CheckRoom(imported.bytes));
  ARSIP_ASSIGN(imported.filename, files_->FreeName(ImportedStem(name), kPerRecordSuffix));
  imported.kept = ImportedFile::Kept::kPerRecord;
  const PerRecordSource source{
      .path = copy,
      .name = ImportedStem(name) + (name.ends_with(".gz") ? ".warc.gz" : ".warc"),
      .sha256 = imported.sha256,
      .broken = imported.survey.broken_ordinals,
      .as_revisits =
          options_.deduplicate ? imported.survey.known_ordinals : std::vector<uint64_t>()};
  ARSIP_ASSIGN(const auto file, scratch.Create(kPerRecordName));
  ARSIP_ASSIGN(
      const PerRecordCounts counts,
      WritePerRecord(source, imported.filename, options_.coding, clock_.Utc(), *parts_.index, *file,
                     [&passes](uint64_t position) { return passes.At(position); }));
  ARSIP_TRY(file->Sync());
  imported.revisits_written = counts.revisits;
  if (imported.survey.deviations.damage()) {
    ARSIP_ASSIGN(imported.original, files_->FreeName(source.name, ".original"));
    ARSIP_TRY(files_->KeepOriginal(copy, imported.original));
  }
  return files_->Keep(scratch.path() + "/" + kPerRecordName, imported.filename, counts.sha256,
                      imported.sha256);
}

// Not to be stopped: the file is in its place. When it is killed here, the next to open the archive
// does the rest.
Status DirectoryImporter::CatchUp(const Passes& passes) {
  ReadProblems told_already(0);
  const auto counts =
      CatchUpIndex(directory_, *parts_.index, told_already, [&passes](uint64_t done, uint64_t) {
        static_cast<void>(passes.At(done));
        return true;
      });
  return counts.has_value() ? Ok() : Status(counts.error());
}

Result<ImportedFile> DirectoryImporter::Import(const std::string& path,
                                               const ImportProgress& progress) {
  std::error_code error;
  ImportedFile imported;
  imported.source = path;
  imported.bytes = std::filesystem::file_size(path, error);
  if (error) return ErrnoError(error.value(), "cannot read", path);
  constexpr int kPasses = 4;  // digest, copy, survey, index
  Passes passes(progress, imported.bytes, kPasses, path);
  ARSIP_ASSIGN(imported.sha256, Digest(path, passes));
  if (const auto known = files_->Find(imported.sha256); known.has_value()) {
    imported.kept = ImportedFile::Kept::kAlready;
    imported.filename = *known;
    return imported;
  }
  passes.Next();
  ARSIP_TRY(CheckRoom(imported.bytes));
  ARSIP_ASSIGN(const ScratchDirectory scratch,
               ScratchDirectory::Make(directory_ + "/imported.partial"));
  ARSIP_ASSIGN(const auto scratch_files, OpenSegmentDirectory(scratch.path()));
  ARSIP_TRY(CopyIn(path, imported.sha256, *scratch_files, passes));
  passes.Next();
  const std::string copy = scratch.path() + "/" + CopyName(path);
  ARSIP_ASSIGN(imported.survey,
               SurveyFile(copy, NameOf(path), *parts_.index,
                          [&passes](uint64_t position) { return passes.At(position); }));
  if (imported.survey.records == 0) {
    return Error{ErrorCode::kInvalidInput, "there is no whole WARC record in it", path};
  }
  const bool rewrite = options_.deduplicate && !imported.survey.known_ordinals.empty();
  if (imported.survey.one_record_a_member && !rewrite) {
    ARSIP_TRY(Keep(copy, imported));
  } else {
    ARSIP_TRY(KeepPerRecord(*scratch_files, imported, passes));
  }
  passes.Next();
  ARSIP_TRY(CatchUp(passes));
  static_cast<void>(passes.At(imported.bytes));
  return imported;
}

}  // namespace

Result<std::unique_ptr<Importer>> Importer::Open(const std::string& archive_directory,
                                                 const ImportOptions& options, const Clock& clock) {
  ARSIP_TRY(CheckCoding(options.coding));
  ARSIP_ASSIGN(ArchiveParts parts, OpenArchiveParts(archive_directory));
  ARSIP_ASSIGN(auto files, ImportedFiles::Open(archive_directory, *parts.index));
  std::unique_ptr<Importer> importer = std::make_unique<DirectoryImporter>(
      archive_directory, std::move(parts), std::move(files), options, clock);
  return importer;
}

}  // namespace arsip::archive
