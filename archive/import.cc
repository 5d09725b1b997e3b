#include "archive/import.h"

#include <algorithm>
#include <utility>

#include "archive/file_window.h"
#include "archive/frame_inflater.h"
#include "archive/import_source.h"
#include "archive/imported_files.h"
#include "archive/per_record_copy.h"
#include "archive/rebuild.h"
#include "archive/scratch_directory.h"
#include "archive/segment_directory.h"
#include "archive/segment_name.h"
#include "archive/writing_archive.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kZstdSuffix = ".warc.zst";
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

Result<Sha256> Digest(const ImportSource& source, const Passes& passes, const ByteSink& also) {
  Sha256Stream digest;
  uint64_t position = 0;
  ARSIP_TRY(source.read([&](std::string_view piece) -> Status {
    digest.Update(piece);
    position += piece.size();
    ARSIP_TRY(also(piece));
    return passes.Check(position);
  }));
  return digest.Finish();
}

class DirectoryImporter : public Importer {
 public:
  DirectoryImporter(std::string directory, ArchiveParts parts, std::unique_ptr<ImportedFiles> files,
                    const ImportOptions& options, const Clock& clock)
      : directory_(std::move(directory)),
        parts_(std::move(parts)),
        originals_(directory_, *parts_.index),
        files_(std::move(files)),
        options_(options),
        clock_(clock) {}

  Status Import(const std::string& path, const ImportProgress& progress,
                const ImportedSink& imported) override;

 private:
  Result<ImportedFile> ImportOne(const ImportSource& source, const ImportProgress& progress);
  Status CheckRoom(uint64_t bytes) const;
  static Status CopyIn(const ImportSource& source, const Sha256& expected,
                       SegmentDirectory& scratch, const Passes& passes);
  Status Keep(const ImportSource& source, const std::string& copy, ImportedFile& imported);
  Status KeepPerRecord(const ImportSource& source, SegmentDirectory& scratch,
                       ImportedFile& imported, Passes& passes);
  Status CatchUp(const Passes& passes);

  const std::string directory_;
  ArchiveParts parts_;
  PayloadOriginals originals_;
  const std::unique_ptr<ImportedFiles> files_;
  const ImportOptions options_;
  const Clock& clock_;
};

