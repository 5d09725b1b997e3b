#include "frontier/url_queue.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace arsip::frontier {
namespace {

// One host's queue over a memory store in which everything appended is queued.
class UrlQueueTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto owned = store_->TakeOver(0, "owner");
    ASSERT_TRUE(owned.has_value());
    epoch_ = owned->epoch;
  }

  // Stores a URL of that lane, then shows it to the queue.
  void Append(uint8_t lane) { queue_.Append(Store(lane), memory_); }

  QueuedUrl Store(uint8_t lane) {
    const uint64_t arrival = ++arrival_;
    UrlRecord url;
    url.href = "http://a.example/" + std::to_string(arrival);
    url.key = KeyOf(*Url::Parse(url.href));
    url.arrival = arrival;
    const QueuePosition position{0, lane, arrival};
    FrontierBatch batch;
    batch.inserts = {{url, position}};
    batch.hosts.resize(1);
    EXPECT_TRUE(store_->Apply(Fence{0, epoch_, arrival}, batch).has_value());
    return QueuedUrl{position, std::move(url)};
  }

  QueuedUrl MustTake() {
    auto taken = queue_.Take(*store_, 0, 0, memory_);
    EXPECT_TRUE(taken.has_value() && taken->has_value());
    return std::move(**taken);
  }
  std::vector<uint64_t> TakeAll() {
    std::vector<uint64_t> arrivals;
    while (queue_.available() > 0) arrivals.push_back(MustTake().position.arrival);
    return arrivals;
  }

  std::unique_ptr<FrontierStore> store_ = NewMemoryStore();
  uint64_t epoch_ = 0;
  uint64_t arrival_ = 0;
  QueueMemory memory_;
  UrlQueue queue_;
};

std::vector<uint64_t> Range(uint64_t from, uint64_t to) {
  std::vector<uint64_t> numbers;
  for (uint64_t i = from; i <= to; ++i) numbers.push_back(i);
  return numbers;
}

TEST_F(UrlQueueTest, AnEmptyQueueGivesNothing) {
  EXPECT_EQ(queue_.available(), 0U);
  const auto taken = queue_.Take(*store_, 0, 0, memory_);
  ASSERT_TRUE(taken.has_value());
  EXPECT_FALSE(taken->has_value());
}

TEST_F(UrlQueueTest, LanesGoInTheServingOrderThenByArrival) {
  for (const uint8_t lane : {2, 1, 2, 0, 1}) Append(lane);
  EXPECT_EQ(TakeAll(), (std::vector<uint64_t>{4, 2, 5, 1, 3}));
  for (const uint8_t lane : {kLinkLane, kRevisitLane, kEmbedLane, kFirstLane, kUrgentLane}) {
    Append(lane);
  }
  EXPECT_EQ(TakeAll(), (std::vector<uint64_t>{10, 9, 8, 7, 6}));
}

TEST_F(UrlQueueTest, WhatIsRemovedIsNotTakenWhereverItWas) {
  memory_.per_queue = 3;
  for (int i = 0; i < 6; ++i) Append(kLinkLane);
  // In memory, and only in the store.
  for (const uint64_t arrival : {uint64_t{2}, uint64_t{5}}) {
    const QueuePosition position{0, kLinkLane, arrival};
    queue_.Remove(position, memory_);
    FrontierBatch batch;
    batch.dequeued = {position};
    EXPECT_TRUE(store_->Apply(Fence{0, epoch_, ++arrival_}, batch).has_value());
  }
  EXPECT_EQ(queue_.available(), 4U);
  EXPECT_EQ(TakeAll(), (std::vector<uint64_t>{1, 3, 4, 6}));
  EXPECT_EQ(memory_.used, 0U);
}

TEST_F(UrlQueueTest, OnlyBehindWhatIsOnlyInTheStoreAUrlIsACount) {
  memory_.per_queue = 2;
  EXPECT_FALSE(queue_.AppendBeyond(kLinkLane)) << "no lane yet";
  for (int i = 0; i < 2; ++i) Append(kLinkLane);
  EXPECT_FALSE(queue_.AppendBeyond(kLinkLane)) << "all of it is in memory";
  Append(kLinkLane);
  Store(kLinkLane);
  EXPECT_TRUE(queue_.AppendBeyond(kLinkLane));
  EXPECT_FALSE(queue_.AppendBeyond(kFirstLane)) << "another lane";
  EXPECT_EQ(queue_.available(), 4U);
  EXPECT_EQ(TakeAll(), Range(1, 4));
}

TEST_F(UrlQueueTest, WhatIsDeferredIsNotTaken) {
  Append(kDeferredLane);
  Append(kLinkLane);
  EXPECT_EQ(queue_.available(), 1U);
  EXPECT_EQ(TakeAll(), (std::vector<uint64_t>{2}));
  UrlQueue restored;
  restored.Restore({0, 0, 0, 0, 0, 7});
  EXPECT_EQ(restored.available(), 0U);
}

