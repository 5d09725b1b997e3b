#include "frontier/frontier_store.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "store_contract.h"

namespace arsip::frontier {

TEST_P(FrontierStoreContract, ANewPartitionIsEmpty) {
  const auto owned = store().TakeOver(kPartition, "owner");
  ASSERT_TRUE(owned.has_value());
  EXPECT_EQ(owned->epoch, 1U);
  EXPECT_EQ(owned->sequence, 0U);
  EXPECT_EQ(*store().LoadCounters(kPartition), FrontierCounters{});
  EXPECT_TRUE(store().LoadHosts(kPartition, 0, 10)->empty());
  EXPECT_TRUE(store().LoadLeases(kPartition)->empty());
  EXPECT_TRUE(store().LoadQueue(kPartition, QueuePosition{}, 10)->empty());
  EXPECT_TRUE(store().LoadDue(kPartition, DueEntry{}, 10)->empty());
  EXPECT_TRUE(store().ScanUrls(kPartition, 0, 10)->empty());
}

TEST_P(FrontierStoreContract, TakeOverRaisesTheEpochAndKeepsTheSequence) {
  const uint64_t first = TakeOver();
  AddThree(first);
  const auto second = store().TakeOver(kPartition, "another");
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->epoch, first + 1);
  EXPECT_EQ(second->sequence, 1U);
}

TEST_P(FrontierStoreContract, AFencedBatchIsRefusedAndChangesNothing) {
  const uint64_t old_epoch = TakeOver();
  AddThree(old_epoch);
  TakeOver();
  FrontierBatch batch;
  batch.inserts = {InsertOf(QueuedRecord("http://h0.example/stale", 9), 2)};
  batch.hosts = {SomeHost(0)};
  const auto applied = store().Apply(NextFence(old_epoch), batch);
  ASSERT_FALSE(applied.has_value());
  EXPECT_EQ(applied.error().code, ErrorCode::kPermission);
  const UrlKey key = batch.inserts[0].url.key;
  EXPECT_FALSE(store().FindUrls(kPartition, {&key, 1})->front().has_value());
  EXPECT_EQ(store().LoadCounters(kPartition)->queued, 3U);
}

TEST_P(FrontierStoreContract, AReplayedBatchSucceedsWithoutAnEffect) {
  const uint64_t epoch = TakeOver();
  FrontierBatch batch;
  batch.inserts = {InsertOf(QueuedRecord("http://h0.example/1", 1), 2)};
  batch.hosts = {SomeHost(0)};
  const Fence fence = NextFence(epoch);
  EXPECT_FALSE(store().Apply(fence, batch)->replayed);
  const auto again = store().Apply(fence, batch);
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(store().LoadCounters(kPartition)->queued, 1U);
  EXPECT_EQ(store().LoadHosts(kPartition, 0, 1)->front().queued[2], 1U);
}

TEST_P(FrontierStoreContract, AGapInTheSequenceIsRefused) {
  const uint64_t epoch = TakeOver();
  const auto applied = store().Apply(Fence{kPartition, epoch, 5}, FrontierBatch{});
  ASSERT_FALSE(applied.has_value());
  EXPECT_EQ(applied.error().code, ErrorCode::kInvalidInput);
}

TEST_P(FrontierStoreContract, WhatIsKnownIsNotInsertedAgain) {
  const uint64_t epoch = TakeOver();
  AddThree(epoch);
  FrontierBatch batch;
  batch.counters = *store().LoadCounters(kPartition);
  batch.hosts = *store().LoadHosts(kPartition, 0, 1);
  batch.inserts = {InsertOf(QueuedRecord("http://h0.example/1", 10), 0),
                   InsertOf(QueuedRecord("http://h0.example/4", 11), 1)};
  const auto applied = store().Apply(NextFence(epoch), batch);
  ASSERT_TRUE(applied.has_value());
  EXPECT_EQ(applied->inserted, (std::vector<bool>{false, true}));
  EXPECT_EQ(store().LoadCounters(kPartition)->queued, 4U);
  const HostRecord host = store().LoadHosts(kPartition, 0, 1)->front();
  EXPECT_EQ(host.queued, (std::array<uint32_t, kLanes>{1, 1, 2}));
  const UrlKey key = batch.inserts[0].url.key;
  EXPECT_EQ(store().FindUrls(kPartition, {&key, 1})->front()->arrival, 1U);
}

