#include "frontier_contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "frontier_fixture.h"
#include "temporary_directory.h"

namespace arsip::frontier {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_P(FrontierContract, ADiscoveredUrlIsGrantedWithAllItsFacts) {
  auto frontier = GetParam().make(Undelayed());
  DiscoveredUrl found = Found("http://a.example/page?q=1", Hop::kEmbed);
  found.via = "http://a.example/";
  found.hop_path = "LE";
  found.depth = 1;
  frontier->Discover({found});
  EXPECT_EQ(frontier->Progress().queued, 1U);

  const std::vector<Lease> leases = AcquirePages(*frontier, "w", 8);
  ASSERT_THAT(leases, SizeIs(1));
  EXPECT_EQ(leases[0].target.url, found.url);
  EXPECT_EQ(leases[0].target.key, KeyOf(found.url));
  EXPECT_EQ(leases[0].target.via, "http://a.example/");
  EXPECT_EQ(leases[0].target.hop_path, "LE");
  EXPECT_EQ(leases[0].target.depth, 1);
  EXPECT_EQ(leases[0].attempt, 0);
  EXPECT_THAT(leases[0].addresses, ElementsAre("192.0.2.1"));
  // A transport may give its workers less: they have to notice in time.
  EXPECT_LE(leases[0].lasts, seconds(120));
  EXPECT_GE(leases[0].lasts, seconds(60));
  EXPECT_EQ(frontier->Progress().leased, 1U);
  EXPECT_EQ(frontier->Progress().queued, 0U);
}

TEST_P(FrontierContract, AKnownUrlIsNotQueuedAgain) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example/1"), Found("http://a.example/1")});
  frontier->Discover({Found("http://a.example/1")});
  EXPECT_EQ(frontier->Progress().queued, 1U);
  const auto leases = AcquirePages(*frontier, "w", 8);
  ASSERT_THAT(leases, SizeIs(1));
  frontier->Complete("w", leases[0].id, Captured(),
                     {Found("http://a.example/1"), Found("http://a.example/2")});
  EXPECT_EQ(frontier->Progress().captured, 1U);
  EXPECT_EQ(frontier->Progress().queued, 1U);
  EXPECT_THAT(Hrefs(AcquirePages(*frontier, "w", 8)), ElementsAre("http://a.example/2"));
}

TEST_P(FrontierContract, ARefusedDiscoveryIsCountedAndNeverGranted) {
  auto frontier = GetParam().make(Undelayed());
  DiscoveredUrl outside = Found("http://b.example/");
  outside.refusal = Refusal::kScope;
  frontier->Discover({outside});
  EXPECT_EQ(frontier->Progress().refused[Refusal::kScope], 1U);
  EXPECT_EQ(frontier->Progress().queued, 0U);
  EXPECT_EQ(frontier->Progress().next_wake, std::nullopt);
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
}

TEST_P(FrontierContract, SeedsGoBeforeEmbedsBeforeLinksEachInOrderOfArrival) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example/link1"), Found("http://a.example/link2"),
                      Found("http://a.example/embed", Hop::kEmbed),
                      Found("http://a.example/redirect", Hop::kRedirect),
                      Found("http://a.example/seed", Hop::kSeed)});
  std::vector<std::string> order;
  for (int i = 0; i < 5; ++i) {
    const auto leases = AcquirePages(*frontier, "w", 1);
    ASSERT_THAT(leases, SizeIs(1));
    order.push_back(leases[0].target.url.href());
    frontier->Complete("w", leases[0].id, Captured(), {});
  }
  EXPECT_THAT(order, ElementsAre("http://a.example/redirect", "http://a.example/seed",
                                 "http://a.example/embed", "http://a.example/link1",
                                 "http://a.example/link2"));
}

