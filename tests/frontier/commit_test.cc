// What a batch says of hosts: their whole records, or their counts alone.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "frontier/live_control.h"
#include "frontier_fixture.h"
#include "watched_store.h"

namespace arsip::frontier {
namespace {

constexpr uint64_t kBatchesBehind = 512;

// Remembers which hosts the last batch had, and how.
class BatchStore : public WatchedStore {
 public:
  BatchStore() : WatchedStore(NewMemoryStore()) {}
  std::vector<HostNumber> whole;
  std::vector<HostNumber> counted;
  uint64_t counts_from = 0;
  uint64_t sequence = 0;

  Result<Applied> Apply(const Fence& fence, const FrontierBatch& batch) override {
    whole.clear();
    counted.clear();
    for (const HostRecord& host : batch.hosts) whole.push_back(host.number);
    for (const HostCounts& host : batch.counts) counted.push_back(host.number);
    counts_from = batch.counts_from;
    sequence = fence.sequence;
    return WatchedStore::Apply(fence, batch);
  }
};

using Hosts = std::vector<HostNumber>;

class CommitTest : public testing::Test {
 protected:
  void Find(const std::string& href) { frontier_->Discover({Found(href)}); }
  std::array<uint32_t, kLanes> StoredCounts(HostNumber host) {
    return store_.LoadHosts(0, host, 1)->front().queued;
  }

  BatchStore store_;
  std::unique_ptr<InProcessFrontier> frontier_ =
      std::make_unique<InProcessFrontier>(store_, Undelayed());
};

TEST_F(CommitTest, AUrlMoreIsACountOfItsHostAndTheFirstOneARecord) {
  Find("http://a.example/1");
  EXPECT_EQ(store_.whole, Hosts{0});
  EXPECT_EQ(store_.counted, Hosts{});
  Find("http://a.example/2");
  EXPECT_EQ(store_.whole, Hosts{});
  EXPECT_EQ(store_.counted, Hosts{0});
  EXPECT_EQ(StoredCounts(0)[kLinkLane], 2U);
  Find("http://a.example/2");
  EXPECT_EQ(StoredCounts(0)[kLinkLane], 2U);
}

TEST_F(CommitTest, AHostOfWhichMoreChangedIsARecord) {
  Find("http://a.example/1");
  Find("http://b.example/1");
  const std::vector<DiscoveredUrl> more = {Found("http://a.example/2"),
                                           Found("http://b.example/2")};
  ASSERT_TRUE(frontier_->frontier().Discover(more));
  ASSERT_TRUE(frontier_->frontier().live_control()->BlockHost("b.example", std::nullopt, "asked"));
  ASSERT_TRUE(frontier_->frontier().Commit());
  EXPECT_EQ(StoredCounts(0)[kLinkLane], 2U);
  EXPECT_EQ(StoredCounts(1)[kLinkLane], 2U);
  EXPECT_EQ(store_.LoadHosts(0, 1, 1)->front().operator_block_reason, "asked");
}

TEST_F(CommitTest, AReopenedFrontierHasTheHostsThatItHad) {
  for (int i = 0; i < 5; ++i) Find("http://a.example/" + std::to_string(i));
  Find("http://b.example/");
  frontier_->Restart();
  EXPECT_EQ(frontier_->Progress().queued, 6U);
  EXPECT_EQ(frontier_->Progress().hosts, 2U);
  Find("http://a.example/more");
  EXPECT_EQ(store_.counted, Hosts{0}) << "the new owner's counts go on from the store's";
  EXPECT_EQ(StoredCounts(0)[kLinkLane], 6U);
}

TEST_F(CommitTest, ABatchThatFailsCountsWhenItIsSentAgain) {
  Find("http://a.example/1");
  const std::vector<DiscoveredUrl> found = {Found("http://a.example/2")};
  ASSERT_TRUE(frontier_->frontier().Discover(found));
  store_.apply_error = Error{ErrorCode::kNoSpace, "disk full", ""};
  ASSERT_FALSE(frontier_->frontier().Commit());
  const std::vector<DiscoveredUrl> next = {Found("http://a.example/3")};
  ASSERT_TRUE(frontier_->frontier().Discover(next));
  store_.apply_error.reset();
  store_.lose_answer = true;
  ASSERT_FALSE(frontier_->frontier().Commit());
  ASSERT_TRUE(frontier_->frontier().Commit());
  EXPECT_EQ(StoredCounts(0)[kLinkLane], 3U);
}

// However long nothing but counts is said of a host, its record follows, and the store may forget.
TEST_F(CommitTest, AHostThatIsBehindForLongGivesItsRecord) {
  Find("http://a.example/");
  Find("http://b.example/");
  Find("http://a.example/behind");
  const uint64_t behind = store_.sequence;
  Find("http://b.example/behind");
  for (uint64_t i = 0; store_.sequence + 1 < behind + kBatchesBehind; ++i) {
    Find("http://c.example/" + std::to_string(i));
    ASSERT_EQ(store_.whole, i == 0 ? Hosts{2} : Hosts{});
    ASSERT_LT(store_.counts_from, behind + 1);
  }
  Find("http://c.example/next");
  EXPECT_EQ(store_.whole, Hosts{0});
  EXPECT_EQ(store_.counted, Hosts{2});
  EXPECT_EQ(store_.counts_from, behind + 1);
  Find("http://b.example/next");
  EXPECT_EQ(store_.whole, Hosts{1}) << "once, with what this batch adds";
  EXPECT_EQ(store_.counted, Hosts{});
  EXPECT_EQ(StoredCounts(0)[kLinkLane], 2U);
  EXPECT_EQ(StoredCounts(1)[kLinkLane], 3U);
}

}  // namespace
}  // namespace arsip::frontier
