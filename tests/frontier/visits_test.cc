// What was captured is seen again: over every store, through ZeroMQ, and after restarts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "frontier_contract.h"
#include "frontier_fixture.h"

namespace arsip::frontier {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

FrontierOptions Recrawling(std::vector<Duration> bursts = {}) {
  FrontierOptions options = Undelayed();
  options.recrawl.enabled = true;
  options.recrawl.bursts = std::move(bursts);
  options.recrawl.earliest = 1;
  return options;
}

Outcome Seen(PayloadChange change, int status_code = 200) {
  Outcome outcome = Captured(status_code);
  outcome.change = change;
  return outcome;
}

// What is due gets its place first, and can be had when that is durable.
std::vector<Lease> PagesNow(FrontierUnderTest& frontier) {
  std::vector<Lease> pages = AcquirePages(frontier, "w", 64);
  if (pages.empty()) pages = AcquirePages(frontier, "w", 64);
  return pages;
}

// Captures all that can be had now, with one outcome; the hrefs.
std::vector<std::string> CaptureNow(FrontierUnderTest& frontier, const Outcome& outcome) {
  std::vector<std::string> captured;
  for (std::vector<Lease> pages; !(pages = PagesNow(frontier)).empty();) {
    for (const Lease& lease : pages) {
      frontier.Complete("w", lease.id, outcome, {});
      captured.push_back(lease.target.url.href());
    }
  }
  return captured;
}

// Hours until something can be had, which is then captured; `most`: nothing came.
int HoursUntilVisit(FrontierUnderTest& frontier, const Outcome& outcome, int most) {
  for (int hour = 1; hour < most; ++hour) {
    frontier.Advance(hours(1));
    if (!CaptureNow(frontier, outcome).empty()) return hour;
  }
  return most;
}

TEST_P(FrontierContract, ACapturedPageComesBackAtItsTime) {
  auto frontier = GetParam().make(Recrawling());
  frontier->Discover({Found("http://a.example/")});
  CaptureNow(*frontier, Seen(PayloadChange::kNew));
  EXPECT_EQ(frontier->Progress().captured, 1U);
  EXPECT_EQ(frontier->Progress().queued, 0U);
  ASSERT_TRUE(frontier->Progress().next_wake.has_value());
  EXPECT_GE(*frontier->Progress().next_wake, hours(24));
  frontier->Advance(hours(24) - minutes(1));
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  frontier->Advance(hours(2));
  const auto leases = PagesNow(*frontier);
  ASSERT_THAT(Hrefs(leases), ElementsAre("http://a.example/"));
  EXPECT_EQ(frontier->Progress().captured, 0U);
  EXPECT_EQ(frontier->Progress().leased, 1U);
  frontier->Complete("w", leases[0].id, Seen(PayloadChange::kUnchanged), {});
  EXPECT_EQ(frontier->Progress().captured, 1U);
}

TEST_P(FrontierContract, APlannedVisitSurvivesARestartAndIsDueWhenNobodyWasThere) {
  auto frontier = GetParam().make(Recrawling());
  frontier->Discover({Found("http://a.example/")});
  CaptureNow(*frontier, Seen(PayloadChange::kNew));
  frontier->Advance(hours(20));
  frontier->Restart();
  EXPECT_EQ(frontier->Progress().captured, 1U);
  EXPECT_THAT(AcquirePages(*frontier, "w", 8), IsEmpty());
  frontier->Advance(hours(6));
  frontier->Restart();
  // Due; it is in its queue, then it is leased, and each time nobody comes back.
  EXPECT_THAT(PagesNow(*frontier), SizeIs(1));
  frontier->Restart();
  EXPECT_EQ(frontier->Progress().queued, 1U);
  EXPECT_THAT(CaptureNow(*frontier, Seen(PayloadChange::kUnchanged)),
              ElementsAre("http://a.example/"));
  EXPECT_EQ(frontier->Progress().captured, 1U);
  EXPECT_EQ(frontier->Progress().queued, 0U);
}

TEST_P(FrontierContract, UnchangedPagesComeLessOftenAndChangedOnesMore) {
  auto frontier = GetParam().make(Recrawling());
  frontier->Discover({Found("http://a.example/")});
  CaptureNow(*frontier, Seen(PayloadChange::kNew));
  std::vector<int> unchanged;
  for (int i = 0; i < 3; ++i) {
    unchanged.push_back(HoursUntilVisit(*frontier, Seen(PayloadChange::kUnchanged), 200));
  }
  EXPECT_THAT(unchanged, ElementsAre(testing::AllOf(testing::Ge(24), testing::Le(26)),
                                     testing::AllOf(testing::Ge(33), testing::Le(37)),
                                     testing::AllOf(testing::Ge(47), testing::Le(52))));
  std::vector<int> changed;
  for (int i = 0; i < 3; ++i) {
    changed.push_back(HoursUntilVisit(*frontier, Seen(PayloadChange::kChanged), 200));
  }
  EXPECT_GT(changed[0], changed[1]);
  EXPECT_GT(changed[1], changed[2]);
}

TEST_P(FrontierContract, BurstsComeOnceEach) {
  FrontierOptions options = Recrawling({hours(1), hours(24), hours(168)});
  options.recrawl.ranges[0].first = hours(720);
  auto frontier = GetParam().make(options);
  frontier->Discover({Found("http://a.example/")});
  CaptureNow(*frontier, Seen(PayloadChange::kNew));
  std::vector<int> at;
  int now = 0;
  while (now < 500) {
    now += HoursUntilVisit(*frontier, Seen(PayloadChange::kUnchanged), 500);
    if (now < 500) at.push_back(now);
  }
  EXPECT_THAT(at, ElementsAre(1, 24, 168));
}

TEST_P(FrontierContract, APageThatIsGoneIsConfirmed) {
  auto frontier = GetParam().make(Recrawling());
  frontier->Discover({Found("http://a.example/")});
  CaptureNow(*frontier, Seen(PayloadChange::kNew));
  frontier->Advance(hours(26));
  EXPECT_THAT(CaptureNow(*frontier, Seen(PayloadChange::kChanged, 404)), SizeIs(1));
  frontier->Advance(minutes(9));
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  frontier->Advance(minutes(2));
  EXPECT_THAT(CaptureNow(*frontier, Seen(PayloadChange::kChanged, 404)), SizeIs(1));
  EXPECT_GE(HoursUntilVisit(*frontier, Seen(PayloadChange::kChanged, 404), 200), 24);
}

TEST_P(FrontierContract, AVisitThatBreaksOrMayNotBeLeavesThePageCaptured) {
  FrontierOptions options = Recrawling();
  options.transfer_retries = {};
  auto frontier = GetParam().make(options);
  frontier->Discover({Found("http://a.example/")});
  CaptureNow(*frontier, Seen(PayloadChange::kNew));
  for (const OutcomeKind kind : {OutcomeKind::kTransferFailed, OutcomeKind::kRefused}) {
    frontier->Advance(hours(26));
    const auto leases = PagesNow(*frontier);
    ASSERT_THAT(leases, SizeIs(1));
    frontier->Complete("w", leases[0].id, Ended(kind, "reset"), {});
    EXPECT_EQ(frontier->Progress().captured, 1U);
    EXPECT_EQ(frontier->Progress().failed, 0U);
    EXPECT_THAT(frontier->Progress().refused, IsEmpty());
    EXPECT_EQ(frontier->Progress().queued, 0U);
  }
}

TEST_P(FrontierContract, WithoutRecrawlWhatIsCapturedIsFinal) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example/")});
  CaptureNow(*frontier, Seen(PayloadChange::kNew));
  EXPECT_EQ(frontier->Progress().next_wake, std::nullopt);
  frontier->Advance(hours(24 * 365));
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
}

