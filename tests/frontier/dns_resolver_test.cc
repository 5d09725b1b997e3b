#include "frontier/dns_resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "udp_dns_server.h"

namespace arsip::frontier {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class DnsResolverTest : public testing::Test {
 protected:
  void Start(std::map<std::string, UdpDnsServer::Name> names) {
    server_ = std::make_unique<UdpDnsServer>(std::move(names));
    Connect(server_->endpoint());
  }
  void Connect(const std::string& server, Duration timeout = milliseconds(200)) {
    DnsResolverOptions options;
    options.servers = {server};
    options.timeout = timeout;
    options.tries = 2;
    auto resolver = NewDnsResolver(clock_, options);
    ASSERT_TRUE(resolver) << resolver.error().ToString();
    resolver_ = std::move(*resolver);
    resolver_->SetWake([this] {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++wakes_;
      woken_.notify_all();
    });
  }
  // Asks, waits for the wake, and asks again.
  Resolution MustResolve(const std::string& host) {
    const int before = wakes();
    if (auto cached = resolver_->Resolve(host)) return *cached;
    AwaitWakes(before + 1);
    const auto answer = resolver_->Resolve(host);
    if (!answer) ADD_FAILURE() << "woken without an answer for " << host;
    return answer.value_or(Resolution{});
  }
  void AwaitWakes(int count) {
    std::unique_lock<std::mutex> lock(mutex_);
    EXPECT_TRUE(woken_.wait_for(lock, seconds(20), [&] { return wakes_ >= count; }));
  }
  int wakes() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return wakes_;
  }

  ManualClock clock_;  // moved only while no look-up is under way
  std::mutex mutex_;
  std::condition_variable woken_;
  int wakes_ = 0;
  std::unique_ptr<UdpDnsServer> server_;
  std::unique_ptr<HostResolver> resolver_;
};

TEST_F(DnsResolverTest, AnswersComeAfterTheWakeWithAllTheirAddresses) {
  Start({{"a.example", {{"192.0.2.7", "192.0.2.8", "192.0.2.9"}}}});
  EXPECT_FALSE(resolver_->Resolve("a.example").has_value());
  AwaitWakes(1);
  const auto answer = resolver_->Resolve("a.example");
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->failure, "");
  EXPECT_THAT(answer->addresses, UnorderedElementsAre("192.0.2.7", "192.0.2.8", "192.0.2.9"));
  EXPECT_EQ(answer->ttl, seconds(300));
}

TEST_F(DnsResolverTest, LifetimesAreHeldBetweenAMinuteAndSixHours) {
  Start({{"short.example", {{"192.0.2.1"}, 1}},
         {"zero.example", {{"192.0.2.1"}, 0}},
         {"long.example", {{"192.0.2.1"}, 7 * 24 * 3600}}});
  EXPECT_EQ(MustResolve("short.example").ttl, seconds(60));
  EXPECT_EQ(MustResolve("zero.example").ttl, seconds(60));
  EXPECT_EQ(MustResolve("long.example").ttl, hours(6));
}

TEST_F(DnsResolverTest, AnAnswerIsAskedForAgainWhenItsTimeIsOver) {
  Start({{"a.example", {{"192.0.2.1"}, 300}}});
  MustResolve("a.example");
  clock_.Advance(seconds(299));
  EXPECT_TRUE(resolver_->Resolve("a.example").has_value());
  EXPECT_EQ(server_->questions(), 1);
  clock_.Advance(seconds(1));
  EXPECT_FALSE(resolver_->Resolve("a.example").has_value());
  AwaitWakes(2);
  EXPECT_EQ(server_->questions(), 2);
}

TEST_F(DnsResolverTest, ANameThatDoesNotExistIsRememberedForAMinute) {
  Start({});
  const Resolution answer = MustResolve("nowhere.example");
  EXPECT_EQ(answer.failure, "NXDOMAIN");
  EXPECT_THAT(answer.addresses, IsEmpty());
  EXPECT_EQ(answer.ttl, seconds(60));
  clock_.Advance(seconds(59));
  EXPECT_TRUE(resolver_->Resolve("nowhere.example").has_value());
  clock_.Advance(seconds(1));
  EXPECT_FALSE(resolver_->Resolve("nowhere.example").has_value());
  AwaitWakes(2);
}

