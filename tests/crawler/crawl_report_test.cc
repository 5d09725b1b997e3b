#include "crawler/crawl_report.h"

#include "crawler/crawl.h"
#include "gmock/gmock.h"
#include "tiny_site.h"

namespace arsip::crawler {
namespace {

using testing::ElementsAre;
using testing::Pair;

class CrawlReportTest : public TinySiteTest {
 protected:
  void RunCrawl() {
    auto crawl = Crawl::Start(TinyCollection(), Options(), clock_, {});
    ASSERT_TRUE(crawl) << crawl.error().ToString();
    ASSERT_TRUE((*crawl)->Wait());
  }
};

TEST_F(CrawlReportTest, CountsWhatTheCrawlLeft) {
  RunCrawl();
  auto report = BuildCrawlReport(directory_);
  ASSERT_TRUE(report) << report.error().ToString();
  EXPECT_EQ(report->captures, TinySite::kPages + 1);
  EXPECT_EQ(report->revisits, 1u);
  EXPECT_EQ(report->pages, 4u);
  EXPECT_EQ(report->truncated, 0u);
  EXPECT_THAT(report->by_status, ElementsAre(Pair(200, 5u), Pair(302, 1u)));
  EXPECT_THAT(report->by_kind, ElementsAre(Pair("other", 1u), Pair("page", 4u)));
  EXPECT_EQ(report->captured_urls, TinySite::kPages);
  EXPECT_EQ(report->hosts, 1u);
  EXPECT_EQ(report->queued, 0u);
  EXPECT_THAT(report->refused, ElementsAre(Pair("robots", 1u)));
  EXPECT_EQ(report->segments, 1u);
  EXPECT_GT(report->warc_bytes, 0u);
  ASSERT_TRUE(report->first && report->last);
  EXPECT_LE(*report->first, *report->last);
  EXPECT_TRUE(report->worth_reading());
}

TEST_F(CrawlReportTest, ReportDoesNotChangeWhatItReports) {
  RunCrawl();
  auto once = BuildCrawlReport(directory_);
  auto again = BuildCrawlReport(directory_);
  ASSERT_TRUE(once && again);
  EXPECT_EQ(once->captures, again->captures);
  EXPECT_EQ(once->warc_bytes, again->warc_bytes);
  EXPECT_EQ(once->payload_bytes, again->payload_bytes);
}

TEST_F(CrawlReportTest, DirectoryWithoutWarcFilesIsNotFound) {
  auto report = BuildCrawlReport(directory_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kNotFound);
}

TEST_F(CrawlReportTest, ArchiveThatIsWrittenIsUnavailable) {
  auto archive = archive::Archive::Open(directory_, Options().archive, clock_);
  ASSERT_TRUE(archive);
  auto report = BuildCrawlReport(directory_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kUnavailable);
}

TEST(CrawlReportWorthReadingTest, ScopeAloneIsNoNews) {
  CrawlReport report;
  report.captures = 7;
  report.refused["scope"] = 9;
  EXPECT_FALSE(report.worth_reading());
  report.refused["robots"] = 1;
  EXPECT_TRUE(report.worth_reading());
  report = CrawlReport();
  report.dormant = 1;
  EXPECT_TRUE(report.worth_reading());
}

}  // namespace
}  // namespace arsip::crawler
