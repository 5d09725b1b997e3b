// What is judged again: by another scope, or by other addresses that may be dialled.
#include <string>
#include <vector>

#include "live_control_fixture.h"

namespace arsip::frontier {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class RescopeTest : public LiveControlTest {};

TEST_P(RescopeTest, ANarrowerScopeRefusesQueuedUrlsWhenTheirTurnComes) {
  Open();
  control().SetScopeJudge(Within({"http://a.example/"}));
  crawl_->Discover({Found("http://a.example/out/1"), Found("http://a.example/in/1"),
                    Found("http://a.example/out/2")});
  control().Rescope(Within({"http://a.example/in/"}));
  EXPECT_EQ(FinishRescope(), 0U);
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/in/1"));
  EXPECT_EQ(crawl_->Progress().refused[Refusal::kScope], 2U);
  EXPECT_EQ(crawl_->Why("http://a.example/out/2"), "refused (scope): no prefix matches");
}

TEST_P(RescopeTest, AWiderScopeQueuesWhatWasRefusedStepByStep) {
  Open();
  std::vector<DiscoveredUrl> urls;
  for (int i = 0; i < 2500; ++i) {
    urls.push_back(OutOfScope("http://a.example/" + std::to_string(i)));
  }
  urls.push_back(OutOfScope("http://b.example/still-out"));
  crawl_->Discover(urls);
  control().Rescope(Within({"http://a.example/"}));
  const auto first = control().ContinueRescope();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->looked_at, 1000U);
  EXPECT_TRUE(first->more);
  EXPECT_EQ(first->queued + FinishRescope(), 2500U);
  EXPECT_EQ(crawl_->Progress().queued, 2500U);
  EXPECT_EQ(crawl_->Progress().refused[Refusal::kScope], 1U);
  EXPECT_THAT(CrawlOn(1), SizeIs(1));
}

TEST_P(RescopeTest, WhatTheGateRefusedIsTriedAgainOnceOtherAddressesAreAllowed) {
  Open();
  control().SetScopeJudge({});
  control().SetGateTerms("");
  crawl_->Discover({Found("http://a.example/1")});
  const Outcome refused = Ended(OutcomeKind::kRefused, "address-refused: 10.0.0.1");
  for (int request = 0; request < 2; ++request) {  // robots.txt, then the page
    const auto leases = crawl_->Acquire("w", 1);
    ASSERT_THAT(leases, SizeIs(1));
    crawl_->Complete("w", leases[0].id, refused, {});
  }
  const std::string before = "refused (gate): address-refused: 10.0.0.1";
  EXPECT_EQ(crawl_->Why("http://a.example/1"), before);
  crawl_->Restart();
  control().SetScopeJudge({});
  control().SetGateTerms("");
  EXPECT_FALSE(control().rescoping());

  control().SetGateTerms("10.0.0.0/8");
  EXPECT_TRUE(control().rescoping());
  EXPECT_THAT(crawl_->Why("http://a.example/1"), HasSubstr("about to be tried again"));
  EXPECT_EQ(FinishRescope(), 1U);
  EXPECT_EQ(crawl_->Progress().refused.count(Refusal::kGate), 0U);
  const auto robots = crawl_->Acquire("w", 1);
  ASSERT_THAT(robots, SizeIs(1));
  EXPECT_EQ(robots[0].purpose, LeasePurpose::kRobotsTxt) << "it was not to be had before";
  crawl_->Complete("w", robots[0].id, refused, {});
  const auto page = crawl_->Acquire("w", 1);
  ASSERT_THAT(page, SizeIs(1));
  crawl_->Complete("w", page[0].id, refused, {});
  EXPECT_EQ(crawl_->Why("http://a.example/1"), before);

  crawl_->Restart();
  control().SetScopeJudge({});
  control().SetGateTerms("10.0.0.0/8");
  EXPECT_FALSE(control().rescoping()) << "the same addresses change nothing";
}

