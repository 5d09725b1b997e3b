// What frontier.h promises beyond the contract of frontier_contract_test.cc: how long which hosts
// wait, who owns a partition, batches that could not be written, and what a restart reads.
#include "frontier/frontier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "frontier_fixture.h"
#include "watched_store.h"

namespace arsip::frontier {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Also counts the URLs that are read from it.
class CountingStore : public WatchedStore {
 public:
  CountingStore() : WatchedStore(NewMemoryStore()) {}

  size_t urls_read = 0;

  Result<std::vector<QueuedUrl>> LoadQueue(uint32_t partition, const QueuePosition& after,
                                           size_t limit) override {
    return Counted(WatchedStore::LoadQueue(partition, after, limit));
  }
  Result<std::vector<std::optional<UrlRecord>>> FindUrls(uint32_t partition,
                                                         std::span<const UrlKey> keys) override {
    return Counted(WatchedStore::FindUrls(partition, keys));
  }
  Result<std::vector<UrlRecord>> ScanUrls(uint32_t partition, uint64_t after,
                                          size_t limit) override {
    return Counted(WatchedStore::ScanUrls(partition, after, limit));
  }

 private:
  template <class Urls>
  Result<Urls> Counted(Result<Urls> urls) {
    if (urls) urls_read += urls->size();
    return urls;
  }
};

class FrontierTest : public testing::Test {
 protected:
  void Open(const FrontierOptions& options) { crawl_.emplace(store_, options); }
  Explanation Explain(std::string_view href) {
    auto explanation = crawl_->frontier().ExplainUrl(UrlOf(href));
    EXPECT_TRUE(explanation);
    return explanation.value_or(Explanation{});
  }
  // Of a URL or, without a scheme, of a host.
  void ExpectWhy(std::string_view subject, const std::string& reason,
                 std::optional<Duration> wakes_in) {
    auto explanation = subject.find("://") == std::string_view::npos
                           ? crawl_->frontier().ExplainHost(subject)
                           : crawl_->frontier().ExplainUrl(UrlOf(subject));
    ASSERT_TRUE(explanation);
    EXPECT_EQ(explanation->reason, reason) << subject;
    EXPECT_EQ(explanation->wakes_in, wakes_in) << subject;
  }
  // The one lease that can be had now.
  Lease AcquireOne() {
    auto leases = crawl_->Acquire("w", 8);
    EXPECT_THAT(leases, SizeIs(1));
    return leases.empty() ? Lease{} : leases[0];
  }