TEST_F(UrlQueueTest, WhatMemoryDoesNotHoldIsReadFromTheStoreInOrder) {
  memory_.per_queue = 4;
  for (int i = 0; i < 50; ++i) Append(2);
  EXPECT_EQ(memory_.used, 4U);
  EXPECT_EQ(queue_.available(), 50U);
  EXPECT_EQ(TakeAll(), Range(1, 50));
  EXPECT_EQ(memory_.used, 0U);
}

TEST_F(UrlQueueTest, ALaterUrlOfALowerLaneOvertakesWhatIsStored) {
  memory_.per_queue = 2;
  for (int i = 0; i < 6; ++i) Append(2);
  Append(0);
  EXPECT_EQ(MustTake().position.arrival, 7U);
  EXPECT_EQ(TakeAll(), Range(1, 6));
}

TEST_F(UrlQueueTest, AUrlThatIsPutBackIsNextAgain) {
  for (int i = 0; i < 3; ++i) Append(2);
  QueuedUrl first = MustTake();
  QueuedUrl second = MustTake();
  queue_.PutBack(std::move(second), memory_);
  queue_.PutBack(std::move(first), memory_);
  EXPECT_EQ(TakeAll(), Range(1, 3));
}

TEST_F(UrlQueueTest, ATakenUrlIsNotReadFromTheStoreAgain) {
  memory_.per_queue = 1;
  Append(2);
  const QueuedUrl leased = MustTake();  // still in the store
  memory_.total = 0;
  memory_.per_queue = 0;  // from now on everything stays in the store
  Append(2);
  Append(2);
  EXPECT_EQ(queue_.available(), 2U);
  EXPECT_EQ(TakeAll(), Range(2, 3));
}

TEST_F(UrlQueueTest, AUrlPutBackIntoAnEmptiedQueueDoesNotBringOthersBack) {
  Append(2);
  Append(2);
  QueuedUrl first = MustTake();
  const QueuedUrl second = MustTake();
  queue_.PutBack(std::move(first), memory_);
  memory_.per_queue = 0;
  memory_.total = 0;
  Append(2);
  EXPECT_EQ(TakeAll(), (std::vector<uint64_t>{1, 3}));
}

TEST_F(UrlQueueTest, ARestoredQueueReadsItsLanesFromTheBeginning) {
  for (const uint8_t lane : {2, 0, 2}) Append(lane);
  UrlQueue restored;
  restored.Restore({1, 0, 2});
  queue_ = std::move(restored);
  memory_.used = 0;
  EXPECT_EQ(queue_.available(), 3U);
  EXPECT_EQ(TakeAll(), (std::vector<uint64_t>{2, 1, 3}));
}

TEST_F(UrlQueueTest, AGroupHoldsATwentiethOfTheMemoryAtMost) {
  memory_.total = 200;
  std::vector<UrlQueue> whale(30);
  for (UrlQueue& queue : whale) {
    queue.Join(7, memory_);
    for (int i = 0; i < 5; ++i) queue.Append(Store(2), memory_);
  }
  EXPECT_EQ(memory_.used_by[7], 10U);
  for (const UrlQueue& queue : whale) EXPECT_EQ(queue.available(), 5U);
  queue_.Join(8, memory_);
  for (int i = 0; i < 5; ++i) Append(2);
  EXPECT_EQ(memory_.used_by[8], 5U);
  queue_.Join(9, memory_);
  EXPECT_EQ(memory_.used_by[8], 0U);
  EXPECT_EQ(memory_.used_by[9], 5U);
}

TEST_F(UrlQueueTest, AllQueuesTogetherStayWithinTheTotal) {
  memory_.total = 10;
  std::vector<UrlQueue> queues(20);
  for (UrlQueue& queue : queues) {
    for (int i = 0; i < 10; ++i) queue.Append(Store(2), memory_);
  }
  EXPECT_EQ(memory_.used, 10U);
  for (const UrlQueue& queue : queues) EXPECT_EQ(queue.available(), 10U);
}

TEST_F(UrlQueueTest, ASteadyStreamDoesNotGrowMemory) {
  for (int i = 0; i < 10; ++i) Append(2);
  for (uint64_t i = 1; i <= 500; ++i) {
    EXPECT_EQ(MustTake().position.arrival, i);
    Append(2);
    EXPECT_EQ(memory_.used, 10U);
  }
}

TEST_F(UrlQueueTest, AQueueShorterThanItsRecordSaysIsCorruption) {
  queue_.Restore({0, 0, 3});
  const auto taken = queue_.Take(*store_, 0, 0, memory_);
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace arsip::frontier