TEST_P(RescopeTest, ANewScopeAloneTriesNothingAgainThatTheGateRefused) {
  Open();
  control().SetScopeJudge({});
  crawl_->Discover({Found("http://a.example/1")});
  const auto leases = AcquirePages(*crawl_, "w", 1);
  ASSERT_THAT(leases, SizeIs(1));
  crawl_->Complete("w", leases[0].id, Ended(OutcomeKind::kRefused, "address-refused"), {});
  control().Rescope(Within({"http://a.example/"}));
  EXPECT_EQ(FinishRescope(), 0U);
  EXPECT_EQ(crawl_->Progress().refused[Refusal::kGate], 1U);
}

TEST_P(RescopeTest, AWiderScopeMakesNoMoreHostsKnownThanADomainMayHave) {
  FrontierOptions options = Undelayed();
  options.traps.max_hosts_per_domain = 2;
  Open(options);
  crawl_->Discover({Found("http://a.example/1"), OutOfScope("http://w1.a.example/1"),
                    OutOfScope("http://w2.a.example/1"), OutOfScope("http://w3.a.example/1")});
  control().Rescope(Within({"http://"}));
  EXPECT_EQ(FinishRescope(), 3U);
  EXPECT_EQ(crawl_->Progress().hosts, 2U);
  EXPECT_EQ(crawl_->Progress().deferred, 2U);
  EXPECT_EQ(crawl_->Why("http://w3.a.example/1"),
            "deferred: wildcard hosts: a.example has 2 already");
}

TEST_P(RescopeTest, ARescopeThatACrashInterruptsGoesOnWhereItWas) {
  Open();
  std::vector<DiscoveredUrl> urls;
  for (int i = 0; i < 2500; ++i) {
    urls.push_back(OutOfScope("http://a.example/" + std::to_string(i)));
  }
  crawl_->Discover(urls);
  control().Rescope(Within({"http://a.example/"}));
  ASSERT_TRUE(control().ContinueRescope());
  crawl_->Restart();
  EXPECT_FALSE(control().rescoping()) << "without a judge nothing is judged";
  control().SetScopeJudge(Within({"http://a.example/"}));
  EXPECT_TRUE(control().rescoping());
  EXPECT_EQ(crawl_->Progress().next_wake, Duration::zero());
  EXPECT_EQ(FinishRescope(), 1500U);
  EXPECT_EQ(crawl_->Progress().queued, 2500U);
  crawl_->Restart();
  control().SetScopeJudge(Within({"http://a.example/"}));
  EXPECT_FALSE(control().rescoping());
}

TEST_P(RescopeTest, WorkersWithTheOldScopeAreJudgedAgainAfterARestartToo) {
  Open();
  control().Rescope(Within({"http://a.example/"}));
  FinishRescope();
  crawl_->Restart();
  control().SetScopeJudge(Within({"http://a.example/"}));
  crawl_->Discover({OutOfScope("http://a.example/now-in"), Found("http://b.example/now-out")});
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/now-in"));
}

TEST_P(RescopeTest, WhatRefusesALinkDoesNotRefuseWhatIsNamed) {
  Open();
  DiscoveredUrl deep = Found("http://a.example/deep");
  deep.depth = 7;
  crawl_->Discover({deep});
  control().SetScopeJudge([](const Url&, std::string_view, uint32_t depth) {
    return depth > 3 ? ScopeRuling{Refusal::kTrap, "too deep"} : ScopeRuling{};
  });
  EXPECT_EQ(CaptureNow("http://a.example/deep").what, "moved ahead of its host's queue");
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/deep"));
}

TEST_P(RescopeTest, WorkersWithTheOldScopeAreJudgedAgain) {
  Open();
  control().Rescope(Within({"http://a.example/"}));
  FinishRescope();
  crawl_->Discover({OutOfScope("http://a.example/now-in"), Found("http://b.example/now-out")});
  EXPECT_THAT(CrawlOn(), ElementsAre("http://a.example/now-in"));
  EXPECT_EQ(crawl_->Why("http://b.example/now-out"), "refused (scope): no prefix matches");
}

INSTANTIATE_TEST_SUITE_P(Stores, RescopeTest, testing::Bool(),
                         [](const auto& stores) { return stores.param ? "LevelDb" : "Memory"; });

}  // namespace
}  // namespace arsip::frontier