TEST_P(FrontierContract, EveryCaptureCountsForThePageBudget) {
  FrontierOptions options = Recrawling();
  options.max_pages = 3;
  auto frontier = GetParam().make(options);
  frontier->Discover({Found("http://a.example/")});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(CaptureNow(*frontier, Seen(PayloadChange::kChanged)).size(), 1U);
    frontier->Advance(hours(26));
  }
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  EXPECT_TRUE(frontier->Progress().budget_reached);
  EXPECT_EQ(frontier->Progress().captured, 1U);
}

// In one process, where a year costs nothing and everything can be asked for.
class Visits : public testing::Test {
 protected:
  std::unique_ptr<FrontierStore> store_ = NewMemoryStore();

  static std::vector<DiscoveredUrl> Pages(const std::string& prefix, int count) {
    std::vector<DiscoveredUrl> pages;
    for (int i = 0; i < count; ++i) pages.push_back(Found(prefix + std::to_string(i)));
    return pages;
  }
  static DiscoveredUrl Entry(const std::string& href, UtcTime modified) {
    DiscoveredUrl entry = Found(href, Hop::kManifest);
    entry.last_modified = LastModified{modified};
    return entry;
  }
};

// Minute by minute; hrefs of the pages captured.
std::vector<std::string> RunFor(InProcessFrontier& frontier, int run_minutes,
                                const Outcome& outcome) {
  std::vector<std::string> captured;
  for (int minute = 0; minute < run_minutes; ++minute) {
    frontier.Advance(minutes(1));
    for (std::string& href : CaptureNow(frontier, outcome)) captured.push_back(std::move(href));
  }
  return captured;
}

