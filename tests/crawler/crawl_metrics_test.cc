#include "crawler/crawl_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <sstream>
#include <vector>

namespace arsip::crawler {
namespace {

using testing::HasSubstr;
using testing::Not;

MetricsSnapshot Sample() {
  MetricsSnapshot snapshot;
  snapshot.progress.emplace();
  snapshot.transport.emplace();
  snapshot.progress->queued = 7;
  snapshot.progress->captured = 12;
  snapshot.progress->received_bytes = 3'000'000'000;
  snapshot.progress->refused[frontier::Refusal::kRobots] = 2;
  snapshot.progress->paused = true;
  snapshot.progress->unheard_words = 17;
  snapshot.progress->next_wake = std::chrono::milliseconds(1500);
  snapshot.transport->messages = 99;
  snapshot.disk = DiskSpace{5, 10};
  snapshot.worker_events = 23;
  snapshot.sandbox = SandboxCounters{.items = 40, .crashes = 3, .violations = 1};
  return snapshot;
}

TEST(CrawlMetricsTest, ValuesStandUnderTheirNames) {
  const std::string text = FormatMetrics("news", Sample());
  EXPECT_THAT(text, HasSubstr(R"(arsip_frontier_urls{collection="news",state="queued"} 7)"));
  EXPECT_THAT(text, HasSubstr(R"(arsip_frontier_urls{collection="news",state="captured"} 12)"));
  EXPECT_THAT(text,
              HasSubstr(R"(arsip_frontier_refused_urls{collection="news",reason="robots"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(arsip_captured_bytes_total{collection="news"} 3000000000)"));
  EXPECT_THAT(text, HasSubstr(R"(arsip_frontier_unheard_words_total{collection="news"} 17)"));
  EXPECT_THAT(text, HasSubstr(R"(arsip_frontier_paused{collection="news"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(arsip_frontier_next_wake_seconds{collection="news"} 1.5)"));
  EXPECT_THAT(text, HasSubstr(R"(arsip_frontier_messages_total{collection="news"} 99)"));
  EXPECT_THAT(text, HasSubstr(R"(arsip_worker_events_total{collection="news"} 23)"));
  EXPECT_THAT(text, HasSubstr(R"(arsip_archive_disk_free_bytes{collection="news"} 5)"));
  EXPECT_THAT(
      text, HasSubstr(R"(arsip_sandbox_payloads_total{collection="news",result="extracted"} 40)"));
  EXPECT_THAT(text, HasSubstr(R"(arsip_sandbox_ends_total{collection="news",cause="crash"} 2)"));
  EXPECT_THAT(text,
              HasSubstr(R"(arsip_sandbox_ends_total{collection="news",cause="violation"} 1)"));
}

TEST(CrawlMetricsTest, WhatIsNotKnownIsNotThere) {
  const std::string text = FormatMetrics("news", MetricsSnapshot{});
  EXPECT_THAT(text, Not(HasSubstr("disk")));
  EXPECT_THAT(text, Not(HasSubstr("sandbox")));
  EXPECT_THAT(text, Not(HasSubstr("frontier")));
  EXPECT_THAT(text, Not(HasSubstr("worker")));
  MetricsSnapshot idle;
  idle.progress.emplace();
  EXPECT_THAT(FormatMetrics("news", idle), Not(HasSubstr("next_wake")));
}

// https://prometheus.io/docs/practices/naming/; `promtool check metrics` says the same in
// tests/integration/control_test.py.
TEST(CrawlMetricsTest, NamesFollowTheConventions) {
  std::istringstream text(FormatMetrics("news", Sample()));
  int families = 0;
  for (std::string line; std::getline(text, line);) {
    if (!line.starts_with("# TYPE ")) continue;
    ++families;
    std::istringstream words(line.substr(7));
    std::string name, type;
    words >> name >> type;
    EXPECT_TRUE(name.starts_with("arsip_")) << name;
    for (const char c : name) EXPECT_TRUE(std::islower(c) || c == '_') << name;
    EXPECT_EQ(name.ends_with("_total"), type == "counter") << name;
  }
  EXPECT_GE(families, 15);
}

}  // namespace
}  // namespace arsip::crawler
