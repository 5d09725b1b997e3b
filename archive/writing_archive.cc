#include "archive/writing_archive.h"

#include <utility>

namespace arsip::archive {
namespace {

MemberCoding CodingOf(const ArchiveOptions& options) {
  return {.compression = options.compression, .level = options.compression_level};
}

SegmentOptions SegmentOptionsOf(const ArchiveOptions& options, SegmentKind kind) {
  return {.prefix = options.prefix + (kind == SegmentKind::kDerived ? "-derived" : ""),
          .segment_bytes = options.segment_bytes,
          .coding = CodingOf(options),
          .warcinfo = options.warcinfo};
}

Error Closed() { return Error{ErrorCode::kUnavailable, "the archive is closed", ""}; }

}  // namespace

LastCapture LastCaptureOf(const IndexedLast& last, PayloadOriginals& originals) {
  return {.etag = last.etag,
          .last_modified = last.last_modified,
          .as_original = {.kind = DedupVerdict::Kind::kRevisit,
                          .refers_to = last.original.record_id,
                          .refers_to_target_uri = last.original.target_uri,
                          .refers_to_date = last.original.date,
                          .payload_sha1 = last.original.payload_sha1},
          .payload_sha256 = originals.SaidAt(last.place, last.original.record_id)};
}

Status CheckArchiveOptions(const ArchiveOptions& options) {
  const auto refuse = [](const char* message) {
    return Error{ErrorCode::kInvalidInput, message, "archive options"};
  };
  ARSIP_TRY(CheckSegmentOptions(SegmentOptionsOf(options, SegmentKind::kCaptures)));
  constexpr int kMostThreads = 16;
  if (options.compression_threads < 1 || options.compression_threads > kMostThreads) {
    return refuse("compression_threads is not within 1-16");
  }
  if (options.group_commit < Duration::zero() ||
      options.group_commit > std::chrono::milliseconds(100)) {
    return refuse("group_commit is not within 0-100 ms");
  }
  if (options.full_disk_retry <= Duration::zero()) return refuse("full_disk_retry is not positive");
  if (options.segment_bytes == 0) return refuse("segment_bytes is 0");
  return Ok();
}

WritingArchive::WritingArchive(ArchiveParts parts, const ArchiveOptions& options,
                               const Clock& clock)
    : parts_(std::move(parts)),
      originals_(parts_.directory, *parts_.index),
      queue_bytes_(options.queue_bytes),
      queue_(CodingOf(options)) {
  ArchiveThread::Writers writers;
  for (const SegmentKind kind : {SegmentKind::kCaptures, SegmentKind::kDerived}) {
    SegmentDirectory& directory =
        kind == SegmentKind::kDerived ? *parts_.derived : *parts_.captures;
    writers.at(static_cast<size_t>(kind)) = std::make_unique<SegmentWriter>(
        directory, SegmentOptionsOf(options, kind), parts_.serials, clock);
  }
  archive_thread_ = std::make_unique<ArchiveThread>(
      queue_, *parts_.index, originals_, std::move(writers),
      ArchiveThread::Limits{.group_commit = options.group_commit,
                            .group_commit_bytes = options.group_commit_bytes,
                            .min_free_bytes = options.min_free_bytes,
                            .full_disk_retry = options.full_disk_retry});
  for (int i = 0; i < options.compression_threads; ++i) {
    compression_threads_.emplace_back([this] { queue_.PrepareUntilClosed(); });
  }
  thread_ = std::thread([this] { archive_thread_->Run(); });
}

WritingArchive::~WritingArchive() {
  queue_.Close();
  for (std::thread& thread : compression_threads_) thread.join();
  thread_.join();
}

void WritingArchive::Judge(const Sha256& payload, std::function<void(Result<DedupVerdict>)> done) {
  const bool posted =
      queue_.Post([this, payload, done] { archive_thread_->gate().Judge(payload, done); });
  if (!posted) done(Closed());
}

void WritingArchive::Forget(const Sha256& payload) {
  // Once closed, every reservation ends by itself.
  queue_.Post([this, payload] { archive_thread_->Release(payload); });
}

void WritingArchive::JudgeImage(const ImageFact& image,
                                std::function<void(Result<DedupVerdict>)> done) {
  const bool posted =
      queue_.Post([this, image, done] { archive_thread_->image_gate().Judge(image, done); });
  if (!posted) done(Closed());
}

Result<std::optional<LastCapture>> WritingArchive::Last(std::string_view url) {
  ARSIP_ASSIGN(const auto last, parts_.index->FindLast(url));
  if (!last.has_value()) return std::optional<LastCapture>();
  return std::optional<LastCapture>(LastCaptureOf(*last, originals_));
}

void WritingArchive::Push(std::vector<WarcRecord> records, SegmentKind kind,
                          std::function<void(Result<RecordLocation>)> done) {
  auto event = std::make_unique<CaptureEvent>(std::move(records), kind, std::move(done));
  if (!queue_.Push(event) && event->done) event->done(Closed());
}

void WritingArchive::Append(std::vector<WarcRecord> records,
                            std::function<void(Result<RecordLocation>)> done) {
  Push(std::move(records), SegmentKind::kCaptures, std::move(done));
}

void WritingArchive::AppendDerived(std::vector<WarcRecord> records,
                                   std::function<void(Result<RecordLocation>)> done) {
  Push(std::move(records), SegmentKind::kDerived, std::move(done));
}

void WritingArchive::OnPause(std::function<void(std::string)> on_pause) {
  archive_thread_->OnPause(std::move(on_pause));
}

}  // namespace arsip::archive