TEST_P(FrontierContract, RobotsTxtIsFetchedBeforeAnythingElseOfAHost) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example:8080/secret/x"), Found("http://a.example:8080/y")});
  const auto leases = frontier->Acquire("w", 8);
  ASSERT_THAT(leases, SizeIs(1));
  EXPECT_EQ(leases[0].purpose, LeasePurpose::kRobotsTxt);
  EXPECT_EQ(leases[0].target.url.href(), "http://a.example:8080/robots.txt");
  EXPECT_EQ(leases[0].target.hop_path, "P");
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  // Whoever asks whether the crawl is at its end must see that it is not.
  EXPECT_EQ(frontier->Progress().leased, 1U);
  EXPECT_EQ(frontier->Progress().queued, 2U);
  frontier->Complete("w", leases[0].id,
                     Robots(RobotsOutcome::Kind::kRules, "User-agent: *\n\nDisallow: /secret/\n"),
                     {});
  const auto pages = frontier->Acquire("w", 8);
  ASSERT_THAT(Hrefs(pages), ElementsAre("http://a.example:8080/y"));
  EXPECT_TRUE(pages[0].robots.allowed);
  EXPECT_EQ(pages[0].robots.robots_txt_url, "http://a.example:8080/robots.txt");
  EXPECT_EQ(frontier->Progress().refused[Refusal::kRobots], 1U);
}

TEST_P(FrontierContract, ExpiredLeaseIsHandedOutAgain) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example/1")});
  const auto first = AcquirePages(*frontier, "w1", 1);
  ASSERT_THAT(first, SizeIs(1));
  frontier->Advance(seconds(119));
  EXPECT_THAT(frontier->Acquire("w2", 1), IsEmpty());
  frontier->Advance(seconds(1));
  const auto second = frontier->Acquire("w2", 1);
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_EQ(second[0].target.url, first[0].target.url);
  EXPECT_NE(second[0].id, first[0].id);
}

TEST_P(FrontierContract, ACompletionAfterTheLeaseExpiredChangesNothing) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example/1")});
  const auto first = AcquirePages(*frontier, "w1", 1);
  ASSERT_THAT(first, SizeIs(1));
  frontier->Advance(seconds(120));
  EXPECT_EQ(frontier->Complete("w1", first[0].id, Captured(), {Found("http://a.example/2")}),
            CompletionVerdict::kStale);
  EXPECT_EQ(frontier->Progress().captured, 0U);
  EXPECT_EQ(frontier->Progress().queued, 1U);
  EXPECT_EQ(frontier->Progress().leased, 0U);
}

TEST_P(FrontierContract, ARenewedLeaseLastsUntilItsHardCap) {
  FrontierOptions options = Undelayed();
  options.lease_hard_cap = minutes(4);
  auto frontier = GetParam().make(options);
  frontier->Discover({Found("http://a.example/1")});
  const auto leases = AcquirePages(*frontier, "w", 1);
  ASSERT_THAT(leases, SizeIs(1));
  frontier->Advance(seconds(100));
  EXPECT_THAT(frontier->Renew("w", {leases[0].id}), IsEmpty());
  frontier->Advance(seconds(80));
  EXPECT_THAT(frontier->Renew("w", {leases[0].id}), IsEmpty());
  frontier->Advance(seconds(20));
  // The worker is told before the end, so that its request is over by then.
  EXPECT_THAT(frontier->Renew("w", {leases[0].id}), ElementsAre(leases[0].id));
  frontier->Advance(seconds(39));
  EXPECT_EQ(frontier->Progress().leased, 1U);
  EXPECT_THAT(AcquirePages(*frontier, "w", 1), IsEmpty());
  frontier->Advance(seconds(1));
  EXPECT_THAT(frontier->Renew("w", {leases[0].id}), ElementsAre(leases[0].id));
  EXPECT_THAT(AcquirePages(*frontier, "w", 1), SizeIs(1));
}

TEST_P(FrontierContract, ARepeatedCompletionIsAcknowledgedAgain) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example/1")});
  const auto leases = AcquirePages(*frontier, "w", 1);
  ASSERT_THAT(leases, SizeIs(1));
  EXPECT_EQ(frontier->Complete("w", leases[0].id, Captured(), {}), CompletionVerdict::kAccepted);
  EXPECT_EQ(frontier->Complete("w", leases[0].id, Captured(), {Found("http://a.example/2")}),
            CompletionVerdict::kRepeated);
  EXPECT_EQ(frontier->Progress().captured, 1U);
  EXPECT_EQ(frontier->Progress().queued, 0U);
}

