#include "archive/segment_conversion.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

#include "archive/archive_lock.h"
#include "archive/capture_index.h"
#include "archive/index_replacement.h"
#include "archive/rebuild.h"
#include "archive/segment_directory.h"
#include "archive/segment_list.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kConverting = ".converting";
constexpr const char* kJournal = "conversion.json";

// What FinishConversion needs to know; written before the first file moves.
struct Journal {
  std::string directory;  // "warc" or "derived"
  std::string old_filename;
  std::string new_filename;
  std::string new_sha256;
  bool drop_original = false;
};

std::string JournalText(const Journal& journal) {
  const nlohmann::json json = {{"directory", journal.directory},
                               {"old", journal.old_filename},
                               {"new", journal.new_filename},
                               {"new_sha256", journal.new_sha256},
                               {"drop_original", journal.drop_original}};
  return json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

Result<std::optional<Journal>> ReadJournal(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::optional<Journal>();
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto json = nlohmann::json::parse(text, nullptr, false);
  Journal journal;
  try {
    journal = {json.at("directory"), json.at("old"), json.at("new"), json.at("new_sha256"),
               json.at("drop_original")};
  } catch (const nlohmann::json::exception&) {
    return Error{ErrorCode::kCorruption, "this note of an unfinished conversion is unreadable",
                 path};
  }
  return std::optional(std::move(journal));
}

// The directories that a conversion works in.
struct Places {
  std::unique_ptr<SegmentDirectory> archive;
  std::unique_ptr<SegmentDirectory> segments;
  std::string originals;

  static Result<Places> Open(const std::string& archive_directory, const std::string& directory) {
    Places places;
    ARSIP_ASSIGN(places.archive, OpenSegmentDirectory(archive_directory));
    ARSIP_ASSIGN(places.segments, OpenSegmentDirectory(archive_directory + "/" + directory));
    places.originals = archive_directory + "/originals";
    ARSIP_TRY(MakeDirectories(places.originals));
    return places;
  }
  std::string At(const std::string& filename) const { return segments->path() + "/" + filename; }
  std::string Original(const std::string& filename) const { return originals + "/" + filename; }
};

bool There(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

Status Move(const std::string& from, const std::string& to) {
  std::error_code error;
  std::filesystem::rename(from, to, error);
  return error ? ErrnoError(error.value(), "cannot rename to " + to, from) : Ok();
}

Status Remove(const std::string& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
  return error ? ErrnoError(error.value(), "cannot remove", path) : Ok();
}

Status SyncAll(Places& places) {
  ARSIP_ASSIGN(const auto originals, OpenSegmentDirectory(places.originals));
  ARSIP_TRY(originals->SyncDirectory());
  return places.segments->SyncDirectory();
}

Status WriteJournal(Places& places, const Journal& journal) {
  const std::string temporary = std::string(kJournal) + ".new";
  ARSIP_TRY(Remove(places.archive->path() + "/" + temporary));
  ARSIP_ASSIGN(const auto file, places.archive->Create(temporary));
  ARSIP_TRY(file->Append(JournalText(journal)));
  ARSIP_TRY(file->Sync());
  ARSIP_TRY(places.archive->Rename(temporary, kJournal));
  return places.archive->SyncDirectory();
}

// The index has the new file: the old one is no longer needed.
Status Forward(Places& places, const Journal& journal) {
  if (journal.drop_original) ARSIP_TRY(Remove(places.Original(journal.old_filename)));
  ARSIP_TRY(SyncAll(places));
  ARSIP_TRY(Remove(places.archive->path() + "/" + kJournal));
  return places.archive->SyncDirectory();
}

// The old file back in its place. The new one can be made again.
Status Back(Places& places, const Journal& journal) {
  if (There(places.Original(journal.old_filename))) {
    ARSIP_TRY(Remove(places.At(journal.new_filename)));
    ARSIP_TRY(Move(places.Original(journal.old_filename), places.At(journal.old_filename)));
  }
  ARSIP_TRY(Remove(places.At(journal.new_filename + std::string(kConverting))));
  ARSIP_TRY(SyncAll(places));
  ARSIP_TRY(Remove(places.archive->path() + "/" + kJournal));
  return places.archive->SyncDirectory();
}

Result<SegmentOnDisk> Find(const std::string& archive_directory, const std::string& filename) {
  ARSIP_ASSIGN(const auto segments, ListSegments(archive_directory));
  for (const SegmentOnDisk& segment : segments) {
    if (segment.filename != filename) continue;
    if (segment.kind == SegmentKind::kImported) {
      return Error{ErrorCode::kInvalidInput, "an imported file stays as it came", segment.path};
    }
    if (!segment.open) return segment;
    return Error{ErrorCode::kInvalidInput,
                 "this segment is still written to; the next crawl closes it", segment.path};
  }
  return Error{ErrorCode::kNotFound, "the archive has no such WARC file", filename};
}

Result<std::string> NewName(const std::string& filename, SegmentForm form) {
  for (const SegmentForm old : {SegmentForm::kGzip, SegmentForm::kZstd}) {
    if (!filename.ends_with(SuffixOf(old))) continue;
    return filename.substr(0, filename.size() - SuffixOf(old).size()) + std::string(SuffixOf(form));
  }
  return Error{ErrorCode::kInvalidInput, "only .warc.gz and .warc.zst files can be converted",
               filename};
}

Status Swap(Places& places, const Journal& journal, CaptureIndex& index,
            const RecodedSegment& recoded) {
  ARSIP_TRY(WriteJournal(places, journal));
  ARSIP_TRY(Move(places.At(journal.old_filename), places.Original(journal.old_filename)));
  ARSIP_TRY(Move(places.At(journal.new_filename + std::string(kConverting)),
                 places.At(journal.new_filename)));
  ARSIP_TRY(SyncAll(places));
  return ReplaceIndexedFile(index, journal.old_filename, journal.new_filename,
                            places.At(journal.new_filename), recoded);
}

Result<std::unique_ptr<CaptureIndex>> OpenWholeIndex(const std::string& archive_directory) {
  ARSIP_ASSIGN(auto index, CaptureIndex::Open(archive_directory + "/index", true));
  ReadProblems ignored(0);  // a damaged file is met again when it is converted
  ARSIP_TRY(CatchUpIndex(archive_directory, *index, ignored, {}));
  return index;
}

}  // namespace

Status FinishConversion(const std::string& archive_directory, CaptureIndex* index) {
  ARSIP_ASSIGN(const auto journal, ReadJournal(archive_directory + "/" + kJournal));
  if (!journal.has_value()) return Ok();
  ARSIP_ASSIGN(Places places, Places::Open(archive_directory, journal->directory));
  bool moved = false;
  if (index != nullptr) {
    ARSIP_ASSIGN(const auto file, index->FindFile(journal->new_filename));
    moved = file.has_value() && FormatDigest(file->sha256) == journal->new_sha256;
  }
  return moved ? Forward(places, *journal) : Back(places, *journal);
}

Result<ConvertedSegment> ConvertSegment(const std::string& archive_directory,
                                        const std::string& filename,
                                        const ConversionOptions& options,
                                        const RecodingProgress& progress) {
  ARSIP_TRY(CheckSegmentCoding(options.coding));
  ARSIP_ASSIGN(const std::string new_filename, NewName(filename, options.coding.form));
  ARSIP_ASSIGN(const ArchiveLock lock, ArchiveLock::Acquire(archive_directory));
  ARSIP_ASSIGN(const auto index, OpenWholeIndex(archive_directory));
  ARSIP_ASSIGN(const SegmentOnDisk segment, Find(archive_directory, filename));
  const std::string directory = segment.kind == SegmentKind::kDerived ? "derived" : "warc";
  ARSIP_ASSIGN(Places places, Places::Open(archive_directory, directory));
  for (const std::string& taken :
       {places.Original(filename),
        new_filename == filename ? std::string() : places.At(new_filename)}) {
    if (taken.empty() || !There(taken)) continue;
    return Error{ErrorCode::kInvalidInput,
                 "this file is in the way; look at it and move or delete it", taken};
  }
  const std::string converting = places.At(new_filename + std::string(kConverting));
  ARSIP_TRY(Remove(converting));  // of a killed conversion
  ConvertedSegment converted{filename, new_filename, {}};
  ARSIP_ASSIGN(converted.recoded,
               RecodeSegment(segment.path, converting, options.coding, progress));
  const Journal journal{directory, filename, new_filename, FormatDigest(converted.recoded.sha256),
                        options.drop_original};
  const Status swapped = Swap(places, journal, *index, converted.recoded);
  if (!swapped.has_value()) {
    ARSIP_TRY(FinishConversion(archive_directory, index.get()));
    return swapped.error();
  }
  ARSIP_TRY(Forward(places, journal));
  return converted;
}

}  // namespace arsip::archive
