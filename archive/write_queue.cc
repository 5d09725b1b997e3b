#include "archive/write_queue.h"

#include <utility>

namespace arsip::archive {

bool WriteQueue::Push(std::unique_ptr<CaptureEvent>& event) {
  const MutexLock lock(mutex_);
  if (closed_) return false;
  const uint64_t bytes = event->bytes;
  bytes_.fetch_add(bytes, std::memory_order_relaxed);
  slots_.push_back({.event = std::move(event), .bytes = bytes, .state = State::kWaiting});
  to_prepare_.push_back(&slots_.back());
  to_prepare_changed_.Signal();
  return true;
}

bool WriteQueue::Post(Task task) {
  const MutexLock lock(mutex_);
  if (closed_) return false;
  tasks_.push_back(std::move(task));
  work_changed_.Signal();
  return true;
}

void WriteQueue::Close() {
  const MutexLock lock(mutex_);
  closed_ = true;
  to_prepare_changed_.SignalAll();
  work_changed_.Signal();
}

bool WriteQueue::closed() {
  const MutexLock lock(mutex_);
  return closed_;
}

void WriteQueue::SetWarcinfoId(SegmentKind kind, const std::string& id) {
  const MutexLock lock(mutex_);
  warcinfo_ids_.at(static_cast<size_t>(kind)) = id;
}

bool WriteQueue::MayPrepare() {
  if (to_prepare_.empty()) return false;
  return prepared_bytes_ < kMostPreparedBytes || to_prepare_.front() == &slots_.front();
}

void WriteQueue::PrepareUntilClosed() {
  for (;;) {
    Slot* slot = nullptr;
    std::string warcinfo_id;
    {
      const MutexLock lock(mutex_);
      while (!MayPrepare() && !(closed_ && to_prepare_.empty())) {
        to_prepare_changed_.Wait(mutex_);
      }
      if (to_prepare_.empty()) return;
      slot = to_prepare_.front();
      to_prepare_.pop_front();
      prepared_bytes_ += slot->bytes;
      warcinfo_id = warcinfo_ids_.at(static_cast<size_t>(slot->event->kind));
    }
    // Only this thread touches the slot until it is ready; list nodes do not move.
    Prepare(*slot->event, std::move(warcinfo_id), coding_);
    const MutexLock lock(mutex_);
    slot->state = State::kReady;
    if (slot == &slots_.front()) work_changed_.Signal();
  }
}

WriteQueue::Work WriteQueue::Next(std::optional<Deadline> deadline) {
  Work work;
  const MutexLock lock(mutex_);
  for (;;) {
    work.tasks.swap(tasks_);
    if (!slots_.empty() && slots_.front().state == State::kReady) {
      work.event = std::move(slots_.front().event);
      prepared_bytes_ -= slots_.front().bytes;
      slots_.pop_front();
      // Room to prepare more; or the one at the front is now the one that always may be prepared.
      to_prepare_changed_.SignalAll();
    }
    work.drained = closed_ && slots_.empty() && work.event == nullptr;
    if (work.event != nullptr || !work.tasks.empty() || work.drained) return work;
    if (!deadline) {
      work_changed_.Wait(mutex_);
      continue;
    }
    const auto left = *deadline - std::chrono::steady_clock::now();
    if (left <= Duration::zero()) return work;
    work_changed_.WaitFor(mutex_, left);
  }
}

std::vector<WriteQueue::Task> WriteQueue::WaitForTasks(Deadline deadline) {
  std::vector<Task> tasks;
  const MutexLock lock(mutex_);
  while (tasks_.empty() && !closed_) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= Duration::zero()) break;
    work_changed_.WaitFor(mutex_, left);
  }
  tasks.swap(tasks_);
  return tasks;
}

}  // namespace arsip::archive
