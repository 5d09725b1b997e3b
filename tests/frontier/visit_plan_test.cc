#include "frontier/visit_plan.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace arsip::frontier {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr FrontierTime kBegin(hours(500'000));

VisitPlan::Waiting Page(int number, Duration interval = hours(24), Duration age = hours(24)) {
  VisitPlan::Waiting waiting;
  UrlRecord& url = waiting.visit.url;
  url.href = "http://a.example/" + std::to_string(number);
  url.key = KeyOf(*Url::Parse(url.href));
  url.state = UrlState::kCaptured;
  url.revisit.interval = interval;
  url.revisit.visited = url.revisit.first_captured = kBegin - age;
  url.revisit.next = kBegin;
  waiting.visit.entry = {kBegin, url.key};
  return waiting;
}

VisitPlan::Waiting Burst(int number) {
  VisitPlan::Waiting waiting = Page(number);
  waiting.visit.url.revisit.reason = VisitReason::kBurst;
  return waiting;
}

class VisitPlanTest : public testing::Test {
 protected:
  int Admitted(VisitPlan& plan, Duration during, Duration step = seconds(10)) {
    int count = 0;
    for (Duration at{}; at < during; at += step) {
      while (plan.Admit(kBegin + at, terms_).has_value()) ++count;
    }
    return count;
  }
  std::string Next(VisitPlan& plan, FrontierTime now) {
    const auto admitted = plan.Admit(now, terms_);
    return admitted.has_value() ? admitted->visit.url.href : "";
  }

  RevisitOptions options_;
  VisitPlan::Terms host_{minutes(1), true, false, {}};
  VisitPlan::TermsOf terms_ = [this](HostNumber) { return host_; };
};

TEST_F(VisitPlanTest, APlatformHasAVisitForEachOfItsDelays) {
  VisitPlan plan(options_);
  for (int i = 0; i < 200; ++i) plan.Add("a.example", Page(i), kBegin);
  EXPECT_EQ(Admitted(plan, hours(1)), 60);
  EXPECT_EQ(plan.size(), 140U);
}

TEST_F(VisitPlanTest, WhatIsNewLeavesVisitsTheirShare) {
  host_.shared = true;
  VisitPlan plan(options_);
  for (int i = 0; i < 200; ++i) plan.Add("a.example", Page(i), kBegin);
  EXPECT_EQ(Admitted(plan, hours(2)), 36) << "three tenths of 120";
}

TEST_F(VisitPlanTest, ALimitADayHoldsBesidePoliteness) {
  options_.visits_per_day = 48;
  host_.delay = Duration::zero();
  VisitPlan plan(options_);
  for (int i = 0; i < 200; ++i) plan.Add("a.example", Page(i), kBegin);
  EXPECT_EQ(Admitted(plan, hours(24), minutes(1)), 48);
}

TEST_F(VisitPlanTest, PlatformsDoNotTakeEachOthersVisits) {
  VisitPlan plan(options_);
  for (int i = 0; i < 200; ++i) plan.Add("a.example", Page(i), kBegin);
  plan.Add("b.example", Page(1000), kBegin);
  std::vector<std::string> first = {Next(plan, kBegin), Next(plan, kBegin)};
  EXPECT_EQ(first[1], "http://a.example/1000");
  EXPECT_EQ(Next(plan, kBegin), "");
  EXPECT_EQ(plan.next(), kBegin + minutes(1));
}

TEST_F(VisitPlanTest, TheMostValuableGoesFirst) {
  VisitPlan plan(options_);
  plan.Add("a.example", Page(1, hours(24), hours(25)), kBegin);
  plan.Add("a.example", Page(2, hours(24), hours(48)), kBegin);
  VisitPlan::Waiting head = Page(3, hours(24), hours(25));
  head.visit.url.revisit.kind = PageKind::kChannelHead;
  plan.Add("a.example", std::move(head), kBegin);
  plan.Add("a.example", Page(4, hours(1), hours(25)), kBegin);
  EXPECT_EQ(Next(plan, kBegin), "http://a.example/3");
  EXPECT_EQ(Next(plan, kBegin + minutes(1)), "http://a.example/2");
  EXPECT_EQ(Next(plan, kBegin + minutes(2)), "http://a.example/1");
  EXPECT_EQ(Next(plan, kBegin + minutes(3)), "http://a.example/4");
}