TEST_P(FrontierContract, ALeaseGivenBackKeepsItsPlace) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  const auto leases = AcquirePages(*frontier, "w", 1);
  ASSERT_THAT(Hrefs(leases), ElementsAre("http://a.example/1"));
  frontier->Complete("w", leases[0].id, Ended(OutcomeKind::kGivenBack), {});
  EXPECT_EQ(frontier->Progress().queued, 2U);
  const auto again = frontier->Acquire("w", 1);
  EXPECT_THAT(Hrefs(again), ElementsAre("http://a.example/1"));
  EXPECT_EQ(again[0].attempt, 0);
}

TEST_P(FrontierContract, ABrokenTransferIsTriedAgainAfterOneTwoAndFourMinutes) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example/1")});
  auto leases = AcquirePages(*frontier, "w", 1);
  ASSERT_THAT(leases, SizeIs(1));
  uint16_t attempt = 0;
  for (const auto wait : {minutes(1), minutes(2), minutes(4)}) {
    frontier->Complete("w", leases[0].id, Ended(OutcomeKind::kTransferFailed, "reset"), {});
    EXPECT_EQ(frontier->Progress().queued, 1U);
    EXPECT_EQ(frontier->Progress().next_wake, Duration(wait));
    frontier->Advance(wait - milliseconds(1));
    EXPECT_THAT(frontier->Acquire("w", 1), IsEmpty());
    frontier->Advance(milliseconds(1));
    EXPECT_EQ(frontier->Progress().next_wake, Duration::zero());
    leases = frontier->Acquire("w", 1);
    if (leases.empty()) leases = frontier->Acquire("w", 1);
    ASSERT_THAT(leases, SizeIs(1));
    EXPECT_EQ(leases[0].attempt, ++attempt);
  }
  frontier->Complete("w", leases[0].id, Ended(OutcomeKind::kTransferFailed, "reset"), {});
  EXPECT_EQ(frontier->Progress().failed, 1U);
  EXPECT_EQ(frontier->Progress().queued, 0U);
  EXPECT_EQ(frontier->Progress().next_wake, std::nullopt);
}

TEST_P(FrontierContract, ABusyHostBacksOffAndItsUrlKeepsItsPlace) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  auto leases = AcquirePages(*frontier, "w", 1);
  ASSERT_THAT(leases, SizeIs(1));
  for (const auto wait : {seconds(60), seconds(120), seconds(240)}) {
    frontier->Complete("w", leases[0].id, Busy(), {});
    EXPECT_EQ(frontier->Progress().next_wake, Duration(wait));
    frontier->Advance(wait - milliseconds(1));
    EXPECT_THAT(frontier->Acquire("w", 1), IsEmpty());
    frontier->Advance(milliseconds(1));
    leases = frontier->Acquire("w", 1);
    ASSERT_THAT(Hrefs(leases), ElementsAre("http://a.example/1"));
    EXPECT_EQ(leases[0].attempt, 0);
  }
  frontier->Complete("w", leases[0].id, Captured(), {});
  leases = frontier->Acquire("w", 1);
  ASSERT_THAT(leases, SizeIs(1));
  frontier->Complete("w", leases[0].id, Busy(), {});
  EXPECT_EQ(frontier->Progress().next_wake, Duration(seconds(60)));
}

TEST_P(FrontierContract, TheHostDelayCountsFromTheEndOfTheResponse) {
  auto frontier = GetParam().make(Delayed(seconds(5)));
  frontier->Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  const auto robots = frontier->Acquire("w", 8);
  ASSERT_THAT(robots, SizeIs(1));
  frontier->Complete("w", robots[0].id, NoRobots(), {});
  frontier->Advance(milliseconds(4999));
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  frontier->Advance(milliseconds(1));
  const auto first = frontier->Acquire("w", 8);
  ASSERT_THAT(first, SizeIs(1));
  frontier->Advance(seconds(20));
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  frontier->ResponseEnded("w", ResponseEnd{first[0].id, seconds(20)});
  EXPECT_EQ(frontier->Progress().next_wake, Duration(seconds(5)));
  frontier->Advance(seconds(4));
  frontier->Complete("w", first[0].id, Captured(), {});
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  frontier->Advance(seconds(1));
  EXPECT_THAT(Hrefs(frontier->Acquire("w", 8)), ElementsAre("http://a.example/2"));
}

