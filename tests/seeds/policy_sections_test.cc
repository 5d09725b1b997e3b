#include "seeds/policy_sections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsed_section.h"

namespace arsip::seeds {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;
constexpr const char* kToday = "2026-11-22";

TEST(RobotsSection, ObeyIsAWordOrAMap) {
  for (const char* yaml : {"obey", "{policy: obey}"}) {
    ParsedSection section(yaml, "robots");
    EXPECT_TRUE(ReadRobots(section.field(), kToday, section.problems()).obey);
    EXPECT_EQ(section.Reported(), "");
  }
}

TEST(RobotsSection, OverrideNamesReasonApproverAndExpiry) {
  ParsedSection section(
      "{policy: ignore, reason: court order, approver: Jane Doe, expires: 2026-11-22}", "robots");
  const RobotsPolicy robots = ReadRobots(section.field(), kToday, section.problems());
  EXPECT_EQ(section.Reported(), "");
  EXPECT_FALSE(robots.obey);
  EXPECT_EQ(robots.override_reason, "court order");
  EXPECT_EQ(robots.override_approver, "Jane Doe");
  EXPECT_EQ(robots.override_expires, "2026-11-22");
}

TEST(RobotsSection, OverrideWithoutItsThreeKeysIsRefused) {
  ParsedSection word("ignore", "robots");
  EXPECT_TRUE(ReadRobots(word.field(), kToday, word.problems()).obey);
  EXPECT_THAT(word.Reported(), HasSubstr("needs a map: {policy: ignore"));
  ParsedSection bare("{policy: ignore}", "robots");
  ReadRobots(bare.field(), kToday, bare.problems());
  for (const char* key : {"'robots.reason'", "'robots.approver'", "'robots.expires'"}) {
    EXPECT_THAT(bare.Reported(), HasSubstr(key));
  }
}

TEST(RobotsSection, OverrideThatEndedYesterdayHasExpired) {
  ParsedSection section("{policy: ignore, reason: r, approver: a, expires: 2026-11-21}", "robots");
  ReadRobots(section.field(), kToday, section.problems());
  EXPECT_THAT(section.Reported(), HasSubstr("the override ended on 2026-11-21"));
  EXPECT_EQ(section.problems().ToStatus().error().code, ErrorCode::kPermission);
}

TEST(RobotsSection, WrongPolicyAndStrayKeysAreRefused) {
  for (const char* yaml : {"obay", "{policy: maybe}", "{reason: r}", "{policy: obey, reason: r}",
                           "{policy: obey, until: never}", "[obey]"}) {
    ParsedSection section(yaml, "robots");
    EXPECT_TRUE(ReadRobots(section.field(), kToday, section.problems()).obey) << yaml;
    EXPECT_NE(section.Reported(), "") << yaml;
  }
}

PolitenessPolicy Politeness(const char* yaml, std::string& reported) {
  ParsedSection section(yaml, "politeness");
  PolitenessPolicy policy = ReadPoliteness(section.field(), section.problems());
  reported = section.Reported();
  return policy;
}

TEST(PolitenessSection, SlowerThanTheDefaultNeedsNoReason) {
  std::string reported;
  const PolitenessPolicy policy = Politeness("{host_delay: 10s, ip_delay: 2s}", reported);
  EXPECT_EQ(reported, "");
  EXPECT_EQ(policy.host_delay, 10s);
  EXPECT_EQ(policy.ip_delay, 2s);
  EXPECT_EQ(policy.connections_per_host, 1u);
}

TEST(PolitenessSection, FasterThanTheDefaultNeedsAReason) {
  std::string reported;
  for (const char* yaml : {"{host_delay: 2.9s}", "{ip_delay: 1.9s}", "{host_delay: 0s}"}) {
    Politeness(yaml, reported);
    EXPECT_THAT(reported, HasSubstr("needs a reason")) << yaml;
  }
  EXPECT_EQ(Politeness("{host_delay: 1s, reason: our own server}", reported).reason,
            "our own server");
  EXPECT_EQ(reported, "");
  Politeness("{host_delay: 1s, reason: ' '}", reported);
  EXPECT_THAT(reported, HasSubstr("politeness.reason: is empty"));
}

TEST(PolitenessSection, ParallelConnectionsNeedBothDelaysAtZero) {
  std::string reported;
  const PolitenessPolicy policy =
      Politeness("{host_delay: 0s, ip_delay: 0s, connections_per_host: 8, reason: r}", reported);
  EXPECT_EQ(reported, "");
  EXPECT_EQ(policy.connections_per_host, 8u);
  for (const char* yaml :
       {"{connections_per_host: 2}", "{host_delay: 0s, connections_per_host: 2, reason: r}",
        "{host_delay: 0s, ip_delay: 1ms, connections_per_host: 2, reason: r}"}) {
    Politeness(yaml, reported);
    EXPECT_THAT(reported, HasSubstr("needs host_delay: 0s and ip_delay: 0s")) << yaml;
  }
  Politeness("{connections_per_host: 1}", reported);
  EXPECT_EQ(reported, "");
}

TEST(PolitenessSection, ValuesOutOfBoundsAreRefused) {
  std::string reported;
  for (const char* yaml :
       {"{host_delay: 25h}", "{host_delay: fast}", "{connections_per_host: 0}",
        "{host_delay: 0s, ip_delay: 0s, connections_per_host: 65, reason: r}", "{speed: 9}"}) {
    Politeness(yaml, reported);
    EXPECT_NE(reported, "") << yaml;
  }
}

TEST(RetriesSection, LaddersAreRead) {
  ParsedSection section("{transfer: [1m, 2m], host: []}", "retries");
  const RetryPolicy retries = ReadRetries(section.field(), section.problems());
  EXPECT_EQ(section.Reported(), "");
  EXPECT_EQ(retries.transfer, (std::vector<Duration>{1min, 2min}));
  EXPECT_EQ(retries.host, std::vector<Duration>{});
}

TEST(RetriesSection, AbsentLaddersKeepTheDefault) {
  ParsedSection section("{transfer: [1s]}", "retries");
  EXPECT_FALSE(ReadRetries(section.field(), section.problems()).host.has_value());
}

TEST(RetriesSection, LongLaddersAndLongWaitsAreRefused) {
  for (const char* yaml :
       {"{transfer: [1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s]}",
        "{host: [31d]}", "{host: 5m}", "{host: [soon]}", "{hosts: [1m]}"}) {
    ParsedSection section(yaml, "retries");
    ReadRetries(section.field(), section.problems());
    EXPECT_NE(section.Reported(), "") << yaml;
  }
}

}  // namespace
}  // namespace arsip::seeds
