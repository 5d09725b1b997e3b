#include "frontier/politeness.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
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
    politeness_->RequestBegan(host, At({}));
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
  politeness_->RequestBegan(0, At({}));
  politeness_->Await(0, At({}));
  EXPECT_EQ(politeness_->Next(At(seconds(3600))), std::nullopt);
  EXPECT_TRUE(politeness_->host_full(0));
}

TEST_F(PolitenessTest, WithoutAnyDelayAHostHasItsConnections) {
  Use(Options({}), false);
  for (int i = 0; i < 8; ++i) {
    politeness_->Await(0, At({}));
    ASSERT_EQ(politeness_->Next(At({})), 0U) << i;
    politeness_->RequestBegan(0, At({}));
  }
  EXPECT_EQ(politeness_->Next(At(seconds(3600))), std::nullopt);
  politeness_->ResponseEnded(0, politeness_->group_of(0), At(seconds(1)));
  EXPECT_EQ(politeness_->Next(At(seconds(1))), 0U);
}

TEST_F(PolitenessTest, AnIpDelayAloneAlsoMeansOneConnection) {
  Use(Options(milliseconds(1)), false);
  politeness_->Await(0, At({}));
  politeness_->RequestBegan(0, At({}));
  EXPECT_EQ(politeness_->Next(At(seconds(3600))), std::nullopt);
}

TEST_F(PolitenessTest, HostsOfOneAddressTakeTurnsWithItsDelayBetween) {
  Use(Options(seconds(2)), true);
  politeness_->Await(0, At({}));
  politeness_->Await(1, At({}));
  ASSERT_EQ(politeness_->Next(At({})), 0U);
  politeness_->RequestBegan(0, At({}));
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
  politeness_->RequestBegan(0, At({}));
  EXPECT_EQ(politeness_->Next(At({})), 1U);
}

