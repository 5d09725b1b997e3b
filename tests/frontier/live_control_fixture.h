// LiveControlTest: a frontier over either store, and short words for what an operator asks of it.
#ifndef ARSIP_TESTS_FRONTIER_LIVE_CONTROL_FIXTURE_H_
#define ARSIP_TESTS_FRONTIER_LIVE_CONTROL_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "frontier/live_control.h"
#include "frontier_fixture.h"
#include "temporary_directory.h"
#include "watched_store.h"

namespace arsip::frontier {

// Inside is what begins with one of these.
inline ScopeJudge Within(std::vector<std::string> prefixes) {
  return [prefixes = std::move(prefixes)](const Url& url, std::string_view, uint32_t) {
    for (const std::string& prefix : prefixes) {
      if (url.href().starts_with(prefix)) return ScopeRuling{};
    }
    return ScopeRuling{Refusal::kScope, "no prefix matches"};
  };
}

inline DiscoveredUrl OutOfScope(std::string_view href) {
  DiscoveredUrl found = Found(href);
  found.refusal = Refusal::kScope;
  found.refusal_detail = "no prefix matches";
  return found;
}

class LiveControlTest : public testing::TestWithParam<bool> {
 protected:
  void Open(const FrontierOptions& options = Undelayed()) {
    if (store_ == nullptr) store_ = MakeStore();
    crawl_.emplace(*store_, options);
  }
  std::unique_ptr<WatchedStore> MakeStore() {
    if (!GetParam()) return std::make_unique<WatchedStore>(NewMemoryStore());
    auto store = OpenLevelDbStore(directory_.path());
    EXPECT_TRUE(store.has_value());
    return std::make_unique<WatchedStore>(std::move(*store));
  }

  LiveControl& control() { return *crawl_->frontier().live_control(); }
  void Commit() { EXPECT_TRUE(crawl_->frontier().Commit()); }
  // The pages a worker gets one after the other, each captured.
  std::vector<std::string> CrawlOn(size_t most = 100) {
    std::vector<std::string> hrefs;
    while (hrefs.size() < most) {
      const auto leases = AcquirePages(*crawl_, "w", 1);
      if (leases.empty()) break;
      hrefs.push_back(leases[0].target.url.href());
      crawl_->Complete("w", leases[0].id, Captured(), {});
    }
    return hrefs;
  }
  UrlAnswer CaptureNow(std::string_view href) {
    auto answer = control().CaptureNow(UrlOf(href));
    EXPECT_TRUE(answer) << answer.error().ToString();
    Commit();
    return answer.value_or(UrlAnswer{});
  }
  UrlAnswer AddSeed(std::string_view href) {
    auto answer = control().AddSeed(UrlOf(href));
    EXPECT_TRUE(answer) << answer.error().ToString();
    Commit();
    return answer.value_or(UrlAnswer{});
  }
  void Block(std::string_view host, std::optional<Duration> lasts, std::string reason = "") {
    EXPECT_TRUE(control().BlockHost(host, lasts, std::move(reason)));
    Commit();
  }
  // Until it has no more; what it queued.
  uint64_t FinishRescope() {
    uint64_t queued = 0;
    for (bool more = true; more;) {
      const auto step = control().ContinueRescope();
      EXPECT_TRUE(step);
      queued += step->queued;
      more = step->more;
    }
    return queued;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<WatchedStore> store_;
  std::optional<InProcessFrontier> crawl_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_LIVE_CONTROL_FIXTURE_H_
