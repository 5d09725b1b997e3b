#include "frontier/wire_completion.h"

#include <gtest/gtest.h>

#include "frontier/wire.h"

namespace arsip::frontier {
namespace {

constexpr size_t kRoomy = 16u << 20;
constexpr LeaseId kLease{0, 1, 42};

DiscoveredUrl Link(const std::string& url, Hop hop = Hop::kLink) {
  DiscoveredUrl link;
  link.url = *Url::Parse(url);
  link.hop = hop;
  link.via = "https://www.example.org/news/2026/11/index.html";
  link.hop_path = hop == Hop::kEmbed ? "LE" : "LL";
  link.depth = hop == Hop::kEmbed ? 1 : 2;
  return link;
}

std::vector<DiscoveredUrl> LinksOfAPage(int count) {
  std::vector<DiscoveredUrl> links;
  for (int i = 0; i < count; ++i) {
    links.push_back(
        Link("https://www.example.org/news/2026/11/story-" + std::to_string(i) + ".html",
             i % 3 == 0 ? Hop::kEmbed : Hop::kLink));
  }
  return links;
}

void ExpectEqual(const DiscoveredUrl& a, const DiscoveredUrl& b) {
  EXPECT_EQ(a.url, b.url);
  EXPECT_EQ(a.url.host(), b.url.host());
  EXPECT_EQ(a.url.path_and_query(), b.url.path_and_query());
  EXPECT_EQ(a.url.port(), b.url.port());
  EXPECT_EQ(a.hop, b.hop);
  EXPECT_EQ(a.refusal, b.refusal);
  EXPECT_EQ(a.refusal_detail, b.refusal_detail);
  EXPECT_EQ(a.via, b.via);
  EXPECT_EQ(a.hop_path, b.hop_path);
  EXPECT_EQ(a.depth, b.depth);
  EXPECT_EQ(a.last_modified, b.last_modified);
}

EncodedCompletion Encoded(const Outcome& outcome, std::span<const DiscoveredUrl> links,
                          size_t max_bytes = kRoomy) {
  CompletionEncoder encoder;
  Result<EncodedCompletion> encoded = encoder.Encode(kLease, outcome, links, max_bytes);
  EXPECT_TRUE(encoded) << encoded.error().message;
  return *encoded;
}

Completion Decoded(const std::string& bytes) {
  CompletionDecoder decoder;
  const Result<const Completion*> decoded = decoder.Decode(bytes);
  EXPECT_TRUE(decoded) << decoded.error().message;
  return decoded ? **decoded : Completion();
}

std::string RefusalOf(const wire::Done& done) {
  CompletionDecoder decoder;
  const auto decoded = decoder.Decode(done.SerializeAsString());
  return decoded ? "accepted" : decoded.error().message;
}

TEST(WireCompletionTest, WhatACaptureFoundSurvives) {
  Outcome outcome;
  outcome.change = PayloadChange::kUnchanged;
  outcome.page_kind = PageKind::kManifest;
  const Completion completion = Decoded(Encoded(outcome, {}).bytes);
  EXPECT_EQ(completion.outcome.change, PayloadChange::kUnchanged);
  EXPECT_EQ(completion.outcome.page_kind, PageKind::kManifest);
  wire::Done done;
  done.mutable_outcome()->set_change(4);
  EXPECT_EQ(RefusalOf(done), "unknown change or kind of page");
  done.mutable_outcome()->set_change(0);
  done.mutable_outcome()->set_page_kind(kPageKinds);
  EXPECT_EQ(RefusalOf(done), "unknown change or kind of page");
}

TEST(WireCompletionTest, TheTimesOfSitemapEntriesSurvive) {
  std::vector<DiscoveredUrl> links = LinksOfAPage(6);
  links[1].last_modified = LastModified{UtcTime(std::chrono::seconds(1'800'000'000)), false};
  links[4].last_modified = LastModified{UtcTime(std::chrono::seconds(1'799'971'200)), true};
  const std::string bytes = Encoded({}, links).bytes;
  const Completion completion = Decoded(bytes);
  ASSERT_EQ(completion.discovered.size(), links.size());
  for (size_t i = 0; i < links.size(); ++i) ExpectEqual(completion.discovered[i], links[i]);

  wire::Done done;
  ASSERT_TRUE(done.ParseFromString(bytes));
  done.mutable_links()->mutable_last_modified()->Set(1, UINT64_MAX);
  EXPECT_EQ(Decoded(done.SerializeAsString()).discovered[1].last_modified, std::nullopt);
  done.mutable_links()->add_last_modified(2);
  EXPECT_EQ(RefusalOf(done), "more dates than links");
}

TEST(WireCompletionTest, OutcomeSurvives) {
  Outcome outcome;
  outcome.kind = OutcomeKind::kHostBusy;
  outcome.status_code = 429;
  outcome.bytes = 5'000'000'000;
  outcome.refusal = Refusal::kGate;
  outcome.detail = "429 with Retry-After \xFF";
  outcome.retry_after = std::chrono::hours(1);
  const Completion completion = Decoded(Encoded(outcome, {}).bytes);
  EXPECT_EQ(completion.lease, kLease);
  EXPECT_EQ(completion.outcome.kind, outcome.kind);
  EXPECT_EQ(completion.outcome.status_code, 429);
  EXPECT_EQ(completion.outcome.bytes, outcome.bytes);
  EXPECT_EQ(completion.outcome.refusal, Refusal::kGate);
  EXPECT_EQ(completion.outcome.detail, outcome.detail);
  EXPECT_EQ(completion.outcome.retry_after, outcome.retry_after);
  EXPECT_FALSE(completion.outcome.robots);
  EXPECT_TRUE(completion.discovered.empty());
}

TEST(WireCompletionTest, RobotsOutcomeSurvives) {
  Outcome outcome;
  RobotsOutcome& robots = outcome.robots.emplace();
  robots.kind = RobotsOutcome::Kind::kRules;
  robots.rules.rules = {{false, "/private/", 3}, {true, "/private/open$", 4}};
  robots.rules.group = "arsip";
  robots.rules.crawl_delay = std::chrono::seconds(7);
  robots.rules.sitemaps = {"https://a.example/sitemap.xml"};
  robots.rules.truncated = true;
  robots.redirect = *Url::Parse("https://b.example/robots.txt");
  const Completion completion = Decoded(Encoded(outcome, {}).bytes);
  ASSERT_TRUE(completion.outcome.robots);
  const RobotsOutcome& decoded = *completion.outcome.robots;
  EXPECT_EQ(decoded.kind, robots.kind);
  ASSERT_EQ(decoded.rules.rules.size(), 2u);
  EXPECT_FALSE(decoded.rules.rules[0].allow);
  EXPECT_EQ(decoded.rules.rules[1].path_pattern, "/private/open$");
  EXPECT_EQ(decoded.rules.rules[1].line, 4u);
  EXPECT_EQ(decoded.rules.group, "arsip");
  EXPECT_EQ(decoded.rules.crawl_delay, robots.rules.crawl_delay);
  EXPECT_EQ(decoded.rules.sitemaps, robots.rules.sitemaps);
  EXPECT_TRUE(decoded.rules.truncated);
  EXPECT_EQ(decoded.redirect, robots.redirect);
}

TEST(WireCompletionTest, SitemapsBeyondTheLimitAreCutAndSaid) {
  Outcome outcome;
  outcome.robots.emplace().rules.sitemaps.assign(20'000, "https://a.example/s");
  const Completion completion = Decoded(Encoded(outcome, {}).bytes);
  EXPECT_EQ(completion.outcome.robots->rules.sitemaps.size(), 10'000u);
  EXPECT_TRUE(completion.outcome.robots->rules.truncated);
}

TEST(WireCompletionTest, LinksSurviveInTheirOrder) {
  std::vector<DiscoveredUrl> links = LinksOfAPage(113);
  links[5].refusal = Refusal::kScope;
  links[5].refusal_detail = "no prefix matches";
  links[7].via.clear();
  links[7].hop = Hop::kSeed;
  links[7].hop_path.clear();
  const Completion completion = Decoded(Encoded({}, links).bytes);
  ASSERT_EQ(completion.discovered.size(), links.size());
  for (size_t i = 0; i < links.size(); ++i) ExpectEqual(completion.discovered[i], links[i]);
  EXPECT_EQ(completion.links_cut, 0u);
  EXPECT_EQ(completion.links_dropped, 0u);
}

TEST(WireCompletionTest, WhatLinksShareIsSentOnce) {
  const std::vector<DiscoveredUrl> links = LinksOfAPage(113);
  size_t url_bytes = 0;
  for (const DiscoveredUrl& link : links) url_bytes += link.url.href().size();
  EXPECT_LT(Encoded({}, links).bytes.size(), url_bytes + 2 * links.size() + 256);
}

TEST(WireCompletionTest, UrlsAreReadAsTheUrlParserReadsThem) {
  // Each after one of the same origin, where the host is not parsed again.
  const std::vector<std::string> texts = {
      "http://a.example/",        "http://a.example/b/../c",  "http://a.example//double",
      "http://a.example/\\x",     "http://a.example:8080/p",  "http://a.example:8080/q",
      "http://a.example:80801/p", "http://a.example.evil/",   "http://a.example@b.example/",
      "http://a.example/?q#f",    "http://a.example?q",       "http://a.example/%7e",
      "http://[2001:db8::1]/",    "http://[2001:db8::1]/x y", "http://192.0.2.1/a",
      "http://a.example/",        "http://a.example/./.",     "https://a.example/"};
  wire::Done done;
  wire::LinkContext* context = done.mutable_links()->add_contexts();
  context->set_hop('L');
  std::vector<Url> expected;
  for (const std::string& text : texts) {
    done.mutable_links()->mutable_urls()->append(text + "\n");
    done.mutable_links()->add_context_of(0);
    if (Result<Url> url = Url::Parse(text); url) expected.push_back(*url);
  }
  const Completion completion = Decoded(done.SerializeAsString());
  ASSERT_EQ(completion.discovered.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(completion.discovered[i].url, expected[i]);
    EXPECT_EQ(completion.discovered[i].url.host(), expected[i].host());
    EXPECT_EQ(completion.discovered[i].url.port(), expected[i].port());
  }
  EXPECT_EQ(completion.links_dropped, texts.size() - expected.size());
  EXPECT_GT(completion.links_dropped, 0u);
}

TEST(WireCompletionTest, LinksBeyondTheMessageLimitAreCutAndCounted) {
  std::vector<DiscoveredUrl> links;
  for (int i = 0; i < 600; ++i) {
    links.push_back(Link("https://a.example/" + std::to_string(i) + "?" + std::string(4000, 'x')));
  }
  constexpr size_t kLimit = 1u << 20;
  const EncodedCompletion encoded = Encoded({}, links, kLimit);
  EXPECT_LE(encoded.bytes.size(), kLimit);
  EXPECT_GT(encoded.bytes.size(), kLimit - 10'000);
  const Completion completion = Decoded(encoded.bytes);
  EXPECT_EQ(completion.links_cut, encoded.links_cut);
  ASSERT_EQ(completion.discovered.size() + encoded.links_cut, links.size());
  ExpectEqual(completion.discovered.back(), links[completion.discovered.size() - 1]);
}

TEST(WireCompletionTest, LinksBeyondTheirCountAreCut) {
  std::vector<DiscoveredUrl> links(kMaxLinksPerCompletion + 10, Link("http://a.example/"));
  const EncodedCompletion encoded = Encoded({}, links);
  EXPECT_EQ(encoded.links_cut, 10u);
  EXPECT_EQ(Decoded(encoded.bytes).discovered.size(), kMaxLinksPerCompletion);
}

TEST(WireCompletionTest, LinksWithDistinctContextsSurvive) {
  std::vector<DiscoveredUrl> links;
  for (int i = 0; i < 1000; ++i) {
    links.push_back(Link("http://a.example/" + std::to_string(i)));
    links.back().refusal_detail = std::to_string(i);
  }
  const Completion completion = Decoded(Encoded({}, links).bytes);
  ASSERT_EQ(completion.discovered.size(), links.size());
  EXPECT_EQ(completion.discovered[999].refusal_detail, "999");
}

TEST(WireCompletionTest, OutcomeThatDoesNotFitIsAnError) {
  CompletionEncoder encoder;
  Outcome outcome;
  outcome.detail = std::string(500, 'x');
  const auto encoded = encoder.Encode(kLease, outcome, {}, 200);
  ASSERT_FALSE(encoded);
  EXPECT_EQ(encoded.error().code, ErrorCode::kInvalidInput);
}

TEST(WireCompletionTest, LongDetailIsCut) {
  Outcome outcome;
  outcome.detail = std::string(5000, 'x');
  EXPECT_EQ(Decoded(Encoded(outcome, {}).bytes).outcome.detail.size(), kMaxDetailBytes);
}

TEST(WireCompletionTest, LinkThatTheFrontierWouldRefuseIsRefusedWhereItIsMade) {
  CompletionEncoder encoder;
  DiscoveredUrl link = Link("http://a.example/");
  link.via = "not a url\n";
  EXPECT_FALSE(encoder.Encode(kLease, {}, std::span(&link, 1), kRoomy));
  link = Link("http://a.example/");
  link.hop_path = "?";
  EXPECT_FALSE(encoder.Encode(kLease, {}, std::span(&link, 1), kRoomy));
}

TEST(WireCompletionTest, DecoderKeepsNothingOfTheMessageBefore) {
  CompletionDecoder decoder;
  Outcome outcome;
  outcome.retry_after = std::chrono::seconds(1);
  outcome.robots.emplace();
  ASSERT_TRUE(decoder.Decode(Encoded(outcome, LinksOfAPage(50)).bytes));
  const auto second = decoder.Decode(Encoded({}, LinksOfAPage(2)).bytes);
  ASSERT_TRUE(second);
  EXPECT_EQ((*second)->discovered.size(), 2u);
  EXPECT_FALSE((*second)->outcome.retry_after);
  EXPECT_FALSE((*second)->outcome.robots);
}

TEST(WireCompletionTest, AnyCutDoneIsRefusedOrShorter) {
  const std::string bytes = Encoded({}, LinksOfAPage(20)).bytes;
  CompletionDecoder decoder;
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto decoded = decoder.Decode(bytes.substr(0, size));
    if (!decoded) continue;
    EXPECT_TRUE((*decoded)->discovered.empty()) << size;
  }
}

class MalformedDoneTest : public testing::Test {
 protected:
  MalformedDoneTest() { done_.ParseFromString(Encoded({}, LinksOfAPage(3)).bytes); }
  wire::Done done_;
};

TEST_F(MalformedDoneTest, TheUnchangedOneIsAccepted) { EXPECT_EQ(RefusalOf(done_), "accepted"); }

TEST_F(MalformedDoneTest, EnumeratorsAreChecked) {
  done_.mutable_outcome()->set_kind(6);
  EXPECT_EQ(RefusalOf(done_), "unknown kind of outcome");
  done_.mutable_outcome()->set_kind(0);
  done_.mutable_outcome()->set_refusal(6);
  EXPECT_EQ(RefusalOf(done_), "unknown refusal");
  done_.mutable_outcome()->set_refusal(0);
  done_.mutable_outcome()->mutable_robots()->set_kind(4);
  EXPECT_EQ(RefusalOf(done_), "unknown kind of robots outcome");
}

TEST_F(MalformedDoneTest, ContextsAreChecked) {
  done_.mutable_links()->mutable_contexts(0)->set_hop('Z');
  EXPECT_EQ(RefusalOf(done_), "unknown hop letter");
  done_.mutable_links()->mutable_contexts(0)->set_hop('L');
  done_.mutable_links()->mutable_contexts(0)->set_depth(70'000);
  EXPECT_EQ(RefusalOf(done_), "depth of a link is out of range");
}

TEST_F(MalformedDoneTest, ColumnsMustAgree) {
  done_.mutable_links()->add_context_of(0);
  EXPECT_EQ(RefusalOf(done_), "fewer URLs than links");
  done_.mutable_links()->mutable_context_of()->Truncate(2);
  EXPECT_EQ(RefusalOf(done_), "more URLs than links");
  done_.mutable_links()->mutable_context_of()->Set(0, 99);
  EXPECT_EQ(RefusalOf(done_), "link without a context");
}

TEST_F(MalformedDoneTest, SharedTextThatWouldFillMemoryIsRefused) {
  wire::Links* links = done_.mutable_links();
  links->Clear();
  links->add_contexts()->set_hop('L');
  links->mutable_contexts(0)->set_via("http://a.example/" + std::string(4000, 'x'));
  for (int i = 0; i < 40'000; ++i) {
    links->mutable_urls()->append("http://b/\n");
    links->add_context_of(0);
  }
  EXPECT_EQ(RefusalOf(done_), "links of one DONE are over 64 MiB");
}

TEST_F(MalformedDoneTest, EmptyEntriesThatWouldFillMemoryAreRefused) {
  for (int i = 0; i < 300'000; ++i) done_.mutable_links()->add_contexts();
  EXPECT_EQ(RefusalOf(done_), "malformed DONE");
}

TEST_F(MalformedDoneTest, RobotsRulesAreBounded) {
  wire::RobotsOutcome* robots = done_.mutable_outcome()->mutable_robots();
  for (int i = 0; i < 10'001; ++i) robots->add_rules();
  EXPECT_EQ(RefusalOf(done_), "robots rules are beyond their limits");
}

}  // namespace
}  // namespace arsip::frontier
