#include "crawler/outcome.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>

namespace arsip::crawler {
namespace {

using frontier::OutcomeKind;
using frontier::RobotsOutcome;

const UtcTime kNow(std::chrono::seconds(1'800'000'000));

frontier::Lease Page() {
  frontier::Lease lease;
  lease.target.url = *Url::Parse("http://example.org/a");
  return lease;
}

frontier::Lease Robots() {
  frontier::Lease lease = Page();
  lease.target.url = *Url::Parse("http://example.org/robots.txt");
  lease.purpose = frontier::LeasePurpose::kRobotsTxt;
  return lease;
}

FetchResult Answer(int status, const std::string& fields = "") {
  FetchResult fetched;
  fetched.url = *Url::Parse("http://example.org/robots.txt");
  fetched.status_code = status;
  fetched.head = "HTTP/1.1 " + std::to_string(status) + " X\r\n" + fields + "\r\n";
  return fetched;
}

FetchResult Failure(FetchFailure failure) {
  FetchResult fetched;
  fetched.url = *Url::Parse("http://example.org/a");
  fetched.failure = failure;
  return fetched;
}

TEST(OutcomeTest, WhateverTheServerAnsweredIsACapture) {
  for (const int status : {200, 204, 301, 403, 404, 410, 500, 502}) {
    EXPECT_EQ(OutcomeOf(Page(), Answer(status), nullptr, kNow).kind, OutcomeKind::kCaptured)
        << status;
  }
}

TEST(OutcomeTest, TooManyRequestsAndUnavailableMakeTheHostBackOff) {
  EXPECT_EQ(OutcomeOf(Page(), Answer(429), nullptr, kNow).kind, OutcomeKind::kHostBusy);
  const auto outcome = OutcomeOf(Page(), Answer(503, "Retry-After: 17\r\n"), nullptr, kNow);
  EXPECT_EQ(outcome.kind, OutcomeKind::kHostBusy);
  EXPECT_EQ(outcome.retry_after, Duration(std::chrono::seconds(17)));
}

TEST(OutcomeTest, FailuresGoToTheLadderTheyBelongTo) {
  EXPECT_EQ(OutcomeOf(Page(), Failure(FetchFailure::kConnect), nullptr, kNow).kind,
            OutcomeKind::kHostUnreachable);
  EXPECT_EQ(OutcomeOf(Page(), Failure(FetchFailure::kTls), nullptr, kNow).kind,
            OutcomeKind::kHostUnreachable);
  EXPECT_EQ(OutcomeOf(Page(), Failure(FetchFailure::kNoResponse), nullptr, kNow).kind,
            OutcomeKind::kTransferFailed);
  EXPECT_EQ(OutcomeOf(Page(), Failure(FetchFailure::kCancelled), nullptr, kNow).kind,
            OutcomeKind::kGivenBack);
}

TEST(OutcomeTest, ARefusedAddressIsRefusedByTheGate) {
  const auto outcome = OutcomeOf(Page(), Failure(FetchFailure::kAddressRefused), nullptr, kNow);
  EXPECT_EQ(outcome.kind, OutcomeKind::kRefused);
  EXPECT_EQ(outcome.refusal, frontier::Refusal::kGate);
}

TEST(OutcomeTest, ABrokenTransferIsRetriedAlthoughItsBytesAreKept) {
  FetchResult fetched = Answer(200);
  fetched.failure = FetchFailure::kTransfer;
  fetched.truncated = Truncated::kDisconnect;
  EXPECT_EQ(OutcomeOf(Page(), fetched, nullptr, kNow).kind, OutcomeKind::kTransferFailed);
}

TEST(OutcomeTest, ABodyCutAtOurCapIsNotRetried) {
  FetchResult fetched = Answer(200);
  fetched.failure = FetchFailure::kTransfer;
  fetched.truncated = Truncated::kLength;
  EXPECT_EQ(OutcomeOf(Page(), fetched, nullptr, kNow).kind, OutcomeKind::kCaptured);
}

TEST(Rfc9309Section231, ClientErrorsMakeRobotsTxtUnavailable) {
  const auto outcome = OutcomeOf(Robots(), Answer(404), nullptr, kNow);
  ASSERT_TRUE(outcome.robots.has_value());
  EXPECT_EQ(outcome.robots->kind, RobotsOutcome::Kind::kUnavailable);
}

TEST(Rfc9309Section231, ServerErrorsMakeItUnreachable) {
  const auto outcome = OutcomeOf(Robots(), Answer(500), nullptr, kNow);
  ASSERT_TRUE(outcome.robots.has_value());
  EXPECT_EQ(outcome.robots->kind, RobotsOutcome::Kind::kUnreachable);
}

TEST(Rfc9309Section231, NoAnswerMakesItUnreachable) {
  const auto outcome = OutcomeOf(Robots(), Failure(FetchFailure::kNoResponse), nullptr, kNow);
  ASSERT_TRUE(outcome.robots.has_value());
  EXPECT_EQ(outcome.robots->kind, RobotsOutcome::Kind::kUnreachable);
}

TEST(Rfc9309Section231, ARedirectNamesTheNextHop) {
  const auto outcome =
      OutcomeOf(Robots(), Answer(301, "Location: //www.example.org/r.txt\r\n"), nullptr, kNow);
  ASSERT_TRUE(outcome.robots.has_value());
  EXPECT_EQ(outcome.robots->kind, RobotsOutcome::Kind::kRedirect);
  ASSERT_TRUE(outcome.robots->redirect.has_value());
  EXPECT_EQ(outcome.robots->redirect->href(), "http://www.example.org/r.txt");
}

TEST(Rfc9309Section231, ARedirectToNowhereIsUnavailable) {
  const auto outcome = OutcomeOf(Robots(), Answer(302), nullptr, kNow);
  ASSERT_TRUE(outcome.robots.has_value());
  EXPECT_EQ(outcome.robots->kind, RobotsOutcome::Kind::kUnavailable);
}

TEST(Rfc9309Section231, RulesComeFromTheSandboxAndACrashThereClosesTheSite) {
  extractors::Extraction extraction;
  auto* rule = extraction.mutable_robots()->add_rules();
  rule->set_path_pattern("/private");
  rule->set_line(3);
  extraction.mutable_robots()->set_has_crawl_delay(true);
  extraction.mutable_robots()->set_crawl_delay_ms(1500);
  const auto parsed = OutcomeOf(Robots(), Answer(200), &extraction, kNow);
  ASSERT_TRUE(parsed.robots.has_value());
  EXPECT_EQ(parsed.robots->kind, RobotsOutcome::Kind::kRules);
  ASSERT_EQ(parsed.robots->rules.rules.size(), 1u);
  EXPECT_EQ(parsed.robots->rules.rules[0].path_pattern, "/private");
  EXPECT_EQ(parsed.robots->rules.crawl_delay, Duration(std::chrono::milliseconds(1500)));

  const auto crashed = OutcomeOf(Robots(), Answer(200), nullptr, kNow);
  ASSERT_TRUE(crashed.robots.has_value());
  EXPECT_EQ(crashed.robots->kind, RobotsOutcome::Kind::kUnreachable);
}

class ChangeTest : public testing::Test {
 protected:
  ChangeTest() : fetched_(Answer(200)), payload_{ComputeSha1("payload"), ComputeSha256("payload")} {
    fetched_.body = std::make_shared<Body>("/tmp", 1024);
    EXPECT_TRUE(fetched_.body->Append("payload"));
    EXPECT_TRUE(fetched_.body->Finish());
    verdict_.kind = archive::DedupVerdict::Kind::kRevisit;
    verdict_.refers_to_target_uri = fetched_.url.href();
  }
  frontier::PayloadChange Change(const std::optional<archive::LastCapture>& last) const {
    return ChangeOf(fetched_, payload_, last, verdict_);
  }
  archive::LastCapture Last(const Sha256& payload) const {
    archive::LastCapture last;
    last.payload_sha256 = payload;
    return last;
  }

  FetchResult fetched_;
  const PayloadDigests payload_;
  archive::DedupVerdict verdict_;
};

TEST_F(ChangeTest, ThePayloadIsComparedWithTheLastOneOfTheSameUrl) {
  EXPECT_EQ(Change(Last(payload_.sha256)), frontier::PayloadChange::kUnchanged);
  EXPECT_EQ(Change(Last(ComputeSha256("other"))), frontier::PayloadChange::kChanged)
      << "although it was seen before: A, B, A are two changes";
  EXPECT_EQ(Change(std::nullopt), frontier::PayloadChange::kNew);
}

TEST_F(ChangeTest, WhereTheSha256OfTheLastIsNotKnownItsSha1Tells) {
  archive::LastCapture last;
  last.as_original.payload_sha1 = payload_.sha1;
  EXPECT_EQ(Change(last), frontier::PayloadChange::kUnchanged);
  last.as_original.payload_sha1 = ComputeSha1("other");
  EXPECT_EQ(Change(last), frontier::PayloadChange::kChanged);
  last.as_original.payload_sha1 = payload_.sha1;
  last.payload_sha256 = ComputeSha256("other");
  EXPECT_EQ(Change(last), frontier::PayloadChange::kChanged);
}

TEST_F(ChangeTest, NotModifiedIsUnchangedAndACutPayloadSaysNothing) {
  fetched_.truncated = Truncated::kTime;
  EXPECT_EQ(Change(Last(payload_.sha256)), frontier::PayloadChange::kUnknown);
  fetched_.status_code = 304;
  EXPECT_EQ(Change(Last(payload_.sha256)), frontier::PayloadChange::kUnchanged);
}

TEST_F(ChangeTest, AnErrorPageIsComparedWithThoseOfItsUrl) {
  fetched_.status_code = 500;
  EXPECT_EQ(Change(Last(ComputeSha256("the page"))), frontier::PayloadChange::kUnchanged);
  verdict_.refers_to_target_uri = "http://example.org/another";
  EXPECT_EQ(Change(Last(ComputeSha256("the page"))), frontier::PayloadChange::kChanged);
}

TEST(PageKindTest, SeedsAndWhatMatchesAreHeadsManifestsAndMediaShowThemselves) {
  using frontier::PageKind;
  frontier::Lease lease = Page();
  const FetchResult html = Answer(200, "Content-Type: text/html\r\n");
  EXPECT_EQ(PageKindOf(lease, html, nullptr, std::nullopt), PageKind::kChannelHead);
  lease.target.hop_path = "R";
  EXPECT_EQ(PageKindOf(lease, html, nullptr, std::nullopt), PageKind::kChannelHead);
  lease.target.hop_path = "RL";
  EXPECT_EQ(PageKindOf(lease, html, nullptr, std::nullopt), PageKind::kPage);
  const std::optional<UrlPatterns> heads = *UrlPatterns::Compile({"example\\.org/a$"});
  EXPECT_EQ(PageKindOf(lease, html, nullptr, heads), PageKind::kChannelHead);
  for (const char* type : {"image/png", "video/mp4", "audio/ogg", "application/pdf"}) {
    const FetchResult media = Answer(200, "Content-Type: " + std::string(type) + "\r\n");
    EXPECT_EQ(PageKindOf(lease, media, nullptr, std::nullopt), PageKind::kMedia) << type;
  }
  extractors::Extraction feed;
  feed.set_extractor("feed");
  EXPECT_EQ(PageKindOf(lease, html, &feed, heads), PageKind::kManifest);
}

}  // namespace
}  // namespace arsip::crawler
