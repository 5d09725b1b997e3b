#include "archive/rebuild.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "archive/archive_lock.h"
#include "archive/cold_segment.h"
#include "archive/file_descriptor.h"
#include "archive/file_digest.h"
#include "archive/record_facts.h"
#include "archive/segment_conversion.h"
#include "archive/segment_list.h"

namespace arsip::archive {
namespace {

constexpr size_t kBatchBytes = 4u << 20;

class CountingReporter : public ReadReporter {
 public:
  CountingReporter(ReadReporter& to, uint64_t& count) : to_(to), count_(count) {}
  void Report(const ReadProblem& problem) override {
    ++count_;
    to_.Report(problem);
  }

 private:
  ReadReporter& to_;
  uint64_t& count_;
};

// Adds the rows of one segment after another.
class Indexer {
 public:
  Indexer(CaptureIndex& index, ReadReporter& reporter, const IndexingProgress& progress,
          uint64_t total)
      : index_(index),
        reporter_(reporter, counts_.problems),
        progress_(progress),
        total_(total),
        batch_(index) {}
  Indexer(const Indexer&) = delete;
  Indexer& operator=(const Indexer&) = delete;

  Status Add(const SegmentOnDisk& segment, uint64_t indexed_bytes);
  const IndexingCounts& counts() const { return counts_; }

 private:
  Status AddRecord(WarcReader& reader, const SegmentOnDisk& segment);
  Status Flush() { return index_.Write(batch_, KeyValueStore::Sync::kYes); }
  Status Tell(uint64_t in_this_segment) {
    if (!progress_ || progress_(done_ + in_this_segment, total_)) return Ok();
    return Error{ErrorCode::kUnavailable, "indexing was stopped; it can be started again", ""};
  }

  CaptureIndex& index_;
  IndexingCounts counts_;
  CountingReporter reporter_;
  const IndexingProgress& progress_;
  const uint64_t total_;
  uint64_t done_ = 0;
  IndexBatch batch_;
};

Status Indexer::AddRecord(WarcReader& reader, const SegmentOnDisk& segment) {
  ARSIP_ASSIGN(const RecordFacts facts, ReadRecordFacts(reader, {}));
  // What is damaged or out of reach was reported by the reader.
  if (!reader.intact() || reader.index_in_member() > 0 || !reader.header().known_type()) {
    return Ok();
  }
  ARSIP_ASSIGN(const FileId file, batch_.AddFile(segment.filename, segment.kind));
  const FactsForIndex for_index(reader, facts);
  const Status added = batch_.AddRecord(file, for_index.record());
  if (!added.has_value() && added.error().code == ErrorCode::kInvalidInput) {
    reporter_.Report(
        {ReadProblem::Kind::kBadHeader, segment.path, reader.offset(), 0, added.error().message});
    return Ok();
  }
  ARSIP_TRY(added);
  ++counts_.records;
  const RecordType type = reader.header().type();
  const bool capture = type == RecordType::kResponse || type == RecordType::kRevisit ||
                       type == RecordType::kResource;
  if (capture && segment.kind != SegmentKind::kDerived) ++counts_.captures;
  return batch_.bytes() < kBatchBytes ? Ok() : Flush();
}

// The writer's repair removes an open file in which no record follows the warcinfo: it must not be
// known.
Result<bool> HoldsMoreThanWarcinfo(const SegmentOnDisk& segment) {
  ReadProblems ignored(0);
  ARSIP_ASSIGN(const auto reader, WarcReader::Open(segment.path, {}, ignored));
  while (true) {
    ARSIP_ASSIGN(const bool more, reader->Next());
    if (!more) return false;
    ARSIP_TRY(reader->Finish());
    if (reader->intact() && reader->header().type() != RecordType::kWarcinfo) return true;
  }
}

Status Indexer::Add(const SegmentOnDisk& segment, uint64_t indexed_bytes) {
  if (segment.open && indexed_bytes == 0) {
    ARSIP_ASSIGN(const bool worth_a_row, HoldsMoreThanWarcinfo(segment));
    if (!worth_a_row) return Ok();
  }
  WarcReaderOptions options;
  options.begin = indexed_bytes;
  ARSIP_ASSIGN(const auto reader, WarcReader::Open(segment.path, options, reporter_));
  while (true) {
    ARSIP_ASSIGN(const bool more, reader->Next());
    if (!more) break;
    ARSIP_TRY(AddRecord(*reader, segment));
    ARSIP_TRY(Tell(reader->position() - indexed_bytes));
  }
  if (!segment.open) {
    ARSIP_ASSIGN(const FileId file, batch_.AddFile(segment.filename, segment.kind));
    ARSIP_ASSIGN(const Sha256 sha256, DigestFile(segment.path));
    ARSIP_TRY(batch_.SealFile(file, segment.size, sha256));
  }
  if (!batch_.empty()) {
    ++counts_.files;
    ARSIP_TRY(Flush());
  }
  counts_.bytes += segment.size - indexed_bytes;
  done_ += segment.size - indexed_bytes;
  return Tell(0);
}

struct Pending {
  SegmentOnDisk segment;
  uint64_t indexed_bytes = 0;
};

Result<std::vector<Pending>> FindPending(const std::string& archive_directory,
                                         CaptureIndex& index) {
  ARSIP_ASSIGN(auto segments, ListSegments(archive_directory));
  std::vector<Pending> pending;
  for (SegmentOnDisk& segment : segments) {
    ARSIP_ASSIGN(const auto file, index.FindFile(segment.filename));
    const uint64_t indexed = file.has_value() ? file->indexed_bytes : 0;
    const bool sealed = file.has_value() && file->sealed;
    if (segment.size < indexed || (sealed && segment.size != file->size)) {
      return Error{ErrorCode::kCorruption,
                   "the index knows this file with " +
                       std::to_string(sealed ? file->size : indexed) + " bytes, not " +
                       std::to_string(segment.size) +
                       "; restore it, or run `arsip index rebuild` to go on without what is gone",
                   segment.path};
    }
    if (sealed || (segment.open && segment.size == indexed)) continue;
    pending.push_back({std::move(segment), indexed});
  }
  return pending;
}

Status SyncDirectory(const std::string& path) {
  const FileDescriptor directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.open() || fsync(directory.get()) != 0)
    return ErrnoError(errno, "cannot sync", path);
  return Ok();
}

Status Remove(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  return error ? ErrnoError(error.value(), "cannot remove", path) : Ok();
}

Status Rename(const std::string& from, const std::string& to) {
  if (rename(from.c_str(), to.c_str()) == 0) return Ok();
  return ErrnoError(errno, "cannot rename to " + to, from);
}

// LevelDB's own lock on the old index, by the same call: a reader that had it open while another
// directory takes its path would write and delete files there. Needs no database that opens.
Result<FileDescriptor> LockOldIndex(const std::string& index_directory) {
  const std::string path = index_directory + "/LOCK";
  FileDescriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!file.open() && errno == ENOENT) return file;
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (!file.open() || fcntl(file.get(), F_SETLK, &whole) != 0) {
    if (errno != EAGAIN && errno != EACCES) return ErrnoError(errno, "cannot lock", path);
    return Error{ErrorCode::kUnavailable, "another process uses the index", index_directory};
  }
  return file;
}

