// Channels: queues of their own beside their host's, in turns, under one politeness.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "frontier/live_control.h"
#include "frontier_fixture.h"

namespace arsip::frontier {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

FrontierOptions WithChannels(FrontierOptions options) {
  options.platforms = {{.name = "net", .domains = {"a.example"}, .channel_paths = {"/s/", "/c/"}}};
  return options;
}

class ChannelTurns : public testing::Test {
 protected:
  void Open(const FrontierOptions& options) { crawl_.emplace(*store_, options); }
  std::vector<std::string> AcquireInOrder(size_t count) {
    std::vector<std::string> hrefs;
    while (hrefs.size() < count) {
      const auto page = AcquirePages(*crawl_, "w", 1);
      if (page.empty()) break;
      hrefs.emplace_back(page[0].target.url.path_and_query());
      crawl_->Complete("w", page[0].id, Captured(), {});
    }
    return hrefs;
  }

  std::unique_ptr<FrontierStore> store_ = NewMemoryStore();
  std::optional<InProcessFrontier> crawl_;
};

std::vector<DiscoveredUrl> TwoChannels() {
  std::vector<DiscoveredUrl> found;
  for (const char* path : {"/s/one/1", "/s/one/2", "/s/one/3", "/s/one/4", "/s/two", "/s/two?p=2",
                           "/c/one/1", "/about"}) {
    found.push_back(Found(std::string("http://a.example") + path));
  }
  return found;
}

TEST_F(ChannelTurns, ChannelsTakeTurnsWithTheirHost) {
  Open(WithChannels(Undelayed()));
  crawl_->Discover(TwoChannels());
  EXPECT_THAT(AcquireInOrder(9), ElementsAre("/s/one/1", "/s/two", "/c/one/1", "/about", "/s/one/2",
                                             "/s/two?p=2", "/s/one/3", "/s/one/4"));
  EXPECT_EQ(crawl_->Progress().hosts, 1U);
  EXPECT_EQ(crawl_->Progress().queued, 0U);
}

TEST_F(ChannelTurns, WithoutChannelsTheOrderIsThatOfArrival) {
  Open(Undelayed());
  crawl_->Discover(TwoChannels());
  EXPECT_THAT(AcquireInOrder(3), ElementsAre("/s/one/1", "/s/one/2", "/s/one/3"));
}

TEST_F(ChannelTurns, WhatAChannelServesCountsForItsHostAfterARestartToo) {
  Open(WithChannels(Undelayed()));
  crawl_->Discover({Found("http://a.example/s/one/1")});
  const auto page = AcquirePages(*crawl_, "w", 1);
  ASSERT_THAT(page, SizeIs(1));
  Outcome outcome = Captured();
  outcome.novelty = PayloadNovelty::kNew;
  crawl_->Complete("w", page[0].id, outcome, {});
  const auto hosts = store_->LoadHosts(0, 0, 8);
  ASSERT_TRUE(hosts);
  ASSERT_EQ(hosts->front().origin, "http://a.example");
  EXPECT_EQ(hosts->front().novelty.pages, 1);
}

TEST_F(ChannelTurns, TheyShareTheirHostsDelayAndItsRobotsTxt) {
  Open(WithChannels(Delayed(std::chrono::seconds(5))));
  crawl_->Discover(TwoChannels());
  const auto robots = crawl_->Acquire("w", 8);
  ASSERT_THAT(robots, SizeIs(1));
  crawl_->Complete("w", robots[0].id,
                   Robots(RobotsOutcome::Kind::kRules, "User-agent: *\nDisallow: /s/one/2\n"), {});
  EXPECT_THAT(crawl_->Acquire("w", 8), IsEmpty());
  crawl_->Advance(std::chrono::seconds(5));
  EXPECT_THAT(crawl_->Acquire("w", 8), SizeIs(1));
  EXPECT_THAT(crawl_->Acquire("w", 8), IsEmpty());
}

TEST_F(ChannelTurns, ABackOffHoldsThemAllAndTheUrlKeepsItsPlace) {
  Open(WithChannels(Undelayed()));
  crawl_->Discover(TwoChannels());
  const auto page = AcquirePages(*crawl_, "w", 1);
  ASSERT_THAT(Hrefs(page), ElementsAre("http://a.example/s/one/1"));
  crawl_->Complete("w", page[0].id, Busy(std::chrono::seconds(30)), {});
  EXPECT_THAT(crawl_->Acquire("w", 8), IsEmpty());
  crawl_->Advance(std::chrono::seconds(30));
  const auto rest = AcquireInOrder(8);
  EXPECT_THAT(rest, SizeIs(8));
  EXPECT_EQ(rest[3], "/s/one/1");  // its channel's turn comes round
}

TEST_F(ChannelTurns, ARestartKeepsThem) {
  Open(WithChannels(Undelayed()));
  crawl_->Discover(TwoChannels());
  AcquireInOrder(2);
  crawl_->Restart();
  EXPECT_EQ(crawl_->Progress().queued, 6U);
  EXPECT_THAT(AcquireInOrder(9),
              ElementsAre("/about", "/s/one/2", "/s/two?p=2", "/c/one/1", "/s/one/3", "/s/one/4"));
}

TEST_F(ChannelTurns, WhatAnOperatorWantsOfAChannelGoesFirstAfterARestartToo) {
  Open(WithChannels(Undelayed()));
  std::vector<DiscoveredUrl> found = TwoChannels();
  found.insert(found.begin(), Found("http://b.example/1"));
  crawl_->Discover(found);
  LiveControl& control = *crawl_->frontier().live_control();
  EXPECT_TRUE(control.CaptureNow(UrlOf("http://a.example/s/one/3")));
  EXPECT_TRUE(control.CaptureNow(UrlOf("http://a.example/s/one/4")));
  EXPECT_TRUE(crawl_->frontier().Commit());
  crawl_->Restart();
  EXPECT_THAT(AcquireInOrder(2), ElementsAre("/s/one/3", "/s/one/4")) << "before other hosts";
}

TEST_F(ChannelTurns, ARetryAndADormantHostCountTheirChannels) {
  FrontierOptions options = WithChannels(Undelayed());
  options.robots_ttl = std::chrono::hours(24 * 365);  // its answer would end the ladder
  Open(options);
  crawl_->Discover(TwoChannels());
  const auto page = AcquirePages(*crawl_, "w", 1);
  ASSERT_THAT(page, SizeIs(1));
  crawl_->Complete("w", page[0].id, Ended(OutcomeKind::kTransferFailed, "reset"), {});
  for (int step = 0; step < 7; ++step) {
    const auto next = AcquirePages(*crawl_, "w", 1);
    ASSERT_THAT(next, SizeIs(1)) << step;
    crawl_->Complete("w", next[0].id, Ended(OutcomeKind::kHostUnreachable, "no route"), {});
    crawl_->Advance(std::chrono::hours(49));
  }
  EXPECT_EQ(crawl_->Progress().dormant, 8U);
  EXPECT_EQ(crawl_->Progress().queued, 0U);
  crawl_->Advance(std::chrono::hours(24 * 7));
  EXPECT_THAT(AcquireInOrder(9), SizeIs(8));
  EXPECT_EQ(crawl_->Progress().dormant, 0U);
  EXPECT_EQ(crawl_->Progress().captured, 8U);
}

TEST_F(ChannelTurns, ChannelsBeyondTheLimitWaitWithTheirHost) {
  FrontierOptions options = WithChannels(Undelayed());
  options.traps.max_channels_per_host = 1;
  Open(options);
  crawl_->Discover(TwoChannels());
  EXPECT_THAT(AcquireInOrder(4), ElementsAre("/s/one/1", "/s/two", "/s/one/2", "/s/two?p=2"));
}

}  // namespace
}  // namespace arsip::frontier
