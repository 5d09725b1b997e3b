#include "archive/wacz_export.h"

#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "archive/access_rules.h"
#include "archive/archive_lock.h"
#include "archive/capture_index.h"
#include "archive/capture_selection.h"
#include "archive/cdxj_export.h"
#include "archive/cdxj_line.h"
#include "archive/file_window.h"
#include "archive/partial_file.h"
#include "archive/rebuild.h"
#include "archive/scratch_directory.h"
#include "archive/segment_copy.h"
#include "archive/segment_list.h"
#include "archive/sorted_lines.h"
#include "archive/wacz_manifest.h"
#include "archive/wacz_page.h"
#include "archive/zip_file.h"

namespace arsip::archive {
namespace {

constexpr char kIndexLines = 'I';
constexpr char kPages = 'P';

class Export {
 public:
  Export(const WaczExportOptions& options, const Clock& clock, const WaczExportProgress& progress,
         std::string scratch)
      : options_(options), clock_(clock), progress_(progress), scratch_(std::move(scratch)) {}

  Status Open(const std::string& partial);
  Status WriteSegments();
  Status WriteChosen();
  Status WriteIndexes();
  Status WritePages();
  Status WriteManifest();
  Status Close();
  const WaczExportCounts& counts() const { return counts_; }
  bool whole() const {
    return !options_.query.has_value() && options_.capture_list.empty() &&
           !rules_.DeniesAnything(now_) && !zstandard_;
  }

 private:
  void TellHidden();
  Status Choose(CaptureSelection& selection);
  Status ChooseListed(CaptureSelection& selection, const CaptureSelection::Chosen& chosen);
  Status AddLine(const Capture& capture);
  Status AddPage(const Capture& capture, std::string_view metadata);
  Status AddFile(const std::string& name, const std::string& path, uint64_t bytes,
                 const IndexedFile* sealed = nullptr);
  Status AddScratch(const std::string& name, const std::string& entry);
  Status AddText(std::string_view name, std::string_view text);
  Status Progress() const {
    if (!progress_ || progress_(done_, total_)) return Ok();
    return Error{ErrorCode::kUnavailable, "the export was stopped", options_.output};
  }

