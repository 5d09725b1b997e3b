#include "frontier/revisit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <ratio>
#include <vector>

namespace arsip::frontier {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr FrontierTime kBegin(hours(24 * 365 * 56));

double HoursOf(Duration duration) {
  return std::chrono::duration<double, std::ratio<3600>>(duration).count();
}

RevisitOptions WithoutBursts() {
  RevisitOptions options;
  options.enabled = true;
  options.bursts = {};
  options.earliest = 1;
  return options;
}

Revisit FirstCapture(const RevisitOptions& options, PageKind kind = PageKind::kPage) {
  return AfterVisit(options, {}, {kBegin, PayloadChange::kNew, false, kind}, 0);
}

Revisit Visited(const RevisitOptions& options, const Revisit& before, PayloadChange change,
                bool gone = false) {
  return AfterVisit(options, before, {before.next, change, gone, before.kind}, 0);
}

TEST(Revisit, TheFirstIntervalIsTheKindsOrTheHint) {
  const RevisitOptions options = WithoutBursts();
  EXPECT_EQ(FirstCapture(options).interval, hours(24));
  EXPECT_EQ(FirstCapture(options, PageKind::kChannelHead).interval, hours(1));
  EXPECT_EQ(FirstCapture(options, PageKind::kManifest).interval, hours(1));
  EXPECT_EQ(FirstCapture(options, PageKind::kMedia).interval, hours(168));
  Revisit hinted;
  hinted.interval = hours(6);
  const Revisit after =
      AfterVisit(options, hinted, {kBegin, PayloadChange::kNew, false, PageKind::kPage}, 0);
  EXPECT_EQ(after.next, kBegin + hours(6));
}

TEST(Revisit, UnchangedLengthensByFourTenthsAndChangedShortensByThree) {
  const RevisitOptions options = WithoutBursts();
  const Revisit first = FirstCapture(options);
  const Revisit unchanged = Visited(options, first, PayloadChange::kUnchanged);
  EXPECT_NEAR(HoursOf(unchanged.interval), 24 * 1.4, 0.001);
  EXPECT_EQ(unchanged.unchanged, 1);
  EXPECT_EQ(unchanged.changed, first.visited);
  const Revisit changed = Visited(options, first, PayloadChange::kChanged);
  EXPECT_NEAR(HoursOf(changed.interval), 24 * 0.7, 0.001);
  EXPECT_EQ(changed.changed, first.next);
  EXPECT_EQ(Visited(options, first, PayloadChange::kUnknown).interval, hours(24));
}

TEST(Revisit, AChannelHeadStaysBetweenTenMinutesAndADay) {
  const RevisitOptions options = WithoutBursts();
  Revisit busy = FirstCapture(options, PageKind::kChannelHead);
  Revisit quiet = busy;
  for (int i = 0; i < 40; ++i) {
    busy = Visited(options, busy, PayloadChange::kChanged);
    quiet = Visited(options, quiet, PayloadChange::kUnchanged);
    EXPECT_GE(busy.interval, minutes(10));
    EXPECT_LE(quiet.interval, hours(24));
  }
  EXPECT_EQ(busy.interval, minutes(10));
  EXPECT_EQ(quiet.interval, hours(24));
}

// On average, at a page whose changes come at random, an interval that fits stays what it is.
TEST(Revisit, TheEstimateHasNoBiasWheneverVisitsCome) {
  const RevisitOptions options = WithoutBursts();
  const Revisit first = FirstCapture(options);
  constexpr double kChangesPerInterval = 0.6644175;
  for (const double elapsed : {0.1, 0.25, 0.5, 1.0, 2.0, 5.0}) {
    const FrontierTime at = kBegin + Duration(static_cast<int64_t>(elapsed * 24 * 3600e9));
    const auto growth = [&](PayloadChange change) {
      const Revisit after = AfterVisit(options, first, {at, change, false, PageKind::kPage}, 0);
      return std::log(std::chrono::duration<double>(after.interval) /
                      std::chrono::duration<double>(first.interval));
    };
    const double unchanged = std::exp(-kChangesPerInterval * elapsed);
    EXPECT_NEAR(unchanged * growth(PayloadChange::kUnchanged) +
                    (1 - unchanged) * growth(PayloadChange::kChanged),
                0, 0.001)
        << elapsed;
    EXPECT_GT(growth(PayloadChange::kUnchanged), 0);
    EXPECT_LT(growth(PayloadChange::kChanged), 0);
  }
}

TEST(Revisit, AVisitMayComeFromAQuarterOfTheIntervalOnButNotBelowTheLeast) {
  RevisitOptions options;
  options.bursts = {};
  EXPECT_EQ(FirstCapture(options).next, kBegin + hours(6));
  options.ranges[0].min = hours(20);
  EXPECT_EQ(FirstCapture(options).next, kBegin + hours(20));
}

TEST(Revisit, LatenessOnlyAdds) {
  const RevisitOptions options = WithoutBursts();
  for (const double lateness : {0.0, 0.3, 0.999}) {
    const Revisit after =
        AfterVisit(options, {}, {kBegin, PayloadChange::kNew, false, PageKind::kPage}, lateness);
    EXPECT_GE(after.next, kBegin + hours(24));
    EXPECT_LE(after.next, kBegin + hours(24) + minutes(90));
  }
}

TEST(Revisit, EachBurstComesOnceWhateverTheInterval) {
  RevisitOptions options = WithoutBursts();
  options.bursts = {hours(1), hours(24), hours(168)};
  for (const PageKind kind : {PageKind::kPage, PageKind::kMedia}) {
    options.ranges[0].first = hours(720);
    Revisit revisit = FirstCapture(options, kind);
    std::vector<Duration> bursts;
    for (int i = 0; i < 12; ++i) {
      if (revisit.reason == VisitReason::kBurst) bursts.push_back(revisit.next - kBegin);
      revisit = Visited(options, revisit, PayloadChange::kUnchanged);
    }
    EXPECT_EQ(bursts, (std::vector<Duration>{hours(1), hours(24), hours(168)}));
  }
}

TEST(Revisit, ALateVisitStandsForTheBurstsThatItMissed) {
  RevisitOptions options = WithoutBursts();
  options.bursts = {hours(1), hours(24), hours(168)};
  Revisit revisit = FirstCapture(options);
  revisit = AfterVisit(options, revisit,
                       {kBegin + hours(30), PayloadChange::kUnchanged, false, PageKind::kPage}, 0);
  EXPECT_EQ(revisit.bursts, 2);
}

TEST(Revisit, APageThatIsGoneIsConfirmedSoonAndThenSeldomSeen) {
  const RevisitOptions options = WithoutBursts();
  Revisit revisit = FirstCapture(options);
  revisit = Visited(options, revisit, PayloadChange::kChanged, /*gone=*/true);
  EXPECT_EQ(revisit.presence, Presence::kGoneOnce);
  EXPECT_EQ(revisit.reason, VisitReason::kConfirm);
  EXPECT_EQ(revisit.next, revisit.visited + minutes(10));
  // The page that says so may differ each time.
  revisit = Visited(options, revisit, PayloadChange::kChanged, /*gone=*/true);
  EXPECT_EQ(revisit.presence, Presence::kGone);
  EXPECT_GE(revisit.interval, hours(168));
  EXPECT_EQ(revisit.unchanged, 1);
  const Revisit back = Visited(options, revisit, PayloadChange::kUnchanged, /*gone=*/false);
  EXPECT_EQ(back.presence, Presence::kThere);
  EXPECT_EQ(back.changed, revisit.next) << "that it is there again is a change";
}

TEST(Revisit, APageThatNeverWasThereNeedsNoEvidence) {
  RevisitOptions options = WithoutBursts();
  options.bursts = {hours(1)};
  const Revisit revisit =
      AfterVisit(options, {}, {kBegin, PayloadChange::kNew, true, PageKind::kPage}, 0);
  EXPECT_EQ(revisit.reason, VisitReason::kInterval);
  EXPECT_EQ(revisit.next, kBegin + hours(168));
}

TEST(Revisit, AVisitThatComesToNothingIsFollowedByAnother) {
  RevisitOptions options = WithoutBursts();
  options.bursts = {hours(1), hours(3)};
  const Revisit first = FirstCapture(options);
  const Revisit lost = AfterLostVisit(options, first, first.next);
  EXPECT_EQ(lost.interval, first.interval);
  EXPECT_EQ(lost.visited, first.visited);
  EXPECT_EQ(lost.next, kBegin + hours(3)) << "the second burst";
}

TEST(Revisit, AVisitIsWorthMoreTheLongerItWaits) {
  const RevisitOptions options = WithoutBursts();
  const Revisit page = FirstCapture(options);
  EXPECT_EQ(ValueOf(page, kBegin), 0);
  EXPECT_LT(ValueOf(page, kBegin + hours(1)), ValueOf(page, kBegin + hours(24)));
  Revisit named = page;
  named.reason = VisitReason::kNamed;
  EXPECT_GT(ValueOf(named, kBegin + hours(1)), ValueOf(page, kBegin + hours(240)));
}

TEST(Revisit, WhatChangesTooFastToKeepFreshIsWorthLessThanWhatDoesNot) {
  const RevisitOptions options = WithoutBursts();
  Revisit fast = FirstCapture(options);
  Revisit slow = fast;
  fast.interval = hours(1);
  slow.interval = hours(100);
  EXPECT_GT(ValueOf(slow, kBegin + hours(100)), ValueOf(fast, kBegin + hours(100)));
  EXPECT_GT(ValueOf(fast, kBegin + hours(1)), ValueOf(slow, kBegin + hours(1)));
}

TEST(Revisit, GoneIsWhatIsNotThereOrNotForUs) {
  for (const int status : {404, 410, 451}) EXPECT_TRUE(IsGone(status));
  for (const int status : {200, 301, 304, 403, 500}) EXPECT_FALSE(IsGone(status));
}

}  // namespace
}  // namespace arsip::frontier
