#include "portal/warc_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "archive/file_descriptor.h"
#include "archive/record_at.h"
#include "archive/segment_list.h"
#include "portal/byte_range.h"

namespace arsip::portal {
namespace {

constexpr size_t kPieceBytes = 256u << 10;

class FileBody : public HttpBody {
 public:
  FileBody(archive::FileDescriptor file, uint64_t begin, uint64_t end, std::string path)
      : file_(std::move(file)), position_(begin), end_(end), path_(std::move(path)) {}

  Result<Piece> Read() override {
    Piece piece;
    piece.bytes.resize(std::min<uint64_t>(kPieceBytes, end_ - position_));
    const ssize_t got =
        pread(file_.get(), piece.bytes.data(), piece.bytes.size(), static_cast<off_t>(position_));
    if (got < 0) return ErrnoError(errno, "read", path_);
    if (got == 0 && position_ < end_) {
      return Error{ErrorCode::kCorruption, "the file has become shorter", path_};
    }
    piece.bytes.resize(static_cast<size_t>(got));
    position_ += static_cast<uint64_t>(got);
    piece.last = position_ == end_;
    return piece;
  }

 private:
  archive::FileDescriptor file_;
  uint64_t position_;
  const uint64_t end_;
  const std::string path_;
};

struct OpenFile {
  archive::FileDescriptor descriptor;
  archive::IndexedFile indexed;
  std::string path;
  uint64_t size = 0;
  std::string etag;
};

Result<OpenFile> Open(const ArchiveView& view, const std::string& filename) {
  const Error absent{ErrorCode::kNotFound, "the archive has no such WARC file", filename};
  ARSIP_ASSIGN(auto indexed, view.index().FindFile(filename));
  if (!indexed.has_value() || indexed->kind == archive::SegmentKind::kDerived) return absent;
  OpenFile file;
  file.indexed = std::move(*indexed);
  ARSIP_ASSIGN(file.path, archive::FindSegment(view.directory(), filename));
  file.descriptor =
      archive::FileDescriptor(open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.descriptor.open()) return ErrnoError(errno, "open", file.path);
  struct stat status {};
  if (fstat(file.descriptor.get(), &status) != 0) return ErrnoError(errno, "stat", file.path);
  file.size = static_cast<uint64_t>(status.st_size);
  file.etag = "\"" + std::to_string(status.st_ino) + "-" + std::to_string(status.st_size) + "-" +
              std::to_string(status.st_mtim.tv_sec) + "\"";
  // Of a file that is still written to, what is known of it.
  if (!file.indexed.sealed) file.size = std::min(file.size, file.indexed.indexed_bytes);
  return file;
}

struct TouchedRecords {
  std::vector<archive::RecordLocation> first;  // up to kJudgedRecords of them
  bool more = false;
  bool gaps = false;  // bytes between them, or behind them, that the index knows no record of
};

Result<TouchedRecords> RecordsIn(const ArchiveView& view, archive::FileId id, uint64_t begin,
                                 uint64_t end) {
  TouchedRecords touched;
  uint64_t covered = begin;
  ARSIP_TRY(view.index().ForEachRecord(id, begin, end, [&](const auto& record) {
    touched.gaps = touched.gaps || record.location.offset > covered;
    covered = std::max(covered, record.location.offset + record.location.length);
    touched.more = touched.first.size() == kJudgedRecords;
    if (!touched.more) touched.first.push_back(record.location);
    return !touched.gaps;
  }));
  touched.gaps = touched.gaps || covered < end;
  return touched;
}

RawFetch DeniedRange(const archive::AccessRule& rule, const std::string& filename) {
  RawFetch fetch;
  fetch.response = ProblemResponse(
      403, "this range touches captures that are kept and not shown; ask for single records");
  fetch.subject = filename;
  fetch.denied_by = rule.id;
  return fetch;
}

// nullopt: it may be given.
Result<std::optional<RawFetch>> Denial(const ArchiveView& view, const OpenFile& file,
                                       uint64_t begin, uint64_t end) {
  using Answer = std::optional<RawFetch>;
  const archive::AccessRule* denying = view.FirstDenying();
  if (denying == nullptr) return Answer();
  ARSIP_ASSIGN(const TouchedRecords touched, RecordsIn(view, file.indexed.id, begin, end));
  const std::string& filename = file.indexed.filename;
  if (touched.gaps || (touched.more && view.HoldsDenied(filename))) {
    return Answer(DeniedRange(*denying, filename));
  }
  if (touched.more) return Answer();
  for (const archive::RecordLocation& location : touched.first) {
    ARSIP_ASSIGN(const auto at, archive::OpenRecordAt(view.directory(), location));
    const archive::WarcHeader& header = at.reader->header();
    const archive::AccessRule* rule = view.DenialOfRecord(header.target_uri(), header.time());
    if (rule != nullptr) return Answer(DeniedFetch(*rule, filename));
  }
  return Answer();
}

ByteRange RangeOf(const HttpRequest& request, const OpenFile& file) {
  const std::string_view condition = request.Get("If-Range");
  if (!condition.empty() && condition != file.etag) return {};
  return ParseByteRange(request.Get("Range"), file.size);
}

HttpResponse Unsatisfiable(const OpenFile& file) {
  HttpResponse response = ProblemResponse(416, "no such range, or more than one");
  response.Set("Content-Range", "bytes */" + std::to_string(file.size));
  return response;
}

}  // namespace

RawFetch AnswerWarcFile(const SharedView& view, const std::string& filename,
                        const HttpRequest& request) {
  RawFetch fetch;
  fetch.subject = filename;
  auto file = Open(*view, filename);
  if (!file) {
    fetch.response = ErrorResponse(file.error());
    return fetch;
  }
  const ByteRange range = RangeOf(request, *file);
  const bool part = range.kind == ByteRange::Kind::kPart;
  const uint64_t begin = part ? range.begin : 0;
  const uint64_t end = part ? range.end : file->size;
  HttpResponse& response = fetch.response;
  if (range.kind == ByteRange::Kind::kUnsatisfiable) {
    response = Unsatisfiable(*file);
  } else if (request.Get("If-None-Match") == file->etag) {
    response.status = 304;
  } else {
    auto denial = request.head() ? Result<std::optional<RawFetch>>(std::nullopt)
                                 : Denial(*view, *file, begin, end);
    if (!denial) {
      response = ErrorResponse(denial.error());
      return fetch;
    }
    if (denial->has_value()) return std::move(**denial);
    response.status = part ? 206 : 200;
    response.length = end - begin;
    response.Set("Content-Type",
                 filename.ends_with(".gz") ? "application/warc+gzip" : "application/warc");
    if (part) {
      response.Set("Content-Range", ContentRange(range, file->size));
    }
    response.body = std::make_unique<FileBody>(std::move(file->descriptor), begin, end, file->path);
  }
  response.Set("Accept-Ranges", "bytes");
  response.Set("ETag", file->etag);
  return fetch;
}

}  // namespace arsip::portal
