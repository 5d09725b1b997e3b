// Two months of a small web: what the policy gains over visiting all pages alike, at the same
// number of visits. The year is tests/bench/revisit_year.cc.
#include <gtest/gtest.h>

#include "revisited_web.h"

namespace arsip::frontier {
namespace {

class RevisitYear : public testing::TestWithParam<uint64_t> {};

TEST_P(RevisitYear, TheFrontierBeatsAUniformPolicyWithTheSameVisits) {
  const WebOptions options{
      .seed = GetParam(), .days = 40, .platforms = 2, .pages = 100, .requests_per_day = 128};
  RevisitedWeb web(options);
  const PolicyResult ours = web.Measure(VisitPolicy::kFrontier);
  const PolicyResult uniform = web.Measure(VisitPolicy::kUniform);
  const PolicyResult proportional = web.Measure(VisitPolicy::kProportional);
  const PolicyResult best = web.Measure(VisitPolicy::kBestKnown);
  EXPECT_EQ(ours.visits, uniform.visits);
  EXPECT_LE(ours.visits, 40U * 2 * 128);
  EXPECT_GE(ours.visits, 40U * 2 * 128 * 9 / 10) << "what politeness allows is used";
  EXPECT_GT(ours.fresh, uniform.fresh + 0.008);
  EXPECT_GT(ours.fresh, proportional.fresh + 0.02);
  EXPECT_LT(ours.fresh, best.fresh) << "nothing beats knowing the rates";
  EXPECT_GT(ours.fresh_heads, uniform.fresh_heads + 0.3);
  EXPECT_GT(ours.caught, uniform.caught + 0.2);
}

// One visit for each page in five days: here bursts cost freshness, and date what vanishes.
TEST_P(RevisitYear, BurstsDateTakedownsThatAUniformPolicyMissesByDays) {
  const WebOptions options{
      .seed = GetParam(), .days = 60, .platforms = 2, .pages = 300, .requests_per_day = 64};
  RevisitedWeb web(options);
  const PolicyResult ours = web.Measure(VisitPolicy::kFrontier);
  const PolicyResult uniform = web.Measure(VisitPolicy::kUniform);
  EXPECT_EQ(ours.visits, uniform.visits);
  EXPECT_LT(ours.takedown_gap_hours, 0.92 * uniform.takedown_gap_hours);
  EXPECT_GT(ours.fresh, uniform.fresh - 0.015);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RevisitYear, testing::Values(1, 2, 3, 4, 5));

}  // namespace
}  // namespace arsip::frontier
