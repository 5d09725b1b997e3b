// Mutex and CondVar with clang's thread-safety annotations, checked by the `thread-safety` preset.
// Every field that two threads share is GUARDED_BY its mutex.
#ifndef ARSIP_BASE_MUTEX_H_
#define ARSIP_BASE_MUTEX_H_

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define ARSIP_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define ARSIP_THREAD_ANNOTATION(x)
#endif

#define GUARDED_BY(x) ARSIP_THREAD_ANNOTATION(guarded_by(x))
#define REQUIRES_LOCK(...) ARSIP_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define EXCLUDES_LOCK(...) ARSIP_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))

namespace arsip {

class ARSIP_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  void Lock() ARSIP_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void Unlock() ARSIP_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

class ARSIP_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ARSIP_THREAD_ANNOTATION(acquire_capability(mutex))
      : mutex_(mutex) {
    mutex_.Lock();
  }
  ~MutexLock() ARSIP_THREAD_ANNOTATION(release_capability()) { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

class CondVar {
 public:
  // May wake up without a signal: wait in a loop.
  void Wait(Mutex& mutex) REQUIRES_LOCK(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    cv_.wait(lock);
    lock.release();
  }
  // Returns false on timeout.
  bool WaitFor(Mutex& mutex, std::chrono::nanoseconds timeout) REQUIRES_LOCK(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const bool signalled = cv_.wait_for(lock, timeout) == std::cv_status::no_timeout;
    lock.release();
    return signalled;
  }
  void Signal() { cv_.notify_one(); }
  void SignalAll() { cv_.notify_all(); }

 private:
  std::condition_variable cv_;
};

}  // namespace arsip

#endif  // ARSIP_BASE_MUTEX_H_
