#include "crawler/task.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

using testing::ElementsAre;

Task<int> Add(int a, int b) { co_return a + b; }

Task<std::string> AddInWords(int a, int b) {
  const int sum = co_await Add(a, b);
  co_return std::to_string(sum);
}

TEST(TaskTest, ResultOfAnAwaitedTaskReachesItsCaller) {
  std::string words;
  Spawn(AddInWords(2, 3), [&](std::string result) { words = std::move(result); });
  EXPECT_EQ(words, "5");
}

Task<int> Note(std::vector<std::string>& order) {
  order.emplace_back("ran");
  co_return 0;
}

TEST(TaskTest, NothingRunsBeforeItIsAwaited) {
  std::vector<std::string> order;
  Task<int> task = Note(order);
  order.emplace_back("made");
  Spawn(std::move(task), [&](int) { order.emplace_back("done"); });
  EXPECT_THAT(order, ElementsAre("made", "ran", "done"));
}

TEST(TaskTest, TaskThatIsNeverAwaitedLeavesNothingBehind) {
  std::vector<std::string> order;
  { const Task<int> task = Note(order); }
  EXPECT_TRUE(order.empty());
}

Task<std::unique_ptr<int>> Wait(Arrival<std::unique_ptr<int>>& arrival) {
  std::unique_ptr<int> value = co_await arrival;
  co_return value;
}

TEST(ArrivalTest, ValueThatComesLaterResumesTheTask) {
  Arrival<std::unique_ptr<int>> arrival;
  int got = 0;
  Spawn(Wait(arrival), [&](std::unique_ptr<int> value) { got = *value; });
  EXPECT_EQ(got, 0);
  arrival.Set(std::make_unique<int>(7));
  EXPECT_EQ(got, 7);
}

TEST(ArrivalTest, ValueThatCameFirstDoesNotSuspend) {
  Arrival<std::unique_ptr<int>> arrival;
  arrival.Set(std::make_unique<int>(8));
  int got = 0;
  Spawn(Wait(arrival), [&](std::unique_ptr<int> value) { got = *value; });
  EXPECT_EQ(got, 8);
}

Task<int> Count(int depth) {
  if (depth == 0) co_return 0;
  const int below = co_await Count(depth - 1);
  co_return below + 1;
}

TEST(TaskTest, LongChainOfTasksEndsWithItsResult) {
  int depth = 0;
  Spawn(Count(200), [&](int result) { depth = result; });
  EXPECT_EQ(depth, 200);
}

}  // namespace
}  // namespace arsip::crawler