TEST_P(FrontierStoreContract, WhatIsKnownHereWasApplied) {
  AddThree(TakeOver());
  const std::vector<UrlKey> keys = {KeyOf(*Url::Parse("http://h0.example/9")),
                                    KeyOf(*Url::Parse("http://h0.example/1"))};
  const std::vector<bool> known = store().KnownHere(kPartition, keys);
  ASSERT_EQ(known.size(), 2U);
  EXPECT_FALSE(known[0]);
  EXPECT_EQ(store().KnownHere(kPartition + 1, keys), (std::vector<bool>{false, false}));
  EXPECT_TRUE(store().KnownHere(kPartition, {}).empty());
}

TEST_P(FrontierStoreContract, AnUpdateReplacesTheRecordInItsPlace) {
  const uint64_t epoch = TakeOver();
  AddThree(epoch);
  UrlRecord url = QueuedRecord("http://h0.example/2", 2);
  url.state = UrlState::kCaptured;
  url.status_code = 200;
  url.detail = std::string(200, 'x');
  FrontierBatch batch;
  batch.updates = {url};
  batch.dequeued = {QueuePosition{0, 0, 2}};
  ASSERT_TRUE(store().Apply(NextFence(epoch), batch).has_value());
  EXPECT_EQ(store().FindUrls(kPartition, {&url.key, 1})->front(), url);
  const auto all = store().ScanUrls(kPartition, 0, 10);
  ASSERT_EQ(all->size(), 3U);
  EXPECT_EQ((*all)[1], url);
  EXPECT_TRUE(store().LoadQueue(kPartition, QueuePosition{0, 0, 0}, 10)->empty());
}

TEST_P(FrontierStoreContract, ARefusedInsertIsKnownButNotQueued) {
  const uint64_t epoch = TakeOver();
  FrontierBatch batch;
  UrlRecord url = QueuedRecord("http://elsewhere.example/", 1);
  url.state = UrlState::kRefused;
  url.refusal = Refusal::kScope;
  batch.inserts = {{url, {}}};
  ASSERT_TRUE(store().Apply(NextFence(epoch), batch).has_value());
  EXPECT_EQ(store().LoadCounters(kPartition)->refused[1], 1U);
  EXPECT_EQ(store().LoadCounters(kPartition)->queued, 0U);
  EXPECT_TRUE(store().LoadQueue(kPartition, QueuePosition{}, 10)->empty());
  EXPECT_EQ(store().FindUrls(kPartition, {&url.key, 1})->front(), url);
}

TEST_P(FrontierStoreContract, ALaneIsReadInArrivalOrderAfterAPosition) {
  AddThree(TakeOver());
  const auto lane2 = store().LoadQueue(kPartition, QueuePosition{0, 2, 0}, 10);
  ASSERT_EQ(lane2->size(), 2U);
  EXPECT_EQ((*lane2)[0].url.href, "http://h0.example/1");
  EXPECT_EQ((*lane2)[1].url.href, "http://h0.example/3");
  EXPECT_EQ(store().LoadQueue(kPartition, QueuePosition{0, 2, 1}, 10)->size(), 1U);
  EXPECT_EQ(store().LoadQueue(kPartition, QueuePosition{0, 2, 0}, 1)->size(), 1U);
  EXPECT_EQ(store().LoadQueue(kPartition, QueuePosition{0, 0, 0}, 10)->size(), 1U);
  EXPECT_TRUE(store().LoadQueue(kPartition, QueuePosition{0, 1, 0}, 10)->empty());
  EXPECT_TRUE(store().LoadQueue(kPartition, QueuePosition{1, 2, 0}, 10)->empty());
}

