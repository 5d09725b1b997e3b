// ArchiveThread: writes capture events, makes them durable in groups, indexes them, and says so.
//
//   event -> segment -> (group) fdatasync -> index batch, synced -> reservations end, `done`
//
// Events that come while a group is being synced form the next group; the first of a group waits at
// most group_commit for company. A full disk pauses: the group at hand is committed, the event
// waits and is tried again every full_disk_retry, and nothing overtakes it. A failed sync, or a cut
// that fails, stops writing for good. Owns nothing that other threads touch, except through its
// WriteQueue and the pause callback.
#ifndef ARSIP_ARCHIVE_ARCHIVE_THREAD_H_
#define ARSIP_ARCHIVE_ARCHIVE_THREAD_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "archive/capture_event.h"
#include "archive/capture_index.h"
#include "archive/dedup_gate.h"
#include "archive/image_gate.h"
#include "archive/payload_originals.h"
#include "archive/segment_writer.h"
#include "archive/write_queue.h"
#include "base/mutex.h"
#include "base/result.h"

namespace arsip::archive {

class ArchiveThread {
 public:
  struct Limits {
    Duration group_commit{};
    uint64_t group_commit_bytes = 0;
    uint64_t min_free_bytes = 0;
    Duration full_disk_retry{};
  };
  // By SegmentKind. The arguments outlive the thread.
  using Writers = std::array<std::unique_ptr<SegmentWriter>, 2>;
  ArchiveThread(WriteQueue& queue, CaptureIndex& index, PayloadOriginals& originals,
                Writers writers, const Limits& limits);

  // The thread's body: ends when the queue is closed and drained, with its segments sealed.
  void Run();

  // On this thread only (from a task of the queue).
  DedupGate& gate() { return gate_; }
  ImageGate& image_gate() { return image_gate_; }
  // The payload's reservations end.
  void Release(const Sha256& payload);
  // From any thread. Called on this one.
  void OnPause(std::function<void(std::string)> on_pause) EXCLUDES_LOCK(mutex_);
  // There is no room; it tries again by itself. Of any thread.
  bool paused() const { return paused_; }

 private:
  using Event = std::unique_ptr<CaptureEvent>;
  using Deadline = WriteQueue::Deadline;

  void RunTasks(const std::vector<WriteQueue::Task>& tasks);
  void Write(Event event);
  Status TryWrite(CaptureEvent& event);
  Status CheckSpace(SegmentWriter& writer, uint64_t bytes);
  Status SealSegment(SegmentKind kind);

  void Commit();
  Status SyncSegments();
  Status IndexGroup();
  Status AddToBatch(const CaptureEvent& event);
  // Ends every event of the group: with its location, or with `error`.
  void EndGroup(const Error* error);
  void End(CaptureEvent& event, Result<RecordLocation> result);

  // Waits full_disk_retry; returns false when the queue is closed and waiting makes no sense any
  // more.
  bool Pause(const std::string& sentence);
  void Resume();
  void CallOnPause(const std::string& sentence) EXCLUDES_LOCK(mutex_);
  // Nothing is written from here on.
  Error Stop(const Error& error);

  void SealAtEnd();

  WriteQueue& queue_;
  CaptureIndex& index_;
  PayloadOriginals& originals_;
  Writers writers_;
  const Limits limits_;
  DedupGate gate_;
  ImageGate image_gate_;
  IndexBatch batch_;
  std::vector<Event> group_;
  uint64_t group_bytes_ = 0;
  Deadline group_deadline_;
  std::atomic<bool> paused_{false};
  std::optional<Error> stopped_;
  Mutex mutex_;
  std::function<void(std::string)> on_pause_ GUARDED_BY(mutex_);
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_ARCHIVE_THREAD_H_
