#include "archive/segment_repair.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <vector>

#include "archive/file_descriptor.h"
#include "archive/segment_name.h"
#include "archive/warc_reader.h"

namespace arsip::archive {
namespace {

class FirstProblem : public ReadReporter {
 public:
  void Report(const ReadProblem& /*problem*/) override { seen_ = true; }
  bool seen() const { return seen_; }

 private:
  bool seen_ = false;
};

struct WholePart {
  uint64_t end = 0;       // of the last whole record
  bool captures = false;  // it holds more than its warcinfo
};

// From `known`, the end of a record, to the end of the last record after which nothing is damaged.
Result<WholePart> FindWholePart(const std::string& path, uint64_t known) {
  // The index gets the warcinfo together with the first capture.
  WholePart whole{.end = known, .captures = known > 0};
  FirstProblem problem;
  WarcReaderOptions options;
  options.begin = known;
  ARSIP_ASSIGN(const auto reader, WarcReader::Open(path, options, problem));
  for (;;) {
    ARSIP_ASSIGN(const bool more, reader->Next());
    if (!more || problem.seen()) break;
    ARSIP_TRY(reader->Finish());
    if (problem.seen() || !reader->intact()) break;
    whole.end = reader->offset() + reader->length();
    if (reader->header().type() != RecordType::kWarcinfo) whole.captures = true;
  }
  return whole;
}

Result<uint64_t> FileSize(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return ErrnoError(errno, "stat", path);
  return static_cast<uint64_t>(status.st_size);
}

// The next bytes of `file` from `offset`, empty at its end.
Result<std::string_view> ReadAt(const FileDescriptor& file, uint64_t offset,
                                std::vector<char>& piece, const std::string& path) {
  for (;;) {
    const ssize_t length =
        pread(file.get(), piece.data(), piece.size(), static_cast<off_t>(offset));
    if (length >= 0) return std::string_view(piece.data(), static_cast<size_t>(length));
    if (errno != EINTR) return ErrnoError(errno, "read", path);
  }
}

class Repair {
 public:
  Repair(SegmentDirectory& directory, std::string open_name)
      : directory_(directory),
        open_name_(std::move(open_name)),
        filename_(open_name_.substr(0, open_name_.size() - kOpenSuffix.size())) {}

  Result<RepairedSegment> Run(const IndexedBytes& indexed_bytes) {
    ARSIP_ASSIGN(const uint64_t known, indexed_bytes(filename_));
    ARSIP_ASSIGN(const uint64_t size, FileSize(Path(open_name_)));
    if (known > size) {
      return Error{ErrorCode::kCorruption,
                   "the index knows " + std::to_string(known) + " bytes of it, the file has " +
                       std::to_string(size) +
                       ": records are missing. Keep the file, then run `arsip index rebuild`",
                   Path(open_name_)};
    }
    ARSIP_ASSIGN(const WholePart whole, FindWholePart(Path(open_name_), known));
    RepairedSegment repaired{.filename = filename_, .size = 0, .torn_file = {}, .torn_bytes = 0};
    if (whole.end < size) {
      ARSIP_ASSIGN(repaired.torn_file, SaveTail(whole.end));
      repaired.torn_bytes = size - whole.end;
    }
    if (whole.captures) {
      repaired.size = whole.end;
      ARSIP_TRY(Seal(whole.end, whole.end < size));
    } else {
      ARSIP_TRY(directory_.Remove(open_name_));
    }
    ARSIP_TRY(directory_.SyncDirectory());
    return repaired;
  }

 private:
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }

  Status Seal(uint64_t size, bool torn) {
    ARSIP_ASSIGN(const auto file, directory_.OpenExisting(open_name_));
    if (torn) ARSIP_TRY(file->Truncate(size));
    // Records that no one acknowledged may still lie in the page cache only.
    ARSIP_TRY(file->Sync());
    return directory_.Rename(open_name_, filename_);
  }

  // Returns the name it was saved under.
  Result<std::string> SaveTail(uint64_t offset) {
    const std::string name = filename_ + ".torn-" + std::to_string(offset);
    const std::string part = name + ".part";
    // Left by an interrupted repair; the bytes are in the segment still.
    if (access(Path(part).c_str(), F_OK) == 0) ARSIP_TRY(directory_.Remove(part));
    if (Status status = CopyTail(offset, part); !status.has_value()) {
      if (access(Path(part).c_str(), F_OK) == 0) ARSIP_TRY(directory_.Remove(part));
      return std::move(status.error());
    }
    ARSIP_ASSIGN(const std::string saved, GiveName(part, name));
    ARSIP_TRY(directory_.SyncDirectory());
    return saved;
  }

  Status CopyTail(uint64_t offset, const std::string& to) {
    constexpr size_t kPieceBytes = 256u << 10;
    const FileDescriptor from(open(Path(open_name_).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!from.open()) return ErrnoError(errno, "open", Path(open_name_));
    ARSIP_ASSIGN(const auto file, directory_.Create(to));
    std::vector<char> piece(kPieceBytes);
    for (;;) {
      ARSIP_ASSIGN(const std::string_view bytes, ReadAt(from, offset, piece, Path(open_name_)));
      if (bytes.empty()) return file->Sync();
      ARSIP_TRY(file->Append(bytes));
      offset += bytes.size();
    }
  }

  // A tail saved by a repair that was interrupted before its cut has the name already: it is kept
  // as well.
  Result<std::string> GiveName(const std::string& part, const std::string& name) {
    constexpr int kMostNames = 1000;
    for (int copy = 1; copy <= kMostNames; ++copy) {
      const std::string candidate = copy == 1 ? name : name + "-" + std::to_string(copy);
      const Status status = directory_.Rename(part, candidate);
      if (status.has_value()) return candidate;
      if (status.error().code != ErrorCode::kInvalidInput) return status.error();
    }
    return Error{ErrorCode::kInternal, "no name is left for a torn tail", Path(name)};
  }

  SegmentDirectory& directory_;
  const std::string open_name_;
  const std::string filename_;
};

}  // namespace

Result<std::vector<RepairedSegment>> RepairSegments(SegmentDirectory& directory,
                                                    const IndexedBytes& indexed_bytes) {
  std::vector<RepairedSegment> repaired;
  ARSIP_ASSIGN(const std::vector<std::string> names, directory.List());
  for (const std::string& name : names) {
    if (!name.ends_with(std::string(kSegmentSuffix) + std::string(kOpenSuffix))) continue;
    ARSIP_ASSIGN(RepairedSegment one, Repair(directory, name).Run(indexed_bytes));
    repaired.push_back(std::move(one));
  }
  return repaired;
}

}  // namespace arsip::archive