// Arrivals over some hundred millions, of queues that take turns and of some that pause for long.
TEST_P(FrontierStoreContract, ALaneIsReadToItsEndHoweverFarApartItsPlacesAre) {
  const uint64_t epoch = TakeOver();
  constexpr HostNumber kHosts = 4;
  FrontierBatch batch;
  std::map<std::pair<HostNumber, uint8_t>, std::vector<uint64_t>> lanes;
  for (HostNumber host = 0; host < kHosts; ++host) batch.hosts.push_back(SomeHost(host));
  for (uint64_t i = 1; i <= 600; ++i) {
    const auto host = static_cast<HostNumber>(i / 50 * 3 % kHosts);
    const auto lane = static_cast<uint8_t>(i * i / 7 % 3);
    const uint64_t arrival = i * i * 1'000;
    const std::string href = "http://h" + std::to_string(host) + ".example/" + std::to_string(i);
    batch.inserts.push_back(InsertOf(QueuedRecord(href, arrival), lane));
    batch.inserts.back().position.host = host;
    lanes[{host, lane}].push_back(arrival);
  }
  ASSERT_TRUE(store().Apply(NextFence(epoch), batch).has_value());
  for (const auto& [lane, arrivals] : lanes) {
    for (const size_t limit : {1, 3, 1000}) {
      std::vector<uint64_t> read;
      QueuePosition after{lane.first, lane.second, 0};
      for (;;) {
        const auto urls = store().LoadQueue(kPartition, after, limit);
        ASSERT_TRUE(urls.has_value()) << urls.error().ToString();
        ASSERT_LE(urls->size(), limit);
        for (const QueuedUrl& url : *urls) read.push_back(url.position.arrival);
        if (urls->empty()) break;
        after = urls->back().position;
      }
      EXPECT_EQ(read, arrivals);
    }
  }
}

TEST_P(FrontierStoreContract, PartitionsDoNotSeeEachOther) {
  AddThree(TakeOver());
  const UrlKey key = KeyOf(*Url::Parse("http://h0.example/1"));
  EXPECT_FALSE(store().FindUrls(kPartition + 1, {&key, 1})->front().has_value());
  EXPECT_TRUE(store().LoadHosts(kPartition + 1, 0, 10)->empty());
  EXPECT_TRUE(store().LoadQueue(kPartition + 1, QueuePosition{0, 2, 0}, 10)->empty());
}

TEST_P(FrontierStoreContract, DueEntriesComeInTheOrderOfTheirTime) {
  const uint64_t epoch = TakeOver();
  AddThree(epoch);
  const DueEntry late{FrontierTime(std::chrono::seconds(20)),
                      KeyOf(*Url::Parse("http://h0.example/1"))};
  const DueEntry early{FrontierTime(std::chrono::seconds(10)),
                       KeyOf(*Url::Parse("http://h0.example/2"))};
  FrontierBatch batch;
  batch.due_added = {late, early};
  ASSERT_TRUE(store().Apply(NextFence(epoch), batch).has_value());
  const auto due = store().LoadDue(kPartition, DueEntry{}, 10);
  ASSERT_EQ(due->size(), 2U);
  EXPECT_EQ((*due)[0].entry, early);
  EXPECT_EQ((*due)[1].url.href, "http://h0.example/1");
  EXPECT_EQ(store().LoadDue(kPartition, early, 10)->size(), 1U);
  FrontierBatch removal;
  removal.due_removed = {early};
  ASSERT_TRUE(store().Apply(NextFence(epoch), removal).has_value());
  EXPECT_EQ(store().LoadDue(kPartition, DueEntry{}, 10)->front().entry, late);
}

TEST_P(FrontierStoreContract, AQueueEntryMovesInOneBatch) {
  const uint64_t epoch = TakeOver();
  AddThree(epoch);
  FrontierBatch batch;
  batch.dequeued = {QueuePosition{0, 2, 1}};
  batch.enqueued = {{QueuePosition{0, 0, 4}, KeyOf(*Url::Parse("http://h0.example/1"))}};
  ASSERT_TRUE(store().Apply(NextFence(epoch), batch).has_value());
  EXPECT_EQ(store().LoadQueue(kPartition, QueuePosition{0, 2, 0}, 10)->size(), 1U);
  EXPECT_EQ(store().LoadQueue(kPartition, QueuePosition{0, 0, 2}, 10)->front().url.href,
            "http://h0.example/1");
}