  CountingStore store_;
  std::optional<InProcessFrontier> crawl_;
};

TEST_F(FrontierTest, AnAnswerOfOneHostDelaysTheOtherAtItsAddress) {
  Open(Delayed(Duration::zero(), seconds(2)));
  crawl_->Discover({Found("http://c.example/")});
  const Lease robots = AcquireOne();
  crawl_->Discover({Found("http://d.example/")});
  EXPECT_THAT(crawl_->Acquire("w", 8), IsEmpty());
  ExpectWhy("d.example", "a request to another host at 192.0.2.3 is in flight", std::nullopt);
  crawl_->Advance(seconds(9));
  crawl_->Complete("w", robots.id, NoRobots(), {});
  for (const char* host : {"c.example", "d.example"}) {
    ExpectWhy(host, "IP delay after the last response from 192.0.2.3", seconds(2));
  }
  crawl_->Discover({Found("http://a.example/")});
  EXPECT_EQ(AcquireOne().target.url.host(), "a.example") << "at an address of its own";
  crawl_->Advance(seconds(2));
  EXPECT_THAT(crawl_->Acquire("w", 8), SizeIs(1));
}

TEST_F(FrontierTest, RetryAfterDelaysTheWholeHostAndSpendsNoRetry) {
  Open(Undelayed());
  crawl_->Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  auto leases = AcquirePages(*crawl_, "w", 1);
  for (int i = 0; i < 10; ++i) {
    ASSERT_THAT(Hrefs(leases), ElementsAre("http://a.example/1"));
    EXPECT_EQ(leases[0].attempt, 0);
    crawl_->Complete("w", leases[0].id, Busy(minutes(5)), {});
    for (const char* subject : {"http://a.example/1", "http://a.example/2", "a.example"}) {
      ExpectWhy(subject, "backs off: 429, Retry-After 5m", minutes(5));
    }
    crawl_->Advance(minutes(5) - milliseconds(1));
    EXPECT_THAT(crawl_->Acquire("w", 8), IsEmpty());
    crawl_->Advance(milliseconds(1));
    leases = crawl_->Acquire("w", 8);
  }
  EXPECT_EQ(crawl_->Progress().failed, 0U);
}

TEST_F(FrontierTest, RetryAfterLeavesOtherHostsAlone) {
  Open(Undelayed());
  crawl_->Discover({Found("http://a.example/"), Found("http://b.example/")});
  const auto leases = AcquirePages(*crawl_, "w", 8);
  ASSERT_THAT(leases, SizeIs(2));
  crawl_->Complete("w", leases[0].id, Busy(hours(1)), {});
  const std::string other = std::string(leases[1].target.url.origin()) + "/more";
  crawl_->Complete("w", leases[1].id, Captured(), {Found(other)});
  EXPECT_THAT(Hrefs(crawl_->Acquire("w", 8)), ElementsAre(other));
}

TEST_F(FrontierTest, RetryAfterIsHonouredForAWeekAtMost) {
  Open(Undelayed());
  crawl_->Discover({Found("http://a.example/")});
  const auto leases = AcquirePages(*crawl_, "w", 1);
  ASSERT_THAT(leases, SizeIs(1));
  crawl_->Complete("w", leases[0].id, Busy(hours(24 * 365)), {});
  EXPECT_EQ(crawl_->Progress().next_wake, Duration(hours(24 * 7)));
}

TEST_F(FrontierTest, AnUnreachableHostClimbsTheLadderAndIsDormantAtItsEnd) {
  Open(Undelayed());
  crawl_->Discover({Found("http://a.example/")});
  const Duration ladder[] = {minutes(15), hours(1), hours(4), hours(12), hours(24), hours(48)};
  for (const Duration wait : ladder) {
    crawl_->Complete("w", AcquireOne().id, Ended(OutcomeKind::kHostUnreachable, "refused"), {});
    ExpectWhy("http://a.example/", "unreachable: refused", wait);
    EXPECT_EQ(Explain("http://a.example/").state, UrlState::kQueued);
    EXPECT_EQ(crawl_->Progress().dormant, 0U);
    crawl_->Advance(wait);
  }
  for (int probe = 0; probe < 3; ++probe) {
    crawl_->Complete("w", AcquireOne().id, Ended(OutcomeKind::kHostUnreachable, "refused"), {});
    ExpectWhy("http://a.example/", "dormant until the next probe: refused", hours(24 * 7));
    EXPECT_EQ(Explain("http://a.example/").state, UrlState::kDormant);
    EXPECT_EQ(crawl_->Progress().dormant, 1U);
    crawl_->Restart();
    EXPECT_EQ(crawl_->Progress().dormant, 1U);
    crawl_->Advance(hours(24 * 7));
  }
}

TEST_F(FrontierTest, OpeningReadsNoQueuedUrl) {
  Open(Undelayed());
  constexpr size_t kUrls = 20'000;
  std::vector<DiscoveredUrl> urls;
  for (size_t i = 0; i < kUrls; ++i) {
    urls.push_back(Found("http://h" + std::to_string(i % 10) + ".example/" + std::to_string(i)));
  }
  crawl_->Discover(std::move(urls));
  store_.urls_read = 0;
  crawl_->Restart();
  EXPECT_EQ(store_.urls_read, 0U);
  EXPECT_EQ(crawl_->Progress().queued, kUrls);
  EXPECT_EQ(crawl_->Progress().hosts, 10U);
}

TEST_F(FrontierTest, AFailedBatchIsKeptAndWrittenLater) {
  Open(Undelayed());
  Frontier& frontier = crawl_->frontier();
  EXPECT_FALSE(frontier.dirty());
  const std::vector<DiscoveredUrl> found = {Found("http://a.example/")};
  ASSERT_TRUE(frontier.Discover(found));
  EXPECT_TRUE(frontier.dirty());
  store_.apply_error = Error{ErrorCode::kNoSpace, "disk full", ""};
  for (int i = 0; i < 2; ++i) {
    const Status status = frontier.Commit();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
    EXPECT_TRUE(frontier.dirty());
  }
  store_.apply_error.reset();
  ASSERT_TRUE(frontier.Commit());
  EXPECT_FALSE(frontier.dirty());
  crawl_->Restart();
  EXPECT_EQ(crawl_->Progress().queued, 1U);
}

TEST_F(FrontierTest, ABatchWhoseAnswerWasLostCountsOnce) {
  Open(Undelayed());
  const std::vector<DiscoveredUrl> found = {Found("http://a.example/")};
  ASSERT_TRUE(crawl_->frontier().Discover(found));
  store_.lose_answer = true;
  const Status status = crawl_->frontier().Commit();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kTimeout);
  ASSERT_TRUE(crawl_->frontier().Commit());
  EXPECT_EQ(crawl_->Progress().queued, 1U);
  EXPECT_THAT(Hrefs(AcquirePages(*crawl_, "w", 8)), ElementsAre("http://a.example/"));
  crawl_->Restart();
  EXPECT_EQ(crawl_->Progress().queued, 1U);
}

