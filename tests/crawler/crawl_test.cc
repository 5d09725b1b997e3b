#include "crawler/crawl.h"

#include <algorithm>

#include "archive/query.h"
#include "archive/rebuild.h"
#include "archive/record_payload.h"
#include "archive/verify.h"
#include "archive/warc_reader.h"
#include "gmock/gmock.h"
#include "tiny_site.h"
#include "warc_bytes.h"

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

// What is stored in chunks must mean the same to everything that reads it.
TEST_F(CrawlTest, AVerbatimArchiveIsReadVerifiedAndRebuiltLikeAnyOther) {
  site_->SetChunkBytes(5);
  CrawlOptions options = Options();
  options.worker.fetcher.transfer_coding = TransferCoding::kVerbatim;
  ApplyCollection(TinyCollection(), options);
  RunToItsEnd(options);
  EXPECT_EQ(progress_.captured, TinySite::kPages) << "links are found in what the chunks hold";
  EXPECT_EQ(CountOf(RecordType::kRevisit), 1);
  const auto before = Captures();
  for (const archive::Capture& capture : before) {
    if (capture.url != site_->Url("/target")) continue;
    std::string payload;
    const auto read = archive::ReadPayload(directory_, capture, {}, [&](std::string_view bytes) {
      payload += bytes;
      return Ok();
    });
    ASSERT_TRUE(read) << read.error().ToString();
    EXPECT_EQ(payload, "<p>target");
    EXPECT_THAT(read->http_head, testing::EndsWith("Transfer-Encoding: chunked\r\n\r\n"));
    EXPECT_EQ(read->header.Get("X-Arsip-Payload-Digest"), FormatDigest(ComputeSha256("<p>target")));
    const auto record = archive::ReadRecord(directory_, capture.location);
    ASSERT_TRUE(record);
    EXPECT_THAT(record->block,
                testing::EndsWith("\r\n\r\n5;n\r\n<p>ta\r\n4;n\r\nrget\r\n0\r\n\r\n"));
  }
  const auto report = archive::Verify(directory_, {}, [](uint64_t, uint64_t) { return true; });
  ASSERT_TRUE(report) << report.error().ToString();
  EXPECT_EQ(report->errors + report->warnings, 0u)
      << (report->problems.empty() ? "" : report->problems.front().ToString());
  archive::ReadProblems problems;
  const auto rebuilt =
      archive::RebuildIndex(directory_, problems, [](uint64_t, uint64_t) { return true; });
  ASSERT_TRUE(rebuilt) << rebuilt.error().ToString();
  EXPECT_EQ(problems.count(), 0u);
  const auto after = Captures();
  ASSERT_EQ(after.size(), before.size());
  for (size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].payload_sha1, before[i].payload_sha1) << after[i].url;
  }
}

TEST_F(CrawlTest, ChunksAndWholeBodiesOfOnePayloadAreOnePayload) {
  CrawlOptions options = Options();
  options.recrawl = true;
  options.worker.fetcher.transfer_coding = TransferCoding::kVerbatim;
  RunToItsEnd(options);
  site_->SetChunkBytes(7);
  RunToItsEnd(options);
  EXPECT_EQ(CountOf(RecordType::kResponse), 5) << "the second time all is a revisit";
}

TEST_F(CrawlTest, WarcinfoAndMetadataSayUnderWhichCircumstances) {
  RunToItsEnd(Options());
  std::string warcinfo;
  std::string metadata;
  for (const std::string& file : FilesIn("warc")) {
    for (const auto& record : archive::testing::ReadRecords(file)) {
      if (record.Get("WARC-Type") == "warcinfo") warcinfo += record.block;
      if (record.Get("WARC-Target-URI") != site_->Url("/a")) continue;
      if (record.Get("WARC-Type") == "metadata") metadata = record.block;
    }
  }
  EXPECT_THAT(warcinfo, testing::HasSubstr("\r\nclock: "));
  EXPECT_THAT(warcinfo, testing::HasSubstr("synchronised; estimated error "));
  EXPECT_THAT(warcinfo, testing::ContainsRegex("\r\nsandbox: [^\r]*no-new-privileges"));
  EXPECT_THAT(warcinfo, testing::HasSubstr("\r\ncollection-digest: " +
                                           FormatDigest(TinyCollection().digest) + "\r\n"));
  EXPECT_THAT(warcinfo, testing::HasSubstr("\r\ntransfer-coding: decoded"));
  EXPECT_THAT(metadata, testing::HasSubstr("scope: in; host 127.0.0.1\r\n"));
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