TEST_F(Visits, NeverMoreThanPolitenessAllowsHoweverManyAreDue) {
  FrontierOptions options = Recrawling();
  options.host_delay = minutes(10);
  options.recrawl.ranges[0] = {hours(1), hours(24), hours(1)};
  InProcessFrontier frontier(*store_, options);
  frontier.Discover(Pages("http://a.example/", 300));
  RunFor(frontier, 300 * 10 + 20, Seen(PayloadChange::kNew));
  ASSERT_EQ(frontier.Progress().captured + frontier.Progress().queued, 300U);
  const auto visits = RunFor(frontier, 24 * 60, Seen(PayloadChange::kChanged));
  EXPECT_LE(visits.size(), 144U);
  EXPECT_GE(visits.size(), 140U) << "and what it allows is used";
}

TEST_F(Visits, WhatIsNewGetsMostOfAHostsTurns) {
  FrontierOptions options = Recrawling();
  options.host_delay = minutes(10);
  options.recrawl.ranges[0] = {hours(1), hours(24), hours(1)};
  InProcessFrontier frontier(*store_, options);
  frontier.Discover(Pages("http://a.example/old/", 100));
  RunFor(frontier, 100 * 10 + 20, Seen(PayloadChange::kNew));
  frontier.Discover(Pages("http://a.example/new/", 1000));
  const auto captured = RunFor(frontier, 120 * 60, Seen(PayloadChange::kChanged));
  const auto again = std::count_if(captured.begin(), captured.end(), [](const std::string& href) {
    return href.starts_with("http://a.example/old/");
  });
  EXPECT_GE(captured.size(), 700U);
  const double share = static_cast<double>(again) / static_cast<double>(captured.size());
  EXPECT_GT(share, 0.2) << "visits do not starve";
  EXPECT_LT(share, 0.36) << "three tenths, and what was saved up";
}

