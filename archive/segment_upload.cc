#include "archive/segment_upload.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <system_error>
#include <utility>

#include "archive/archive_lock.h"
#include "archive/capture.h"
#include "archive/capture_index.h"
#include "archive/cold_segment.h"
#include "archive/file_digest.h"
#include "archive/file_window.h"
#include "archive/rebuild.h"
#include "archive/segment_directory.h"
#include "archive/segment_list.h"
#include "base/digest.h"

namespace arsip::archive {
namespace {

constexpr uint64_t kMaxParts = 10'000;  // of S3
constexpr std::string_view kFetching = ".fetching";

Error Stopped() {
  return {ErrorCode::kUnavailable, "stopped; the same command goes on where it was", ""};
}

Status Tell(const UploadProgress& progress, uint64_t done, uint64_t total) {
  return !progress || progress(done, total) ? Ok() : Status(Stopped());
}

Status Remove(const std::string& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
  return error ? ErrnoError(error.value(), "cannot remove", path) : Ok();
}

Result<std::string> ReadPart(FileWindow& file, uint64_t offset, uint64_t length) {
  std::string part;
  file.Seek(offset);
  while (part.size() < length) {
    ARSIP_ASSIGN(const std::string_view piece, file.PeekSome());
    if (piece.empty()) {
      return Error{ErrorCode::kCorruption, "the file became shorter while it was read",
                   file.path()};
    }
    const std::string_view wanted = piece.substr(0, length - part.size());
    part.append(wanted);
    file.Skip(wanted.size());
  }
  return part;
}

Error OtherContent(const ObjectStore& store, const ColdSegment& segment, const std::string& what) {
  return {ErrorCode::kCorruption, "the stored object is not what was sent: " + what,
          store.options().endpoint + "/" + store.options().bucket + "/" + segment.key};
}

// The SHA-256 of a stored object, in hex; its bytes go to `sink` as well. No more of them than were
// sent: a store could go on for ever.
Result<std::string> DigestObject(ObjectStore& store, const ColdSegment& segment,
                                 const UploadProgress& progress,
                                 const std::function<Status(std::string_view)>& sink) {
  Sha256Stream digest;
  uint64_t done = 0;
  ARSIP_TRY(store.Get(segment.key, [&](std::string_view piece) -> Status {
    digest.Update(piece);
    done += piece.size();
    if (done > segment.size) {
      return OtherContent(store, segment,
                          "it has more than its " + std::to_string(segment.size) + " bytes");
    }
    if (sink) ARSIP_TRY(sink(piece));
    return Tell(progress, done, segment.size);
  }));
  return HexEncode(digest.Finish());
}

class Upload {
 public:
  Upload(const std::string& archive_directory, ObjectStore& store, const UploadOptions& options,
         const UploadProgress& progress)
      : archive_directory_(archive_directory),
        store_(store),
        options_(options),
        progress_(progress) {}

  Result<UploadedSegment> Run(const SegmentOnDisk& segment, const IndexedFile& indexed);

 private:
  Status Prepare(const SegmentOnDisk& segment, const IndexedFile& indexed);
  Status Send(const SegmentOnDisk& segment);
  Status SendParts(FileWindow& file);
  Status SendCdxj();
  Status Compare();
  Status ReadBack();
  Status Drop(const SegmentOnDisk& segment);
  Status Keep() { return WriteColdSegment(archive_directory_, cold_); }

