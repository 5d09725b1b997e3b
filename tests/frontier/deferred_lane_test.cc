// What is put off and comes back, over both stores: deferral.h says why, novelty.h what demotes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "frontier/live_control.h"
#include "frontier_fixture.h"
#include "temporary_directory.h"

namespace arsip::frontier {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class DeferredLane : public testing::TestWithParam<bool> {
 protected:
  void Open(const FrontierOptions& options) {
    if (GetParam()) {
      auto store = OpenLevelDbStore(directory_.path());
      ASSERT_TRUE(store.has_value());
      store_ = std::move(*store);
    } else {
      store_ = NewMemoryStore();
    }
    crawl_.emplace(*store_, options);
  }
  LiveControl& control() { return *crawl_->frontier().live_control(); }
  // Until a sweep is through, bounded.
  std::vector<std::string> AcquireAll() {
    std::vector<std::string> all;
    for (int round = 0; round < 200; ++round) {
      for (const Lease& lease : AcquirePages(*crawl_, "w", 64)) {
        all.push_back(lease.target.url.href());
        crawl_->Complete("w", lease.id, Captured(), {});
      }
    }
    return all;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<FrontierStore> store_;
  std::optional<InProcessFrontier> crawl_;
};
INSTANTIATE_TEST_SUITE_P(Memory, DeferredLane, testing::Values(false));
INSTANTIATE_TEST_SUITE_P(LevelDb, DeferredLane, testing::Values(true));

TEST_P(DeferredLane, AnIgnoredUrlIsKnownAndNotAskedFor) {
  Open(Undelayed());
  ASSERT_TRUE(control().SetIgnoreRules({"/print/"}).has_value());
  crawl_->Discover({Found("http://a.example/print/1"), Found("http://a.example/1")});
  EXPECT_THAT(AcquireAll(), ElementsAre("http://a.example/1"));
  EXPECT_EQ(crawl_->Progress().deferred, 1U);
  EXPECT_EQ(crawl_->Progress().queued, 0U);
  EXPECT_EQ(crawl_->Progress().next_wake, std::nullopt);
  EXPECT_EQ(crawl_->Why("http://a.example/print/1"), "deferred: ignore rule '/print/'");
}

TEST_P(DeferredLane, ARuleDefersWhatIsQueuedAlready) {
  Open(Undelayed());
  crawl_->Discover({Found("http://a.example/print/1"), Found("http://a.example/1"),
                    Found("http://a.example/print/2")});
  ASSERT_TRUE(control().SetIgnoreRules({"/print/"}).has_value());
  EXPECT_THAT(AcquireAll(), ElementsAre("http://a.example/1"));
  EXPECT_EQ(crawl_->Progress().deferred, 2U);
}

TEST_P(DeferredLane, WhatARuleNoLongerHoldsIsAskedForInItsOrder) {
  Open(Undelayed());
  ASSERT_TRUE(control().SetIgnoreRules({"/print/", "/x/"}).has_value());
  std::vector<DiscoveredUrl> found;
  std::vector<std::string> hrefs;
  for (int i = 0; i < 150; ++i) {
    hrefs.push_back("http://a.example/print/" + std::to_string(i));
    found.push_back(Found(hrefs.back()));
  }
  found.push_back(Found("http://a.example/x/1"));
  crawl_->Discover(found);
  EXPECT_THAT(AcquireAll(), IsEmpty());
  ASSERT_TRUE(control().SetIgnoreRules({"/x/"}).has_value());
  EXPECT_EQ(AcquireAll(), hrefs);
  EXPECT_EQ(crawl_->Progress().deferred, 1U);
  EXPECT_EQ(crawl_->Progress().captured, 150U);
}

TEST_P(DeferredLane, RulesAndWhatTheyDeferSurviveARestart) {
  Open(Undelayed());
  ASSERT_TRUE(control().SetIgnoreRules({"/print/"}).has_value());
  crawl_->Discover({Found("http://a.example/print/1")});
  crawl_->Restart();
  crawl_->Discover({Found("http://a.example/print/2")});
  EXPECT_THAT(AcquireAll(), IsEmpty());
  EXPECT_EQ(crawl_->Progress().deferred, 2U);
  ASSERT_TRUE(control().SetIgnoreRules({}).has_value());
  EXPECT_THAT(AcquireAll(), ElementsAre("http://a.example/print/1", "http://a.example/print/2"));
}

TEST_P(DeferredLane, ACalendarsDayIsAskedForWhenItIsNear) {
  Open(Undelayed());  // the clock begins in 2026
  crawl_->Discover({Found("http://a.example/2028-02-01"), Found("http://a.example/2031-02-01")});
  EXPECT_THAT(AcquireAll(), IsEmpty());
  EXPECT_THAT(crawl_->Why("http://a.example/2028-02-01"), HasSubstr("calendar: 2028-02"));
  crawl_->Advance(std::chrono::hours(24 * 366));
  crawl_->Restart();
  EXPECT_THAT(AcquireAll(), ElementsAre("http://a.example/2028-02-01"));
  EXPECT_EQ(crawl_->Progress().deferred, 1U);
}

TEST_P(DeferredLane, ASeedIsNeverDeferred) {
  Open(Undelayed());
  ASSERT_TRUE(control().SetIgnoreRules({"/print/"}).has_value());
  crawl_->Discover({Found("http://a.example/print/2031-01-01", Hop::kSeed)});
  EXPECT_THAT(AcquireAll(), SizeIs(1));
}

TEST_P(DeferredLane, HostsWithoutEndOfOneDomainWaitWithTheDomain) {
  FrontierOptions options = Undelayed();
  options.traps.max_hosts_per_domain = 2;
  Open(options);
  crawl_->Discover({Found("http://a.example/1"), Found("http://b.example/1"),
                    Found("http://w1.a.example/"), Found("http://w2.a.example/"),
                    Found("http://w3.a.example/")});
  EXPECT_EQ(crawl_->Progress().deferred, 2U);
  EXPECT_EQ(crawl_->Progress().hosts, 3U);
  EXPECT_THAT(crawl_->Why("http://w3.a.example/"), HasSubstr("wildcard hosts: a.example has 2"));
  EXPECT_THAT(AcquireAll(), UnorderedElementsAre("http://a.example/1", "http://b.example/1"));
  // Known hosts go on.
  crawl_->Discover({Found("http://a.example/2")});
  EXPECT_THAT(AcquireAll(), ElementsAre("http://a.example/2"));
}

TEST_P(DeferredLane, AHostWhosePagesAreKnownGoesLast) {
  Open(Undelayed());
  std::vector<DiscoveredUrl> found;
  for (int i = 0; i < 530; ++i) found.push_back(Found("http://a.example/" + std::to_string(i)));
  crawl_->Discover(found);
  Outcome known = Captured();
  known.novelty = PayloadNovelty::kKnown;
  for (int i = 0; i < 515; ++i) {
    const auto page = AcquirePages(*crawl_, "w", 1);
    ASSERT_THAT(page, SizeIs(1));
    crawl_->Complete("w", page[0].id, known, {});
  }
  EXPECT_THAT(crawl_->Why("http://a.example/529"), HasSubstr("other hosts go first"));
  crawl_->Discover({Found("http://b.example/1"), Found("http://b.example/2")});
  std::vector<std::string> first;
  for (int i = 0; i < 2; ++i) {
    const auto page = AcquirePages(*crawl_, "w", 1);
    ASSERT_THAT(page, SizeIs(1));
    first.push_back(page[0].target.url.href());
    crawl_->Complete("w", page[0].id, Captured(), {});
  }
  EXPECT_THAT(first, ElementsAre("http://b.example/1", "http://b.example/2"));
  crawl_->Restart();
  EXPECT_THAT(crawl_->Why("http://a.example/529"), HasSubstr("other hosts go first"));
}

}  // namespace
}  // namespace arsip::frontier