TEST_F(Visits, WordsOfSitesBeyondAHundredThousandThatWaitAreCounted) {
  InProcessFrontier frontier(*store_, Recrawling());
  frontier.Discover(std::vector<DiscoveredUrl>(100'000, Entry("http://a.example/", UtcTime{})));
  EXPECT_EQ(frontier.Progress().unheard_words, 0U);
  frontier.Discover(std::vector<DiscoveredUrl>(25, Entry("http://a.example/", UtcTime{})));
  EXPECT_EQ(frontier.Progress().unheard_words, 25U);
}

TEST_F(Visits, WhyAndWhenIsExplained) {
  InProcessFrontier frontier(*store_, Recrawling({hours(1)}));
  frontier.Discover({Found("http://a.example/")});
  CaptureNow(frontier, Seen(PayloadChange::kNew));
  EXPECT_THAT(frontier.Why("http://a.example/"),
              testing::AllOf(StartsWith("captured with status 200 at "),
                             HasSubstr("; next visit in 1h, for takedown evidence (page)")));
  frontier.Advance(hours(1));
  CaptureNow(frontier, Seen(PayloadChange::kUnchanged));
  frontier.Advance(hours(26));
  CaptureNow(frontier, Seen(PayloadChange::kUnchanged));
  EXPECT_THAT(frontier.Why("http://a.example/"),
              HasSubstr("; next visit in 34h (page, unchanged twice)"));
  const auto explanation = frontier.frontier().ExplainUrl(UrlOf("http://a.example/"));
  ASSERT_TRUE(explanation.has_value());
  EXPECT_EQ(explanation->state, UrlState::kCaptured);
  EXPECT_GE(explanation->wakes_in, hours(33));
}

TEST_F(Visits, ALaterLastmodMakesAPageDueNow) {
  InProcessFrontier frontier(*store_, Recrawling());
  frontier.Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  CaptureNow(frontier, Seen(PayloadChange::kNew));
  frontier.Advance(hours(2));
  frontier.Discover({Entry("http://a.example/1", frontier.clock().Utc()),
                     Entry("http://a.example/2", frontier.clock().Utc() - hours(3))});
  EXPECT_THAT(RunFor(frontier, 10, Seen(PayloadChange::kChanged)),
              ElementsAre("http://a.example/1"));
}

TEST_F(Visits, AnEarlierLastmodPutsAPageOff) {
  InProcessFrontier frontier(*store_, Recrawling());
  const UtcTime before = frontier.clock().Utc() - hours(100);
  frontier.Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  CaptureNow(frontier, Seen(PayloadChange::kNew));
  for (int hour = 0; hour < 40; ++hour) {
    frontier.Discover({Entry("http://a.example/1", before)});
    EXPECT_THAT(RunFor(frontier, 60, Seen(PayloadChange::kUnchanged)),
                testing::Not(testing::Contains("http://a.example/1")));
  }
}

TEST_F(Visits, ASiteWhoseLastmodIsAlwaysNowLosesItsSay) {
  InProcessFrontier frontier(*store_, Recrawling());
  frontier.Discover(Pages("http://a.example/", 20));
  CaptureNow(frontier, Seen(PayloadChange::kNew));
  size_t visits = 0;
  for (int hour = 0; hour < 20; ++hour) {
    for (int i = 0; i < 20; ++i) {
      frontier.Discover({Entry("http://a.example/" + std::to_string(i), frontier.clock().Utc())});
      visits += RunFor(frontier, 3, Seen(PayloadChange::kUnchanged)).size();
    }
  }
  EXPECT_EQ(visits, 4U);
}

TEST_F(Visits, RecrawlQueuesAPlannedVisitOnce) {
  InProcessFrontier frontier(*store_, Recrawling());
  frontier.Discover(Pages("http://a.example/", 5));
  CaptureNow(frontier, Seen(PayloadChange::kNew));
  ASSERT_TRUE(frontier.frontier().Recrawl().has_value());
  EXPECT_THAT(CaptureNow(frontier, Seen(PayloadChange::kUnchanged)), SizeIs(5));
  EXPECT_EQ(frontier.Progress().captured, 5U);
  EXPECT_THAT(RunFor(frontier, 24 * 60 - 10, Seen(PayloadChange::kUnchanged)), IsEmpty())
      << "an early visit hardly lengthens the interval";
  EXPECT_THAT(RunFor(frontier, 2 * 60, Seen(PayloadChange::kUnchanged)), SizeIs(5));
}

TEST_F(Visits, PlannedVisitsAreDroppedWhenRecrawlIsTurnedOff) {
  {
    InProcessFrontier frontier(*store_, Recrawling());
    frontier.Discover(Pages("http://a.example/", 5));
    CaptureNow(frontier, Seen(PayloadChange::kNew));
  }
  InProcessFrontier frontier(*store_, Undelayed());
  frontier.Advance(hours(26));
  EXPECT_THAT(CaptureNow(frontier, Seen(PayloadChange::kNew)), IsEmpty());
  EXPECT_EQ(frontier.Progress().captured, 5U);
  EXPECT_EQ(frontier.Progress().next_wake, std::nullopt);
}

TEST_F(Visits, MorePagesThanMemoryHoldsAllComeBack) {
  FrontierOptions options = Recrawling();
  InProcessFrontier frontier(*store_, options);
  frontier.Discover(Pages("http://a.example/", 5000));
  CaptureNow(frontier, Seen(PayloadChange::kNew));
  ASSERT_EQ(frontier.Progress().captured, 5000U);
  std::set<std::string> again;
  frontier.Advance(hours(24));
  for (const std::string& href : RunFor(frontier, 24 * 60, Seen(PayloadChange::kUnchanged))) {
    again.insert(href);
  }
  EXPECT_EQ(again.size(), 5000U);
}

}  // namespace
}  // namespace arsip::frontier
