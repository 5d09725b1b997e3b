#include "crawler/crawl_options.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace arsip::crawler {
namespace {

std::string Field(const CrawlOptions& options, std::string_view name) {
  const auto& fields = options.archive.warcinfo;
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [name](const auto& field) { return field.first == name; });
  return found == fields.end() ? "(none)" : found->second;
}

seeds::Collection Sample() {
  seeds::Collection collection;
  collection.name = "sample";
  collection.purpose = "test";
  collection.legal_basis = "own content";
  collection.contact = "https://example.org/contact";
  collection.scope.max_pages = 10;
  collection.politeness.host_delay = std::chrono::seconds(7);
  collection.text = seeds::TextExtraction::kDeferred;
  collection.ocr = {"ind", "eng"};
  collection.source = "collection: sample\n";
  return collection;
}

TEST(CrawlOptionsTest, TheUserAgentNamesTheContact) {
  CrawlOptions options;
  ApplyCollection(Sample(), options);
  EXPECT_EQ(options.worker.fetcher.user_agent, "arsip/0.1.0 (+https://example.org/contact)");
  EXPECT_EQ(Field(options, "http-header-user-agent"), options.worker.fetcher.user_agent);
}

TEST(CrawlOptionsTest, DocumentsAndTheirLanguagesComeFromTheCollection) {
  CrawlOptions options;
  ApplyCollection(Sample(), options);
  EXPECT_TRUE(options.worker.documents.enabled);
  EXPECT_EQ(options.worker.documents.ocr_languages, (std::vector<std::string>{"ind", "eng"}));
  EXPECT_EQ(options.worker.pipeline.extraction.ocr_languages.size(), 2u);
  EXPECT_EQ(Field(options, "ocr"), "ind, eng");
}

TEST(CrawlOptionsTest, DelaysBudgetsAndTextComeFromTheCollection) {
  CrawlOptions options;
  ApplyCollection(Sample(), options);
  EXPECT_EQ(options.frontier.frontier.host_delay, Duration(std::chrono::seconds(7)));
  EXPECT_EQ(options.frontier.frontier.max_pages, 10u);
  EXPECT_FALSE(options.worker.pipeline.extraction.want_text);
}

TEST(CrawlOptionsTest, RecrawlIsOffUnlessTheCollectionHasIt) {
  seeds::Collection collection = Sample();
  CrawlOptions options;
  ApplyCollection(collection, options);
  EXPECT_FALSE(options.frontier.frontier.recrawl.enabled);
  EXPECT_FALSE(options.worker.pipeline.revalidate);
  collection.recrawl.enabled = true;
  collection.recrawl.pages.first = std::chrono::minutes(1);
  collection.recrawl.media.max = std::chrono::hours(12);
  collection.recrawl.budget_percent = 50;
  collection.recrawl.channel_head_patterns = {"/live$"};
  ApplyCollection(collection, options);
  const frontier::RevisitOptions& recrawl = options.frontier.frontier.recrawl;
  EXPECT_TRUE(recrawl.enabled);
  EXPECT_TRUE(options.worker.pipeline.revalidate) << "most visits find the same payload";
  EXPECT_EQ(recrawl.budget_share, 0.5);
  EXPECT_EQ(recrawl.range(frontier::PageKind::kPage).first, recrawl.ranges[0].min)
      << "within its bounds";
  EXPECT_EQ(recrawl.range(frontier::PageKind::kMedia).min, Duration(std::chrono::hours(12)));
  ASSERT_TRUE(options.worker.pipeline.channel_heads.has_value());
  EXPECT_TRUE(options.worker.pipeline.channel_heads->Match("http://example.org/live"));
}

TEST(CrawlOptionsTest, ASeedsHintIsItsFirstInterval) {
  seeds::Collection collection = Sample();
  collection.seeds.push_back({*Url::Parse("http://example.org/"), {}, std::chrono::hours(6)});
  EXPECT_EQ(SeedUrls(collection).at(0).revisit_after, Duration(std::chrono::hours(6)));
}

TEST(CrawlOptionsTest, ARobotsOverrideIsWrittenIntoEveryWarcinfo) {
  seeds::Collection collection = Sample();
  collection.robots = {false, "court order 12/2026", "A. Approver", "2027-01-31"};
  CrawlOptions options;
  ApplyCollection(collection, options);
  EXPECT_FALSE(options.frontier.frontier.obey_robots);
  EXPECT_EQ(Field(options, "robots"), "ignore");
  EXPECT_EQ(Field(options, "robots-override-reason"), "court order 12/2026");
  EXPECT_EQ(Field(options, "robots-override-approver"), "A. Approver");
  EXPECT_EQ(Field(options, "robots-override-expires"), "2027-01-31");
}

TEST(CrawlOptionsTest, HowTheWireIsKeptIsWrittenIntoEveryWarcinfo) {
  CrawlOptions options;
  ApplyCollection(Sample(), options);
  EXPECT_EQ(Field(options, "transfer-coding"), "decoded; Transfer-Encoding is renamed");
  EXPECT_EQ(Field(options, "http-version"), "(none)");
  options.worker.fetcher.transfer_coding = TransferCoding::kVerbatim;
  options.worker.fetcher.http_version = HttpVersion::kHttp2;
  ApplyCollection(Sample(), options);
  EXPECT_TRUE(Field(options, "transfer-coding").starts_with("verbatim"));
  EXPECT_TRUE(Field(options, "http-version").starts_with("h2"));
}

TEST(CrawlOptionsTest, OpenedAddressesAreWrittenIntoEveryWarcinfo) {
  CrawlOptions options;
  options.allowed_addresses = {"127.0.0.2/32", "10.0.0.0/8"};
  ApplyCollection(Sample(), options);
  EXPECT_EQ(Field(options, "allowed-addresses"), "127.0.0.2/32, 10.0.0.0/8");
  EXPECT_EQ(Field(options, "robots-override-reason"), "(none)");
}

TEST(CrawlOptionsTest, SeedsHaveNoHopsBehindThem) {
  seeds::Collection collection = Sample();
  collection.seeds.push_back({*Url::Parse("http://example.org/"), {}, {}});
  const auto urls = SeedUrls(collection);
  ASSERT_EQ(urls.size(), 1u);
  EXPECT_EQ(urls[0].hop, frontier::Hop::kSeed);
  EXPECT_TRUE(urls[0].hop_path.empty());
  EXPECT_EQ(urls[0].depth, 0);
}

}  // namespace
}  // namespace arsip::crawler
