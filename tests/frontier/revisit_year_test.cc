// Two months of a small web: what the policy gains over visiting all pages alike, at the same
// number of visits. The year is tests/bench/revisit_year.cc.
#include <gtest/gtest.h>

#include "revisited_web.h"

namespace arsip::frontier {
namespace {

class RevisitYear : public testing::TestWithParam<uint64_t> {};

TEST_P(RevisitYear, TheFrontierBeatsAUniformPolicyWithTheSameVisits) {
  const WebOptions options{.seed = GetParam()};
  RevisitedWeb web(options);
  const PolicyResult ours = web.Measure(VisitPolicy::kFrontier);
  const PolicyResult uniform = web.Measure(VisitPolicy::kUniform);
  const PolicyResult proportional = web.Measure(VisitPolicy::kProportional);
  const PolicyResult best = web.Measure(VisitPolicy::kBestKnown);
  EXPECT_EQ(ours.visits, uniform.visits);
  const auto most = static_cast<size_t>(options.days * options.platforms) *
                    static_cast<size_t>(options.requests_per_day);
  EXPECT_LE(ours.visits, most);
  EXPECT_GE(ours.visits, most * 9 / 10) << "what politeness allows is used";
  EXPECT_GT(ours.fresh, uniform.fresh + 0.02);
  EXPECT_GT(ours.fresh, proportional.fresh);
  EXPECT_LE(ours.fresh, best.fresh + 0.01) << "nothing beats knowing the rates";
  EXPECT_GT(ours.caught, uniform.caught);
  EXPECT_LT(ours.takedown_gap_hours, uniform.takedown_gap_hours);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RevisitYear, testing::Values(1, 2, 3, 4, 5));

}  // namespace
}  // namespace arsip::frontier