TEST_F(DnsResolverTest, ANameWithoutAddressesSaysSo) {
  Start({{"mail.example", {}}});
  const Resolution answer = MustResolve("mail.example");
  EXPECT_EQ(answer.failure, "no address");
  EXPECT_THAT(answer.addresses, IsEmpty());
}

// c-ares passes a server over that answers SERVFAIL, so no answer of one is left in the end.
TEST_F(DnsResolverTest, AFailureOfTheOnlyServerIsAFailureForAMinute) {
  Start({{"broken.example", {{}, 0, UdpDnsServer::Manner::kServfail}}});
  const Resolution answer = MustResolve("broken.example");
  EXPECT_THAT(answer.failure, testing::StartsWith("no name server answers"));
  EXPECT_THAT(answer.addresses, IsEmpty());
  EXPECT_EQ(answer.ttl, seconds(60));
}

TEST_F(DnsResolverTest, AServerThatFailsIsPassedOver) {
  UdpDnsServer broken({{"a.example", {{}, 0, UdpDnsServer::Manner::kServfail}}});
  server_ = std::make_unique<UdpDnsServer>(
      std::map<std::string, UdpDnsServer::Name>{{"a.example", {{"192.0.2.1"}}}});
  Connect(broken.endpoint() + "," + server_->endpoint());
  EXPECT_THAT(MustResolve("a.example").addresses, ElementsAre("192.0.2.1"));
  EXPECT_GE(broken.questions(), 1);
}

TEST_F(DnsResolverTest, ASilentServerIsATimeoutAfterAllTries) {
  Start({{"silent.example", {{}, 0, UdpDnsServer::Manner::kSilent}}});
  const Resolution answer = MustResolve("silent.example");
  EXPECT_EQ(answer.failure, "timeout");
  EXPECT_EQ(answer.ttl, seconds(60));
  EXPECT_EQ(server_->questions(), 2);
}

TEST_F(DnsResolverTest, ASilentNameHoldsNoOtherUp) {
  server_ = std::make_unique<UdpDnsServer>(std::map<std::string, UdpDnsServer::Name>{
      {"silent.example", {{}, 0, UdpDnsServer::Manner::kSilent}}, {"a.example", {{"192.0.2.1"}}}});
  Connect(server_->endpoint(), seconds(60));
  EXPECT_FALSE(resolver_->Resolve("silent.example").has_value());
  EXPECT_FALSE(resolver_->Resolve("a.example").has_value());
  AwaitWakes(1);
  EXPECT_TRUE(resolver_->Resolve("a.example").has_value());
}

TEST_F(DnsResolverTest, AskingTwiceAsksTheServerOnce) {
  Start({{"a.example", {{"192.0.2.1"}}}});
  for (int i = 0; i < 100; ++i) resolver_->Resolve("a.example");
  AwaitWakes(1);
  EXPECT_TRUE(resolver_->Resolve("a.example").has_value());
  EXPECT_EQ(server_->questions(), 1);
}

TEST_F(DnsResolverTest, MoreNamesThanAreInFlightAreAllAnswered) {
  std::map<std::string, UdpDnsServer::Name> names;
  for (int i = 0; i < 600; ++i) names["h" + std::to_string(i) + ".example"] = {{"192.0.2.1"}};
  Start(names);
  for (const auto& [name, unused] : names) resolver_->Resolve(name);
  AwaitWakes(600);
  for (const auto& [name, unused] : names) EXPECT_TRUE(resolver_->Resolve(name)) << name;
}

TEST_F(DnsResolverTest, AddressesNeedNoServer) {
  Start({});
  EXPECT_THAT(resolver_->Resolve("192.0.2.1")->addresses, ElementsAre("192.0.2.1"));
  EXPECT_THAT(resolver_->Resolve("2001:db8::1")->addresses, ElementsAre("2001:db8::1"));
  EXPECT_EQ(server_->questions(), 0);
}

TEST_F(DnsResolverTest, EndsWhileLookUpsAreUnderWay) {
  Start({{"silent.example", {{}, 0, UdpDnsServer::Manner::kSilent}}});
  resolver_->Resolve("silent.example");
  const auto begin = std::chrono::steady_clock::now();
  resolver_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(5));
  EXPECT_EQ(wakes(), 0);
}

TEST_F(DnsResolverTest, AServerThatIsNoAddressIsRefused) {
  DnsResolverOptions options;
  options.servers = {"not an address"};
  const auto resolver = NewDnsResolver(clock_, options);
  ASSERT_FALSE(resolver);
  EXPECT_EQ(resolver.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace arsip::frontier
