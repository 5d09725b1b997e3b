// Queue<T>: the one bounded queue that threads talk through.
// Thread-safe. Push blocks while the queue is full: that is the back-pressure.
#ifndef ARSIP_BASE_QUEUE_H_
#define ARSIP_BASE_QUEUE_H_

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/mutex.h"

namespace arsip {

template <class T>
class Queue {
 public:
  explicit Queue(size_t capacity) : capacity_(capacity) {}

  // Returns false, dropping the item, once the queue is closed.
  bool Push(T item) EXCLUDES_LOCK(mutex_) {
    MutexLock lock(mutex_);
    while (items_.size() >= capacity_ && !closed_) not_full_.Wait(mutex_);
    if (closed_) return false;
    items_.push_back(std::move(item));
    not_empty_.Signal();
    return true;
  }

  // Waits for an item; nullopt when the queue is closed and drained.
  std::optional<T> Pop() EXCLUDES_LOCK(mutex_) {
    MutexLock lock(mutex_);
    while (items_.empty() && !closed_) not_empty_.Wait(mutex_);
    return TakeLocked();
  }

  // Waits at most `timeout`; nullopt also when it passes.
  std::optional<T> PopFor(Duration timeout) EXCLUDES_LOCK(mutex_) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    MutexLock lock(mutex_);
    while (items_.empty() && !closed_) {
      const auto left = deadline - std::chrono::steady_clock::now();
      if (left <= Duration::zero()) break;
      not_empty_.WaitFor(mutex_, left);
    }
    return TakeLocked();
  }

  // After Close, Push refuses and Pop drains what is left.
  void Close() EXCLUDES_LOCK(mutex_) {
    MutexLock lock(mutex_);
    closed_ = true;
    not_empty_.SignalAll();
    not_full_.SignalAll();
  }

  bool closed_and_empty() EXCLUDES_LOCK(mutex_) {
    MutexLock lock(mutex_);
    return closed_ && items_.empty();
  }

 private:
  std::optional<T> TakeLocked() REQUIRES_LOCK(mutex_) {
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    not_full_.Signal();
    return item;
  }

  const size_t capacity_;
  Mutex mutex_;
  CondVar not_empty_;
  CondVar not_full_;
  std::deque<T> items_ GUARDED_BY(mutex_);
  bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace arsip

#endif  // ARSIP_BASE_QUEUE_H_
