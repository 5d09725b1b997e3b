#include "archive/archive_thread.h"

#include <cstdio>
#include <string_view>
#include <utility>

#include "archive/hash_forms.h"
#include "archive/image_clusters.h"
#include "base/log.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kFolder = "archive";

size_t IndexOf(SegmentKind kind) { return static_cast<size_t>(kind); }

// "12.3 MiB", "0.4 KiB"
std::string Size(uint64_t bytes) {
  const bool small = bytes < (1u << 20);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %s",
                static_cast<double>(bytes) / (small ? 1u << 10 : 1u << 20), small ? "KiB" : "MiB");
  return text.data();
}

// Of one capture only: nothing is wrong with the disk.
bool OnlyThisCapture(const Error& error) {
  return error.code == ErrorCode::kInvalidInput || error.code == ErrorCode::kInternal;
}

DedupVerdict VerdictOf(const IndexedOriginal& original) {
  return {.kind = DedupVerdict::Kind::kRevisit,
          .refers_to = original.record_id,
          .refers_to_target_uri = original.target_uri,
          .refers_to_date = original.date,
          .payload_sha1 = original.payload_sha1};
}

DedupGate::FindOriginal FindIn(PayloadOriginals& originals) {
  return [&originals](const Sha256& payload) -> Result<std::optional<DedupVerdict>> {
    ARSIP_ASSIGN(const auto original, originals.Find(payload));
    if (!original.has_value()) return std::optional<DedupVerdict>();
    return std::optional<DedupVerdict>(VerdictOf(*original));
  };
}

ImageGate::FindExemplar FindExemplarIn(PayloadOriginals& originals) {
  return [&originals](const ImageFact& image) -> Result<DedupVerdict> {
    CaptureIndex& index = originals.index();
    ARSIP_ASSIGN(ImageClusters * images, index.Images());
    PendingRows rows(index.store());
    ARSIP_ASSIGN(const auto nearest, images->FindNearest(image, rows));
    if (!nearest.has_value()) return DedupVerdict{};
    DedupVerdict verdict;
    const Sha256& exemplar = nearest->row.fact.payload;
    ARSIP_ASSIGN(const auto original, originals.Find(exemplar));
    if (original.has_value()) verdict = VerdictOf(*original);
    verdict.kind = DedupVerdict::Kind::kNearDuplicate;
    verdict.cluster = exemplar;
    verdict.distance = nearest->distance;
    verdict.form = NameOfForm(nearest->form);
    return verdict;
  };
}

}  // namespace

ArchiveThread::ArchiveThread(WriteQueue& queue, CaptureIndex& index, PayloadOriginals& originals,
                             Writers writers, const Limits& limits)
    : queue_(queue),
      index_(index),
      originals_(originals),
      writers_(std::move(writers)),
      limits_(limits),
      gate_(FindIn(originals)),
      image_gate_(FindExemplarIn(originals)),
      batch_(index) {
  for (const SegmentKind kind : {SegmentKind::kCaptures, SegmentKind::kDerived}) {
    queue_.SetWarcinfoId(kind, writers_.at(IndexOf(kind))->warcinfo_id());
  }
}

void ArchiveThread::Release(const Sha256& payload) {
  gate_.Release(payload);
  image_gate_.Release(payload);
}

void ArchiveThread::OnPause(std::function<void(std::string)> on_pause) {
  const MutexLock lock(mutex_);
  on_pause_ = std::move(on_pause);
}

void ArchiveThread::Run() {
  for (;;) {
    WriteQueue::Work work =
        queue_.Next(group_.empty() ? std::nullopt : std::optional(group_deadline_));
    RunTasks(work.tasks);
    if (work.event != nullptr) Write(std::move(work.event));
    const bool due = !group_.empty() && std::chrono::steady_clock::now() >= group_deadline_;
    if (due || work.drained || group_bytes_ >= limits_.group_commit_bytes) Commit();
    if (work.drained) break;
  }
  SealAtEnd();
  if (originals_.unreadable() > 0) {
    Log(LogLevel::kWarning, kFolder, "stored_again",
        {{"originals_unreadable", originals_.unreadable()}});
  }
  const Error closed{ErrorCode::kUnavailable, "the archive is closed", ""};
  gate_.Close(closed);
  image_gate_.Close(closed);
}

