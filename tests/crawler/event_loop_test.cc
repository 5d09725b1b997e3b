#include "crawler/event_loop.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <chrono>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe2(fds_, O_NONBLOCK | O_CLOEXEC), 0); }
  ~Pipe() {
    CloseReader();
    ::close(fds_[1]);
  }
  int reader() const { return fds_[0]; }
  void Fill() const { EXPECT_EQ(::write(fds_[1], "x", 1), 1); }
  void Drain() const {
    char byte = 0;
    EXPECT_EQ(::read(fds_[0], &byte, 1), 1);
  }
  void CloseReader() {
    if (fds_[0] >= 0) ::close(fds_[0]);
    fds_[0] = -1;
  }

 private:
  int fds_[2] = {-1, -1};
};

class EventLoopTest : public testing::Test {
 protected:
  void SetUp() override {
    auto loop = EventLoop::Create();
    ASSERT_TRUE(loop);
    loop_ = std::move(*loop);
  }
  void RunFor(milliseconds time) {
    loop_->After(time, [this] { loop_->Stop(); });
    ASSERT_TRUE(loop_->Run());
  }

  std::unique_ptr<EventLoop> loop_;
};

TEST_F(EventLoopTest, ReadableDescriptorIsReportedUntilItIsDrained) {
  const Pipe pipe;
  int calls = 0;
  ASSERT_TRUE(loop_->Watch(pipe.reader(), EPOLLIN, [&](uint32_t events) {
    EXPECT_NE(events & EPOLLIN, 0U);
    if (++calls == 3) pipe.Drain();
  }));
  pipe.Fill();
  RunFor(milliseconds(20));
  EXPECT_EQ(calls, 3);
}

TEST_F(EventLoopTest, CallbackMayUnwatchItself) {
  const Pipe pipe;
  int calls = 0;
  const std::vector<int> captured(1000, 7);  // freed memory would show in it under a sanitiser
  ASSERT_TRUE(loop_->Watch(pipe.reader(), EPOLLIN, [&, captured](uint32_t) {
    loop_->Unwatch(pipe.reader());
    calls += captured[999] == 7 ? 1 : 100;
  }));
  pipe.Fill();
  RunFor(milliseconds(20));
  EXPECT_EQ(calls, 1);
}