TEST_P(FrontierContract, HostsBehindOneAddressShareItsDelay) {
  auto frontier = GetParam().make(Delayed(Duration::zero(), seconds(2)));
  frontier->Discover(
      {Found("http://c.example/"), Found("http://d.example/"), Found("http://a.example/")});
  const auto leases = frontier->Acquire("w", 8);
  EXPECT_THAT(leases, SizeIs(2));  // one of c and d, and a
  for (const Lease& lease : leases) frontier->Complete("w", lease.id, NoRobots(), {});
  frontier->Advance(milliseconds(1999));
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  frontier->Advance(milliseconds(1));
  EXPECT_THAT(frontier->Acquire("w", 8), SizeIs(2));
}

TEST_P(FrontierContract, AnUnreachableHostGoesDormantAndWakesWithOneAnswer) {
  FrontierOptions options = Undelayed();
  options.host_retries = {minutes(15), hours(1)};
  auto frontier = GetParam().make(options);
  frontier->Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  for (const Duration wait : {Duration(minutes(15)), Duration(hours(1)), Duration(hours(24 * 7))}) {
    const auto leases = frontier->Acquire("w", 8);
    ASSERT_THAT(leases, SizeIs(1));
    frontier->Complete("w", leases[0].id, Ended(OutcomeKind::kHostUnreachable, "refused"), {});
    EXPECT_EQ(frontier->Progress().next_wake, wait);
    frontier->Advance(wait - milliseconds(1));
    EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
    frontier->Advance(milliseconds(1));
  }
  EXPECT_EQ(frontier->Progress().dormant, 2U);
  EXPECT_EQ(frontier->Progress().queued, 0U);
  EXPECT_THAT(AcquirePages(*frontier, "w", 8), SizeIs(1));
  EXPECT_EQ(frontier->Progress().dormant, 0U);
  EXPECT_EQ(frontier->Progress().queued, 1U);
}

TEST_P(FrontierContract, ANameThatDoesNotResolveIsNeverLeased) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://nowhere.example/")});
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  EXPECT_EQ(frontier->Progress().queued, 1U);
  EXPECT_EQ(frontier->Progress().next_wake, Duration(minutes(15)));
}

TEST_P(FrontierContract, NothingBeyondTheBudgetOfPagesIsGranted) {
  FrontierOptions options = Undelayed();
  options.max_pages = 2;
  auto frontier = GetParam().make(options);
  frontier->Discover(
      {Found("http://a.example/"), Found("http://b.example/"), Found("http://c.example/")});
  const auto leases = AcquirePages(*frontier, "w", 8);
  ASSERT_THAT(leases, SizeIs(2));
  EXPECT_FALSE(frontier->Progress().budget_reached);
  frontier->Complete("w", leases[0].id, Captured(), {});
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  frontier->Complete("w", leases[1].id, Captured(), {});
  EXPECT_TRUE(frontier->Progress().budget_reached);
  EXPECT_EQ(frontier->Progress().next_wake, std::nullopt);
  EXPECT_EQ(frontier->Progress().queued, 1U);
}

TEST_P(FrontierContract, NothingBeyondTheBudgetOfBytesIsGranted) {
  FrontierOptions options = Undelayed();
  options.max_bytes = 1000;
  auto frontier = GetParam().make(options);
  frontier->Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  const auto leases = AcquirePages(*frontier, "w", 8);
  ASSERT_THAT(leases, SizeIs(1));
  frontier->Complete("w", leases[0].id, Captured(200, 1000), {});
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  EXPECT_TRUE(frontier->Progress().budget_reached);
  EXPECT_GE(frontier->Progress().captured_bytes, 1000U);
}

TEST_P(FrontierContract, APlatformsRequestsAreCountedAcrossItsHostsAndRestarts) {
  FrontierOptions options = Undelayed();
  options.platforms = {{.name = "net",
                        .domains = {"a.example", "b.example"},
                        .max_requests = 3,
                        .window = std::chrono::hours(1)}};
  auto frontier = GetParam().make(options);
  frontier->Discover({Found("http://a.example/1"), Found("http://b.example/1")});
  const auto robots = frontier->Acquire("w", 8);
  ASSERT_THAT(robots, SizeIs(2));
  for (const Lease& lease : robots) frontier->Complete("w", lease.id, NoRobots(), {});
  const auto page = frontier->Acquire("w", 8);
  ASSERT_THAT(page, SizeIs(1));
  frontier->Complete("w", page[0].id, Captured(), {});
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  frontier->Restart();
  EXPECT_THAT(frontier->Acquire("w", 8), IsEmpty());
  frontier->Advance(std::chrono::hours(1));
  EXPECT_THAT(frontier->Acquire("w", 8), SizeIs(1));
}

