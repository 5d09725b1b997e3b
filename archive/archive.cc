#include "archive/archive.h"

#include <utility>

#include "archive/archive_lock.h"
#include "archive/capture_index.h"
#include "archive/cluster_log.h"
#include "archive/payload_originals.h"
#include "archive/rebuild.h"
#include "archive/segment_repair.h"
#include "archive/writing_archive.h"
#include "base/log.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kFolder = "archive";

// Answers from the index; calls back on the caller's thread.
class ReadOnlyArchive : public Archive {
 public:
  ReadOnlyArchive(const std::string& directory, std::unique_ptr<CaptureIndex> index)
      : index_(std::move(index)), originals_(directory, *index_) {}

  void Judge(const Sha256& /*payload*/, std::function<void(Result<DedupVerdict>)> done) override {
    done(Refused());
  }
  void Forget(const Sha256& /*payload*/) override {}
  void JudgeImage(const ImageFact& /*image*/,
                  std::function<void(Result<DedupVerdict>)> done) override {
    done(Refused());
  }
  Result<std::optional<LastCapture>> Last(std::string_view url) override {
    ARSIP_ASSIGN(const auto last, index_->FindLast(url));
    if (!last.has_value()) return std::optional<LastCapture>();
    return std::optional<LastCapture>(LastCaptureOf(*last, originals_));
  }
  void Append(std::vector<WarcRecord> /*records*/,
              std::function<void(Result<RecordLocation>)> done) override {
    if (done) done(Refused());
  }
  void AppendDerived(std::vector<WarcRecord> records,
                     std::function<void(Result<RecordLocation>)> done) override {
    Append(std::move(records), std::move(done));
  }
  bool Full() const override { return false; }
  void OnPause(std::function<void(std::string)> /*on_pause*/) override {}

 private:
  static Error Refused() {
    return Error{ErrorCode::kPermission, "the archive was opened for reading only", ""};
  }
  std::unique_ptr<CaptureIndex> index_;
  PayloadOriginals originals_;
};

class LoggedProblems : public ReadReporter {
 public:
  void Report(const ReadProblem& problem) override {
    Log(LogLevel::kWarning, kFolder, "damage", {{"problem", problem.ToString()}});
  }
};

Status RepairAndLog(SegmentDirectory& directory, CaptureIndex& index) {
  const auto indexed_bytes = [&index](const std::string& filename) -> Result<uint64_t> {
    ARSIP_ASSIGN(const auto file, index.FindFile(filename));
    return file.has_value() ? file->indexed_bytes : 0;
  };
  ARSIP_ASSIGN(const auto repaired, RepairSegments(directory, indexed_bytes));
  for (const RepairedSegment& segment : repaired) {
    Log(segment.torn_bytes > 0 ? LogLevel::kWarning : LogLevel::kInfo, kFolder, "segment_repaired",
        {{"file", segment.filename},
         {"bytes", segment.size},
         {"torn_bytes", segment.torn_bytes},
         {"torn_file", segment.torn_file}});
  }
  return Ok();
}

Status SeeSerials(ArchiveParts& parts) {
  for (SegmentDirectory* directory : {parts.captures.get(), parts.derived.get()}) {
    ARSIP_ASSIGN(const auto names, directory->List());
    for (const std::string& name : names) parts.serials.Saw(name);
  }
  // Also those of files that were moved away: their rows are still in the index.
  return parts.index->ForEachFile([&parts](const IndexedFile& file) {
    parts.serials.Saw(file.filename);
    return true;
  });
}

}  // namespace

Result<ArchiveParts> OpenArchiveParts(const std::string& directory) {
  ArchiveParts parts;
  parts.directory = directory;
  ARSIP_TRY(MakeDirectories(directory));
  ARSIP_ASSIGN(ArchiveLock lock, ArchiveLock::Acquire(directory));
  parts.lock = std::make_unique<ArchiveLock>(std::move(lock));
  ARSIP_ASSIGN(parts.captures, OpenSegmentDirectory(directory + "/warc"));
  ARSIP_ASSIGN(parts.derived, OpenSegmentDirectory(directory + "/derived"));
  ARSIP_ASSIGN(parts.index, CaptureIndex::Open(directory + "/index", false));
  parts.index->LogClusterChanges(ClusterLogIn(directory));
  ARSIP_TRY(SeeSerials(parts));
  ARSIP_TRY(RepairAndLog(*parts.captures, *parts.index));
  ARSIP_TRY(RepairAndLog(*parts.derived, *parts.index));
  LoggedProblems problems;
  ARSIP_TRY(CatchUpIndex(directory, *parts.index, problems, {}));
  return parts;
}

Result<std::unique_ptr<Archive>> Archive::Open(const std::string& directory,
                                               const ArchiveOptions& options, const Clock& clock) {
  if (directory.empty()) {
    return Error{ErrorCode::kInvalidInput, "the archive directory has no name", ""};
  }
  if (options.read_only) {
    ARSIP_ASSIGN(auto index, CaptureIndex::Open(directory + "/index", true));
    return std::unique_ptr<Archive>(std::make_unique<ReadOnlyArchive>(directory, std::move(index)));
  }
  ARSIP_TRY(CheckArchiveOptions(options));
  ARSIP_ASSIGN(ArchiveParts parts, OpenArchiveParts(directory));
  return std::unique_ptr<Archive>(
      std::make_unique<WritingArchive>(std::move(parts), options, clock));
}

}  // namespace arsip::archive