TEST_F(EventLoopTest, CallbackMayReplaceItself) {
  const Pipe pipe;
  std::vector<int> order;
  const std::vector<int> captured(1000, 7);
  ASSERT_TRUE(loop_->Watch(pipe.reader(), EPOLLIN, [&, captured](uint32_t) {
    ASSERT_TRUE(loop_->Watch(pipe.reader(), EPOLLIN, [&](uint32_t) {
      order.push_back(2);
      pipe.Drain();
    }));
    order.push_back(captured[999] == 7 ? 1 : -1);
  }));
  pipe.Fill();
  RunFor(milliseconds(20));
  EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST_F(EventLoopTest, WatchRemovedByAnotherInTheSameRoundIsNotCalled) {
  const Pipe one;
  const Pipe two;
  int calls = 0;
  const auto ready = [&](uint32_t) {
    ++calls;
    loop_->Unwatch(one.reader());
    loop_->Unwatch(two.reader());
  };
  ASSERT_TRUE(loop_->Watch(one.reader(), EPOLLIN, ready));
  ASSERT_TRUE(loop_->Watch(two.reader(), EPOLLIN, ready));
  one.Fill();
  two.Fill();
  RunFor(milliseconds(20));
  EXPECT_EQ(calls, 1);
}

TEST_F(EventLoopTest, EventOfAClosedDescriptorDoesNotReachItsSuccessor) {
  Pipe one;
  const Pipe two;
  const int number = one.reader();
  std::vector<std::string> order;
  std::unique_ptr<Pipe> successor;
  // Both are ready in one round; whichever comes first closes `one` and opens the same number
  // again.
  const auto ready = [&](uint32_t) {
    if (successor) return;
    loop_->Unwatch(number);
    loop_->Unwatch(two.reader());
    one.CloseReader();
    successor = std::make_unique<Pipe>();
    ASSERT_EQ(successor->reader(), number);
    ASSERT_TRUE(loop_->Watch(number, EPOLLIN, [&](uint32_t) { order.emplace_back("successor"); }));
    order.emplace_back("first");
  };
  ASSERT_TRUE(loop_->Watch(number, EPOLLIN, ready));
  ASSERT_TRUE(loop_->Watch(two.reader(), EPOLLIN, ready));
  one.Fill();
  two.Fill();
  RunFor(milliseconds(20));
  EXPECT_THAT(order, ElementsAre("first"));
}

TEST_F(EventLoopTest, DescriptorClosedWithoutUnwatchCanBeWatchedAgain) {
  const Pipe one;
  const int copy = ::dup(one.reader());
  ASSERT_TRUE(loop_->Watch(copy, EPOLLIN, [](uint32_t) { ADD_FAILURE() << "the old watch"; }));
  ::close(copy);
  // The pipe is still open under its first number, so the kernel has not forgotten the old watch.
  loop_->Unwatch(copy);
  const Pipe two;
  int calls = 0;
  ASSERT_TRUE(loop_->Watch(two.reader(), EPOLLIN, [&](uint32_t) {
    ++calls;
    two.Drain();
  }));
  one.Fill();
  two.Fill();
  RunFor(milliseconds(20));
  EXPECT_EQ(calls, 1);
}

TEST_F(EventLoopTest, WatchOfAClosedDescriptorIsAnError) {
  EXPECT_FALSE(loop_->Watch(99999, EPOLLIN, [](uint32_t) {}));
}

TEST_F(EventLoopTest, TimersFireInOrderOfTheirTimeAndNotEarly) {
  std::vector<int> order;
  const auto start = std::chrono::steady_clock::now();
  loop_->After(milliseconds(15), [&] {
    order.push_back(2);
    EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(15));
  });
  loop_->After(milliseconds(5), [&] { order.push_back(1); });
  const auto cancelled = loop_->After(milliseconds(8), [&] { order.push_back(-1); });
  loop_->Cancel(cancelled);
  RunFor(milliseconds(25));
  EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST_F(EventLoopTest, TimerMayCancelAnotherThatIsDueToo) {
  std::vector<int> order;
  EventLoop::TimerId second = 0;
  loop_->After(milliseconds(0), [&] {
    order.push_back(1);
    loop_->Cancel(second);
  });
  second = loop_->After(milliseconds(0), [&] { order.push_back(2); });
  RunFor(milliseconds(10));
  EXPECT_THAT(order, ElementsAre(1));
}

TEST_F(EventLoopTest, TimerThatRenewsItselfDoesNotStarveDescriptors) {
  const Pipe pipe;
  bool ready = false;
  std::function<void()> again = [&] {
    if (!ready) loop_->After(milliseconds(0), again);
  };
  again();
  ASSERT_TRUE(loop_->Watch(pipe.reader(), EPOLLIN, [&](uint32_t) {
    ready = true;
    pipe.Drain();
  }));
  pipe.Fill();
  RunFor(milliseconds(20));
  EXPECT_TRUE(ready);
}

TEST_F(EventLoopTest, DelayOfForeverDoesNotFireAtOnce) {
  bool fired = false;
  loop_->After(Duration::max(), [&] { fired = true; });
  RunFor(milliseconds(5));
  EXPECT_FALSE(fired);
}

TEST_F(EventLoopTest, PostedFunctionsRunOnTheLoopInTheirOrder) {
  std::vector<int> order;
  const auto loop_thread = std::this_thread::get_id();
  std::thread other([&] {
    for (int i = 0; i < 1000; ++i) {
      loop_->Post([&, i] {
        EXPECT_EQ(std::this_thread::get_id(), loop_thread);
        order.push_back(i);
      });
    }
    // A Stop from here would be heard before what is still posted.
    loop_->Post([&] { loop_->Stop(); });
  });
  ASSERT_TRUE(loop_->Run());
  other.join();
  ASSERT_EQ(order.size(), 1000U);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST_F(EventLoopTest, PostedFunctionMayPostAgain) {
  int left = 5;
  std::function<void()> again = [&] {
    if (--left > 0) {
      loop_->Post(again);
    } else {
      loop_->Stop();
    }
  };
  loop_->Post(again);
  ASSERT_TRUE(loop_->Run());
  EXPECT_EQ(left, 0);
}

TEST_F(EventLoopTest, StopBeforeRunEndsThatRunOnly) {
  loop_->Stop();
  ASSERT_TRUE(loop_->Run());
  bool fired = false;
  loop_->After(milliseconds(1), [&] {
    fired = true;
    loop_->Stop();
  });
  ASSERT_TRUE(loop_->Run());
  EXPECT_TRUE(fired);
}

}  // namespace
}  // namespace arsip::crawler