TEST_P(FrontierContract, ARestartPutsLeasedUrlsBackToTheirPlaces) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example/1"), Found("http://a.example/2")});
  const auto before = AcquirePages(*frontier, "w", 1);
  ASSERT_THAT(Hrefs(before), ElementsAre("http://a.example/1"));
  frontier->Restart();
  EXPECT_EQ(frontier->Progress().queued, 2U);
  EXPECT_EQ(frontier->Progress().leased, 0U);
  const auto after = AcquirePages(*frontier, "w", 1);
  ASSERT_THAT(Hrefs(after), ElementsAre("http://a.example/1"));
  EXPECT_GT(after[0].id.epoch, before[0].id.epoch);
}

TEST_P(FrontierContract, ACompletionOfAnOlderEpochChangesNothing) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example/1")});
  const auto before = AcquirePages(*frontier, "w", 1);
  ASSERT_THAT(before, SizeIs(1));
  frontier->Restart();
  const auto after = AcquirePages(*frontier, "w", 1);
  ASSERT_THAT(after, SizeIs(1));
  EXPECT_EQ(frontier->Complete("w", before[0].id, Captured(), {}), CompletionVerdict::kStale);
  EXPECT_THAT(frontier->Renew("w", {before[0].id}), ElementsAre(before[0].id));
  EXPECT_EQ(frontier->Progress().captured, 0U);
  EXPECT_EQ(frontier->Progress().leased, 1U);
  EXPECT_EQ(frontier->Complete("w", after[0].id, Captured(), {}), CompletionVerdict::kAccepted);
}

TEST_P(FrontierContract, EveryUrlEndsInOneStateAcrossRestarts) {
  auto frontier = GetParam().make(Undelayed());
  frontier->Discover({Found("http://a.example/0", Hop::kSeed)});
  size_t fetched = 0;
  for (int round = 0; round < 200; ++round) {
    const auto leases = AcquirePages(*frontier, "w", 1);
    if (leases.empty()) break;
    const std::string base = "http://" + std::string(fetched % 2 == 0 ? "a" : "b") + ".example/";
    std::vector<DiscoveredUrl> links;
    for (size_t i = fetched; i < fetched + 5; ++i) {
      links.push_back(Found(base + std::to_string(i % 30)));
    }
    if (round % 7 == 3) frontier->Restart();
    if (frontier->Complete("w", leases[0].id, Captured(), links) == CompletionVerdict::kAccepted) {
      ++fetched;
    }
  }
  const FrontierProgress progress = frontier->Progress();
  EXPECT_EQ(progress.captured, fetched);
  EXPECT_EQ(progress.queued, 0U);
  EXPECT_EQ(progress.leased, 0U);
  EXPECT_GT(fetched, 25U);
}

namespace {

// The store's life is the frontier's.
template <class Store>
class Owning : public InProcessFrontier {
 public:
  Owning(std::unique_ptr<Store> store, const FrontierOptions& options)
      : InProcessFrontier(store->get(), options), owned_(std::move(store)) {}

 private:
  std::unique_ptr<Store> owned_;
};

struct InMemory {
  std::unique_ptr<FrontierStore> store = NewMemoryStore();
  FrontierStore& get() const { return *store; }
};

struct OnDisk {
  TemporaryDirectory directory;
  std::unique_ptr<FrontierStore> store = std::move(*OpenLevelDbStore(directory.path() + "/db"));
  FrontierStore& get() const { return *store; }
};

INSTANTIATE_TEST_SUITE_P(
    InProcess, FrontierContract,
    testing::Values(FrontierFactory{"Memory",
                                    [](const FrontierOptions& options) {
                                      return std::make_unique<Owning<InMemory>>(
                                          std::make_unique<InMemory>(), options);
                                    }},
                    FrontierFactory{"LevelDb",
                                    [](const FrontierOptions& options) {
                                      return std::make_unique<Owning<OnDisk>>(
                                          std::make_unique<OnDisk>(), options);
                                    }}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace arsip::frontier
