// EventLoop: epoll, timers and posted functions; everything a worker does happens on its one
// thread. Post() and Stop() are thread-safe, all else belongs to the thread that calls Run().
#ifndef ARSIP_CRAWLER_EVENT_LOOP_H_
#define ARSIP_CRAWLER_EVENT_LOOP_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "base/result.h"

namespace arsip::crawler {

class EventLoop {
 public:
  using TimerId = uint64_t;
  static Result<std::unique_ptr<EventLoop>> Create();
  virtual ~EventLoop() = default;

  // Calls `ready(epoll_events)` while `fd` has any of `epoll_events` (EPOLLIN, EPOLLOUT;
  // level-triggered). A second Watch of the same fd replaces the first. `ready` may Unwatch, also
  // itself.
  virtual Status Watch(int fd, uint32_t epoll_events, std::function<void(uint32_t)> ready) = 0;
  virtual void Unwatch(int fd) = 0;

  // Once, not before `delay` has passed.
  virtual TimerId After(Duration delay, std::function<void()> fire) = 0;
  virtual void Cancel(TimerId timer) = 0;

  // Runs `function` soon on the loop's thread. Functions posted by one thread keep their order.
  virtual void Post(std::function<void()> function) = 0;

  // Until Stop().
  virtual Status Run() = 0;
  virtual void Stop() = 0;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_EVENT_LOOP_H_
