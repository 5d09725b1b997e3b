#include "frontier/due_table.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace arsip::frontier {
namespace {

using std::chrono::seconds;

FrontierTime At(int second) { return FrontierTime(seconds(second)); }

class DueTableTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto owned = store_->TakeOver(0, "owner");
    ASSERT_TRUE(owned.has_value());
    epoch_ = owned->epoch;
  }
  // Stores a URL that is due then.
  DueUrl Store(int second) {
    DueUrl due;
    due.url.href = "http://a.example/" + std::to_string(second);
    due.url.key = KeyOf(*Url::Parse(due.url.href));
    due.entry = {At(second), due.url.key};
    FrontierBatch batch;
    batch.updates = {due.url};
    batch.due_added = {due.entry};
    Apply(batch);
    return due;
  }
  void Remove(const std::vector<DueUrl>& taken) {
    FrontierBatch batch;
    for (const DueUrl& due : taken) batch.due_removed.push_back(due.entry);
    Apply(batch);
  }
  void Apply(const FrontierBatch& batch) {
    ASSERT_TRUE(store_->Apply(Fence{0, epoch_, ++sequence_}, batch).has_value());
  }
  static std::vector<FrontierTime> Times(const std::vector<DueUrl>& urls) {
    std::vector<FrontierTime> times;
    for (const DueUrl& due : urls) times.push_back(due.entry.due);
    return times;
  }

  std::unique_ptr<FrontierStore> store_ = NewMemoryStore();
  uint64_t epoch_ = 0;
  uint64_t sequence_ = 0;
};

TEST_F(DueTableTest, UrlsComeWhenTheirTimeHasComeEarliestFirst) {
  DueTable table(10);
  for (const int second : {30, 10, 20}) table.Add(Store(second));
  EXPECT_EQ(table.next(), At(10));
  EXPECT_TRUE(table.Take(At(9), 10).empty());
  EXPECT_EQ(Times(table.Take(At(20), 10)), (std::vector<FrontierTime>{At(10), At(20)}));
  EXPECT_EQ(table.next(), At(30));
}

TEST_F(DueTableTest, TakesNoMoreThanItIsAskedFor) {
  DueTable table(10);
  for (const int second : {1, 2, 3}) table.Add(Store(second));
  EXPECT_EQ(table.Take(At(100), 2).size(), 2U);
}

TEST_F(DueTableTest, WhatMemoryDoesNotHoldComesFromTheStoreInOrder) {
  DueTable table(3);
  for (const int second : {50, 10, 40, 20, 30, 5, 60}) table.Add(Store(second));
  std::vector<FrontierTime> order;
  for (int round = 0; round < 10; ++round) {
    const auto taken = table.Take(At(100), 2);
    for (const FrontierTime time : Times(taken)) order.push_back(time);
    Remove(taken);
    if (table.hungry()) {
      ASSERT_TRUE(table.Refill(*store_, 0).has_value());
    }
  }
  EXPECT_EQ(order,
            (std::vector<FrontierTime>{At(5), At(10), At(20), At(30), At(40), At(50), At(60)}));
  EXPECT_FALSE(table.hungry());
  EXPECT_EQ(table.next(), std::nullopt);
}

TEST_F(DueTableTest, ARefillAfterARestartFindsTheEarliest) {
  for (const int second : {3, 1, 2}) Store(second);
  DueTable table(2);
  ASSERT_TRUE(table.Refill(*store_, 0).has_value());
  EXPECT_EQ(table.next(), At(1));
  EXPECT_EQ(table.Take(At(100), 10).size(), 2U);
  EXPECT_TRUE(table.hungry());
}

}  // namespace
}  // namespace arsip::frontier