void ArchiveThread::RunTasks(const std::vector<WriteQueue::Task>& tasks) {
  for (const WriteQueue::Task& task : tasks) task();
}

void ArchiveThread::Write(Event event) {
  if (!event->status.has_value()) return End(*event, event->status.error());
  for (;;) {
    if (stopped_) return End(*event, *stopped_);
    const Status status = TryWrite(*event);
    if (status.has_value()) break;
    const Error& error = status.error();
    if (OnlyThisCapture(error)) return End(*event, error);
    if (error.code != ErrorCode::kNoSpace) return End(*event, Stop(error));
    // What was written before is not kept waiting for space.
    Commit();
    if (stopped_) continue;
    const SegmentDirectory& directory = writers_.at(IndexOf(event->kind))->directory();
    if (!Pause("writing to " + directory.path() + " is paused: " + error.message)) {
      return End(*event, error);
    }
  }
  Resume();
  if (group_.empty()) group_deadline_ = std::chrono::steady_clock::now() + limits_.group_commit;
  for (const RecordLocation& location : event->locations) group_bytes_ += location.length;
  group_.push_back(std::move(event));
}

Status ArchiveThread::TryWrite(CaptureEvent& event) {
  SegmentWriter& writer = *writers_.at(IndexOf(event.kind));
  if (writer.MustSeal(event.member_bytes())) {
    // Sealed segments are indexed segments.
    Commit();
    if (stopped_) return *stopped_;
    ARSIP_TRY(SealSegment(event.kind));
  }
  if (event.warcinfo_id != writer.warcinfo_id()) {
    ARSIP_TRY(PrepareAgain(event, writer.warcinfo_id(), queue_.coding()));
  }
  ARSIP_TRY(CheckSpace(writer, event.member_bytes()));
  Result<std::vector<RecordLocation>> locations = writer.Append(event.records, event.prepared);
  if (!locations.has_value() && locations.error().code == ErrorCode::kNoSpace) {
    return Error{ErrorCode::kNoSpace,
                 Size(writer.FreeBytes().value_or(0)) + " are free, " + Size(event.member_bytes()) +
                     " are needed: " + locations.error().message,
                 std::move(locations.error().where)};
  }
  ARSIP_ASSIGN(event.locations, std::move(locations));
  return Ok();
}

Status ArchiveThread::CheckSpace(SegmentWriter& writer, uint64_t bytes) {
  ARSIP_ASSIGN(const uint64_t free, writer.FreeBytes());
  if (free >= limits_.min_free_bytes + bytes) return Ok();
  return Error{ErrorCode::kNoSpace,
               Size(free) + " are free, " + Size(bytes) + " are needed and " +
                   Size(limits_.min_free_bytes) + " are kept in reserve",
               writer.directory().path()};
}

Status ArchiveThread::SealSegment(SegmentKind kind) {
  SegmentWriter& writer = *writers_.at(IndexOf(kind));
  ARSIP_ASSIGN(const std::optional<SealedSegment> sealed, writer.Seal());
  queue_.SetWarcinfoId(kind, writer.warcinfo_id());
  if (!sealed) return Ok();
  // Becomes durable with the next group, or when the archive is closed; else the next Open does it.
  ARSIP_ASSIGN(const FileId file, batch_.AddFile(sealed->filename, kind));
  return batch_.SealFile(file, sealed->size, sealed->sha256);
}

void ArchiveThread::Commit() {
  if (group_.empty()) return;
  Status status = SyncSegments();
  if (status.has_value()) status = IndexGroup();
  if (status.has_value()) return EndGroup(nullptr);
  const Error error =
      status.error().code == ErrorCode::kNoSpace ? status.error() : Stop(status.error());
  EndGroup(&error);
}

Status ArchiveThread::SyncSegments() {
  for (const auto& writer : writers_) {
    Status status = writer->Sync();
    // Whatever its code says: not durable, and never to be tried again.
    if (!status.has_value()) {
      status.error().code = ErrorCode::kIo;
      return status;
    }
  }
  return Ok();
}

