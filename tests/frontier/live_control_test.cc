// What an operator may ask of a running frontier, over both stores.
#include "frontier/live_control.h"

#include <string>
#include <vector>

#include "live_control_fixture.h"

namespace arsip::frontier {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

TEST_P(LiveControlTest, NothingIsGrantedWhilePausedNorAfterARestart) {
  Open();
  crawl_->Discover({Found("http://a.example/1"), Found("http://b.example/1")});
  const auto in_flight = AcquirePages(*crawl_, "w", 1);
  ASSERT_THAT(in_flight, SizeIs(1));
  control().Pause("complaint 17");
  EXPECT_TRUE(crawl_->frontier().dirty());
  Commit();
  EXPECT_THAT(crawl_->Acquire("w", 10), IsEmpty());
  EXPECT_EQ(crawl_->Complete("w", in_flight[0].id, Captured(), {}), CompletionVerdict::kAccepted);
  EXPECT_EQ(crawl_->Progress().captured, 1U);
  EXPECT_TRUE(crawl_->Progress().paused);
  EXPECT_EQ(crawl_->Progress().next_wake, std::nullopt);
  EXPECT_EQ(crawl_->Why("http://b.example/1"), "paused by the operator: complaint 17");

  crawl_->Restart();
  EXPECT_THAT(crawl_->Acquire("w", 10), IsEmpty());
  EXPECT_EQ(crawl_->Progress().pause_reason, "complaint 17");

  control().Resume();
  Commit();
  EXPECT_FALSE(crawl_->Progress().paused);
  EXPECT_THAT(CrawlOn(), ElementsAre("http://b.example/1"));
}

TEST_P(LiveControlTest, ABlockedHostKeepsItsQueueUntilItIsUnblocked) {
  Open();
  crawl_->Discover({Found("http://a.example/1"), Found("http://b.example/1")});
  Block("a.example", std::nullopt, "the owner asked");
  EXPECT_THAT(CrawlOn(), ElementsAre("http://b.example/1"));
  EXPECT_EQ(crawl_->Why("http://a.example/1"), "blocked by the operator: the owner asked");
  EXPECT_EQ(crawl_->Progress().queued, 1U);
  EXPECT_EQ(crawl_->Progress().next_wake, std::nullopt);
  crawl_->Restart();
  EXPECT_THAT(CrawlOn(), IsEmpty());
  const auto unblocked = control().UnblockHost("a.example");
  ASSERT_TRUE(unblocked);
  EXPECT_THAT(*unblocked, ElementsAre("https://a.example", "http://a.example"));
  Commit();
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/1"));
}

TEST_P(LiveControlTest, ABlockForATimeEndsWithIt) {
  Open();
  crawl_->Discover({Found("http://a.example/1")});
  Block("http://a.example", hours(2));
  crawl_->Advance(hours(1));
  EXPECT_THAT(CrawlOn(), IsEmpty());
  const auto why = crawl_->frontier().ExplainUrl(UrlOf("http://a.example/1"));
  EXPECT_EQ(why->reason, "blocked by the operator");
  EXPECT_EQ(why->wakes_in, hours(1));
  EXPECT_EQ(crawl_->Progress().next_wake, hours(1));
  crawl_->Advance(hours(1));
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/1"));
}

TEST_P(LiveControlTest, AHostCanBeBlockedBeforeItIsMet) {
  Open();
  Block("a.example", std::nullopt);
  crawl_->Discover({Found("http://a.example/1"), Found("https://a.example/1")});
  EXPECT_THAT(CrawlOn(), IsEmpty());
}

TEST_P(LiveControlTest, WhatIsNoHostIsNotBlocked) {
  Open();
  for (const char* text : {"", "a.example/path", "ftp://a.example", "http://"}) {
    const auto blocked = control().BlockHost(text, std::nullopt, "");
    ASSERT_FALSE(blocked) << text;
    EXPECT_EQ(blocked.error().code, ErrorCode::kInvalidInput);
  }
  EXPECT_THAT(*control().UnblockHost("never-met.example"), IsEmpty());
}

TEST_P(LiveControlTest, BudgetsChangeWhileItRuns) {
  FrontierOptions options = Undelayed();
  options.max_pages = 1;
  Open(options);
  crawl_->Discover(
      {Found("http://a.example/1"), Found("http://a.example/2"), Found("http://a.example/3")});
  EXPECT_THAT(CrawlOn(), SizeIs(1));
  EXPECT_TRUE(crawl_->Progress().budget_reached);
  control().SetBudgets({.max_pages = 2, .max_bytes = std::nullopt});
  EXPECT_FALSE(crawl_->Progress().budget_reached);
  EXPECT_THAT(CrawlOn(), SizeIs(1));
  control().SetBudgets({.max_pages = std::nullopt, .max_bytes = 200});
  EXPECT_TRUE(crawl_->Progress().budget_reached);
  EXPECT_EQ(crawl_->Why("http://a.example/3"), "the crawl's budget is reached");
  control().SetBudgets({});
  EXPECT_THAT(CrawlOn(), SizeIs(1));
}

TEST_P(LiveControlTest, ASeedIsJudgedThenQueuedOnce) {
  Open();
  control().SetScopeJudge(Within({"http://a.example/"}));
  const UrlAnswer outside = AddSeed("http://b.example/");
  EXPECT_FALSE(outside.queued);
  EXPECT_EQ(outside.what, "refused (scope): no prefix matches");
  EXPECT_EQ(crawl_->Why("http://b.example/"), "never discovered");
  EXPECT_TRUE(AddSeed("http://a.example/").queued);
  const UrlAnswer again = AddSeed("http://a.example/");
  EXPECT_FALSE(again.queued);
  EXPECT_EQ(again.what, "known already: queued");
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/"));
  EXPECT_EQ(AddSeed("http://a.example/").what, "known already: captured");
}

TEST_P(LiveControlTest, ASeedThatTheOldScopeRefusedIsQueued) {
  Open();
  crawl_->Discover({OutOfScope("http://a.example/1")});
  EXPECT_EQ(AddSeed("http://a.example/1").what, "was refused (scope); queued as a seed");
  EXPECT_EQ(crawl_->Progress().refused.count(Refusal::kScope), 0U);
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/1"));
}

TEST_P(LiveControlTest, CaptureNowGoesAheadOfItsHostsQueue) {
  Open();
  std::vector<DiscoveredUrl> urls;
  for (int i = 0; i < 200; ++i) urls.push_back(Found("http://a.example/" + std::to_string(i)));
  urls.push_back(Found("http://a.example/seed", Hop::kSeed));
  crawl_->Discover(urls);
  // One in memory, one that only the store has, one not known yet.
  EXPECT_EQ(CaptureNow("http://a.example/5").what, "moved ahead of its host's queue");
  EXPECT_EQ(CaptureNow("http://a.example/190").what, "moved ahead of its host's queue");
  EXPECT_TRUE(CaptureNow("http://a.example/new").queued);
  EXPECT_EQ(CaptureNow("http://a.example/190").what, "is ahead of its host's queue already");
  EXPECT_EQ(crawl_->Progress().queued, 202U);
  EXPECT_THAT(CrawlOn(4), ElementsAre("http://a.example/5", "http://a.example/190",
                                      "http://a.example/new", "http://a.example/seed"));
  const auto rest = CrawlOn(1000);
  EXPECT_THAT(rest, SizeIs(198));
  EXPECT_EQ(crawl_->Progress().captured, 202U);
  EXPECT_EQ(crawl_->Progress().queued, 0U);
}

TEST_P(LiveControlTest, CaptureNowSurvivesARestart) {
  Open();
  crawl_->Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  CaptureNow("http://a.example/2");
  crawl_->Restart();
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/2", "http://a.example/1"));
}

TEST_P(LiveControlTest, CaptureNowFetchesAgainWhatWasCaptured) {
  Open();
  crawl_->Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  ASSERT_THAT(CrawlOn(1), ElementsAre("http://a.example/1"));
  EXPECT_EQ(CaptureNow("http://a.example/1").what,
            "was captured; queued ahead of its host's queue");
  EXPECT_EQ(crawl_->Progress().captured, 0U);
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/1", "http://a.example/2"));
}

TEST_P(LiveControlTest, CaptureNowFindsWhatARecrawlQueuedAgain) {
  Open();
  crawl_->Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  CrawlOn();
  EXPECT_TRUE(crawl_->frontier().Recrawl());
  EXPECT_EQ(CaptureNow("http://a.example/2").what, "moved ahead of its host's queue");
  EXPECT_EQ(CrawlOn().front(), "http://a.example/2");
}

TEST_P(LiveControlTest, CaptureNowEndsTheWaitForARetry) {
  Open();
  crawl_->Discover({Found("http://a.example/1")});
  const auto leases = AcquirePages(*crawl_, "w", 1);
  ASSERT_THAT(leases, SizeIs(1));
  crawl_->Complete("w", leases[0].id, Ended(OutcomeKind::kTransferFailed, "reset"), {});
  EXPECT_THAT(CrawlOn(), IsEmpty());
  EXPECT_EQ(CaptureNow("http://a.example/1").what, "moved ahead of its host's queue");
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/1"));
  crawl_->Advance(hours(1));
  EXPECT_THAT(CrawlOn(), IsEmpty()) << "its retry was taken out of the due table";
}

TEST_P(LiveControlTest, CaptureNowFindsARetryThatIsBackInTheQueue) {
  Open();
  crawl_->Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  const auto leases = AcquirePages(*crawl_, "w", 1);
  crawl_->Complete("w", leases[0].id, Ended(OutcomeKind::kTransferFailed, "reset"), {});
  crawl_->Advance(hours(1));
  const auto second = AcquirePages(*crawl_, "w", 1);  // the retry's time has come as well
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_EQ(CaptureNow("http://a.example/1").what, "moved ahead of its host's queue");
  crawl_->Complete("w", second[0].id, Captured(), {});
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/1"));
}

TEST_P(LiveControlTest, CaptureNowOfWhatIsBeingFetchedChangesNothing) {
  Open();
  crawl_->Discover({Found("http://a.example/1")});
  const auto leases = AcquirePages(*crawl_, "w", 1);
  EXPECT_EQ(CaptureNow("http://a.example/1").what, "is being fetched now");
  crawl_->Complete("w", leases[0].id, Captured(), {});
  EXPECT_THAT(CrawlOn(), IsEmpty());
}

TEST_P(LiveControlTest, CaptureNowStaysInsideTheScopeAndHonoursRobotsAndPoliteness) {
  Open(Delayed(seconds(10)));
  control().SetScopeJudge(Within({"http://a.example/"}));
  EXPECT_FALSE(CaptureNow("http://b.example/").queued);
  crawl_->Discover({Found("http://a.example/1")});
  ASSERT_THAT(crawl_->Acquire("w", 1), SizeIs(1));  // robots.txt
  EXPECT_TRUE(CaptureNow("http://a.example/private").queued);
  EXPECT_THAT(crawl_->Acquire("w", 1), IsEmpty());
}

TEST_P(LiveControlTest, RobotsRefuseWhatAnOperatorWantsNow) {
  Open();
  crawl_->Discover({Found("http://a.example/1")});
  const auto robots = crawl_->Acquire("w", 1);
  ASSERT_THAT(robots, SizeIs(1));
  crawl_->Complete("w", robots[0].id,
                   Robots(RobotsOutcome::Kind::kRules, "User-agent: *\nDisallow: /private"), {});
  EXPECT_TRUE(CaptureNow("http://a.example/private").queued);
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/1"));
  EXPECT_THAT(crawl_->Why("http://a.example/private"), StartsWith("refused (robots)"));
}

TEST_P(LiveControlTest, CaptureNowFindsAUrlThatWaitsWithItsDomain) {
  FrontierOptions options = Undelayed();
  options.traps.max_hosts_per_domain = 1;
  Open(options);
  crawl_->Discover({Found("http://a.example/1"), Found("http://w1.a.example/1"),
                    Found("http://w2.a.example/1"), Found("http://w2.a.example/2")});
  EXPECT_EQ(crawl_->Progress().deferred, 3U);
  EXPECT_EQ(CaptureNow("http://w1.a.example/1").what, "moved ahead of its host's queue");
  EXPECT_EQ(CaptureNow("http://w2.a.example/1").what, "moved ahead of its host's queue");
  EXPECT_EQ(CaptureNow("http://w2.a.example/2").what, "moved ahead of its host's queue")
      << "its host is known by now";
  EXPECT_EQ(crawl_->Progress().deferred, 0U);
  EXPECT_EQ(crawl_->Progress().queued, 4U);
}

TEST_P(LiveControlTest, IgnoreRulesThatCouldNotBeWrittenAtOnceHoldAndAreTakenBack) {
  Open();
  crawl_->Discover({Found("http://a.example/1")});
  EXPECT_TRUE(control().SetIgnoreRules({"/1"}));
  EXPECT_THAT(CrawlOn(), IsEmpty());
  store_->apply_error = Error{ErrorCode::kNoSpace, "the disk is full", ""};
  EXPECT_FALSE(control().SetIgnoreRules({}));
  store_->apply_error.reset();
  Commit();
  EXPECT_THAT(crawl_->Acquire("w", 1), IsEmpty())
      << "it comes back with the commit after the sweep";
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/1"));
}

TEST_P(LiveControlTest, QueuesAreListedByWhatWaitsOrByHowSlowTheyAre) {
  Open();
  crawl_->Discover({Found("http://a.example/1"), Found("http://b.example/1"),
                    Found("http://b.example/2"), Found("http://c.example/1")});
  for (const Lease& lease : AcquirePages(*crawl_, "w", 3)) {
    const bool slow = lease.target.url.host() == "c.example";
    crawl_->ResponseEnded("w", {lease.id, slow ? seconds(9) : seconds(1)});
  }
  Block("d.example", minutes(5), "later");
  const QueueListing waiting = control().ListQueues(QueueOrder::kMostWaiting, 1);
  EXPECT_EQ(waiting.total, 5U) << "d.example with http and https";
  ASSERT_THAT(waiting.queues, SizeIs(1));
  EXPECT_EQ(waiting.queues[0].host, "http://b.example");
  EXPECT_EQ(waiting.queues[0].ip_group, "192.0.2.2");
  EXPECT_EQ(waiting.queues[0].queued, 1U);
  EXPECT_EQ(waiting.queues[0].leased, 1U);
  const QueueListing slowest = control().ListQueues(QueueOrder::kSlowest, 100);
  ASSERT_THAT(slowest.queues, SizeIs(5));
  EXPECT_EQ(slowest.queues[0].host, "http://c.example");
  EXPECT_EQ(slowest.queues[0].fetch_time, seconds(9));
  EXPECT_EQ(slowest.queues[4].reason, "blocked by the operator: later");
  EXPECT_EQ(slowest.queues[4].wakes_in, minutes(5));
}

TEST_P(LiveControlTest, WhatTheDiskDidNotTakeIsNotLost) {
  Open();
  crawl_->Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  const auto answer = control().CaptureNow(UrlOf("http://a.example/2"));
  ASSERT_TRUE(answer);
  control().Pause("disk");
  store_->apply_error = Error{ErrorCode::kNoSpace, "full", ""};
  EXPECT_FALSE(crawl_->frontier().Commit());
  EXPECT_FALSE(control().CaptureNow(UrlOf("http://a.example/1")));
  store_->apply_error.reset();
  Commit();
  crawl_->Restart();
  EXPECT_TRUE(crawl_->Progress().paused);
  control().Resume();
  EXPECT_EQ(CrawlOn().front(), "http://a.example/2");
}

INSTANTIATE_TEST_SUITE_P(Stores, LiveControlTest, testing::Bool(),
                         [](const auto& stores) { return stores.param ? "LevelDb" : "Memory"; });

}  // namespace
}  // namespace arsip::frontier