  const WaczExportOptions& options_;
  const Clock& clock_;
  const WaczExportProgress& progress_;
  const std::string scratch_;
  UtcTime now_{};
  AccessRules rules_;                        // none when hidden captures are included
  std::unique_ptr<SegmentDirectory> files_;  // in scratch_
  std::unique_ptr<CaptureIndex> index_;
  bool zstandard_ = false;  // a segment is a .warc.zst, which replay does not read
  std::unique_ptr<SortedLines> lines_;
  std::unique_ptr<ZipFileWriter> zip_;
  std::optional<WaczKey> key_;
  WaczManifest manifest_;
  std::string main_page_key_;  // the lowest of those given to AddPage
  WaczExportCounts counts_;
  uint64_t done_ = 0, total_ = 0;
};

Status Export::Open(const std::string& partial) {
  if (!options_.signing_key.empty()) {
    ARSIP_ASSIGN(key_, WaczKey::Read(options_.signing_key));
  }
  now_ = clock_.Utc();
  if (!options_.include_hidden) {
    ARSIP_ASSIGN(rules_, AccessRules::Load(options_.archive_directory));
  }
  ARSIP_ASSIGN(index_, CaptureIndex::Open(options_.archive_directory + "/index", true));
  ReadProblems problems(1);
  ARSIP_ASSIGN(const IndexingCounts added,
               CatchUpIndex(options_.archive_directory, *index_, problems, {}));
  static_cast<void>(added);
  ARSIP_TRY(index_->ForEachFile([this](const IndexedFile& file) {
    zstandard_ = file.kind != SegmentKind::kDerived && file.filename.ends_with(".zst");
    return !zstandard_;
  }));
  ARSIP_ASSIGN(files_, OpenSegmentDirectory(scratch_ + "/files"));
  ARSIP_ASSIGN(lines_, SortedLines::Open(scratch_ + "/lines"));
  manifest_.title = options_.title;
  manifest_.description = options_.description;
  manifest_.created = FormatWarcDate(std::chrono::floor<std::chrono::milliseconds>(now_));
  manifest_.software = options_.software;
  ARSIP_ASSIGN(zip_, ZipFileWriter::Create(partial, now_));
  return Ok();
}

Status Export::AddFile(const std::string& name, const std::string& path, uint64_t bytes,
                       const IndexedFile* sealed) {
  ARSIP_ASSIGN(const auto file, FileWindow::Open(path, {0, bytes}));
  if (file->size() != bytes) {
    return Error{ErrorCode::kCorruption, "the file is shorter than the index says", path};
  }
  ARSIP_TRY(zip_->Begin(name, bytes));
  while (true) {
    ARSIP_ASSIGN(const std::string_view piece, file->PeekSome());
    if (piece.empty()) break;
    ARSIP_TRY(zip_->Write(piece));
    file->Skip(piece.size());
    if (sealed != nullptr) done_ += piece.size();
    ARSIP_TRY(Progress());
  }
  ARSIP_ASSIGN(const ZipFileWriter::Entry entry, zip_->End());
  if (sealed != nullptr && sealed->sealed && entry.sha256 != sealed->sha256) {
    return Error{ErrorCode::kCorruption,
                 "the segment is not what was sealed; `arsip verify` says where", path};
  }
  manifest_.resources.push_back({.path = name, .hash = entry.sha256, .bytes = bytes});
  return Ok();
}

Status Export::AddScratch(const std::string& name, const std::string& entry) {
  const std::string path = files_->path() + "/" + name;
  std::error_code error;
  const uint64_t bytes = std::filesystem::file_size(path, error);
  if (error) return ErrnoError(error.value(), "cannot stat", path);
  ARSIP_TRY(AddFile(entry, path, bytes));
  return files_->Remove(name);
}

Status Export::AddText(std::string_view name, std::string_view text) {
  ARSIP_TRY(zip_->Begin(std::string(name), text.size()));
  ARSIP_TRY(zip_->Write(text));
  ARSIP_ASSIGN(const ZipFileWriter::Entry entry, zip_->End());
  static_cast<void>(entry);
  return Ok();
}

Status Export::AddLine(const Capture& capture) {
  ++counts_.captures;
  return lines_->Add(kIndexLines, FormatCdxj(capture));
}

// Seeds first, then by time: the line's key says so, its value is the page.
Status Export::AddPage(const Capture& capture, std::string_view metadata) {
  if (!IsPage(capture)) return Ok();
  ARSIP_ASSIGN(const std::string record_id, index_->RecordIdOf(capture));
  const WaczPage page = PageOf(capture, record_id, metadata);
  const std::string key = (page.seed ? "0" : "1") + FormatWarcDate(capture.time) + page.id;
  ++counts_.pages;
  if (main_page_key_.empty() || key < main_page_key_) {
    main_page_key_ = key;
    manifest_.main_page_url = page.url;
    manifest_.main_page_date = page.ts;
  }
  return lines_->Add(kPages, key, FormatWaczPage(page));
}

// Whole files, as far as the index knows them: what a kill left torn stays behind.
Status Export::WriteSegments() {
  Status status;
  ARSIP_TRY(index_->ForEachCapture({}, {}, [&](const Capture& capture) {
    status = AddLine(capture);
    if (status.has_value() && IsPage(capture)) {
      const auto metadata = MetadataOf(*index_, options_.archive_directory, capture);
      status = metadata.has_value() ? AddPage(capture, *metadata) : Status(metadata.error());
    }
    if (status.has_value()) status = Progress();
    return status.has_value();
  }));
  ARSIP_TRY(std::move(status));
  std::vector<IndexedFile> files;
  ARSIP_TRY(index_->ForEachFile([&](const IndexedFile& file) {
    if (file.kind != SegmentKind::kDerived) files.push_back(file);
    return true;
  }));
  const auto bytes_of = [](const IndexedFile& file) {
    return file.sealed ? file.size : file.indexed_bytes;
  };
  for (const IndexedFile& file : files) total_ += bytes_of(file);
  for (const IndexedFile& file : files) {
    ARSIP_ASSIGN(const std::string path, FindSegment(options_.archive_directory, file.filename));
    ARSIP_TRY(AddFile("archive/" + file.filename, path, bytes_of(file), &file));
    ++counts_.segments;
  }
  return Ok();
}

Status Export::ChooseListed(CaptureSelection& selection, const CaptureSelection::Chosen& chosen) {
  uint64_t number = 0;
  LineSplitter lines([&](std::string_view line) -> Status {
    ++number;
    if (line.empty()) return Ok();
    const auto capture = selection.Find(line);
    if (capture.has_value()) return selection.Add(*capture, chosen);
    return Error{capture.error().code, capture.error().message + ": " + capture.error().where,
                 options_.capture_list + ":" + std::to_string(number)};
  });
  ARSIP_ASSIGN(const auto file, FileWindow::Open(options_.capture_list));
  while (true) {
    ARSIP_ASSIGN(const std::string_view piece, file->PeekSome());
    if (piece.empty()) return lines.Finish();
    ARSIP_TRY(lines.Update(piece));
    file->Skip(piece.size());
  }
}

Status Export::Choose(CaptureSelection& selection) {
  const auto chosen = [this](const Capture& capture, std::string_view metadata) -> Status {
    ARSIP_TRY(AddPage(capture, metadata));
    return Progress();
  };
  if (!options_.capture_list.empty()) return ChooseListed(selection, chosen);
  const Query query = options_.query.value_or(Query{.url = {}, .match = Match::kAll});
  Status status;
  ARSIP_TRY(QueryIndex(*index_, query, [&](const Capture& capture) {
    status = selection.Add(capture, chosen);
    return status.has_value();
  }));
  return status;
}

Status Export::WriteChosen() {
  CaptureSelection selection(*index_, options_.archive_directory, *lines_, rules_, now_);
  ARSIP_TRY(Choose(selection));
  total_ = selection.bytes();
  counts_.missing_originals = selection.missing_originals();
  counts_.hidden = selection.hidden();
  SegmentCopy copy(
      {.archive_directory = options_.archive_directory,
       .directory = files_->path(),
       .segment_bytes = options_.segment_bytes,
       .warcinfo = {{"software", options_.software},
                    {"format", "WARC File Format 1.1"},
                    {"conformsTo",
                     "https://iipc.github.io/warc-specifications/specifications/warc-format/"
                     "warc-1.1/"},
                    {"description",
                     "records copied byte for byte; those of each source follow its own warcinfo "
                     "record"}}},
      *index_, clock_, [this](const std::string& path, const std::string& filename) -> Status {
        std::error_code error;
        const uint64_t bytes = std::filesystem::file_size(path, error);
        if (error) return ErrnoError(error.value(), "cannot stat", path);
        ++counts_.segments;
        return AddFile("archive/" + filename, path, bytes);
      });
  ARSIP_TRY(selection.ForEach([&](const CaptureSelection::Record& record) -> Status {
    ARSIP_ASSIGN(const RecordLocation location,
                 copy.Copy(record.location, record.capture.has_value()));
    done_ += record.location.length;
    ARSIP_TRY(Progress());
    if (!record.capture.has_value()) return Ok();
    Capture capture = *record.capture;
    capture.location = location;
    return AddLine(capture);
  }));
  return copy.Finish();
}

Status Export::WriteIndexes() {
  if (counts_.captures == 0) {
    const char* why = counts_.hidden.total() == 0
                          ? "no capture to export"
                          : "no capture to export: access rules hide all that were chosen";
    return Error{ErrorCode::kNotFound, why, options_.archive_directory};
  }
  counts_.zipnum = counts_.captures > options_.plain_index_lines;
  if (!counts_.zipnum) {
    ARSIP_TRY(WritePlainIndex(*lines_, kIndexLines, *files_, "index.cdx"));
    return AddScratch("index.cdx", "indexes/index.cdx");
  }
  ARSIP_TRY(WriteZipNumIndex(*lines_, kIndexLines, *files_));
  ARSIP_TRY(AddScratch("index.cdx.gz", "indexes/index.cdx.gz"));
  return AddScratch("index.idx", "indexes/index.idx");
}

Status Export::WritePages() {
  ARSIP_ASSIGN(const auto file, TextFile::Create(*files_, "pages.jsonl"));
  ARSIP_TRY(file->Write(kPagesHeader));
  ARSIP_TRY(file->Write("\n"));
  ARSIP_TRY(lines_->ForEach(kPages, [&](std::string_view, std::string_view page) -> Status {
    ARSIP_TRY(file->Write(page));
    return file->Write("\n");
  }));
  ARSIP_TRY(file->Close());
  return AddScratch("pages.jsonl", "pages/pages.jsonl");
}

// Who is given the file learns that it is not all there is; not why.
void Export::TellHidden() {
  const uint64_t hidden = counts_.hidden.total();
  if (hidden == 0) return;
  if (!manifest_.description.empty()) manifest_.description += ' ';
  manifest_.description += "Captures left out by access rules: " + std::to_string(hidden) + ".";
}

Status Export::WriteManifest() {
  TellHidden();
  const std::string datapackage = FormatWaczManifest(manifest_);
  ARSIP_TRY(AddText(kDatapackagePath, datapackage));
  WaczDigest digest;
  digest.path = kDatapackagePath;
  digest.hash = FormatDigest(ComputeSha256(std::string_view(datapackage)));
  if (key_.has_value()) {
    WaczSignature signature;
    signature.hash = digest.hash;
    signature.created = manifest_.created;
    signature.software = manifest_.software;
    ARSIP_ASSIGN(signature.signature, key_->Sign(digest.hash));
    ARSIP_ASSIGN(signature.public_key, key_->PublicKey());
    ARSIP_ASSIGN(counts_.key_fingerprint, KeyFingerprint(signature.public_key));
    digest.signature = std::move(signature);
  }
  return AddText(kDatapackageDigestPath, FormatWaczDigest(digest));
}

Status Export::Close() {
  ARSIP_TRY(zip_->Close());
  counts_.bytes = zip_->bytes();
  return Ok();
}

}  // namespace

Result<WaczExportCounts> ExportWacz(const WaczExportOptions& options, const Clock& clock,
                                    const WaczExportProgress& progress) {
  std::error_code error;
  if (!std::filesystem::is_directory(options.archive_directory + "/warc", error)) {
    return Error{ErrorCode::kNotFound, "no archive here: it has no warc directory",
                 options.archive_directory};
  }
  if (!options.overwrite && std::filesystem::exists(options.output, error)) {
    return OutputExists(options.output);
  }
  ARSIP_ASSIGN(const ArchiveLock lock, ArchiveLock::Acquire(options.archive_directory));
  ARSIP_ASSIGN(const ScratchDirectory scratch, ScratchDirectory::Make(options.output + ".scratch"));
  PartialFile partial(options.output);
  Export writing(options, clock, progress, scratch.path());
  ARSIP_TRY(writing.Open(partial.path()));
  ARSIP_TRY(writing.whole() ? writing.WriteSegments() : writing.WriteChosen());
  ARSIP_TRY(writing.WriteIndexes());
  ARSIP_TRY(writing.WritePages());
  ARSIP_TRY(writing.WriteManifest());
  ARSIP_TRY(writing.Close());
  ARSIP_TRY(partial.Keep(options.overwrite));
  return writing.counts();
}

}  // namespace arsip::archive