Status ArchiveThread::IndexGroup() {
  for (const Event& event : group_) ARSIP_TRY(AddToBatch(*event));
  for (;;) {
    Status status = index_.Write(batch_, KeyValueStore::Sync::kYes);
    if (status.has_value() || status.error().code != ErrorCode::kNoSpace) {
      Resume();
      return status;
    }
    if (!Pause("writing the index is paused: " + Size(batch_.bytes()) +
               " are needed: " + status.error().ToString())) {
      return status;
    }
  }
}

Status ArchiveThread::AddToBatch(const CaptureEvent& event) {
  const OpenSegment& segment = writers_.at(IndexOf(event.kind))->segment();
  ARSIP_ASSIGN(const FileId file, batch_.AddFile(segment.filename, event.kind));
  const std::string date = FormatWarcDate(segment.warcinfo.date);
  ARSIP_TRY(
      batch_.AddRecord(file, IndexedWarcinfo(segment.warcinfo, date, segment.warcinfo_location)));
  for (size_t i = 0; i < event.records.size(); ++i) {
    Status status = batch_.AddRecord(file, IndexedRecordOf(event, i));
    if (status.has_value()) continue;
    if (status.error().code != ErrorCode::kInvalidInput) return status;
    // The bytes are safe, and a rebuild would leave the record out as well.
    Log(LogLevel::kWarning, kFolder, "record_not_indexed",
        {{"file", segment.filename},
         {"offset", event.locations[i].offset},
         {"error", status.error().ToString()}});
  }
  return Ok();
}

void ArchiveThread::EndGroup(const Error* error) {
  // Callbacks may lead to new events, but not to this group.
  const std::vector<Event> group = std::exchange(group_, {});
  group_bytes_ = 0;
  for (const Event& event : group) {
    if (error != nullptr) {
      End(*event, *error);
    } else {
      End(*event, event->locations.front());
    }
  }
}

void ArchiveThread::End(CaptureEvent& event, Result<RecordLocation> result) {
  if (event.payload()) Release(*event.payload());
  if (event.done) event.done(std::move(result));
  queue_.Written(event.bytes);
}

bool ArchiveThread::Pause(const std::string& sentence) {
  if (!paused_) {
    paused_ = true;
    Log(LogLevel::kWarning, kFolder, "paused", {{"reason", sentence}});
    CallOnPause(sentence);
  }
  const Deadline retry = std::chrono::steady_clock::now() + limits_.full_disk_retry;
  while (!queue_.closed() && std::chrono::steady_clock::now() < retry) {
    RunTasks(queue_.WaitForTasks(retry));
  }
  return !queue_.closed();
}

void ArchiveThread::Resume() {
  if (!paused_) return;
  paused_ = false;
  Log(LogLevel::kInfo, kFolder, "resumed");
  CallOnPause("");
}

void ArchiveThread::CallOnPause(const std::string& sentence) {
  std::function<void(std::string)> on_pause;
  {
    const MutexLock lock(mutex_);
    on_pause = on_pause_;
  }
  if (on_pause) on_pause(sentence);
}

Error ArchiveThread::Stop(const Error& error) {
  if (stopped_) return *stopped_;
  stopped_ =
      Error{ErrorCode::kIo,
            "archiving has stopped for good, the process must end: " + error.message, error.where};
  Log(LogLevel::kError, kFolder, "stopped", {{"error", stopped_->ToString()}});
  // Judging on would hand out reservations that no Append can end.
  gate_.Close(*stopped_);
  image_gate_.Close(*stopped_);
  return *stopped_;
}

void ArchiveThread::SealAtEnd() {
  // After a failed sync the segment keeps its ".open": the next start reads what is whole in it.
  if (stopped_) return;
  for (const SegmentKind kind : {SegmentKind::kCaptures, SegmentKind::kDerived}) {
    if (const Status status = SealSegment(kind); !status.has_value()) {
      Log(LogLevel::kWarning, kFolder, "segment_left_open", {{"error", status.error().ToString()}});
    }
  }
  if (batch_.empty()) return;
  if (const Status status = index_.Write(batch_, KeyValueStore::Sync::kYes); !status.has_value()) {
    Log(LogLevel::kWarning, kFolder, "index_behind", {{"error", status.error().ToString()}});
  }
}

}  // namespace arsip::archive
