#include "archive/verify.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "archive/archive_lock.h"
#include "archive/capture_index.h"
#include "archive/cold_segment.h"
#include "archive/file_digest.h"
#include "archive/foreign_record.h"
#include "archive/imported_files.h"
#include "archive/scratch_directory.h"
#include "archive/segment_list.h"
#include "archive/verify_index.h"
#include "archive/verify_problems.h"
#include "archive/verify_record.h"
#include "archive/verify_references.h"

namespace arsip::archive {
namespace {

using Severity = VerifyProblem::Severity;

constexpr size_t kBatchBytes = 4u << 20;
constexpr const char* kAdvice = "; run `arsip index rebuild`";

// One segment as it is to be read.
struct Subject {
  const SegmentOnDisk& segment;
  std::optional<IndexedFile> indexed;
  bool pending = false;           // the index may know less than all of it
  uint64_t settled = UINT64_MAX;  // where that begins
  std::optional<Sha256> sha256;   // of the file, when it was taken before its records were read
  bool as_it_came = false;        // another's file, unchanged since it was imported
};

class Verifier : public ReadReporter {
 public:
  Verifier(VerifyReport& report, const VerifyOptions& options, const VerifyProgress& progress,
           std::unique_ptr<CaptureIndex> expected, std::unique_ptr<ReferenceCheck> references)
      : report_(report),
        problems_(report, options.max_problems),
        progress_(progress),
        expected_(std::move(expected)),
        references_(std::move(references)),
        batch_(*expected_) {}
  Verifier(const Verifier&) = delete;
  Verifier& operator=(const Verifier&) = delete;

  Status OpenIndex(const std::string& directory);
  Status LearnCold(const std::string& archive_directory);
  Status VerifySegments(const std::vector<SegmentOnDisk>& segments);
  Status Finish();

  void Report(const ReadProblem& problem) override {
    const std::string skipped =
        problem.skipped == 0 ? "" : " (" + std::to_string(problem.skipped) + " bytes skipped)";
    if (at_->as_it_came) {
      return TellForeign(DeviationOf(problem.kind), problem.offset, problem.what + skipped);
    }
    Tell(SeverityOf(problem.kind), problem.offset, problem.what + skipped);
  }

 private:
  Result<Subject> SubjectOf(const SegmentOnDisk& segment);
  Status VerifySegment(const Subject& subject);
  Status VerifyRecord(WarcReader& reader, const Subject& subject);
  Status AddRows(const WarcReader& reader, const RecordFacts& facts, const Subject& subject,
                 bool complete);
  Status CheckFile(const Subject& subject);
  Status TellAbsentFiles(const std::vector<SegmentOnDisk>& segments);
  void IndexFailed(const Error& error);
  void Tell(Severity severity, uint64_t offset, std::string what);
  void TellForeign(Deviation deviation, uint64_t offset, std::string detail) {
    report_.foreign.Add(deviation, at_->segment.filename, offset, std::move(detail));
  }
  Status CheckImported(Subject& subject);
  Status Progress(uint64_t in_this_file) const {
    if (!progress_ || progress_(report_.bytes + in_this_file, total_)) return Ok();
    return Error{ErrorCode::kUnavailable, "verifying was stopped", ""};
  }