// Of a file whose first bytes are damaged the name says what it is.
std::string CopyName(const std::string& name) {
  for (const char* const coding : {".gz", ".zst"}) {
    if (name.ends_with(coding) || name.ends_with(std::string(coding) + ".open")) {
      return std::string("copy.warc") + coding;
    }
  }
  return "copy.warc";
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

void TellListing(const ImportSource& source, ImportedFile& imported) {
  if (!source.listing.has_value()) return;
  DeviationCounts& deviations = imported.survey.deviations;
  imported.left_out = source.listing->others;
  if (source.listing->deflated) deviations.Add(Deviation::kZipDeflated, source.name, 0, {});
  if (source.listing->sha256 == imported.sha256) return;
  deviations.Add(Deviation::kWaczManifest, source.name, 0,
                 source.listing->sha256.has_value() ? "its SHA-256 is another" : "not listed");
}

// The copy is what is read from then on: the source may be another's, and change.
Status DirectoryImporter::CopyIn(const ImportSource& source, const Sha256& expected,
                                 SegmentDirectory& scratch, const Passes& passes) {
  ARSIP_ASSIGN(const auto copy, scratch.Create(CopyName(source.name)));
  ARSIP_ASSIGN(const Sha256 sha256, Digest(source, passes, [&copy](std::string_view piece) {
                 return copy->Append(piece);
               }));
  if (sha256 == expected) return copy->Sync();
  return Error{ErrorCode::kUnavailable, "it changed while it was read; is it still written to?",
               source.path};
}

// By what it is, whatever it was called.
Result<std::string_view> SuffixOf(const std::string& copy) {
  constexpr size_t kMagicBytes = 4;
  ARSIP_ASSIGN(const auto file, FileWindow::Open(copy));
  ARSIP_ASSIGN(const std::string_view start, file->Peek(kMagicBytes));
  return FrameInflater::MayBeginFile(start) ? kZstdSuffix : kSegmentSuffix;
}

Status DirectoryImporter::Keep(const ImportSource& source, const std::string& copy,
                               ImportedFile& imported) {
  ARSIP_ASSIGN(const std::string_view suffix, SuffixOf(copy));
  ARSIP_ASSIGN(imported.filename, files_->FreeName(ImportedStem(source.name), suffix));
  imported.kept = ImportedFile::Kept::kAsItCame;
  return files_->Keep(copy, imported.filename, imported.sha256, imported.sha256);
}

Status DirectoryImporter::KeepPerRecord(const ImportSource& source, SegmentDirectory& scratch,
                                        ImportedFile& imported, Passes& passes) {
  const std::string copy = scratch.path() + "/" + CopyName(source.name);
  const std::string stem = ImportedStem(source.name);
  passes.AnotherIsNeeded();
  passes.Next();
  ARSIP_TRY(CheckRoom(imported.bytes));
  ARSIP_ASSIGN(imported.filename, files_->FreeName(stem, kPerRecordSuffix));
  imported.kept = ImportedFile::Kept::kPerRecord;
  const PerRecordSource records{
      .path = copy,
      .name = stem + CopyName(source.name).substr(std::string_view("copy").size()),
      .sha256 = imported.sha256,
      .broken = imported.survey.broken_ordinals,
      .as_revisits =
          options_.deduplicate ? imported.survey.known_ordinals : std::vector<uint64_t>()};
  ARSIP_ASSIGN(const auto file, scratch.Create(kPerRecordName));
  ARSIP_ASSIGN(const PerRecordCounts counts,
               WritePerRecord(records, imported.filename, options_.coding, clock_.Utc(), originals_,
                              *file, [&passes](uint64_t position) { return passes.At(position); }));
  ARSIP_TRY(file->Sync());
  imported.revisits_written = counts.revisits;
  if (imported.survey.deviations.damage()) {
    ARSIP_ASSIGN(imported.original, files_->FreeName(records.name, ".original"));
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

Result<ImportedFile> DirectoryImporter::ImportOne(const ImportSource& source,
                                                  const ImportProgress& progress) {
  constexpr int kPasses = 4;  // digest, copy, survey, index
  Passes passes(progress, source.bytes, kPasses, source.path);
  ImportedFile imported;
  imported.source = source.path;
  imported.bytes = source.bytes;
  ARSIP_ASSIGN(imported.sha256, Digest(source, passes, [](std::string_view) { return Ok(); }));
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
  ARSIP_TRY(CopyIn(source, imported.sha256, *scratch_files, passes));
  passes.Next();
  const std::string copy = scratch.path() + "/" + CopyName(source.name);
  ARSIP_ASSIGN(imported.survey,
               SurveyFile(copy, source.name, originals_,
                          [&passes](uint64_t position) { return passes.At(position); }));
  TellListing(source, imported);
  if (imported.survey.records == 0) {
    return Error{ErrorCode::kInvalidInput, "there is no whole WARC record in it", source.path};
  }
  const bool rewrite = options_.deduplicate && !imported.survey.known_ordinals.empty();
  if (imported.survey.one_record_a_member && !rewrite) {
    ARSIP_TRY(Keep(source, copy, imported));
  } else {
    ARSIP_TRY(KeepPerRecord(source, *scratch_files, imported, passes));
  }
  passes.Next();
  ARSIP_TRY(CatchUp(passes));
  static_cast<void>(passes.At(imported.bytes));
  return imported;
}

Status DirectoryImporter::Import(const std::string& path, const ImportProgress& progress,
                                 const ImportedSink& imported) {
  ARSIP_ASSIGN(const auto sources, ImportSourcesOf(path));
  for (const ImportSource& source : sources) {
    ARSIP_ASSIGN(const ImportedFile file, ImportOne(source, progress));
    imported(file);
  }
  return Ok();
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
