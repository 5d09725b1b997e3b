// The one reason for every state, and when it passes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "frontier/frontier.h"
#include "frontier_fixture.h"

namespace arsip::frontier {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

class ExplanationTest : public testing::Test {
 protected:
  InProcessFrontier& Open(const FrontierOptions& options) {
    frontier_ = std::make_unique<InProcessFrontier>(*store_, options);
    return *frontier_;
  }
  Explanation Explain(std::string_view href) {
    const auto explanation = frontier_->frontier().ExplainUrl(UrlOf(href));
    EXPECT_TRUE(explanation);
    return explanation.value_or(Explanation{});
  }
  void Expect(std::string_view href, std::optional<UrlState> state, const std::string& reason,
              std::optional<Duration> wakes_in) {
    const Explanation explanation = Explain(href);
    EXPECT_EQ(explanation.state, state);
    EXPECT_EQ(explanation.reason, reason);
    EXPECT_EQ(explanation.wakes_in, wakes_in);
  }

  std::unique_ptr<FrontierStore> store_ = NewMemoryStore();
  std::unique_ptr<InProcessFrontier> frontier_;
};

constexpr char kPage[] = "http://a.example/1";

TEST_F(ExplanationTest, WhatNobodyNamedWasNeverDiscovered) {
  Open(Undelayed());
  Expect(kPage, std::nullopt, "never discovered", std::nullopt);
}

TEST_F(ExplanationTest, DiscoveredIsWhatNoBatchHolds) {
  auto& frontier = Open(Undelayed());
  ASSERT_TRUE(frontier.frontier().Discover({{Found(kPage)}}));
  EXPECT_EQ(Explain(kPage).state, UrlState::kDiscovered);
  EXPECT_THAT(Explain(kPage).reason, HasSubstr("not written yet"));
}

TEST_F(ExplanationTest, QueuedWaitsForRobotsTxtThenForItsDelayThenForAWorker) {
  auto& frontier = Open(Delayed(seconds(5)));
  frontier.Discover({Found(kPage)});
  Expect(kPage, UrlState::kQueued, "ready: its robots.txt is fetched first", Duration::zero());
  const auto robots = frontier.Acquire("w", 1);
  ASSERT_THAT(robots, SizeIs(1));
  Expect(kPage, UrlState::kQueued, "its robots.txt is being fetched", std::nullopt);
  frontier.Complete("w", robots[0].id, NoRobots(), {});
  Expect(kPage, UrlState::kQueued, "host delay after the last response", seconds(5));
  frontier.Advance(seconds(2));
  Expect(kPage, UrlState::kQueued, "host delay after the last response", seconds(3));
  frontier.Advance(seconds(3));
  Expect(kPage, UrlState::kQueued, "ready: waits for a worker", Duration::zero());
}

TEST_F(ExplanationTest, LeasedNamesTheWorkerAndWhenTheLeaseEnds) {
  auto& frontier = Open(Undelayed());
  frontier.Discover({Found(kPage), Found("http://a.example/2")});
  ASSERT_THAT(AcquirePages(frontier, "worker:7", 1), SizeIs(1));
  frontier.Advance(seconds(20));
  Expect(kPage, UrlState::kLeased, "leased to worker worker:7", seconds(100));
  Expect("http://a.example/2", UrlState::kQueued, "a request to it is in flight", std::nullopt);
}

TEST_F(ExplanationTest, CapturedSaysHowAndWhen) {
  auto& frontier = Open(Undelayed());
  frontier.Discover({Found(kPage)});
  frontier.Complete("w", AcquirePages(frontier, "w", 1)[0].id, Captured(404), {});
  EXPECT_EQ(Explain(kPage).state, UrlState::kCaptured);
  EXPECT_EQ(Explain(kPage).reason,
            "captured with status 404 at " + FormatWarcDate(frontier.clock().Utc()));
  EXPECT_EQ(Explain(kPage).wakes_in, std::nullopt);
}

TEST_F(ExplanationTest, ABrokenTransferWaitsForItsRetryAndThenHasFailed) {
  FrontierOptions options = Undelayed();
  options.transfer_retries = {minutes(1)};
  auto& frontier = Open(options);
  frontier.Discover({Found(kPage)});
  const Outcome broken = Ended(OutcomeKind::kTransferFailed, "connection reset");
  frontier.Complete("w", AcquirePages(frontier, "w", 1)[0].id, broken, {});
  Expect(kPage, UrlState::kQueued, "retry 1 is due later: connection reset", minutes(1));
  frontier.Advance(minutes(1));
  auto again = frontier.Acquire("w", 1);
  if (again.empty()) again = frontier.Acquire("w", 1);
  ASSERT_THAT(again, SizeIs(1));
  frontier.Complete("w", again[0].id, broken, {});
  Expect(kPage, UrlState::kFailed, "failed after 2 tries: connection reset", std::nullopt);
}

TEST_F(ExplanationTest, RefusedSaysByWhatAndWhy) {
  auto& frontier = Open(Undelayed());
  DiscoveredUrl outside = Found("http://b.example/");
  outside.refusal = Refusal::kScope;
  outside.refusal_detail = "no prefix matches";
  frontier.Discover({outside, Found("http://a.example/secret")});
  Expect("http://b.example/", UrlState::kRefused, "refused (scope): no prefix matches",
         std::nullopt);
  const auto robots = frontier.Acquire("w", 1);
  ASSERT_THAT(robots, SizeIs(1));
  frontier.Complete("w", robots[0].id,
                    Robots(RobotsOutcome::Kind::kRules, "User-agent: *\nDisallow: /secret\n"), {});
  frontier.Acquire("w", 1);
  EXPECT_EQ(Explain("http://a.example/secret").state, UrlState::kRefused);
  EXPECT_THAT(Explain("http://a.example/secret").reason, StartsWith("refused (robots)"));
  EXPECT_THAT(Explain("http://a.example/secret").reason, HasSubstr("line 2"));
}

TEST_F(ExplanationTest, AHostThatDoesNotResolveBacksOffAndThenIsDormant) {
  FrontierOptions options = Undelayed();
  options.host_retries = {minutes(15)};
  auto& frontier = Open(options);
  frontier.Discover({Found("http://nowhere.example/")});
  frontier.Acquire("w", 1);
  Expect("http://nowhere.example/", UrlState::kQueued, "unreachable: DNS: NXDOMAIN", minutes(15));
  frontier.Advance(minutes(15));
  frontier.Acquire("w", 1);
  Expect("http://nowhere.example/", UrlState::kDormant,
         "dormant until the next probe: DNS: NXDOMAIN", hours(24 * 7));
  EXPECT_EQ(frontier.Progress().dormant, 1U);
}

TEST_F(ExplanationTest, ABudgetThatIsReachedIsTheReasonForAllThatWaits) {
  FrontierOptions options = Undelayed();
  options.max_pages = 1;
  auto& frontier = Open(options);
  frontier.Discover({Found(kPage), Found("http://a.example/2")});
  frontier.Complete("w", AcquirePages(frontier, "w", 1)[0].id, Captured(), {});
  Expect("http://a.example/2", UrlState::kQueued, "the crawl's budget is reached", std::nullopt);
}

TEST_F(ExplanationTest, ThePathLeadsFromTheSeed) {
  auto& frontier = Open(Undelayed());
  DiscoveredUrl middle = Found("http://a.example/middle");
  middle.via = "http://a.example/seed";
  DiscoveredUrl last = Found("http://b.example/last");
  last.via = "http://a.example/middle";
  frontier.Discover({Found("http://a.example/seed", Hop::kSeed), middle, last});
  EXPECT_THAT(Explain("http://b.example/last").path,
              ElementsAre("http://a.example/seed", "http://a.example/middle"));
}

TEST_F(ExplanationTest, AHostIsFoundByItsAuthority) {
  auto& frontier = Open(Delayed(seconds(5)));
  frontier.Discover({Found(kPage)});
  frontier.Complete("w", frontier.Acquire("w", 1)[0].id, NoRobots(), {});
  const auto host = frontier.frontier().ExplainHost("a.example");
  ASSERT_TRUE(host);
  EXPECT_EQ(host->subject, "http://a.example");
  EXPECT_EQ(host->state, std::nullopt);
  EXPECT_EQ(host->reason, "host delay after the last response");
  EXPECT_EQ(host->wakes_in, Duration(seconds(5)));
  EXPECT_EQ(frontier.frontier().ExplainHost("b.example")->reason,
            "no URL of this host was ever queued");
}

}  // namespace
}  // namespace arsip::frontier
