// Task<T>: a coroutine that runs on one EventLoop thread and is awaited by another.
//
// Lazy: nothing runs before co_await or Spawn. Single-threaded: a Task is created, resumed and
// destroyed on its loop's thread; results from other threads come back through EventLoop::Post. g++
// 12 trap: never pass a temporary with a non-trivial destructor inside a co_await expression's
// argument braces; bind it to a local first.
#ifndef ARSIP_CRAWLER_TASK_H_
#define ARSIP_CRAWLER_TASK_H_

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace arsip::crawler {

template <class T>
class [[nodiscard]] Task {
 public:
  struct promise_type {
    Task get_return_object() {
      return Task(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    struct FinalAwaiter {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> self) noexcept {
        return self.promise().continuation;
      }
      void await_resume() noexcept {}
    };
    FinalAwaiter final_suspend() noexcept { return {}; }
    template <class U>
    void return_value(U&& result) {
      value.emplace(std::forward<U>(result));
    }
    // No exceptions cross folders: one that gets here is a defect.
    void unhandled_exception() { std::terminate(); }

    std::coroutine_handle<> continuation = std::noop_coroutine();
    std::optional<T> value;
  };

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
    handle_.promise().continuation = awaiting;
    return handle_;
  }
  T await_resume() { return std::move(*handle_.promise().value); }

 private:
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

// Runs a task to its end with nobody waiting; `done` gets its result.
struct Detached {
  struct promise_type {
    Detached get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

template <class T, class Done>
Detached Spawn(Task<T> task, Done done) {
  T result = co_await std::move(task);
  done(std::move(result));
}

// A value that arrives later, set once, on the loop's thread, by a callback. Neither copied nor
// moved: keep it where it is awaited.
template <class T>
class Arrival {
 public:
  Arrival() = default;
  Arrival(const Arrival&) = delete;
  Arrival& operator=(const Arrival&) = delete;

  void Set(T value) {
    value_.emplace(std::move(value));
    if (waiting_) std::exchange(waiting_, nullptr).resume();
  }
  bool await_ready() const noexcept { return value_.has_value(); }
  void await_suspend(std::coroutine_handle<> handle) noexcept { waiting_ = handle; }
  T await_resume() { return std::move(*value_); }

 private:
  std::optional<T> value_;
  std::coroutine_handle<> waiting_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_TASK_H_