TEST_F(FrontierTest, AnOwnerThatWasReplacedCanChangeNothing) {
  Open(Undelayed());
  crawl_->Discover({Found("http://a.example/")});
  InProcessFrontier next(store_, Undelayed());
  const std::vector<DiscoveredUrl> found = {Found("http://b.example/")};
  ASSERT_TRUE(crawl_->frontier().Discover(found));
  const Status status = crawl_->frontier().Commit();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kPermission);
  EXPECT_EQ(crawl_->frontier().Acquire("w", 1).error().code, ErrorCode::kPermission);
  EXPECT_EQ(next.Progress().queued, 1U);
  EXPECT_THAT(Hrefs(AcquirePages(next, "w", 8)), ElementsAre("http://a.example/"));
}

TEST_F(FrontierTest, LeasesOfAWorkerThatIsGoneAreHandedOutAgain) {
  Open(Undelayed());
  crawl_->Discover({Found("http://a.example/"), Found("http://b.example/")});
  const auto gone = AcquirePages(*crawl_, "gone", 1);
  const auto stays = AcquirePages(*crawl_, "stays", 1);
  ASSERT_THAT(gone, SizeIs(1));
  ASSERT_THAT(stays, SizeIs(1));
  ASSERT_TRUE(crawl_->frontier().Abandon("gone"));
  EXPECT_EQ(crawl_->Progress().leased, 1U);
  EXPECT_THAT(Hrefs(AcquirePages(*crawl_, "stays", 8)), ElementsAre(gone[0].target.url.href()));
}

TEST_F(FrontierTest, ARecrawlQueuesWhatWasCapturedAndCountsFromZero) {
  FrontierOptions options = Undelayed();
  options.max_pages = 1;
  Open(options);
  crawl_->Discover({Found("http://a.example/")});
  auto leases = AcquirePages(*crawl_, "w", 8);
  ASSERT_THAT(leases, SizeIs(1));
  crawl_->Complete("w", leases[0].id, Captured(), {});
  EXPECT_TRUE(crawl_->Progress().budget_reached);
  const uint64_t received = crawl_->Progress().received_bytes;
  EXPECT_GT(received, 0U);
  ASSERT_TRUE(crawl_->frontier().Recrawl());
  EXPECT_EQ(crawl_->Progress().received_bytes, received);
  EXPECT_FALSE(crawl_->Progress().budget_reached);
  EXPECT_EQ(crawl_->Progress().captured, 0U);
  EXPECT_EQ(crawl_->Progress().captured_bytes, 0U);
  EXPECT_EQ(crawl_->Progress().queued, 1U);
  EXPECT_THAT(Hrefs(AcquirePages(*crawl_, "w", 8)), ElementsAre("http://a.example/"));
}

TEST_F(FrontierTest, ARecrawlOfNothingCountsFromZeroAfterARestartToo) {
  Open(Undelayed());
  crawl_->Discover({Found("http://a.example/")});
  const auto robots = crawl_->Acquire("w", 1);
  ASSERT_THAT(robots, SizeIs(1));
  crawl_->Complete("w", robots[0].id, NoRobots(), {});
  EXPECT_GT(crawl_->Progress().captured_bytes, 0U);
  ASSERT_TRUE(crawl_->frontier().Recrawl());
  crawl_->Restart();
  EXPECT_EQ(crawl_->Progress().captured_bytes, 0U);
}

TEST_F(FrontierTest, OptionsThatCannotBeMeantAreRefused) {
  const auto resolver = ContractResolver();
  const ManualClock clock;
  FrontierOptions no_lease = Undelayed();
  no_lease.lease_duration = Duration::zero();
  FrontierOptions no_probe = Undelayed();
  no_probe.dormant_probe = Duration::zero();
  FrontierOptions no_memory = Undelayed();
  no_memory.queue_memory_urls = 0;
  FrontierOptions crossed = Undelayed();
  crossed.min_host_delay = crossed.max_host_delay + seconds(1);
  for (const FrontierOptions& options : {no_lease, no_probe, no_memory, crossed}) {
    const auto frontier = Frontier::Open(store_, *resolver, clock, options);
    ASSERT_FALSE(frontier);
    EXPECT_EQ(frontier.error().code, ErrorCode::kInvalidInput);
  }
}

}  // namespace
}  // namespace arsip::frontier