TEST_P(FrontierStoreContract, ALeaseIsThereUntilItEnds) {
  const uint64_t epoch = TakeOver();
  FrontierBatch batch;
  batch.granted = {LeaseRecord{epoch, 1, UrlKey{}, FrontierTime{}, "w1"},
                   LeaseRecord{epoch, 2, UrlKey{}, FrontierTime{}, "w2"}};
  ASSERT_TRUE(store().Apply(NextFence(epoch), batch).has_value());
  EXPECT_EQ(store().LoadLeases(kPartition)->size(), 2U);
  FrontierBatch end;
  end.ended = {{epoch, 1}};
  ASSERT_TRUE(store().Apply(NextFence(epoch), end).has_value());
  ASSERT_EQ(store().LoadLeases(kPartition)->size(), 1U);
  EXPECT_EQ(store().LoadLeases(kPartition)->front().worker, "w2");
}

TEST_P(FrontierStoreContract, HostsRobotsAndGroupsAreReplacedWhole) {
  const uint64_t epoch = TakeOver();
  FrontierBatch batch;
  batch.hosts = {SomeHost(0), SomeHost(1), SomeHost(2)};
  RobotsRecord robots;
  robots.host = 1;
  robots.robots_txt_url = "http://h1.example/robots.txt";
  robots.rules.rules = {{false, "/x", 2}};
  batch.robots = {robots};
  batch.groups = {GroupRecord{"192.0.2.1"}};
  batch.ignore_rules = {"/a/", "/b/"};
  batch.platforms = {PlatformRecord{"net", FrontierTime(std::chrono::seconds(5)), 2},
                     PlatformRecord{"other", {}, 1}};
  ASSERT_TRUE(store().Apply(NextFence(epoch), batch).has_value());
  FrontierBatch change;
  change.hosts = {SomeHost(1)};
  change.hosts[0].dormant = true;
  change.platforms = {PlatformRecord{"net", FrontierTime(std::chrono::seconds(6)), 7}};
  robots.rules.rules.clear();
  change.robots = {robots};
  ASSERT_TRUE(store().Apply(NextFence(epoch), change).has_value());
  const auto hosts = store().LoadHosts(kPartition, 1, 10);
  ASSERT_EQ(hosts->size(), 2U);
  EXPECT_TRUE((*hosts)[0].dormant);
  EXPECT_EQ(store().LoadHosts(kPartition, 0, 2)->size(), 2U);
  EXPECT_TRUE((*store().LoadRobots(kPartition, 1))->rules.rules.empty());
  EXPECT_FALSE(store().LoadRobots(kPartition, 0)->has_value());
  EXPECT_EQ(store().LoadGroups(kPartition)->front().address, "192.0.2.1");
  EXPECT_EQ(*store().LoadIgnoreRules(kPartition), (std::vector<std::string>{"/a/", "/b/"}));
  const auto platforms = store().LoadPlatforms(kPartition);
  ASSERT_EQ(platforms->size(), 2U);
  EXPECT_EQ((*platforms)[0], change.platforms[0]);
  EXPECT_EQ((*platforms)[1], batch.platforms[1]);
}

TEST_P(FrontierStoreContract, CountsChangeNothingElseOfAHost) {
  const uint64_t epoch = TakeOver();
  HostRecord host = SomeHost(1);
  host.served = true;
  host.blocked_reason = "429";
  FrontierBatch batch;
  batch.hosts = {SomeHost(0), host, SomeHost(2)};
  ASSERT_TRUE(store().Apply(NextFence(epoch), batch).has_value());
  FrontierBatch counted;
  counted.counts = {{1, {1, 2, 3, 4, 5, 6}}, {0, {}}};
  counted.inserts = {InsertOf(QueuedRecord("http://h1.example/1", 1), 2),
                     InsertOf(QueuedRecord("http://h0.example/1", 2), 0)};
  counted.inserts[0].position.host = 1;
  ASSERT_TRUE(store().Apply(NextFence(epoch), counted).has_value());
  host.queued = {1, 2, 4, 4, 5, 6};
  auto hosts = store().LoadHosts(kPartition, 0, 10);
  ASSERT_EQ(hosts->size(), 3U);
  EXPECT_EQ((*hosts)[0].queued, (std::array<uint32_t, kLanes>{1}));
  EXPECT_EQ((*hosts)[1], host);
  EXPECT_EQ((*hosts)[2], SomeHost(2));
  TakeOver();
  EXPECT_EQ(store().LoadHosts(kPartition, 1, 1)->front(), host);
}