TEST_F(VisitPlanTest, NothingWaitsForEverBehindWhatIsWorthMore) {
  VisitPlan plan(options_);
  plan.Add("a.example", Page(1, hours(1), hours(24 * 31)), kBegin);
  plan.Add("a.example", Page(2, hours(700), hours(24 * 29)), kBegin);
  EXPECT_EQ(Next(plan, kBegin), "http://a.example/1") << "beyond its kind's longest interval";
}

TEST_F(VisitPlanTest, OfFourVisitsThreeGoToBurstsWhileTheyWait) {
  VisitPlan plan(options_);
  for (int i = 0; i < 50; ++i) {
    plan.Add("a.example", Burst(i), kBegin);
    plan.Add("a.example", Page(100 + i), kBegin);
  }
  int bursts = 0;
  for (int i = 0; i < 40; ++i) {
    const auto admitted = plan.Admit(kBegin + minutes(i), terms_);
    ASSERT_TRUE(admitted.has_value());
    bursts += admitted->visit.url.revisit.reason == VisitReason::kBurst ? 1 : 0;
  }
  EXPECT_EQ(bursts, 30);
}

TEST_F(VisitPlanTest, ABurstTakesNoBudgetThatThereIsNot) {
  VisitPlan plan(options_);
  for (int i = 0; i < 100; ++i) plan.Add("a.example", Burst(i), kBegin);
  EXPECT_EQ(Admitted(plan, hours(1)), 60);
}

TEST_F(VisitPlanTest, AClosedHostWaitsAndAnotherOfItsPlatformGoes) {
  VisitPlan plan(options_);
  plan.Add("a.example", Page(1, hours(24), hours(48)), kBegin);
  VisitPlan::Waiting other = Page(2);
  other.host = 1;
  plan.Add("a.example", std::move(other), kBegin);
  const auto terms = [](HostNumber host) {
    return VisitPlan::Terms{minutes(1), host == 1, false, kBegin + minutes(90)};
  };
  EXPECT_EQ(plan.Admit(kBegin, terms)->visit.url.href, "http://a.example/2");
  EXPECT_FALSE(plan.Admit(kBegin + hours(1), terms).has_value());
  EXPECT_EQ(plan.next(), kBegin + minutes(90)) << "looked at again when its back-off is over";
  EXPECT_EQ(Next(plan, kBegin + hours(2)), "http://a.example/1");
}

TEST_F(VisitPlanTest, WhatIsOverGoesBackTheLeastValuableFirst) {
  VisitPlan plan(options_);
  const int most = static_cast<int>(VisitPlan::kMostWaiting);
  for (int i = 0; i < most + 1; ++i) {
    plan.Add("a.example", Page(i, hours(24), hours(24 + (i == 7 ? 0 : 10))), kBegin);
  }
  EXPECT_EQ(plan.size(), VisitPlan::kMostWaiting);
  const auto excess = plan.TakeExcess();
  ASSERT_EQ(excess.size(), 1U);
  EXPECT_EQ(excess[0].visit.url.href, "http://a.example/7");
  EXPECT_TRUE(plan.TakeExcess().empty());
}

TEST_F(VisitPlanTest, MemoryIsBoundedOverAllPlatforms) {
  VisitPlan plan(options_);
  const int most = static_cast<int>(VisitPlan::kMostWaitingInAll);
  for (int i = 0; i < most + 10; ++i) {
    plan.Add("p" + std::to_string(i) + ".example", Page(i), kBegin);
  }
  EXPECT_EQ(plan.size(), VisitPlan::kMostWaitingInAll);
  EXPECT_EQ(plan.TakeExcess().size(), 10U);
}

TEST_F(VisitPlanTest, WhatIsRemovedIsNotAdmitted) {
  VisitPlan plan(options_);
  plan.Add("a.example", Page(1), kBegin);
  plan.Remove("a.example", Page(1).visit.entry.key);
  plan.Remove("b.example", Page(1).visit.entry.key);
  EXPECT_EQ(plan.size(), 0U);
  EXPECT_EQ(plan.next(), std::nullopt);
  EXPECT_EQ(Next(plan, kBegin), "");
}

}  // namespace
}  // namespace arsip::frontier
