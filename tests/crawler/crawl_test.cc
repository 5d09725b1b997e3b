#include "crawler/crawl.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "tiny_site.h"

namespace arsip::crawler {
namespace {

using archive::RecordType;
using testing::Contains;
using testing::Not;

class CrawlTest : public TinySiteTest {
 protected:
  std::unique_ptr<Crawl> Start(const CrawlOptions& options) {
    CrawlObserver observer;
    observer.on_event = [this](const CrawlEvent& event) { events_.push_back(event); };
    observer.on_progress = [this](const frontier::FrontierProgress&) { ++reports_; };
    auto crawl = Crawl::Start(TinyCollection(), options, clock_, std::move(observer));
    EXPECT_TRUE(crawl) << crawl.error().ToString();
    return crawl ? std::move(*crawl) : nullptr;
  }
  void RunToItsEnd(const CrawlOptions& options) {
    auto crawl = Start(options);
    ASSERT_NE(crawl, nullptr);
    auto end = crawl->Wait();
    ASSERT_TRUE(end) << end.error().ToString();
    EXPECT_EQ(*end, CrawlEnd::kFinished);
    progress_ = crawl->progress();
  }
  int64_t CountOf(RecordType type) const {
    const auto captures = Captures();
    return std::count_if(captures.begin(), captures.end(),
                         [type](const auto& capture) { return capture.type == type; });
  }

  std::vector<CrawlEvent> events_;
  int reports_ = 0;
  frontier::FrontierProgress progress_;
};

TEST_F(CrawlTest, TinySiteIsCrawledToItsEndAndCounted) {
  RunToItsEnd(Options());
  EXPECT_EQ(progress_.captured, TinySite::kPages);
  EXPECT_EQ(progress_.queued, 0u);
  EXPECT_EQ(progress_.leased, 0u);
  EXPECT_EQ(progress_.failed, 0u);
  EXPECT_EQ(progress_.refused[frontier::Refusal::kRobots], 1u);
  EXPECT_GT(reports_, 0);
  EXPECT_EQ(events_.size(), TinySite::kPages + 1);  // and robots.txt
  EXPECT_THAT(site_->Paths(), Contains("/target"));
  EXPECT_THAT(site_->Paths(), Not(Contains("/secret")));
  EXPECT_EQ(CountOf(RecordType::kResponse), 5);
  EXPECT_EQ(CountOf(RecordType::kRevisit), 1);
  EXPECT_EQ(CountOf(RecordType::kResource), 2);  // the collection and the log
  EXPECT_EQ(FilesIn("reports").size(), 1u);
}

TEST_F(CrawlTest, StopLeavesWorkThatASecondRunCompletes) {
  site_->Close();
  auto crawl = Start(Options());
  ASSERT_NE(crawl, nullptr);
  ASSERT_TRUE(Eventually([this] { return site_->Paths().size() >= 3; }));
  crawl->RequestStop();
  auto end = crawl->Wait();
  ASSERT_TRUE(end) << end.error().ToString();
  EXPECT_EQ(*end, CrawlEnd::kStopped);
  EXPECT_EQ(crawl->progress().captured, 1u);
  EXPECT_GE(crawl->progress().queued, 3u);
  crawl.reset();

  site_->Open();
  RunToItsEnd(Options());
  EXPECT_EQ(progress_.captured, TinySite::kPages);
  EXPECT_EQ(progress_.queued, 0u);
  const auto paths = site_->Paths();
  EXPECT_EQ(std::count(paths.begin(), paths.end(), "/"), 1)
      << "what was captured is not fetched again";
}

TEST_F(CrawlTest, FinishedCrawlFetchesNothingWhenItIsRunAgain) {
  RunToItsEnd(Options());
  const size_t requests = site_->Paths().size();
  RunToItsEnd(Options());
  EXPECT_EQ(site_->Paths().size(), requests);
  EXPECT_EQ(progress_.captured, TinySite::kPages);
}

TEST_F(CrawlTest, RecrawlOfAnUnchangedSiteWritesRevisits) {
  RunToItsEnd(Options());
  CrawlOptions options = Options();
  options.recrawl = true;
  RunToItsEnd(options);
  EXPECT_EQ(progress_.captured, TinySite::kPages);
  EXPECT_EQ(CountOf(RecordType::kResponse), 5);
  EXPECT_GE(CountOf(RecordType::kRevisit), 1 + static_cast<int64_t>(TinySite::kPages));
}

TEST_F(CrawlTest, PageBudgetEndsTheCrawlWithTheRestQueued) {
  CrawlOptions options = Options();
  options.frontier.frontier.max_pages = 2;
  RunToItsEnd(options);
  EXPECT_EQ(progress_.captured, 2u);
  EXPECT_TRUE(progress_.budget_reached);
  EXPECT_GT(progress_.queued, 0u);
}

TEST_F(CrawlTest, ArchiveThatAnotherCrawlWritesIsUnavailable) {
  site_->Close();
  auto first = Start(Options());
  ASSERT_NE(first, nullptr);
  auto second = Crawl::Start(TinyCollection(), Options(), clock_, {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  first->RequestStop();
  EXPECT_TRUE(first->Wait());
}

}  // namespace
}  // namespace arsip::crawler
