#include "frontier/frontier_records.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

FrontierBatch BatchOfThree() {
  FrontierBatch batch;
  UrlRecord refused;
  refused.state = UrlState::kRefused;
  refused.refusal = Refusal::kTrap;
  batch.inserts = {
      {UrlRecord{}, QueuePosition{0, 1, 1}}, {UrlRecord{}, QueuePosition{1, 2, 2}}, {refused, {}}};
  batch.hosts.resize(1);
  batch.hosts[0].number = 1;
  batch.hosts[0].queued = {7, 7, 7};
  batch.counts = {{0, {1}}};
  batch.counters.queued = 10;
  return batch;
}

TEST(FrontierBatchCounts, OnlyNewInsertsCount) {
  const FrontierBatch batch = BatchOfThree();
  const FrontierCounters all = CountersAfter(batch, {true, true, true});
  EXPECT_EQ(all.queued, 12U);
  EXPECT_EQ(all.refused[static_cast<size_t>(Refusal::kTrap)], 1U);
  EXPECT_EQ(CountersAfter(batch, {false, false, false}), batch.counters);
}

TEST(FrontierBatchCounts, NewInsertsCountInTheLanesOfTheirHosts) {
  const auto some = CountsAfter(BatchOfThree(), {false, true, true});
  EXPECT_EQ(some, (std::vector<HostCounts>{{0, {1}}, {1, {7, 7, 8}}}));
  const auto all = CountsAfter(BatchOfThree(), {true, true, true});
  EXPECT_EQ(all, (std::vector<HostCounts>{{0, {1, 1}}, {1, {7, 7, 8}}}));
}

TEST(FrontierBatchCounts, ABatchOfCountersAloneIsEmpty) {
  FrontierBatch batch;
  batch.counters.queued = 5;
  EXPECT_TRUE(batch.empty());
  batch.ended.push_back({1, 1});
  EXPECT_FALSE(batch.empty());
}

}  // namespace
}  // namespace arsip::frontier