// The new index takes the old one's place; the old one goes when that is durable.
Status Swap(const std::string& archive_directory) {
  const std::string index = archive_directory + "/index";
  const std::string old = index + ".old";
  const std::string rebuilt = index + ".rebuilding";
  ARSIP_TRY(SyncDirectory(rebuilt));
  std::error_code error;
  if (std::filesystem::exists(index, error)) {
    ARSIP_TRY(Remove(old));
    ARSIP_TRY(Rename(index, old));
  }
  ARSIP_TRY(Rename(rebuilt, index));
  ARSIP_TRY(SyncDirectory(archive_directory));
  return Remove(old);
}

}  // namespace

Result<IndexingCounts> CatchUpIndex(const std::string& archive_directory, CaptureIndex& index,
                                    ReadReporter& reporter, const IndexingProgress& progress) {
  ARSIP_TRY(FinishConversion(archive_directory, &index));
  ARSIP_ASSIGN(const auto pending, FindPending(archive_directory, index));
  uint64_t total = 0;
  for (const Pending& one : pending) total += one.segment.size - one.indexed_bytes;
  Indexer indexer(index, reporter, progress, total);
  for (const Pending& one : pending) ARSIP_TRY(indexer.Add(one.segment, one.indexed_bytes));
  return indexer.counts();
}

namespace {

// An index made without them would no longer know what they hold.
Status RefuseWithout(const std::vector<ColdSegment>& absent, const std::string& archive_directory) {
  if (absent.empty()) return Ok();
  return Error{ErrorCode::kInvalidInput,
               std::to_string(absent.size()) + " segments are in cold storage only, first " +
                   absent.front().filename + "; bring them back with `arsip segments fetch`",
               archive_directory};
}

}  // namespace

Result<IndexingCounts> RebuildIndex(const std::string& archive_directory, ReadReporter& reporter,
                                    const IndexingProgress& progress) {
  std::error_code error;
  if (!std::filesystem::is_directory(archive_directory + "/warc", error)) {
    return Error{ErrorCode::kNotFound, "no archive here: it has no warc directory",
                 archive_directory};
  }
  ARSIP_ASSIGN(const ArchiveLock lock, ArchiveLock::Acquire(archive_directory));
  // A damaged index, or none, is what rebuilding is for; one in use is not.
  ARSIP_ASSIGN(const FileDescriptor old_lock, LockOldIndex(archive_directory + "/index"));
  ARSIP_ASSIGN(const auto absent, ListAbsentSegments(archive_directory));
  ARSIP_TRY(RefuseWithout(absent, archive_directory));
  ARSIP_TRY(FinishConversion(archive_directory, nullptr));
  const std::string rebuilding = archive_directory + "/index.rebuilding";
  ARSIP_TRY(Remove(rebuilding));
  IndexingCounts counts;
  {
    ARSIP_ASSIGN(const auto index, CaptureIndex::Open(rebuilding, false));
    ARSIP_ASSIGN(counts, CatchUpIndex(archive_directory, *index, reporter, progress));
  }
  ARSIP_TRY(Swap(archive_directory));
  return counts;
}

}  // namespace arsip::archive
