#include "frontier/politeness.h"

#include <gtest/gtest.h>

#include <vector>

namespace arsip::frontier {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

FrontierTime At(Duration since) { return FrontierTime(std::chrono::hours(400'000)) + since; }

FrontierOptions Options(Duration ip_delay, double jitter = 0) {
  FrontierOptions options;
  options.ip_delay = ip_delay;
  options.delay_jitter = jitter;
  options.connections_per_host = 8;
  return options;
}

// Two hosts, both resolved.
class PolitenessTest : public testing::Test {
 protected:
  void Use(const FrontierOptions& options, bool one_address) {
    politeness_ = std::make_unique<Politeness>(options, 1);
    for (const char* address : {"192.0.2.1", "192.0.2.2"}) {
      const HostNumber host = politeness_->AddHost();
      politeness_->Join(host, politeness_->Group(one_address ? "192.0.2.1" : address));
    }
  }
  void Serve(HostNumber host, FrontierTime from, FrontierTime to) {
    politeness_->Await(host, from);
    ASSERT_EQ(politeness_->Next(from), host);
    politeness_->RequestBegan(host);
    politeness_->ResponseEnded(host, politeness_->group_of(host), to);
  }
  std::unique_ptr<Politeness> politeness_;
};

TEST_F(PolitenessTest, NobodyWaitsUntilSomebodyAsks) {
  Use(Options(seconds(2)), false);
  EXPECT_EQ(politeness_->Next(At({})), std::nullopt);
  EXPECT_EQ(politeness_->NextTime(), std::nullopt);
  politeness_->Await(1, At(seconds(3)));
  EXPECT_EQ(politeness_->NextTime(), At(seconds(3)));
  EXPECT_EQ(politeness_->Next(At(seconds(2))), std::nullopt);
  EXPECT_EQ(politeness_->Next(At(seconds(3))), 1U);
  politeness_->Leave(1);
  EXPECT_EQ(politeness_->Next(At(seconds(3))), std::nullopt);
}

TEST_F(PolitenessTest, TheHostThatWasReadyFirstGoesFirst) {
  Use(Options({}), false);
  politeness_->Await(0, At(seconds(2)));
  politeness_->Await(1, At(seconds(1)));
  EXPECT_EQ(politeness_->Next(At(seconds(5))), 1U);
}

TEST_F(PolitenessTest, TheHostDelayRunsFromTheEndOfTheResponse) {
  Use(Options({}), false);
  politeness_->SetDelay(0, seconds(5));
  Serve(0, At({}), At(seconds(60)));
  politeness_->Await(0, At({}));
  EXPECT_EQ(politeness_->NextTime(), At(seconds(65)));
}

TEST_F(PolitenessTest, ADelayThatGrowsReachesBackToTheLastResponse) {
  Use(Options({}), false);
  politeness_->SetDelay(0, seconds(1));
  Serve(0, At({}), At({}));
  politeness_->Await(0, At({}));
  politeness_->SetDelay(0, seconds(10));
  EXPECT_EQ(politeness_->NextTime(), At(seconds(10)));
  politeness_->SetDelay(0, seconds(1));
  EXPECT_EQ(politeness_->NextTime(), At(seconds(10)));
}

TEST_F(PolitenessTest, AHostWithADelayHasOneRequestInFlight) {
  Use(Options({}), false);
  politeness_->SetDelay(0, milliseconds(1));
  politeness_->Await(0, At({}));
  politeness_->RequestBegan(0);
  politeness_->Await(0, At({}));
  EXPECT_EQ(politeness_->Next(At(seconds(3600))), std::nullopt);
  EXPECT_TRUE(politeness_->host_full(0));
}

TEST_F(PolitenessTest, WithoutAnyDelayAHostHasItsConnections) {
  Use(Options({}), false);
  for (int i = 0; i < 8; ++i) {
    politeness_->Await(0, At({}));
    ASSERT_EQ(politeness_->Next(At({})), 0U) << i;
    politeness_->RequestBegan(0);
  }
  EXPECT_EQ(politeness_->Next(At(seconds(3600))), std::nullopt);
  politeness_->ResponseEnded(0, politeness_->group_of(0), At(seconds(1)));
  EXPECT_EQ(politeness_->Next(At(seconds(1))), 0U);
}

TEST_F(PolitenessTest, AnIpDelayAloneAlsoMeansOneConnection) {
  Use(Options(milliseconds(1)), false);
  politeness_->Await(0, At({}));
  politeness_->RequestBegan(0);
  EXPECT_EQ(politeness_->Next(At(seconds(3600))), std::nullopt);
}

TEST_F(PolitenessTest, HostsOfOneAddressTakeTurnsWithItsDelayBetween) {
  Use(Options(seconds(2)), true);
  politeness_->Await(0, At({}));
  politeness_->Await(1, At({}));
  ASSERT_EQ(politeness_->Next(At({})), 0U);
  politeness_->RequestBegan(0);
  EXPECT_EQ(politeness_->Next(At(seconds(3600))), std::nullopt);
  politeness_->Leave(0);
  politeness_->ResponseEnded(0, politeness_->group_of(0), At(seconds(10)));
  EXPECT_EQ(politeness_->NextTime(), At(seconds(12)));
  EXPECT_EQ(politeness_->Next(At(seconds(12))), 1U);
}

TEST_F(PolitenessTest, HostsOfTwoAddressesDoNotWaitForEachOther) {
  Use(Options(seconds(2)), false);
  politeness_->Await(0, At({}));
  politeness_->Await(1, At({}));
  politeness_->RequestBegan(0);
  EXPECT_EQ(politeness_->Next(At({})), 1U);
}

TEST_F(PolitenessTest, AResponseEndsInTheGroupItBeganIn) {
  Use(Options(seconds(2)), false);
  const GroupNumber old_group = politeness_->group_of(0);
  politeness_->RequestBegan(0);
  const GroupNumber new_group = politeness_->Group("192.0.2.9");
  politeness_->Join(0, new_group);
  EXPECT_TRUE(politeness_->group_full(old_group));
  EXPECT_FALSE(politeness_->group_full(new_group));
  politeness_->ResponseEnded(0, old_group, At(seconds(1)));
  EXPECT_FALSE(politeness_->group_full(old_group));
  EXPECT_EQ(politeness_->group_ready(old_group), At(seconds(3)));
}

TEST_F(PolitenessTest, JitterOnlyAdds) {
  Use(Options(seconds(2), 0.1), false);
  politeness_->SetDelay(0, seconds(10));
  Duration shortest = seconds(100);
  Duration longest{};
  for (int i = 0; i < 500; ++i) {
    const FrontierTime end = At(seconds(1000 * i));
    politeness_->RequestBegan(0);
    politeness_->ResponseEnded(0, politeness_->group_of(0), end);
    shortest = std::min(shortest, politeness_->host_ready(0) - end);
    longest = std::max(longest, politeness_->host_ready(0) - end);
    EXPECT_GE(politeness_->group_ready(politeness_->group_of(0)) - end, seconds(2));
  }
  EXPECT_GE(shortest, seconds(10));
  EXPECT_LE(longest, seconds(11));
  EXPECT_GT(longest - shortest, milliseconds(500));
}

TEST_F(PolitenessTest, AHeldHostAndGroupWaitTheirFullDelays) {
  Use(Options(seconds(2)), false);
  politeness_->SetDelay(0, seconds(5));
  politeness_->HoldHost(0, At({}));
  politeness_->HoldGroup(politeness_->group_of(1), At({}));
  politeness_->Await(0, At({}));
  politeness_->Await(1, At({}));
  EXPECT_EQ(politeness_->NextTime(), At(seconds(2)));
  EXPECT_EQ(politeness_->Next(At(seconds(4))), 1U);
  EXPECT_EQ(politeness_->host_ready(0), At(seconds(5)));
}

TEST_F(PolitenessTest, UnresolvedHostsArePassedOverWhileTheirGroupIsClosed) {
  Use(Options(seconds(2)), false);
  const HostNumber unresolved = politeness_->AddHost();
  politeness_->Await(unresolved, At({}));
  EXPECT_EQ(politeness_->Next(At({})), unresolved);
  politeness_->SetUnresolvedOpen(false);
  EXPECT_EQ(politeness_->Next(At({})), std::nullopt);
  EXPECT_EQ(politeness_->NextTime(), std::nullopt);
  politeness_->SetUnresolvedOpen(true);
  EXPECT_EQ(politeness_->Next(At({})), unresolved);
}

TEST_F(PolitenessTest, GroupsAreFoundByTheirNames) {
  Use(Options(seconds(2)), true);
  EXPECT_EQ(politeness_->group_of(0), politeness_->group_of(1));
  EXPECT_EQ(politeness_->group_name(politeness_->group_of(0)), "192.0.2.1");
  EXPECT_EQ(politeness_->group_name(kUnresolved), "");
}

// Whatever happens, in whatever order: no host and no group is ever served before its time.
TEST_F(PolitenessTest, NoWindowIsViolatedInALongRandomRun) {
  politeness_ = std::make_unique<Politeness>(Options(seconds(2), 0.1), 7);
  constexpr HostNumber kHosts = 30;
  std::vector<FrontierTime> host_end(kHosts, At(-seconds(1000)));
  std::vector<FrontierTime> group_end(kHosts + 1, At(-seconds(1000)));
  for (HostNumber host = 0; host < kHosts; ++host) {
    politeness_->AddHost();
    politeness_->Join(host, politeness_->Group("group " + std::to_string(host % 10)));
    politeness_->SetDelay(host, seconds(5));
    politeness_->Await(host, At({}));
  }
  std::mt19937 random(3);
  std::vector<std::pair<HostNumber, FrontierTime>> in_flight;
  FrontierTime now = At({});
  int served = 0;
  for (int step = 0; step < 20'000; ++step) {
    now += milliseconds(random() % 300);
    std::erase_if(in_flight, [&](const auto& request) {
      if (request.second > now) return false;
      const GroupNumber group = politeness_->group_of(request.first);
      politeness_->ResponseEnded(request.first, group, now);
      host_end[request.first] = group_end[group] = now;
      return true;
    });
    const auto host = politeness_->Next(now);
    if (!host.has_value()) continue;
    const GroupNumber group = politeness_->group_of(*host);
    ASSERT_GE(now - host_end[*host], seconds(5));
    ASSERT_GE(now - group_end[group], seconds(2));
    for (const auto& request : in_flight) ASSERT_NE(politeness_->group_of(request.first), group);
    politeness_->RequestBegan(*host);
    in_flight.emplace_back(*host, now + milliseconds(random() % 2000));
    ++served;
  }
  EXPECT_GT(served, 1000);
}

}  // namespace
}  // namespace arsip::frontier
