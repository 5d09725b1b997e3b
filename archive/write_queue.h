// WriteQueue: between the callers of Archive::Append, the compression threads and the archive's
// thread.
//
//   Push -> [waiting] -> PrepareUntilClosed (compression threads) -> [ready] -> Next (archive's
//   thread)
//
// Events come out in the order they went in, however many threads prepare them. How far preparing
// runs ahead of writing is bounded, so that compressed and uncompressed bytes do not both fill
// memory; how many events wait is the callers' to bound: bytes() says how much memory they hold.
// Thread-safe, except that Next and WaitForTasks belong to the archive's thread.
#ifndef ARSIP_ARCHIVE_WRITE_QUEUE_H_
#define ARSIP_ARCHIVE_WRITE_QUEUE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/capture_event.h"
#include "archive/gzip_member.h"
#include "archive/indexed_record.h"
#include "base/clock.h"
#include "base/mutex.h"

namespace arsip::archive {

class WriteQueue {
 public:
  using Task = std::function<void()>;
  using Deadline = std::chrono::steady_clock::time_point;

  explicit WriteQueue(const MemberCoding& coding) : coding_(coding) {}
  const MemberCoding& coding() const { return coding_; }

  // Returns false, leaving the event where it is, once the queue is closed.
  bool Push(std::unique_ptr<CaptureEvent>& event) EXCLUDES_LOCK(mutex_);
  // `task` runs on the archive's thread, before any event that is not ready yet. Returns false once
  // closed.
  bool Post(Task task) EXCLUDES_LOCK(mutex_);
  // What was pushed before still comes out.
  void Close() EXCLUDES_LOCK(mutex_);
  bool closed() EXCLUDES_LOCK(mutex_);

  // Bytes of events from Push to Written.
  uint64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  // `bytes` of events have left memory.
  void Written(uint64_t bytes) { bytes_.fetch_sub(bytes, std::memory_order_relaxed); }

  // The warcinfo record that events of that kind are prepared for from now on.
  void SetWarcinfoId(SegmentKind kind, const std::string& id) EXCLUDES_LOCK(mutex_);

  // The body of each compression thread.
  void PrepareUntilClosed() EXCLUDES_LOCK(mutex_);

  struct Work {
    std::vector<Task> tasks;
    std::unique_ptr<CaptureEvent> event;  // the next in order, prepared
    bool drained = false;                 // closed, and nothing will come any more
  };
  // Waits for a task, a ready event or the end; comes back empty when `deadline` passes.
  Work Next(std::optional<Deadline> deadline) EXCLUDES_LOCK(mutex_);
  // Waits for tasks alone, until then or until the queue is closed.
  std::vector<Task> WaitForTasks(Deadline deadline) EXCLUDES_LOCK(mutex_);

 private:
  enum class State : uint8_t { kWaiting, kReady };
  struct Slot {
    std::unique_ptr<CaptureEvent> event;
    uint64_t bytes = 0;
    State state = State::kWaiting;
  };
  // Bytes of events that may be prepared before they are written; one event always may.
  static constexpr uint64_t kMostPreparedBytes = 16u << 20;

  bool MayPrepare() REQUIRES_LOCK(mutex_);

  const MemberCoding coding_;
  std::atomic<uint64_t> bytes_{0};
  Mutex mutex_;
  CondVar to_prepare_changed_;
  CondVar work_changed_;
  std::list<Slot> slots_ GUARDED_BY(mutex_);  // in order
  std::deque<Slot*> to_prepare_ GUARDED_BY(mutex_);
  uint64_t prepared_bytes_ GUARDED_BY(mutex_) = 0;  // ready, or being prepared
  std::vector<Task> tasks_ GUARDED_BY(mutex_);
  std::array<std::string, 2> warcinfo_ids_ GUARDED_BY(mutex_);  // by SegmentKind
  bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WRITE_QUEUE_H_
