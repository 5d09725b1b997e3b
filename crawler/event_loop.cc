#include "crawler/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/mutex.h"

namespace arsip::crawler {
namespace {

constexpr int kEventsPerRound = 128;
// The wake descriptor's mark in epoll_event.data; real watches count up from 1.
constexpr uint64_t kWakeMark = 0;

class EpollLoop final : public EventLoop {
 public:
  EpollLoop(int epoll_fd, int wake_fd) : epoll_fd_(epoll_fd), wake_fd_(wake_fd) {}
  ~EpollLoop() override {
    ::close(wake_fd_);
    ::close(epoll_fd_);
  }

  Status Watch(int fd, uint32_t epoll_events, std::function<void(uint32_t)> ready) override;
  void Unwatch(int fd) override;
  TimerId After(Duration delay, std::function<void()> fire) override;
  void Cancel(TimerId timer) override;
  void Post(std::function<void()> function) override;
  Status Run() override;
  void Stop() override;

 private:
  struct Watched {
    uint64_t mark;
    uint32_t epoll_events;
    std::function<void(uint32_t)> ready;
  };
  using TimerKey = std::pair<std::chrono::steady_clock::time_point, TimerId>;

  int WaitMilliseconds() const;
  void DispatchReady(const epoll_event& event);
  void RunPosted();
  void FireTimers();
  void Wake() const;
  void DrainWake() const;

  const int epoll_fd_;
  const int wake_fd_;
  uint64_t next_mark_ = kWakeMark + 1;
  std::unordered_map<int, std::unique_ptr<Watched>> watched_;
  // epoll hands back marks, not descriptors: a number closed and opened again within a round is
  // then another watch, and its old event finds nothing.
  std::unordered_map<uint64_t, int> fd_of_mark_;
  // Callbacks that were unwatched while one of them may be running; freed between rounds.
  std::vector<std::unique_ptr<Watched>> retired_;

  TimerId next_timer_ = 1;
  std::map<TimerKey, std::function<void()>> timers_;
  std::unordered_map<TimerId, std::chrono::steady_clock::time_point> due_;

