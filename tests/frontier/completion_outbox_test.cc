#include "frontier/completion_outbox.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

using std::chrono::seconds;

constexpr MonotonicTime kStart{std::chrono::hours(1)};

LeaseId Id(uint64_t number) { return {0, 1, number}; }

class CompletionOutboxTest : public testing::Test {
 protected:
  // What would be sent now, in order.
  std::string Drain(MonotonicTime now = kStart) {
    std::string sent;
    while (const std::string* done = outbox_.Next()) {
      sent += *done;
      outbox_.Sent(now);
    }
    return sent;
  }
  CompletionOutbox outbox_{3, 100, seconds(10)};
};

TEST_F(CompletionOutboxTest, LeavesInOrderAndOnce) {
  outbox_.Add(Id(2), "b");
  outbox_.Add(Id(1), "a");
  EXPECT_EQ(Drain(), "ba");
  EXPECT_EQ(Drain(), "");
  EXPECT_EQ(outbox_.size(), 2u) << "until it is acknowledged";
}

TEST_F(CompletionOutboxTest, LateAcknowledgementMeansOnceMoreAfterDoubleTheWait) {
  outbox_.Add(Id(1), "a");
  Drain();
  outbox_.ResendLate(kStart + seconds(9));
  EXPECT_EQ(Drain(), "");
  outbox_.ResendLate(kStart + seconds(10));
  EXPECT_EQ(Drain(kStart + seconds(10)), "a");
  outbox_.ResendLate(kStart + seconds(29));
  EXPECT_EQ(Drain(), "");
  outbox_.ResendLate(kStart + seconds(30));
  EXPECT_EQ(Drain(), "a");
}

TEST_F(CompletionOutboxTest, WaitGrowsToEightfold) {
  outbox_.Add(Id(1), "a");
  MonotonicTime now = kStart;
  for (int i = 0; i < 10; ++i) {
    Drain(now);
    now += seconds(80);
    outbox_.ResendLate(now);
    EXPECT_NE(outbox_.Next(), nullptr) << i;
  }
}

TEST_F(CompletionOutboxTest, AcknowledgedIsNotSentAgain) {
  outbox_.Add(Id(1), "a");
  outbox_.Add(Id(2), "b");
  EXPECT_TRUE(outbox_.Acknowledge(Id(1)));
  EXPECT_FALSE(outbox_.Acknowledge(Id(1)));
  EXPECT_EQ(Drain(), "b");
  outbox_.Acknowledge(Id(2));
  outbox_.ResendAll();
  EXPECT_EQ(Drain(), "");
}

TEST_F(CompletionOutboxTest, LostConnectionMeansAllAgain) {
  outbox_.Add(Id(1), "a");
  Drain();
  outbox_.Add(Id(2), "b");
  outbox_.ResendAll();
  EXPECT_EQ(Drain(), "ab");
  EXPECT_EQ(outbox_.All(), (std::vector<LeaseId>{Id(1), Id(2)}));
}

TEST_F(CompletionOutboxTest, CountAndBytesAreBounded) {
  EXPECT_TRUE(outbox_.CheckRoom(1'000'000)) << "one always fits";
  outbox_.Add(Id(1), std::string(60, 'a'));
  EXPECT_TRUE(outbox_.CheckRoom(40));
  const Status full = outbox_.CheckRoom(41);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kUnavailable);
  outbox_.Add(Id(2), "");
  outbox_.Add(Id(3), "");
  EXPECT_FALSE(outbox_.CheckRoom(0));
  outbox_.Acknowledge(Id(1));
  EXPECT_TRUE(outbox_.CheckRoom(100));
}

}  // namespace
}  // namespace arsip::frontier