TEST_P(FrontierStoreContract, TheLatestWordOnAHostHoldsWhetherARecordOrCounts) {
  const uint64_t epoch = TakeOver();
  FrontierBatch whole;
  whole.hosts = {SomeHost(0)};
  FrontierBatch counted;
  counted.counts = {{0, {0, 0, 7}}};
  ASSERT_TRUE(store().Apply(NextFence(epoch), whole).has_value());
  ASSERT_TRUE(store().Apply(NextFence(epoch), counted).has_value());
  EXPECT_EQ(store().LoadHosts(kPartition, 0, 1)->front().queued[2], 7U);
  whole.hosts[0].queued[2] = 5;
  ASSERT_TRUE(store().Apply(NextFence(epoch), whole).has_value());
  EXPECT_EQ(store().LoadHosts(kPartition, 0, 1)->front().queued[2], 5U);
  // Whatever was counted before the record need not be kept.
  counted.counts = {{0, {0, 0, 8}}};
  counted.counts_from = 3;
  ASSERT_TRUE(store().Apply(NextFence(epoch), counted).has_value());
  EXPECT_EQ(store().LoadHosts(kPartition, 0, 1)->front().queued[2], 8U);
  TakeOver();
  EXPECT_EQ(store().LoadHosts(kPartition, 0, 1)->front().queued[2], 8U);
}

TEST_P(FrontierStoreContract, AScanVisitsEveryUrlOnceInTheOrderOfArrival) {
  AddThree(TakeOver());
  uint64_t after = 0;
  size_t visited = 0;
  for (;;) {
    const auto urls = store().ScanUrls(kPartition, after, 2);
    if (urls->empty()) break;
    for (const UrlRecord& url : *urls) {
      EXPECT_LT(after, url.arrival);
      after = url.arrival;
      ++visited;
    }
  }
  EXPECT_EQ(visited, 3U);
}

TEST_P(DurableStoreContract, CountsSurviveAReopenAndANewOwner) {
  const uint64_t epoch = TakeOver();
  FrontierBatch batch;
  constexpr HostNumber kHosts = 9'000;  // more than are written at a time
  for (HostNumber host = 0; host < kHosts; ++host) batch.hosts.push_back(SomeHost(host));
  ASSERT_TRUE(store().Apply(NextFence(epoch), batch).has_value());
  FrontierBatch counted;
  for (HostNumber host = 1; host < kHosts; host += 2) counted.counts.push_back({host, {host}});
  ASSERT_TRUE(store().Apply(NextFence(epoch), counted).has_value());
  const auto before = store().LoadHosts(kPartition, 0, kHosts);
  EXPECT_EQ((*before)[kHosts - 1].queued[0], kHosts - 1);
  EXPECT_EQ((*before)[kHosts - 2].queued[0], 0U);
  under_test_->Reopen();
  EXPECT_EQ(*store().LoadHosts(kPartition, 0, kHosts), *before);
  TakeOver();
  EXPECT_EQ(*store().LoadHosts(kPartition, 0, kHosts), *before);
  under_test_->Reopen();
  EXPECT_EQ(*store().LoadHosts(kPartition, 0, kHosts), *before);
}

TEST_P(DurableStoreContract, EverythingAppliedSurvivesAReopen) {
  const uint64_t epoch = TakeOver();
  AddThree(epoch);
  FrontierBatch batch;
  batch.counters = *store().LoadCounters(kPartition);
  batch.counters.captured_bytes = 42;
  batch.granted = {LeaseRecord{epoch, 1, UrlKey{}, FrontierTime{}, "w1"}};
  ASSERT_TRUE(store().Apply(NextFence(epoch), batch).has_value());
  under_test_->Reopen();
  EXPECT_EQ(store().LoadCounters(kPartition)->captured_bytes, 42U);
  EXPECT_EQ(store().LoadLeases(kPartition)->size(), 1U);
  EXPECT_EQ(store().LoadQueue(kPartition, QueuePosition{0, 2, 0}, 10)->size(), 2U);
  const auto owned = store().TakeOver(kPartition, "next");
  EXPECT_EQ(owned->epoch, epoch + 1);
  EXPECT_EQ(owned->sequence, 2U);
}

}  // namespace arsip::frontier