  const std::string& archive_directory_;
  ObjectStore& store_;
  const UploadOptions& options_;
  const UploadProgress& progress_;
  ColdSegment cold_;
  UploadedSegment report_;
};

Status Upload::Prepare(const SegmentOnDisk& segment, const IndexedFile& indexed) {
  ColdSegment wanted;
  wanted.filename = segment.filename;
  wanted.kind = segment.kind;
  wanted.size = segment.size;
  wanted.sha256 = HexEncode(indexed.sha256);
  wanted.endpoint = store_.options().endpoint;
  wanted.region = store_.options().region;
  wanted.bucket = store_.options().bucket;
  wanted.key = options_.prefix + segment.filename;
  wanted.part_bytes = std::max(options_.part_bytes, segment.size / kMaxParts + 1);
  ARSIP_ASSIGN(const auto known, ReadColdSegment(archive_directory_, segment.filename));
  cold_ = wanted;
  // A file is no number of parts without bytes.
  if (known.has_value() && known->part_bytes > 0 && known->key == wanted.key &&
      known->bucket == wanted.bucket && known->endpoint == wanted.endpoint &&
      known->sha256 == wanted.sha256) {
    cold_ = *known;
  }
  report_ = {segment.filename, cold_.key, segment.size};
  if (cold_.stored) return Ok();
  ARSIP_ASSIGN(const Sha256 sha256, DigestFile(segment.path));
  if (sha256 == indexed.sha256) return Ok();
  return Error{ErrorCode::kCorruption,
               "this file is not what it was when it was sealed; run `arsip verify`", segment.path};
}

Status Upload::SendParts(FileWindow& file) {
  report_.resumed = !cold_.parts.empty();
  while (cold_.parts.size() * cold_.part_bytes < cold_.size) {
    const uint64_t offset = cold_.parts.size() * cold_.part_bytes;
    ARSIP_TRY(Tell(progress_, offset, cold_.size));
    ARSIP_ASSIGN(const std::string part,
                 ReadPart(file, offset, std::min(cold_.part_bytes, cold_.size - offset)));
    ARSIP_ASSIGN(UploadedPart sent, store_.PutPart(cold_.key, cold_.upload,
                                                   static_cast<int>(cold_.parts.size()) + 1, part));
    sent.etag = Md5Hex(part);  // what its ETag must be; compared with the object's at the end
    cold_.parts.push_back(std::move(sent));
    report_.sent_bytes += part.size();
    ARSIP_TRY(Keep());
  }
  cold_.etag = UploadEtag(cold_.parts);
  return store_.CompleteUpload(cold_.key, cold_.upload, cold_.parts);
}

Status Upload::Send(const SegmentOnDisk& segment) {
  ARSIP_ASSIGN(const auto file, FileWindow::Open(segment.path));
  if (cold_.size <= cold_.part_bytes) {
    ARSIP_ASSIGN(const std::string bytes, ReadPart(*file, 0, cold_.size));
    cold_.etag = Md5Hex(bytes);
    ARSIP_TRY(store_.Put(cold_.key, bytes, cold_.sha256));
    report_.sent_bytes += bytes.size();
    return Keep();
  }
  const bool begun = !cold_.upload.empty();
  if (!begun) {
    ARSIP_ASSIGN(cold_.upload, store_.BeginUpload(cold_.key, cold_.sha256));
    ARSIP_TRY(Keep());
  }
  Status sent = SendParts(*file);
  if (sent.has_value() || !begun || sent.error().code != ErrorCode::kNotFound) return sent;
  // The store has forgotten the upload: a bucket may have a rule that ends old ones.
  cold_.upload.clear();
  cold_.parts.clear();
  ARSIP_ASSIGN(cold_.upload, store_.BeginUpload(cold_.key, cold_.sha256));
  ARSIP_TRY(Keep());
  return SendParts(*file);
}

Status Upload::SendCdxj() {
  const std::string path = archive_directory_ + "/cold/" + cold_.filename + ".cdxj";
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return Ok();
  ARSIP_ASSIGN(const auto file, FileWindow::Open(path));
  ARSIP_ASSIGN(const std::string lines, ReadPart(*file, 0, file->size()));
  ARSIP_ASSIGN(const std::string etag,
               store_.Put(cold_.key + ".cdxj", lines, HexEncode(ComputeSha256(lines))));
  return Remove(path);
}

Status Upload::ReadBack() {
  ARSIP_ASSIGN(const std::string sha256, DigestObject(store_, cold_, progress_, {}));
  if (sha256 != cold_.sha256) {
    return OtherContent(store_, cold_, "its SHA-256 is " + sha256 + ", not " + cold_.sha256);
  }
  report_.read_back = true;
  return Ok();
}

Status Upload::Compare() {
  ARSIP_ASSIGN(const ObjectFacts facts, store_.Head(cold_.key));
  if (facts.size != cold_.size) {
    return OtherContent(
        store_, cold_,
        "it has " + std::to_string(facts.size) + " bytes, not " + std::to_string(cold_.size));
  }
  // A store that encrypts has other ETags than MD5s: then only the content can tell.
  const bool same = facts.etag == cold_.etag;
  return same && !options_.read_back && !options_.drop_local ? Ok() : ReadBack();
}

Status Upload::Drop(const SegmentOnDisk& segment) {
  ARSIP_TRY(Remove(segment.path));
  const std::string directory = std::filesystem::path(segment.path).parent_path().string();
  ARSIP_ASSIGN(const auto opened, OpenSegmentDirectory(directory));
  ARSIP_TRY(opened->SyncDirectory());
  report_.dropped = true;
  return Ok();
}

Result<UploadedSegment> Upload::Run(const SegmentOnDisk& segment, const IndexedFile& indexed) {
  ARSIP_TRY(Prepare(segment, indexed));
  const bool stored = cold_.stored;
  if (!stored) ARSIP_TRY(Send(segment));
  ARSIP_TRY(Compare());
  ARSIP_TRY(SendCdxj());
  if (!stored) {
    cold_.stored = true;
    cold_.upload.clear();
    cold_.parts.clear();
    ARSIP_TRY(Keep());
  }
  if (options_.drop_local) ARSIP_TRY(Drop(segment));
  return report_;
}

struct Subject {
  SegmentOnDisk segment;
  IndexedFile indexed;
};

Result<std::vector<Subject>> Choose(const std::string& archive_directory, CaptureIndex& index,
                                    const std::vector<std::string>& filenames) {
  ARSIP_ASSIGN(const auto segments, ListSegments(archive_directory));
  std::vector<Subject> chosen;
  for (const SegmentOnDisk& segment : segments) {
    const bool named = std::ranges::find(filenames, segment.filename) != filenames.end();
    if (!filenames.empty() && !named) continue;
    if (segment.open && named) {
      return Error{ErrorCode::kInvalidInput,
                   "this segment is still written to; the next crawl closes it", segment.path};
    }
    ARSIP_ASSIGN(auto indexed, index.FindFile(segment.filename));
    if (!segment.open && indexed.has_value() && indexed->sealed) {
      chosen.push_back({segment, std::move(*indexed)});
    }
  }
  for (const std::string& filename : filenames) {
    const bool found = std::ranges::any_of(
        chosen, [&](const Subject& subject) { return subject.segment.filename == filename; });
    if (!found) {
      return Error{ErrorCode::kNotFound, "the archive has no such WARC file on this disk",
                   filename};
    }
  }
  return chosen;
}

// DIR/cold/NAME.cdxj of each: one pass over the index for all of them.
Status WriteCdxj(const std::string& archive_directory, CaptureIndex& index,
                 const std::vector<Subject>& subjects) {
  ARSIP_ASSIGN(const auto directory, OpenSegmentDirectory(archive_directory + "/cold"));
  std::map<std::string, std::string> pending;
  for (const Subject& subject : subjects) {
    const std::string name = subject.segment.filename + ".cdxj";
    ARSIP_TRY(Remove(directory->path() + "/" + name));
    ARSIP_ASSIGN(const auto known, ReadColdSegment(archive_directory, subject.segment.filename));
    const bool stored =
        known.has_value() && known->stored && known->sha256 == HexEncode(subject.indexed.sha256);
    if (!stored) pending.emplace(subject.segment.filename, "");
  }
  const auto flush = [&](const std::string& filename, std::string& lines) -> Status {
    const std::string name = filename + ".cdxj";
    std::error_code error;
    const bool there = std::filesystem::exists(directory->path() + "/" + name, error);
    ARSIP_ASSIGN(const auto file, there ? directory->OpenExisting(name) : directory->Create(name));
    ARSIP_TRY(file->Append(lines));
    lines.clear();
    return Ok();
  };
  Status status = Ok();
  ARSIP_TRY(index.ForEachCapture("", "", [&](const Capture& capture) {
    const auto found = pending.find(capture.location.filename);
    if (found == pending.end()) return true;
    found->second += FormatCdxj(capture) + "\n";
    constexpr size_t kLinesBytes = 64u << 10;
    if (found->second.size() >= kLinesBytes) status = flush(found->first, found->second);
    return status.has_value();
  }));
  ARSIP_TRY(status);
  for (auto& [filename, lines] : pending) {
    if (!lines.empty()) ARSIP_TRY(flush(filename, lines));
  }
  return Ok();
}

Status Fetch(const std::string& archive_directory, const ColdSegment& segment, ObjectStore& store,
             const UploadProgress& progress) {
  std::string directory_path = archive_directory + "/";
  directory_path.append(DirectoryOf(segment.kind));
  ARSIP_ASSIGN(const auto directory, OpenSegmentDirectory(directory_path));
  const std::string fetching = segment.filename + std::string(kFetching);
  ARSIP_TRY(Remove(directory_path + "/" + fetching));
  ARSIP_ASSIGN(const auto file, directory->Create(fetching));
  const auto sha256 = DigestObject(store, segment, progress,
                                   [&file](std::string_view bytes) { return file->Append(bytes); });
  const Status synced = file->Sync();
  if (!sha256.has_value() || !synced.has_value() || *sha256 != segment.sha256) {
    ARSIP_TRY(Remove(directory_path + "/" + fetching));
    if (!sha256.has_value()) return sha256.error();
    ARSIP_TRY(synced);
    return OtherContent(store, segment, "its SHA-256 is " + *sha256 + ", not " + segment.sha256);
  }
  ARSIP_TRY(directory->Rename(fetching, segment.filename));
  return directory->SyncDirectory();
}

}  // namespace

Status UploadSegments(const std::string& archive_directory,
                      const std::vector<std::string>& filenames, ObjectStore& store,
                      const UploadOptions& options, const UploadedSegmentSink& each,
                      const UploadProgress& progress) {
  if (options.part_bytes == 0) {
    return Error{ErrorCode::kInvalidInput, "a part has at least one byte", "--part-size"};
  }
  ARSIP_ASSIGN(const ArchiveLock lock, ArchiveLock::Acquire(archive_directory));
  ARSIP_ASSIGN(const auto index, CaptureIndex::Open(archive_directory + "/index", true));
  ReadProblems ignored(0);
  ARSIP_TRY(CatchUpIndex(archive_directory, *index, ignored, {}));
  ARSIP_ASSIGN(const auto subjects, Choose(archive_directory, *index, filenames));
  ARSIP_TRY(WriteCdxj(archive_directory, *index, subjects));
  for (const Subject& subject : subjects) {
    Upload upload(archive_directory, store, options, progress);
    ARSIP_ASSIGN(const UploadedSegment uploaded, upload.Run(subject.segment, subject.indexed));
    each(uploaded);
  }
  return Ok();
}

Status FetchSegments(const std::string& archive_directory,
                     const std::vector<std::string>& filenames, ObjectStore& store,
                     const UploadedSegmentSink& each, const UploadProgress& progress) {
  ARSIP_ASSIGN(const ArchiveLock lock, ArchiveLock::Acquire(archive_directory));
  ARSIP_ASSIGN(const auto absent, ListAbsentSegments(archive_directory));
  for (const std::string& filename : filenames) {
    const bool found = std::ranges::any_of(
        absent, [&](const ColdSegment& segment) { return segment.filename == filename; });
    if (!found) {
      return Error{ErrorCode::kNotFound, "no such segment lies in cold storage alone", filename};
    }
  }
  for (const ColdSegment& segment : absent) {
    const bool named = std::ranges::find(filenames, segment.filename) != filenames.end();
    if (!filenames.empty() && !named) continue;
    if (segment.endpoint != store.options().endpoint || segment.bucket != store.options().bucket) {
      return Error{ErrorCode::kInvalidInput,
                   "it was sent elsewhere: to " + segment.endpoint + "/" + segment.bucket,
                   segment.filename};
    }
    ARSIP_TRY(Fetch(archive_directory, segment, store, progress));
    UploadedSegment fetched;
    fetched.filename = segment.filename;
    fetched.key = segment.key;
    fetched.size = segment.size;
    each(fetched);
  }
  return Ok();
}

}  // namespace arsip::archive