  std::atomic<bool> stop_{false};
  Mutex mutex_;
  std::vector<std::function<void()>> posted_ GUARDED_BY(mutex_);
};

Status EpollLoop::Watch(int fd, uint32_t epoll_events, std::function<void(uint32_t)> ready) {
  const uint64_t mark = next_mark_++;
  epoll_event event{};
  event.events = epoll_events;
  event.data.u64 = mark;
  const bool known = watched_.contains(fd);
  // The kernel forgets a closed descriptor by itself and we may not have been told: whichever of
  // the two operations we expect, the other one can be the right one.
  int rc = ::epoll_ctl(epoll_fd_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
  if (rc != 0 && errno == (known ? ENOENT : EEXIST)) {
    rc = ::epoll_ctl(epoll_fd_, known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event);
  }
  if (rc != 0) return ErrnoError(errno, "watch a descriptor", "fd " + std::to_string(fd));
  auto& slot = watched_[fd];
  if (slot) {
    fd_of_mark_.erase(slot->mark);
    retired_.push_back(std::move(slot));
  }
  slot = std::make_unique<Watched>(Watched{mark, epoll_events, std::move(ready)});
  fd_of_mark_[mark] = fd;
  return Ok();
}

void EpollLoop::Unwatch(int fd) {
  const auto found = watched_.find(fd);
  if (found == watched_.end()) return;
  ::epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, fd,
              nullptr);  // fails when `fd` is closed already: the same
  fd_of_mark_.erase(found->second->mark);
  retired_.push_back(std::move(found->second));
  watched_.erase(found);
}

EventLoop::TimerId EpollLoop::After(Duration delay, std::function<void()> fire) {
  const TimerId timer = next_timer_++;
  // A delay of "never" must not wrap round into the past.
  constexpr Duration kLongest = std::chrono::hours(24 * 365);
  const auto when = std::chrono::steady_clock::now() + std::min(delay, kLongest);
  timers_.emplace(TimerKey{when, timer}, std::move(fire));
  due_.emplace(timer, when);
  return timer;
}

void EpollLoop::Cancel(TimerId timer) {
  const auto found = due_.find(timer);
  if (found == due_.end()) return;
  timers_.erase(TimerKey{found->second, timer});
  due_.erase(found);
}

void EpollLoop::Post(std::function<void()> function) {
  bool first = false;
  {
    MutexLock lock(mutex_);
    first = posted_.empty();
    posted_.push_back(std::move(function));
  }
  if (first) Wake();
}

void EpollLoop::Stop() {
  stop_.store(true);
  Wake();
}

Status EpollLoop::Run() {
  std::array<epoll_event, kEventsPerRound> events{};
  do {
    const int count = ::epoll_wait(epoll_fd_, events.data(), kEventsPerRound, WaitMilliseconds());
    if (count < 0 && errno != EINTR) return ErrnoError(errno, "wait for events", "epoll");
    for (int i = 0; i < count; ++i) {
      DispatchReady(events[static_cast<size_t>(i)]);
    }
    FireTimers();
    RunPosted();
    retired_.clear();
  } while (!stop_.exchange(false));
  return Ok();
}

int EpollLoop::WaitMilliseconds() const {
  if (timers_.empty()) return -1;
  const auto left = timers_.begin()->first.first - std::chrono::steady_clock::now();
  if (left <= left.zero()) return 0;
  // Rounded up: a timer never fires early, and the loop does not spin through the last millisecond.
  constexpr auto kLongestWait = std::chrono::milliseconds(60'000);
  return static_cast<int>(
      std::min(std::chrono::ceil<std::chrono::milliseconds>(left), kLongestWait).count());
}

void EpollLoop::DispatchReady(const epoll_event& event) {
  const uint64_t mark = event.data.u64;  // a copy: epoll_event is packed
  if (mark == kWakeMark) {
    DrainWake();
    return;
  }
  const auto fd = fd_of_mark_.find(mark);
  if (fd == fd_of_mark_.end()) return;  // unwatched or replaced earlier in this round
  Watched& watched = *watched_.at(fd->second);
  watched.ready(event.events);
}

void EpollLoop::FireTimers() {
  const auto now = std::chrono::steady_clock::now();
  const TimerId first_of_next_round = next_timer_;
  while (!timers_.empty()) {
    const auto first = timers_.begin();
    if (first->first.first > now || first->first.second >= first_of_next_round) return;
    const auto fire = std::move(first->second);
    due_.erase(first->first.second);
    timers_.erase(first);
    fire();
  }
}

void EpollLoop::RunPosted() {
  std::vector<std::function<void()>> batch;
  {
    MutexLock lock(mutex_);
    batch.swap(posted_);
  }
  for (const auto& function : batch) function();
}

void EpollLoop::Wake() const {
  const uint64_t one = 1;
  // EAGAIN means the counter is full: the loop is woken anyway.
  [[maybe_unused]] const ssize_t written = ::write(wake_fd_, &one, sizeof(one));
}

void EpollLoop::DrainWake() const {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(wake_fd_, &count, sizeof(count));
}

}  // namespace

Result<std::unique_ptr<EventLoop>> EventLoop::Create() {
  const int epoll_fd = ::epoll_create1(EPOLL_CLOEXEC);
  if (epoll_fd < 0) return ErrnoError(errno, "create an epoll instance", "");
  const int wake_fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_fd < 0) {
    const int error = errno;
    ::close(epoll_fd);
    return ErrnoError(error, "create an eventfd", "");
  }
  auto loop = std::make_unique<EpollLoop>(epoll_fd, wake_fd);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = kWakeMark;
  if (::epoll_ctl(epoll_fd, EPOLL_CTL_ADD, wake_fd, &event) != 0) {
    return ErrnoError(errno, "watch the eventfd", "");
  }
  return std::unique_ptr<EventLoop>(std::move(loop));
}

}  // namespace arsip::crawler
