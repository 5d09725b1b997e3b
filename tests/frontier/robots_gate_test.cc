#include "frontier/robots_gate.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace arsip::frontier {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Standing = RobotsGate::Standing;

FrontierTime At(Duration since) { return FrontierTime(hours(480'000)) + since; }

class RobotsGateTest : public testing::Test {
 protected:
  RobotsGateTest() { host_.origin = "https://a.example:8443"; }

  RobotsRules Parse(std::string_view text) { return ParseRobotsTxt(text, "arsip"); }
  Lease::RobotsDecision MustJudge(RobotsGate& gate, std::string_view url) {
    auto decision = gate.Judge(host_, *Url::Parse(url));
    EXPECT_TRUE(decision.has_value());
    return std::move(*decision);
  }

  FrontierOptions options_;
  std::unique_ptr<FrontierStore> store_ = NewMemoryStore();
  HostRecord host_;
};

TEST_F(RobotsGateTest, AnUnknownHostIsFetchedFirst) {
  RobotsGate gate(options_, *store_);
  EXPECT_EQ(gate.Check(host_, At({})), Standing::kFetch);
  const auto hop = gate.BeginFetch(host_);
  ASSERT_TRUE(hop.has_value());
  EXPECT_EQ(hop->url.href(), "https://a.example:8443/robots.txt");
  EXPECT_TRUE(gate.fetching(host_.number));
  gate.EndFetch(host_.number);
  EXPECT_FALSE(gate.fetching(host_.number));
}

TEST_F(RobotsGateTest, RulesHoldForTheirTtl) {
  RobotsGate gate(options_, *store_);
  gate.Rules(host_, *gate.BeginFetch(host_), Parse("User-agent: *\nDisallow: /x"), At({}));
  EXPECT_EQ(gate.Check(host_, At(hours(24) - seconds(1))), Standing::kOpen);
  EXPECT_EQ(gate.Check(host_, At(hours(24))), Standing::kFetch);
  const auto decision = MustJudge(gate, "https://a.example:8443/x/y");
  EXPECT_FALSE(decision.allowed);
  EXPECT_FALSE(decision.overridden);
  EXPECT_EQ(decision.line, 2U);
  EXPECT_EQ(decision.robots_txt_url, "https://a.example:8443/robots.txt");
  EXPECT_TRUE(MustJudge(gate, "https://a.example:8443/robots.txt").allowed);
}

TEST_F(RobotsGateTest, UnavailableAllowsEverything) {
  RobotsGate gate(options_, *store_);
  gate.Unavailable(host_, At({}));
  EXPECT_EQ(gate.Check(host_, At({})), Standing::kOpen);
  const auto decision = MustJudge(gate, "https://a.example:8443/x");
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.robots_txt_url, "");
}

TEST_F(RobotsGateTest, UnreachableDisallowsEverythingAndIsTriedAgainWithDoublingWaits) {
  RobotsGate gate(options_, *store_);
  FrontierTime now = At({});
  for (const Duration wait : {Duration(minutes(5)), Duration(minutes(10)), Duration(minutes(20))}) {
    gate.Unreachable(host_, now);
    EXPECT_EQ(gate.Check(host_, now + wait - seconds(1)), Standing::kWait);
    now += wait;
    EXPECT_EQ(gate.Check(host_, now), Standing::kFetch);
  }
  for (int i = 0; i < 20; ++i) gate.Unreachable(host_, now);
  EXPECT_EQ(host_.robots_until, now + hours(24));
}

TEST_F(RobotsGateTest, AnAnswerEndsTheDoubling) {
  RobotsGate gate(options_, *store_);
  gate.Unreachable(host_, At({}));
  gate.Unreachable(host_, At({}));
  gate.Unavailable(host_, At({}));
  gate.Unreachable(host_, At({}));
  EXPECT_EQ(host_.robots_until, At(minutes(5)));
}

TEST_F(RobotsGateTest, AnOverrideIsOpenAndSaysSo) {
  options_.obey_robots = false;
  RobotsGate gate(options_, *store_);
  EXPECT_EQ(gate.Check(host_, At({})), Standing::kFetch);
  gate.Unreachable(host_, At({}));
  EXPECT_EQ(gate.Check(host_, At({})), Standing::kOpen);
  gate.Rules(host_, *gate.BeginFetch(host_), Parse("User-agent: *\nDisallow: /"), At({}));
  const auto decision = MustJudge(gate, "https://a.example:8443/x");
  EXPECT_TRUE(decision.overridden);
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.line, 2U);
}

TEST_F(RobotsGateTest, ACrawlDelayIsKeptUpToItsLimit) {
  RobotsGate gate(options_, *store_);
  const RobotsHop hop = *gate.BeginFetch(host_);
  gate.Rules(host_, hop, Parse("User-agent: *\nCrawl-delay: 10"), At({}));
  EXPECT_EQ(host_.crawl_delay_ms, 10'000U);
  gate.Rules(host_, hop, Parse("User-agent: *\nCrawl-delay: 999999"), At({}));
  EXPECT_EQ(host_.crawl_delay_ms, 3'600'000U);
  gate.Unavailable(host_, At({}));
  EXPECT_EQ(host_.crawl_delay_ms, 0U);
}

TEST_F(RobotsGateTest, StoredRulesAreReadWhenTheyAreNeeded) {
  const auto owned = store_->TakeOver(options_.partition, "owner");
  ASSERT_TRUE(owned.has_value());
  FrontierBatch batch;
  {
    RobotsGate gate(options_, *store_);
    batch.robots.push_back(
        gate.Rules(host_, *gate.BeginFetch(host_), Parse("User-agent: *\nDisallow: /x"), At({})));
  }
  ASSERT_TRUE(store_->Apply(Fence{options_.partition, owned->epoch, 1}, batch).has_value());
  RobotsGate restarted(options_, *store_);
  EXPECT_FALSE(MustJudge(restarted, "https://a.example:8443/x").allowed);
}

TEST_F(RobotsGateTest, MissingRulesAreCorruptionAndNeverPermission) {
  RobotsGate gate(options_, *store_);
  host_.robots = RobotsState::kRules;
  host_.robots_until = At(hours(1));
  const auto decision = gate.Judge(host_, *Url::Parse("https://a.example:8443/"));
  ASSERT_FALSE(decision.has_value());
  EXPECT_EQ(decision.error().code, ErrorCode::kCorruption);
}

TEST_F(RobotsGateTest, HopsWaitInOrderAtTheServerTheyAsk) {
  RobotsGate gate(options_, *store_);
  const Url url = *Url::Parse("https://cdn.example/robots.txt");
  gate.AddHop(7, RobotsHop{1, url, 1});
  gate.AddHop(7, RobotsHop{2, url, 1});
  EXPECT_TRUE(gate.HasHop(7));
  EXPECT_FALSE(gate.HasHop(1));
  RobotsHop first = *gate.TakeHop(7);
  EXPECT_EQ(first.for_host, 1U);
  gate.PutBackHop(7, std::move(first));
  EXPECT_EQ(gate.TakeHop(7)->for_host, 1U);
  EXPECT_EQ(gate.TakeHop(7)->for_host, 2U);
  EXPECT_FALSE(gate.HasHop(7));
  EXPECT_FALSE(gate.TakeHop(7).has_value());
}

TEST_F(RobotsGateTest, RulesThatDoNotFitInMemoryAreForgottenOldestFirst) {
  RobotsGate gate(options_, *store_);
  std::string big = "User-agent: *\n";
  for (int i = 0; i < 9000; ++i) big += "Disallow: /directory/" + std::to_string(i) + "\n";
  for (HostNumber number = 0; number < 64; ++number) {
    host_.number = number;
    gate.Rules(host_, *gate.BeginFetch(host_), Parse(big), At({}));
  }
  EXPECT_GT(gate.cached_bytes(), size_t{32} << 20);
  gate.Trim();
  EXPECT_LE(gate.cached_bytes(), size_t{32} << 20);
  EXPECT_FALSE(MustJudge(gate, "https://a.example:8443/directory/1").allowed);
  host_.number = 0;
  EXPECT_FALSE(gate.Judge(host_, *Url::Parse("https://a.example:8443/")).has_value());
}

}  // namespace
}  // namespace arsip::frontier
