#include "archive/write_queue.h"

#include <gtest/gtest.h>

#include <thread>

#include "capture_samples.h"

namespace arsip::archive {
namespace {

using std::chrono::milliseconds;
using testing::RandomBytes;

std::unique_ptr<CaptureEvent> Event(const std::string& body, int number = 0) {
  return std::make_unique<CaptureEvent>(
      testing::CaptureOf("https://e.org/" + std::to_string(number), body), SegmentKind::kCaptures,
      nullptr);
}

WriteQueue::Deadline In(milliseconds time) { return std::chrono::steady_clock::now() + time; }

TEST(WriteQueue, EventsComeOutInOrderHoweverManyThreadsPrepareThem) {
  constexpr int kEvents = 200;
  WriteQueue queue({});
  queue.SetWarcinfoId(SegmentKind::kCaptures, "<urn:uuid:1>");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&queue] { queue.PrepareUntilClosed(); });
  for (int i = 0; i < kEvents; ++i) {
    // Large ones first in each four, so that later ones are ready earlier.
    auto event = Event(RandomBytes(i % 4 == 0 ? 200'000 : 10, static_cast<uint32_t>(i)), i);
    ASSERT_TRUE(queue.Push(event));
  }
  queue.Close();
  for (int i = 0; i < kEvents; ++i) {
    const WriteQueue::Work work = queue.Next(std::nullopt);
    ASSERT_NE(work.event, nullptr);
    EXPECT_EQ(work.event->records[0].target_uri, "https://e.org/" + std::to_string(i));
    EXPECT_EQ(work.event->warcinfo_id, "<urn:uuid:1>");
    EXPECT_TRUE(work.event->status.has_value());
  }
  EXPECT_TRUE(queue.Next(std::nullopt).drained);
  for (std::thread& thread : threads) thread.join();
}

TEST(WriteQueue, PreparingStaysABoundedWayAhead) {
  WriteQueue queue({});
  std::vector<std::thread> threads;
  threads.emplace_back([&queue] { queue.PrepareUntilClosed(); });
  for (int i = 0; i < 6; ++i) {
    auto event = Event(RandomBytes(6u << 20, static_cast<uint32_t>(i)), i);
    ASSERT_TRUE(queue.Push(event));
  }
  std::this_thread::sleep_for(milliseconds(1500));
  queue.SetWarcinfoId(SegmentKind::kCaptures, "<urn:uuid:late>");
  queue.Close();
  int early = 0;
  for (int i = 0; i < 6; ++i) early += queue.Next(std::nullopt).event->warcinfo_id.empty() ? 1 : 0;
  EXPECT_LE(early, 3);  // 3 x 6 MiB reach 16 MiB
  EXPECT_GE(early, 1);
  threads[0].join();
}

TEST(WriteQueue, BytesCountWhatIsPushedAndNotYetWritten) {
  WriteQueue queue({});
  auto event = Event(std::string(1000, 'a'));
  const uint64_t bytes = event->bytes;
  ASSERT_TRUE(queue.Push(event));
  EXPECT_EQ(queue.bytes(), bytes);
  queue.Written(bytes);
  EXPECT_EQ(queue.bytes(), 0u);
}

TEST(WriteQueue, TasksComeWhileNoEventIsReady) {
  WriteQueue queue({});
  int ran = 0;
  auto event = Event("x");
  ASSERT_TRUE(queue.Push(event));  // no thread prepares it
  ASSERT_TRUE(queue.Post([&ran] { ++ran; }));
  const WriteQueue::Work work = queue.Next(std::nullopt);
  ASSERT_EQ(work.tasks.size(), 1u);
  EXPECT_EQ(work.event, nullptr);
  EXPECT_FALSE(work.drained);
  work.tasks[0]();
  EXPECT_EQ(ran, 1);
}

TEST(WriteQueue, NextComesBackEmptyWhenTheDeadlinePasses) {
  WriteQueue queue({});
  const auto begin = std::chrono::steady_clock::now();
  const WriteQueue::Work work = queue.Next(In(milliseconds(30)));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(30));
  EXPECT_EQ(work.event, nullptr);
  EXPECT_TRUE(work.tasks.empty());
  EXPECT_FALSE(work.drained);
}

TEST(WriteQueue, WaitForTasksLeavesEventsWhereTheyAre) {
  WriteQueue queue({});
  auto event = Event("x");
  ASSERT_TRUE(queue.Push(event));
  std::thread preparer([&queue] { queue.PrepareUntilClosed(); });
  EXPECT_TRUE(queue.WaitForTasks(In(milliseconds(30))).empty());
  queue.Post([] {});
  EXPECT_EQ(queue.WaitForTasks(In(milliseconds(1000))).size(), 1u);
  queue.Close();
  EXPECT_TRUE(queue.WaitForTasks(In(milliseconds(10'000))).empty());
  EXPECT_NE(queue.Next(std::nullopt).event, nullptr);
  preparer.join();
}

TEST(WriteQueue, AClosedQueueTakesNothingMore) {
  WriteQueue queue({});
  queue.Close();
  auto event = Event("x");
  EXPECT_FALSE(queue.Push(event));
  EXPECT_NE(event, nullptr);
  EXPECT_FALSE(queue.Post([] {}));
  EXPECT_EQ(queue.bytes(), 0u);
  EXPECT_TRUE(queue.Next(std::nullopt).drained);
}

}  // namespace
}  // namespace arsip::archive