TEST_F(PolitenessTest, AResponseEndsInTheGroupItBeganIn) {
  Use(Options(seconds(2)), false);
  const GroupNumber old_group = politeness_->group_of(0);
  politeness_->RequestBegan(0, At({}));
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
    politeness_->RequestBegan(0, At({}));
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

FrontierOptions WithPlatform(Duration ip_delay, PlatformLimit platform) {
  FrontierOptions options = Options(ip_delay);
  platform.name = "network";
  platform.domains = {"network.example", "net.example"};
  options.platforms = {platform};
  return options;
}

// Four hosts at four addresses; the first three belong to the platform.
class PlatformTest : public testing::Test {
 protected:
  void Use(const FrontierOptions& options) {
    politeness_ = std::make_unique<Politeness>(options, 1);
    const std::vector<std::string> names = {"network.example", "a.network.example", "b.net.example",
                                            "notnetwork.example"};
    for (const std::string& name : names) {
      const HostNumber host = politeness_->AddHost();
      politeness_->SetPlatform(host, politeness_->PlatformOf(name));
      politeness_->Join(host, politeness_->Group("address of " + name));
    }
  }
  void AwaitAll() {
    for (HostNumber host = 0; host < 4; ++host) politeness_->Await(host, At({}));
  }
  // The hosts that can be served at once, in that order; they stay in flight.
  std::vector<HostNumber> ServeAll(FrontierTime now) {
    std::vector<HostNumber> served;
    while (const auto host = politeness_->Next(now)) {
      politeness_->RequestBegan(*host, now);
      politeness_->Leave(*host);
      served.push_back(*host);
    }
    return served;
  }
  void End(HostNumber host, FrontierTime now) {
    politeness_->ResponseEnded(host, politeness_->group_of(host), now);
  }
  std::unique_ptr<Politeness> politeness_;
};

TEST_F(PlatformTest, ADomainHoldsItselfAndWhatIsBelow) {
  Use(WithPlatform(seconds(2), {}));
  EXPECT_NE(politeness_->platform_of(0), kNoPlatform);
  EXPECT_EQ(politeness_->platform_of(1), politeness_->platform_of(0));
  EXPECT_EQ(politeness_->platform_of(2), politeness_->platform_of(0));
  EXPECT_EQ(politeness_->platform_of(3), kNoPlatform);
}

TEST_F(PlatformTest, TheFirstDomainThatMatchesHoldsHoweverManyThereAre) {
  FrontierOptions options = WithPlatform(seconds(2), {});
  options.platforms.push_back({.name = "inner", .domains = {"a.network.example", "z.example"}});
  for (int i = 0; i < 10'000; ++i) {
    const std::string name = "n" + std::to_string(i);
    options.platforms.push_back({.name = name, .domains = {name + ".example"}});
  }
  const Politeness politeness(options, 1);
  const GroupNumber first = politeness.PlatformOf("network.example");
  EXPECT_NE(first, kNoPlatform);
  EXPECT_EQ(politeness.PlatformOf("a.network.example"), first) << "it stands before the inner one";
  EXPECT_NE(politeness.PlatformOf("x.z.example"), first);
  EXPECT_EQ(politeness.PlatformOf("n9999.example"), politeness.PlatformOf("www.n9999.example"));
  for (const char* const none : {"example", "xn9999.example", "", ".", "n9999.example."}) {
    EXPECT_EQ(politeness.PlatformOf(none), kNoPlatform) << none;
  }
}

TEST_F(PlatformTest, ItsDelayHoldsAcrossItsAddresses) {
  Use(WithPlatform(seconds(2), {.delay = seconds(5)}));
  AwaitAll();
  EXPECT_EQ(ServeAll(At({})), (std::vector<HostNumber>{0, 3}));
  End(0, At(seconds(10)));
  EXPECT_EQ(politeness_->NextTime(), At(seconds(15)));
  EXPECT_EQ(ServeAll(At(seconds(15))), (std::vector<HostNumber>{1}));
}

TEST_F(PlatformTest, ItsConnectionsAreSharedByItsHosts) {
  Use(WithPlatform({}, {.connections = 2}));
  AwaitAll();
  EXPECT_EQ(ServeAll(At({})), (std::vector<HostNumber>{0, 1, 3}));
  End(1, At(seconds(1)));
  EXPECT_EQ(ServeAll(At(seconds(1))), (std::vector<HostNumber>{2}));
}

TEST_F(PlatformTest, ItsRequestsAreCountedByWindow) {
  Use(WithPlatform({}, {.max_requests = 2, .window = seconds(100)}));
  AwaitAll();
  EXPECT_EQ(ServeAll(At(seconds(10))), (std::vector<HostNumber>{0, 1, 3}));
  EXPECT_TRUE(politeness_->platform_spent(politeness_->platform_of(0), At(seconds(10))));
  for (const HostNumber host : {0U, 1U, 3U}) End(host, At(seconds(11)));
  EXPECT_EQ(politeness_->NextTime(), At(seconds(110)));
  EXPECT_EQ(ServeAll(At(seconds(110))), (std::vector<HostNumber>{2}));
}

TEST_F(PlatformTest, AWindowThatIsUsedUpIsSoAfterARestart) {
  const FrontierOptions options = WithPlatform({}, {.max_requests = 2, .window = seconds(100)});
  Use(options);
  AwaitAll();
  ServeAll(At(seconds(10)));
  const PlatformRecord record = politeness_->platform_record(politeness_->platform_of(0));
  EXPECT_EQ(record, (PlatformRecord{"network", At(seconds(10)), 2}));
  Use(options);
  politeness_->RestorePlatform(record, At(seconds(50)));
  politeness_->Await(2, At({}));
  EXPECT_EQ(politeness_->NextTime(), At(seconds(110)));
  politeness_->RestorePlatform({"forgotten", At({}), 9}, At(seconds(50)));
}

TEST_F(PlatformTest, AnAddressInUseIsLeftAloneUntilItIsFree) {
  Use(WithPlatform(seconds(2), {.connections = 5}));
  politeness_->Join(3, politeness_->group_of(1));
  politeness_->Await(3, At({}));
  EXPECT_EQ(ServeAll(At({})), (std::vector<HostNumber>{3}));
  politeness_->Await(1, At({}));
  EXPECT_EQ(ServeAll(At(seconds(1))), std::vector<HostNumber>{});
  EXPECT_EQ(politeness_->NextTime(), std::nullopt);
  End(3, At(seconds(2)));
  EXPECT_EQ(ServeAll(At(seconds(3))), std::vector<HostNumber>{});
  EXPECT_EQ(politeness_->NextTime(), At(seconds(4)));
  EXPECT_EQ(ServeAll(At(seconds(4))), (std::vector<HostNumber>{1}));
}

TEST_F(PolitenessTest, ABetterRankGoesFirst) {
  Use(Options({}), false);
  politeness_->SetRank(0, Rank::kDemoted);
  politeness_->Await(0, At({}));
  politeness_->Await(1, At(seconds(1)));
  EXPECT_EQ(politeness_->Next(At({})), 0U);
  EXPECT_EQ(politeness_->Next(At(seconds(1))), 1U);
  politeness_->SetRank(0, Rank::kUrgent);
  EXPECT_EQ(politeness_->Next(At(seconds(1))), 0U);
}

TEST_F(PolitenessTest, ADemotedHostDoesNotStarve) {
  Use(Options({}), false);
  politeness_->SetRank(0, Rank::kDemoted);
  int demoted = 0;
  for (int i = 0; i < 160; ++i) {
    politeness_->Await(0, At({}));
    politeness_->Await(1, At({}));
    const auto host = politeness_->Next(At(seconds(i)));
    ASSERT_TRUE(host.has_value());
    if (*host == 0) ++demoted;
    politeness_->RequestBegan(*host, At(seconds(i)));
    politeness_->ResponseEnded(*host, politeness_->group_of(*host), At(seconds(i)));
  }
  EXPECT_EQ(demoted, 10);
}

// Whatever happens, in whatever order: no host and no group is ever served before its time.
TEST_F(PolitenessTest, NoWindowIsViolatedInALongRandomRun) {
  FrontierOptions options = Options(seconds(2), 0.1);
  options.platforms = {{.name = "p", .domains = {"p.example"}, .delay = seconds(1)},
                       {.name = "q", .domains = {"q.example"}, .connections = 2}};
  politeness_ = std::make_unique<Politeness>(options, 7);
  constexpr HostNumber kHosts = 30;
  std::vector<FrontierTime> host_end(kHosts, At(-seconds(1000)));
  std::vector<FrontierTime> group_end(kHosts + 1, At(-seconds(1000)));
  for (HostNumber host = 0; host < kHosts; ++host) {
    politeness_->AddHost();
    politeness_->Join(host, politeness_->Group("group " + std::to_string(host % 10)));
    // Platforms lie across addresses, and share them with others.
    const std::string name = host % 4 == 0 ? "p.example" : host % 4 == 1 ? "q.example" : "r";
    politeness_->SetPlatform(host, politeness_->PlatformOf(name));
    politeness_->SetRank(host, static_cast<Rank>(host % 3));
    politeness_->SetDelay(host, seconds(5));
    politeness_->Await(host, At({}));
  }
  FrontierTime p_end = At(-seconds(1000));
  std::array<int, 30> turns{};
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
      if (request.first % 4 == 0) p_end = now;
      return true;
    });
    const auto host = politeness_->Next(now);
    if (!host.has_value()) continue;
    const GroupNumber group = politeness_->group_of(*host);
    ASSERT_GE(now - host_end[*host], seconds(5));
    ASSERT_GE(now - group_end[group], seconds(2));
    size_t in_platform = 0;
    for (const auto& request : in_flight) {
      ASSERT_NE(politeness_->group_of(request.first), group);
      if (request.first % 4 == *host % 4) ++in_platform;
    }
    if (*host % 4 == 0) {
      ASSERT_EQ(in_platform, 0U);
      ASSERT_GE(now - p_end, seconds(1));
    }
    if (*host % 4 == 1) {
      ASSERT_LT(in_platform, 2U);
    }
    ++turns[*host];
    politeness_->RequestBegan(*host, now);
    in_flight.emplace_back(*host, now + milliseconds(random() % 2000));
    ++served;
  }
  EXPECT_GT(served, 1000);
  for (const int count : turns) EXPECT_GT(count, 10);
}

}  // namespace
}  // namespace arsip::frontier
