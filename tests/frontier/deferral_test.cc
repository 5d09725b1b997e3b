#include "frontier/deferral.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "frontier_fixture.h"

namespace arsip::frontier {
namespace {

using testing::HasSubstr;

constexpr UtcTime kNow{std::chrono::seconds(1'795'824'000)};  // 2026-11-28

TEST(Deferral, AnIgnoreRuleIsNamedWithItsPattern) {
  Deferral deferral(TrapLimits{});
  ASSERT_TRUE(deferral.SetIgnoreRules({"/print/", "[?&]sort="}).has_value());
  EXPECT_EQ(deferral.Reason(UrlOf("http://a.example/x?a=1&sort=up"), kNow),
            "ignore rule '[?&]sort='");
  EXPECT_EQ(deferral.Reason(UrlOf("http://a.example/x"), kNow), std::nullopt);
}

TEST(Deferral, ARuleThatDoesNotCompileLeavesTheOthersInForce) {
  Deferral deferral(TrapLimits{});
  ASSERT_TRUE(deferral.SetIgnoreRules({"/print/"}).has_value());
  const auto status = deferral.SetIgnoreRules({"/a/", "b("});
  ASSERT_FALSE(status.has_value());
  EXPECT_THAT(status.error().ToString(), HasSubstr("b("));
  EXPECT_EQ(deferral.ignore_rules(), std::vector<std::string>{"/print/"});
  EXPECT_TRUE(deferral.Reason(UrlOf("http://a.example/print/1"), kNow).has_value());
  EXPECT_FALSE(deferral.SetIgnoreRules({""}).has_value());
  EXPECT_FALSE(deferral.SetIgnoreRules({std::string(1001, 'a')}).has_value());
  EXPECT_FALSE(deferral.SetIgnoreRules(std::vector<std::string>(1001, "a")).has_value());
}

TEST(Deferral, TrapsAreDeferredUnlessTheyAreAllowed) {
  const Url calendar = UrlOf("http://a.example/2031/05/");
  const Url session = UrlOf("http://a.example/p?PHPSESSID=0123456789abcdef0123");
  Deferral deferral(TrapLimits{});
  EXPECT_EQ(deferral.Reason(calendar, kNow), "calendar: 2031/05");
  EXPECT_EQ(deferral.Reason(session, kNow), "session id: asked for as http://a.example/p");
  TrapLimits open;
  open.calendars = false;
  open.session_ids = false;
  EXPECT_EQ(Deferral(open).Reason(calendar, kNow), std::nullopt);
  EXPECT_EQ(Deferral(open).Reason(session, kNow), std::nullopt);
}

TEST(Deferral, ADomainHasItsShareOfHosts) {
  TrapLimits limits;
  limits.max_hosts_per_domain = 2;
  Deferral deferral(limits);
  deferral.CountHost("a.wild.example");
  EXPECT_EQ(deferral.WildcardReason("b.wild.example"), std::nullopt);
  deferral.CountHost("b.wild.example");
  EXPECT_EQ(deferral.WildcardReason("c.wild.example"),
            "wildcard hosts: wild.example has 2 already");
  EXPECT_EQ(deferral.WildcardReason("c.other.example"), std::nullopt);
}

}  // namespace
}  // namespace arsip::frontier
