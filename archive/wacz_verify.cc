#include "archive/wacz_verify.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/capture_index.h"
#include "archive/scratch_directory.h"
#include "archive/sorted_lines.h"
#include "archive/verify_problems.h"
#include "archive/verify_record.h"
#include "archive/verify_references.h"
#include "archive/wacz_index_check.h"
#include "archive/wacz_manifest_check.h"
#include "archive/zip_directory.h"

namespace arsip::archive {
namespace {

using Severity = VerifyProblem::Severity;

constexpr size_t kRowBatchBytes = 4u << 20;
constexpr std::string_view kIndexes = "indexes/";

bool IsBlocks(std::string_view name) {
  return name.starts_with(kIndexes) && (name.ends_with(".cdx.gz") || name.ends_with(".cdxj.gz"));
}
bool IsPlainIndex(std::string_view name) {
  return name.starts_with(kIndexes) && (name.ends_with(".cdx") || name.ends_with(".cdxj"));
}

class WaczVerifier : public ReadReporter {
 public:
  WaczVerifier(const std::string& path, WaczVerifyReport& report, const VerifyOptions& options,
               const VerifyProgress& progress, const std::vector<ZipEntry>& entries)
      : path_(path),
        report_(report),
        problems_(report.archive, options.max_problems),
        progress_(progress) {
    for (const ZipEntry& entry : entries) {
      total_ += entry.size * (IsWaczWarcPath(entry.name) ? 2 : 1);
      entries_.emplace(entry.name, entry);
    }
  }
  WaczVerifier(const WaczVerifier&) = delete;
  WaczVerifier& operator=(const WaczVerifier&) = delete;

  Status CheckManifest();
  Status CheckRecords(const std::string& scratch);

  void Report(const ReadProblem& problem) override {
    const std::string skipped =
        problem.skipped == 0 ? "" : " (" + std::to_string(problem.skipped) + " bytes skipped)";
    problems_.Add(SeverityOf(problem.kind), WhereOf(filename_, problem.offset),
                  problem.what + skipped);
  }

 private:
  const ZipEntry* Find(std::string_view name) const {
    const auto entry = entries_.find(name);
    return entry == entries_.end() ? nullptr : &entry->second;
  }
  Status ReadWarc(const ZipEntry& entry, CaptureIndex& expected, ReferenceCheck& references,
                  SortedLines& lines);
  Status ReadRecordAt(WarcReader& reader, FileId file, IndexBatch& batch,
                      ReferenceCheck& references, SortedLines& lines);
  Status CheckIndexes(CaptureIndex& expected, SortedLines& lines);
  Status Progress(uint64_t more) {
    done_ += more;
    if (!progress_ || progress_(std::min(done_, total_), total_)) return Ok();
    return Error{ErrorCode::kUnavailable, "verifying was stopped", path_};
  }