  VerifyReport& report_;
  VerifyProblems problems_;
  const VerifyProgress& progress_;
  uint64_t total_ = 0;
  std::unique_ptr<CaptureIndex> index_;  // null: none that can be read
  std::set<FileId> cold_;                // of files in cold storage only
  std::unique_ptr<CaptureIndex> expected_;
  std::unique_ptr<ReferenceCheck> references_;
  IndexBatch batch_;
  const Subject* at_ = nullptr;
};

void Verifier::Tell(Severity severity, uint64_t offset, std::string what) {
  if (at_->pending && offset >= at_->settled) severity = Severity::kWarning;
  problems_.Add(severity, WhereOf(at_->segment.filename, offset), std::move(what));
}

void Verifier::IndexFailed(const Error& error) {
  const bool advised = error.message.find(kAdvice) != std::string::npos;
  problems_.Add(Severity::kError, "index", error.message + (advised ? "" : kAdvice));
  index_.reset();
}

Status Verifier::OpenIndex(const std::string& directory) {
  auto index = CaptureIndex::Open(directory, true);
  if (index.has_value()) {
    index_ = std::move(*index);
    return Ok();
  }
  if (index.error().code == ErrorCode::kUnavailable) return index.error();
  IndexFailed(index.error());
  return Ok();
}

Result<Subject> Verifier::SubjectOf(const SegmentOnDisk& segment) {
  Subject subject{.segment = segment, .indexed = {}, .sha256 = {}};
  if (index_ == nullptr) return subject;
  auto known = index_->FindFile(segment.filename);
  if (!known.has_value()) {
    problems_.Add(Severity::kError, segment.filename, known.error().message);
    return subject;
  }
  subject.indexed = std::move(*known);
  subject.pending = subject.indexed.has_value() ? !subject.indexed->sealed : segment.open;
  if (subject.pending) {
    subject.settled = subject.indexed.has_value() ? subject.indexed->indexed_bytes : 0;
  }
  return subject;
}

// Before its records are read: whether what is wrong with them came with the file.
Status Verifier::CheckImported(Subject& subject) {
  const SegmentOnDisk& segment = subject.segment;
  ARSIP_ASSIGN(subject.sha256, DigestFile(segment.path));
  auto beside = DigestBeside(segment.path);
  if (!beside.has_value()) {
    problems_.Add(Severity::kError, segment.filename + ".sha256", beside.error().message);
  } else if (!beside->has_value()) {
    problems_.Add(Severity::kWarning, segment.filename,
                  "no .sha256 beside it says what it was when it was imported");
  } else if (**beside != *subject.sha256) {
    problems_.Add(Severity::kError, segment.filename,
                  "the file is " + FormatDigest(*subject.sha256) +
                      ", when it was imported it was " + FormatDigest(**beside));
  } else {
    subject.as_it_came = true;
  }
  return Ok();
}

Status Verifier::CheckFile(const Subject& subject) {
  const SegmentOnDisk& segment = subject.segment;
  const std::string has = "the file has " + std::to_string(segment.size) + " bytes, ";
  if (subject.pending) {
    if (segment.size < subject.settled) {
      problems_.Add(Severity::kError, segment.filename,
                    has + "the index knows " + std::to_string(subject.settled));
    } else if (segment.size > subject.settled) {
      problems_.Add(Severity::kWarning, segment.filename,
                    has + "the index has " + std::to_string(subject.settled) +
                        " of them; the next crawl sees to the rest");
    }
    if (subject.indexed.has_value()) {
      ARSIP_TRY(batch_.AddFile(segment.filename, segment.kind));
    }
    return Ok();
  }
  ARSIP_ASSIGN(const FileId file, batch_.AddFile(segment.filename, segment.kind));
  if (segment.open) return Ok();
  Sha256 sha256{};
  if (subject.sha256.has_value()) {
    sha256 = *subject.sha256;
  } else {
    ARSIP_ASSIGN(sha256, DigestFile(segment.path));
  }
  ARSIP_TRY(batch_.SealFile(file, segment.size, sha256));
  if (!subject.indexed.has_value()) return Ok();
  ++report_.sealed_files;
  if (segment.size != subject.indexed->size) {
    problems_.Add(Severity::kError, segment.filename,
                  has + "when it was sealed it had " + std::to_string(subject.indexed->size));
  } else if (sha256 != subject.indexed->sha256) {
    problems_.Add(Severity::kError, segment.filename,
                  "the file is " + FormatDigest(sha256) + ", when it was sealed it was " +
                      FormatDigest(subject.indexed->sha256));
  }
  return Ok();
}

Status Verifier::AddRows(const WarcReader& reader, const RecordFacts& facts, const Subject& subject,
                         bool complete) {
  if (subject.pending && reader.offset() + reader.length() > subject.settled) return Ok();
  const SegmentOnDisk& segment = subject.segment;
  ARSIP_ASSIGN(const FileId file, batch_.AddFile(segment.filename, segment.kind));
  ARSIP_TRY(references_->Add(reader.header(), {file, reader.offset()}));
  const FactsForIndex for_index(reader, facts);
  Status added = batch_.AddRecord(file, for_index.record());
  if (!added.has_value()) {
    if (added.error().code != ErrorCode::kInvalidInput) return added;
    if (complete && !subject.as_it_came) {
      Tell(Severity::kError, reader.offset(), added.error().message);
    }
  }
  if (batch_.bytes() < kBatchBytes) return Ok();
  return expected_->Write(batch_, KeyValueStore::Sync::kNo);
}

Status Verifier::VerifyRecord(WarcReader& reader, const Subject& subject) {
  const auto problem = [&](Severity severity, std::string what) {
    if (!subject.as_it_came) Tell(severity, reader.offset(), std::move(what));
  };
  ARSIP_ASSIGN(const RecordFacts facts, ReadAndCheckDigests(reader, report_, problem));
  // Damage was told by the reader.
  if (!reader.intact()) return Ok();
  const WarcHeader& header = reader.header();
  if (subject.as_it_came) {
    const auto foreign = [&](Deviation deviation, std::string detail) {
      TellForeign(deviation, reader.offset(), std::move(detail));
    };
    TellHeaderDeviations(header, foreign);
    TellBlockDeviations(header, facts, foreign);
  }
  const bool complete = CheckRequiredFields(header, facts.block_length == 0, problem);
  ++report_.records;
  if (!header.known_type()) return Ok();
  const RecordType type = header.type();
  if (subject.segment.kind != SegmentKind::kDerived) {
    report_.revisits += type == RecordType::kRevisit ? 1 : 0;
    report_.captures += type == RecordType::kResponse || type == RecordType::kRevisit ||
                                type == RecordType::kResource
                            ? 1
                            : 0;
  }
  if (reader.index_in_member() > 0) return Ok();
  return AddRows(reader, facts, subject, complete);
}

Status Verifier::VerifySegment(const Subject& subject) {
  at_ = &subject;
  ++report_.files;
  ARSIP_ASSIGN(const auto reader, WarcReader::Open(subject.segment.path, {}, *this));
  while (true) {
    ARSIP_ASSIGN(const bool more, reader->Next());
    if (!more) break;
    ARSIP_TRY(VerifyRecord(*reader, subject));
    ARSIP_TRY(Progress(std::min(reader->position(), subject.segment.size)));
  }
  ARSIP_TRY(CheckFile(subject));
  report_.bytes += subject.segment.size;
  return Progress(0);
}

Status Verifier::LearnCold(const std::string& archive_directory) {
  ARSIP_ASSIGN(const auto absent, ListAbsentSegments(archive_directory));
  report_.cold_files = absent.size();
  if (index_ == nullptr) return Ok();
  for (const ColdSegment& segment : absent) {
    const auto file = index_->FindFile(segment.filename);
    // Not what was sent away: told as a file that is gone.
    const bool known =
        file.has_value() && file->has_value() && HexEncode((*file)->sha256) == segment.sha256;
    if (known) cold_.insert((*file)->id);
  }
  return Ok();
}

// A file that went away takes its rows' records with it; it is named before they are.
Status Verifier::TellAbsentFiles(const std::vector<SegmentOnDisk>& segments) {
  if (index_ == nullptr) return Ok();
  std::set<std::string_view> there;
  for (const SegmentOnDisk& segment : segments) there.insert(segment.filename);
  const Status all = index_->ForEachFile([&](const IndexedFile& file) {
    if (!there.contains(file.filename) && !cold_.contains(file.id)) {
      problems_.Add(
          Severity::kError, file.filename,
          "the file is gone; the index knows " + std::to_string(file.records) + " records in it");
    }
    return true;
  });
  if (!all.has_value()) problems_.Add(Severity::kError, "index", all.error().message);
  return Ok();
}

Status Verifier::VerifySegments(const std::vector<SegmentOnDisk>& segments) {
  for (const SegmentOnDisk& segment : segments) total_ += segment.size;
  ARSIP_TRY(TellAbsentFiles(segments));
  std::string_view last;
  for (const SegmentOnDisk& segment : segments) {
    if (segment.filename == last) {
      problems_.Add(Severity::kError, segment.filename,
                    "a second file of this name, not verified: " + segment.path);
      report_.bytes += segment.size;
      continue;
    }
    last = segment.filename;
    ARSIP_ASSIGN(Subject subject, SubjectOf(segment));
    if (segment.kind == SegmentKind::kImported) ARSIP_TRY(CheckImported(subject));
    ARSIP_TRY(VerifySegment(subject));
  }
  return expected_->Write(batch_, KeyValueStore::Sync::kNo);
}

Status Verifier::Finish() {
  ARSIP_TRY(references_->Finish(*expected_, cold_.empty() ? nullptr : index_.get(), problems_));
  if (index_ == nullptr) return Ok();
  return CompareIndexRows(*index_, *expected_, cold_, report_.index_rows, problems_);
}

}  // namespace

std::string VerifyProblem::ToString() const { return where + ": " + what; }

Result<VerifyReport> Verify(const std::string& archive_directory, const VerifyOptions& options,
                            const VerifyProgress& progress) {
  std::error_code error;
  if (!std::filesystem::is_directory(archive_directory + "/warc", error)) {
    return Error{ErrorCode::kNotFound, "no archive here: it has no warc directory",
                 archive_directory};
  }
  ARSIP_ASSIGN(const ArchiveLock lock, ArchiveLock::Acquire(archive_directory));
  ARSIP_ASSIGN(const auto segments, ListSegments(archive_directory));
  ARSIP_ASSIGN(const ScratchDirectory scratch,
               ScratchDirectory::Make(archive_directory + "/index.verifying"));
  ARSIP_ASSIGN(auto expected, CaptureIndex::Open(scratch.path() + "/index", false));
  ARSIP_ASSIGN(auto references, ReferenceCheck::Open(scratch.path() + "/references"));
  VerifyReport report;
  Verifier verifier(report, options, progress, std::move(expected), std::move(references));
  ARSIP_TRY(verifier.OpenIndex(archive_directory + "/index"));
  ARSIP_TRY(verifier.LearnCold(archive_directory));
  ARSIP_TRY(verifier.VerifySegments(segments));
  ARSIP_TRY(verifier.Finish());
  return report;
}

}  // namespace arsip::archive
