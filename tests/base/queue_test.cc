#include "base/queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace arsip {
namespace {

using namespace std::chrono_literals;

TEST(Queue, ItemsComeOutInOrder) {
  Queue<int> queue(10);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(queue.Push(i));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(queue.Pop(), i);
}

TEST(Queue, MoveOnlyItemsPassThrough) {
  Queue<std::unique_ptr<int>> queue(1);
  queue.Push(std::make_unique<int>(7));
  EXPECT_EQ(**queue.Pop(), 7);
}

TEST(Queue, ClosedQueueRefusesPushesAndDrains) {
  Queue<int> queue(2);
  queue.Push(1);
  queue.Close();
  EXPECT_FALSE(queue.Push(2));
  EXPECT_FALSE(queue.closed_and_empty());
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_EQ(queue.Pop(), std::nullopt);
  EXPECT_TRUE(queue.closed_and_empty());
}

TEST(Queue, PopForGivesUpAfterItsTimeout) {
  Queue<int> queue(1);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(queue.PopFor(20ms), std::nullopt);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms);
  queue.Push(5);
  EXPECT_EQ(queue.PopFor(0ms), 5);
}

TEST(Queue, PushWaitsWhileTheQueueIsFull) {
  Queue<int> queue(1);
  queue.Push(1);
  std::atomic<bool> pushed = false;
  std::thread producer([&] {
    queue.Push(2);
    pushed = true;
  });
  std::this_thread::sleep_for(20ms);
  EXPECT_FALSE(pushed);
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_EQ(queue.Pop(), 2);
  producer.join();
  EXPECT_TRUE(pushed);
}

TEST(Queue, CloseWakesEveryoneWhoWaits) {
  Queue<int> empty(1);
  Queue<int> full(1);
  full.Push(1);
  std::atomic<int> woken = 0;
  std::vector<std::thread> waiting;
  for (int i = 0; i < 2; ++i) {
    waiting.emplace_back([&] { woken += empty.Pop().has_value() ? 0 : 1; });
    waiting.emplace_back([&] { woken += full.Push(2) ? 0 : 1; });
  }
  std::this_thread::sleep_for(10ms);
  empty.Close();
  full.Close();
  for (std::thread& thread : waiting) thread.join();
  EXPECT_EQ(woken, 4);
}

TEST(Queue, ManyThreadsLoseAndRepeatNothing) {
  constexpr int kItems = 2000;
  Queue<int> queue(8);
  std::vector<std::atomic<int>> seen(size_t{2} * kItems);
  std::vector<std::thread> threads;
  for (int p = 0; p < 2; ++p) {
    threads.emplace_back([&, p] {
      for (int i = 0; i < kItems; ++i) queue.Push(p * kItems + i);
    });
  }
  std::vector<std::thread> consumers;
  for (int c = 0; c < 3; ++c) {
    consumers.emplace_back([&] {
      while (auto item = queue.Pop()) ++seen[static_cast<size_t>(*item)];
    });
  }
  for (std::thread& thread : threads) thread.join();
  queue.Close();
  for (std::thread& thread : consumers) thread.join();
  for (const auto& count : seen) EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace arsip
