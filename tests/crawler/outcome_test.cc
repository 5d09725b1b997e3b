#include "crawler/outcome.h"

#include <gtest/gtest.h>

#include <chrono>

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

}  // namespace
}  // namespace arsip::crawler
