#include "crawler/discovery.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace arsip::crawler {
namespace {

using extractors::Link;
using frontier::Hop;
using frontier::Refusal;

class DiscoveryTest : public ::testing::Test {
 protected:
  DiscoveryTest() {
    rules_.prefixes.push_back(*Url::Parse("http://example.org/"));
    lease_.target.url = *Url::Parse("http://example.org/dir/page");
    lease_.target.hop_path = "L";
    lease_.target.depth = 1;
    fetched_.url = lease_.target.url;
    fetched_.status_code = 200;
    fetched_.head = "HTTP/1.1 200 OK\r\n\r\n";
  }

  void Add(const std::string& reference, Link::Kind kind = Link::ANCHOR) {
    Link* link = extraction_.add_links();
    link->set_reference(reference);
    link->set_kind(kind);
  }

  Discovery Discover(const DiscoveryLimits& limits = {}) {
    const auto scope = seeds::Scope::Create(rules_);
    return DiscoveredIn(lease_, fetched_, &extraction_, *scope, limits);
  }

  seeds::ScopeRules rules_;
  frontier::Lease lease_;
  FetchResult fetched_;
  extractors::Extraction extraction_;
};

TEST_F(DiscoveryTest, ResolvesAgainstThePageAndCountsHops) {
  Add("next");
  Add("/logo.png", Link::EMBED);
  const Discovery found = Discover();
  ASSERT_EQ(found.urls.size(), 2u);
  EXPECT_EQ(found.urls[0].url.href(), "http://example.org/dir/next");
  EXPECT_EQ(found.urls[0].hop_path, "LL");
  EXPECT_EQ(found.urls[0].depth, 2);
  EXPECT_EQ(found.urls[0].via, "http://example.org/dir/page");
  EXPECT_EQ(found.urls[1].hop, Hop::kEmbed);
  EXPECT_EQ(found.urls[1].depth, 1);
}

// security.md, hostile suite 64.
TEST_F(DiscoveryTest, SitemapSpeaksForItsOwnSiteOnly) {
  extraction_.set_extractor("sitemap");
  Add("http://example.org/1", Link::MANIFEST);
  Add("http://www.example.org/2", Link::MANIFEST);
  Add("http://stranger.test/3", Link::MANIFEST);
  const Discovery found = Discover();
  ASSERT_EQ(found.urls.size(), 2u);
  EXPECT_EQ(found.dropped, 1u);
  extraction_.set_extractor("feed");
  EXPECT_EQ(Discover().urls.size(), 3u) << "a feed may name what its site quotes";
}

TEST_F(DiscoveryTest, LoopOfSitemapIndexesEndsAtTheThirdLevel) {
  extraction_.set_extractor("sitemap");
  Add("/index2.xml", Link::MANIFEST);
  lease_.target.hop_path = "LMM";
  EXPECT_EQ(Discover().urls.size(), 1u);
  lease_.target.hop_path = "LMMM";
  EXPECT_EQ(Discover().urls.size(), 0u);
  EXPECT_EQ(Discover().dropped, 1u);
}

TEST_F(DiscoveryTest, EntriesCarryTheirTimesWithinReason) {
  Add("/1", Link::MANIFEST);
  extraction_.mutable_links(0)->set_last_modified(2 * 1'800'000'000ULL + 1);
  Add("/2", Link::MANIFEST);
  extraction_.mutable_links(1)->set_last_modified(UINT64_MAX);
  Add("/3", Link::MANIFEST);
  const Discovery found = Discover();
  ASSERT_EQ(found.urls.size(), 3u);
  EXPECT_EQ(found.urls[0].last_modified,
            (frontier::LastModified{UtcTime(std::chrono::seconds(1'800'000'000)), true}));
  EXPECT_EQ(found.urls[1].last_modified, std::nullopt);
  EXPECT_EQ(found.urls[2].last_modified, std::nullopt);
}

TEST_F(DiscoveryTest, TheScopeDecisionNamesTheRuleThatLetTheUrlIn) {
  const auto decision = [this] { return ScopeDecision(lease_, *seeds::Scope::Create(rules_)); };
  EXPECT_EQ(decision(), "in; prefix //example.org/");
  lease_.purpose = frontier::LeasePurpose::kRobotsTxt;
  EXPECT_EQ(decision(), "in; robots.txt of a host that is to be visited");
}

TEST_F(DiscoveryTest, TheScopeDecisionSaysThatAScopeHasChangedSince) {
  rules_.exclude = {"/dir/"};
  EXPECT_EQ(ScopeDecision(lease_, *seeds::Scope::Create(rules_)), "out; excluded by '/dir/'");
}

TEST_F(DiscoveryTest, ResolvesAgainstTheDeclaredBase) {
  extraction_.set_base("/other/");
  Add("x");
  ASSERT_EQ(Discover().urls.size(), 1u);
  EXPECT_EQ(Discover().urls[0].url.href(), "http://example.org/other/x");
}

TEST_F(DiscoveryTest, EachUrlIsNamedOnceAndThePageItselfNever) {
  Add("a");
  Add("a#section");
  Add("http://EXAMPLE.org/dir/a");
  Add("page");
  EXPECT_EQ(Discover().urls.size(), 1u);
}

TEST_F(DiscoveryTest, WhatIsOutOfScopeIsKeptAsRefusedWithItsReason) {
  Add("http://elsewhere.example/");
  const Discovery found = Discover();
  ASSERT_EQ(found.urls.size(), 1u);
  EXPECT_EQ(found.urls[0].refusal, Refusal::kScope);
  EXPECT_FALSE(found.urls[0].refusal_detail.empty());
}

TEST_F(DiscoveryTest, ATrapIsRefusedAsOne) {
  Add("/a/a/a/a/a/a");
  const Discovery found = Discover();
  ASSERT_EQ(found.urls.size(), 1u);
  EXPECT_EQ(found.urls[0].refusal, Refusal::kTrap);
}

TEST_F(DiscoveryTest, WhatCannotBeFetchedIsCounted) {
  Add("mailto:a@example.org");
  Add("javascript:void(0)");
  Add("data:text/plain,x");
  const Discovery found = Discover();
  EXPECT_TRUE(found.urls.empty());
  EXPECT_EQ(found.not_fetchable, 3u);
}

TEST_F(DiscoveryTest, LinksBeyondTheLimitAreDroppedAndCounted) {
  for (int i = 0; i < 10; ++i) Add("p" + std::to_string(i));
  DiscoveryLimits limits;
  limits.max_links = 4;
  const Discovery found = Discover(limits);
  EXPECT_EQ(found.urls.size(), 4u);
  EXPECT_EQ(found.dropped, 6u);
}

TEST_F(DiscoveryTest, OnePageSendsFewLinksToAHostOfAnotherSite) {
  for (int i = 0; i < 150; ++i) {
    Add("http://victim.example.net/" + std::to_string(i));
    Add("http://other.example.com/" + std::to_string(i));
    Add("http://forum.example.org/" + std::to_string(i));  // of the page's own site
    Add("http://victim.example.net/img/" + std::to_string(i), Link::EMBED);
  }
  const Discovery found = Discover();
  std::map<std::string, int> links;
  for (const auto& url : found.urls)
    ++links[std::string(url.url.host()) + static_cast<char>(url.hop)];
  EXPECT_EQ(links["victim.example.netL"], 100);
  EXPECT_EQ(links["other.example.comL"], 100);
  EXPECT_EQ(links["forum.example.orgL"], 150);
  EXPECT_EQ(links["victim.example.netE"], 150);
  EXPECT_EQ(found.dropped, 100u);
}

TEST_F(DiscoveryTest, ARedirectIsAHopOfItsOwn) {
  fetched_.status_code = 302;
  fetched_.head = "HTTP/1.1 302 Found\r\nLocation: ../moved\r\n\r\n";
  const Discovery found = Discover();
  ASSERT_EQ(found.urls.size(), 1u);
  EXPECT_EQ(found.urls[0].url.href(), "http://example.org/moved");
  EXPECT_EQ(found.urls[0].hop, Hop::kRedirect);
  EXPECT_EQ(found.urls[0].depth, 1);
}

TEST_F(DiscoveryTest, ARobotsTxtNamesSitemapsAndItsRedirectIsNotAPage) {
  lease_.purpose = frontier::LeasePurpose::kRobotsTxt;
  fetched_.status_code = 301;
  fetched_.head = "HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\n\r\n";
  extraction_.mutable_robots()->add_sitemaps("http://example.org/sitemap.xml");
  const Discovery found = Discover();
  ASSERT_EQ(found.urls.size(), 1u);
  EXPECT_EQ(found.urls[0].url.href(), "http://example.org/sitemap.xml");
  EXPECT_EQ(found.urls[0].hop, Hop::kManifest);
}

}  // namespace
}  // namespace arsip::crawler
