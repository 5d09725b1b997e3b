// The simulator itself: a seed is the same in every run, and every defect it is there for is seen.
#include "simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace arsip::simulation {
namespace {

TEST(Simulation, TwoRunsOfASeedAreTheSame) {
  for (const uint64_t seed : {3, 7, 11, 40, 77}) {
    SimulationOptions options;
    options.seed = seed;
    const SimulationResult first = Simulate(options);
    const SimulationResult second = Simulate(options);
    EXPECT_EQ(first.digest, second.digest) << "seed " << seed;
    EXPECT_EQ(first.steps, second.steps) << "seed " << seed;
    EXPECT_GT(first.requests, 0U) << "seed " << seed;
  }
}

TEST(Simulation, SeedsDiffer) {
  SimulationOptions options;
  options.seed = 1;
  const uint64_t first = Simulate(options).digest;
  options.seed = 2;
  EXPECT_NE(Simulate(options).digest, first);
}

TEST(Simulation, OneOfFiftySeedsRunsOverLevelDb) {
  int on_disk = 0;
  for (uint64_t seed = 1; seed <= 2000; ++seed) on_disk += Climate(seed).on_disk ? 1 : 0;
  EXPECT_GE(on_disk, 20);
  EXPECT_LE(on_disk, 80);
}

struct Defect {
  const char* name;
  Mutation mutation;
  std::vector<std::string> seen_by;  // one of these invariants
};
void PrintTo(const Defect& defect, std::ostream* out) { *out << defect.name; }

class SeenDefect : public testing::TestWithParam<Defect> {};

// A defect need not show in every seed; in the first that shows it, the right invariant says so.
TEST_P(SeenDefect, IsSeenWithinAHundredSeeds) {
  SimulationOptions options;
  options.mutation = GetParam().mutation;
  for (options.seed = 1; options.seed <= 100; ++options.seed) {
    const SimulationResult result = Simulate(options);
    if (!result.violation.has_value()) continue;
    EXPECT_THAT(GetParam().seen_by, testing::Contains(result.violation->invariant))
        << "seed " << options.seed << ": " << result.violation->what;
    std::cout << GetParam().name << ": seed " << options.seed << ", step " << result.violation->step
              << ": " << result.violation->invariant << ": " << result.violation->what << "\n";
    return;
  }
  FAIL() << "a defect that nothing sees";
}

INSTANTIATE_TEST_SUITE_P(
    Mutations, SeenDefect,
    testing::Values(
        Defect{
            "DropInsert", Mutation::kDropInsert, {"store", "no URL lost", "origin", "one state"}},
        Defect{"DropPlace", Mutation::kDropPlace, {"store", "serves"}},
        Defect{"KeepPlace", Mutation::kKeepPlace, {"store"}},
        Defect{"ForgetBackOff", Mutation::kForgetBackOff, {"back-off"}},
        Defect{"ForgetServed", Mutation::kForgetServed, {"host delay", "IP delay"}},
        Defect{"HalfBatch", Mutation::kHalfBatch, {"store", "batches in order", "one state"}},
        Defect{"ApplyTwice", Mutation::kApplyTwice, {"store", "serves", "commits"}},
        Defect{"NoFence", Mutation::kNoFence, {"fenced"}},
        Defect{"LoseAcknowledged",
               Mutation::kLoseAcknowledged,
               {"store", "no URL lost", "one state", "serves", "commits"}},
        Defect{"LeaseTwice",
               Mutation::kLeaseTwice,
               {"one lease", "captured once", "lease", "verdict", "counters", "host delay"}},
        Defect{"HideUrl", Mutation::kHideUrl, {"no URL lost"}},
        Defect{"NoReason", Mutation::kNoReason, {"explained"}},
        Defect{"Miscount", Mutation::kMiscount, {"counters"}},
        Defect{"NoWake", Mutation::kNoWake, {"progress"}},
        Defect{"WakeAlways", Mutation::kWakeAlways, {"no busy loop"}},
        Defect{"AcceptStale", Mutation::kAcceptStale, {"verdict"}},
        Defect{"KeepLost", Mutation::kKeepLost, {"renewal"}},
        Defect{"NoHostDelay", Mutation::kNoHostDelay, {"host delay"}},
        Defect{"NoIpDelay", Mutation::kNoIpDelay, {"IP delay"}},
        Defect{"NoCrawlDelay", Mutation::kNoCrawlDelay, {"host delay"}},
        Defect{"NoRetryAfter", Mutation::kNoRetryAfter, {"back-off"}},
        Defect{"NoBackOff", Mutation::kNoBackOff, {"back-off"}},
        Defect{"NoRobots", Mutation::kNoRobots, {"robots"}},
        Defect{"OldRobots", Mutation::kOldRobots, {"robots"}},
        Defect{"NoLeaseLimit", Mutation::kNoLeaseLimit, {"budget"}},
        Defect{"NoPlatformDelay", Mutation::kNoPlatformDelay, {"platform delay"}},
        Defect{"NoHandoverWait",
               Mutation::kNoHandoverWait,
               {"host delay", "IP delay", "inside a lease", "platform delay"}},
        Defect{"NoCalendars", Mutation::kNoCalendars, {"deferred"}},
        Defect{"NeverBack", Mutation::kNeverBack, {"comes back"}},
        Defect{"SoonVisits", Mutation::kSoonVisits, {"visit due"}},
        Defect{"NoVisitBudget", Mutation::kNoVisitBudget, {"visit budget"}},
        Defect{"ForgetVisit", Mutation::kForgetVisit, {"store"}},
        Defect{"NoPlatformBudget", Mutation::kNoPlatformBudget, {"platform budget"}},
        Defect{"ForgetSpent", Mutation::kForgetSpent, {"platform budget"}},
        Defect{"NoChannels", Mutation::kNoChannels, {"channels take turns"}},
        Defect{"ForgetPause", Mutation::kForgetPause, {"paused"}},
        Defect{"NoBlock", Mutation::kNoBlock, {"blocked"}},
        Defect{"ForgetBlock", Mutation::kForgetBlock, {"blocked"}},
        Defect{"NoIgnore", Mutation::kNoIgnore, {"deferred", "ignore rules"}},
        Defect{"ForgetRules", Mutation::kForgetRules, {"ignore rules"}},
        Defect{"KeepRules", Mutation::kKeepRules, {"ignore rules", "comes back"}},
        Defect{"NoLiveBudget", Mutation::kNoLiveBudget, {"budget"}},
        Defect{"OldScope",
               Mutation::kOldScope,
               {"scope", "rescope", "one state", "refused for a reason"}},
        Defect{"ForgetRescope", Mutation::kForgetRescope, {"rescope", "no busy loop"}},
        Defect{
            "LoseSeed", Mutation::kLoseSeed, {"no URL lost", "one state", "refused for a reason"}},
        Defect{"LateCapture",
               Mutation::kLateCapture,
               {"capture now", "refused for a reason", "scope"}},
        Defect{"NoByteLimit", Mutation::kNoByteLimit, {"budget"}},
        Defect{"ForgetBytes", Mutation::kForgetBytes, {"counts", "budget"}},
        Defect{"ForgetReceived", Mutation::kForgetReceived, {"counts"}},
        Defect{"NoRecrawl", Mutation::kNoRecrawl, {"recrawl"}},
        Defect{"HalfRecrawl", Mutation::kHalfRecrawl, {"recrawl"}},
        Defect{"NoWildcardLimit", Mutation::kNoWildcardLimit, {"made-up hosts"}},
        Defect{"DeferAllHosts", Mutation::kDeferAllHosts, {"comes back"}},
        Defect{"NoDemotion", Mutation::kNoDemotion, {"host delay"}},
        Defect{"ForgetNovelty", Mutation::kForgetNovelty, {"novelty"}},
        Defect{"BelieveAll", Mutation::kBelieveAll, {"visit due"}},
        Defect{"ForgetLies", Mutation::kForgetLies, {"site's word"}}),
    [](const testing::TestParamInfo<Defect>& defect) { return defect.param.name; });

}  // namespace
}  // namespace arsip::simulation