  const std::string& path_;
  WaczVerifyReport& report_;
  VerifyProblems problems_;
  const VerifyProgress& progress_;
  WaczEntries entries_;
  std::string filename_;  // of the WARC file that is read
  uint64_t done_ = 0, total_ = 0;
};

Status WaczVerifier::CheckManifest() {
  WaczManifestCheck check(path_, entries_, report_, problems_,
                          [this](uint64_t bytes) { return Progress(bytes); });
  ARSIP_TRY(check.CheckManifest());
  return check.CheckPages();
}

Status WaczVerifier::ReadRecordAt(WarcReader& reader, FileId file, IndexBatch& batch,
                                  ReferenceCheck& references, SortedLines& lines) {
  const auto problem = [&](Severity severity, std::string what) {
    problems_.Add(severity, WhereOf(filename_, reader.offset()), std::move(what));
  };
  VerifyReport& report = report_.archive;
  ARSIP_ASSIGN(const RecordFacts facts, ReadAndCheckDigests(reader, report, problem));
  if (!reader.intact()) return Ok();  // told by the reader
  const WarcHeader& header = reader.header();
  const bool complete = CheckRequiredFields(header, facts.block_length == 0, problem);
  ++report.records;
  if (!header.known_type() || reader.index_in_member() > 0) return Ok();
  const RecordType type = header.type();
  const bool revisit = type == RecordType::kRevisit;
  report.revisits += revisit ? 1 : 0;
  report.captures +=
      revisit || type == RecordType::kResponse || type == RecordType::kResource ? 1 : 0;
  ARSIP_TRY(references.Add(header, {file, reader.offset()}));
  const FactsForIndex for_index(reader, facts);
  if (const auto& said = for_index.record().said_sha256; said.has_value()) {
    ARSIP_TRY(WaczIndexCheck::ExpectSha256(lines, filename_, reader.offset(), *said));
  }
  Status added = batch.AddRecord(file, for_index.record());
  if (!added.has_value() && added.error().code != ErrorCode::kInvalidInput) return added;
  if (!added.has_value() && complete) problem(Severity::kError, added.error().message);
  return Ok();
}

Status WaczVerifier::ReadWarc(const ZipEntry& entry, CaptureIndex& expected,
                              ReferenceCheck& references, SortedLines& lines) {
  VerifyReport& report = report_.archive;
  ++report.files;
  report.bytes += entry.size;
  filename_ = entry.name.substr(kWaczArchive.size());
  WarcReaderOptions options;
  options.part = {entry.data_offset, entry.size};
  ARSIP_ASSIGN(const auto reader, WarcReader::Open(path_, options, *this));
  IndexBatch batch(expected);
  ARSIP_ASSIGN(const FileId file, batch.AddFile(filename_, SegmentKind::kCaptures));
  uint64_t position = 0;
  while (true) {
    ARSIP_ASSIGN(const bool more, reader->Next());
    if (!more) break;
    ARSIP_TRY(ReadRecordAt(*reader, file, batch, references, lines));
    const uint64_t now = std::min(reader->position(), entry.size);
    ARSIP_TRY(Progress(now - std::min(now, position)));
    position = now;
    if (batch.bytes() >= kRowBatchBytes) ARSIP_TRY(expected.Write(batch, KeyValueStore::Sync::kNo));
  }
  return expected.Write(batch, KeyValueStore::Sync::kNo);
}

Status WaczVerifier::CheckIndexes(CaptureIndex& expected, SortedLines& lines) {
  WaczIndexCheck check(path_, lines, problems_);
  ARSIP_TRY(check.Expect(expected));
  for (const auto& [name, entry] : entries_) {
    if (IsPlainIndex(name)) ARSIP_TRY(check.CheckPlain(entry));
    if (!IsBlocks(name) || !entry.stored) continue;
    const std::string short_index = name.substr(0, name.find(".cdx")) + ".idx";
    ARSIP_TRY(check.CheckZipNum(entry, Find(short_index)));
  }
  report_.archive.index_rows = check.lines();
  return check.Finish();
}

Status WaczVerifier::CheckRecords(const std::string& scratch) {
  ARSIP_ASSIGN(const auto expected, CaptureIndex::Open(scratch + "/index", false));
  ARSIP_ASSIGN(const auto references, ReferenceCheck::Open(scratch + "/references"));
  ARSIP_ASSIGN(const auto lines, SortedLines::Open(scratch + "/lines"));
  for (const auto& [name, entry] : entries_) {
    if (!IsWaczWarcPath(name) || !entry.stored) continue;
    ARSIP_TRY(ReadWarc(entry, *expected, *references, *lines));
  }
  ARSIP_TRY(references->Finish(*expected, nullptr, problems_));
  return CheckIndexes(*expected, *lines);
}

}  // namespace

Result<WaczVerifyReport> VerifyWacz(const std::string& path, const VerifyOptions& options,
                                    const VerifyProgress& progress) {
  WaczVerifyReport report;
  const auto entries = ReadZipDirectory(path);
  if (!entries.has_value()) {
    const Error& error = entries.error();
    if (error.code != ErrorCode::kCorruption && error.code != ErrorCode::kInvalidInput) {
      return error;
    }
    report.signature_words = "no signature can be read";
    VerifyProblems(report.archive, options.max_problems)
        .Add(Severity::kError, error.where, error.message);
    return report;
  }
  ARSIP_ASSIGN(const ScratchDirectory scratch, ScratchDirectory::MakeTemporary());
  WaczVerifier verifier(path, report, options, progress, *entries);
  ARSIP_TRY(verifier.CheckManifest());
  ARSIP_TRY(verifier.CheckRecords(scratch.path()));
  return report;
}

}  // namespace arsip::archive
