#include "archive/access_rules.h"

#include <gtest/gtest.h>

#include "capture_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::ReadBytes;
using testing::WriteBytes;

UtcTime At(const char* timestamp) { return *ParseTimestamp14(timestamp, TimestampPadding::kLow); }
const UtcTime kNow = At("20261128");

class AccessRulesTest : public ::testing::Test {
 protected:
  AccessRule Add(AccessKind kind, AccessMatch match, const std::string& target) {
    AccessRule rule;
    rule.kind = kind;
    rule.match = match;
    rule.target = target;
    return Add(rule);
  }
  AccessRule Add(const AccessRule& rule) {
    const auto added = AddAccessRule(path(), rule);
    EXPECT_TRUE(added.has_value()) << added.error().ToString();
    return added.value_or(AccessRule{});
  }
  AccessRules Rules() const {
    const auto rules = AccessRules::Load(path());
    EXPECT_TRUE(rules.has_value()) << rules.error().ToString();
    return rules.value_or(AccessRules());
  }
  bool Denied(const std::string& url, UtcTime time = At("2026"), UtcTime now = kNow) const {
    return Rules().DenialOfRecord(url, time, now) != nullptr;
  }
  const std::string& path() const { return directory_.path(); }

  testing::TemporaryDirectory directory_;
};

TEST_F(AccessRulesTest, WithoutAFileNothingIsDenied) {
  EXPECT_TRUE(Rules().list().empty());
  EXPECT_FALSE(Denied("https://example.org/"));
  EXPECT_FALSE(Rules().DeniesAnything(kNow));
}

TEST_F(AccessRulesTest, ExactIsOneUrlInAnySpelling) {
  Add(AccessKind::kBlocked, AccessMatch::kExact, "https://example.org/a?b=1");
  EXPECT_TRUE(Denied("http://www.EXAMPLE.org/a?b=1"));
  EXPECT_FALSE(Denied("https://example.org/a?b=12"));
  EXPECT_FALSE(Denied("https://example.org/a"));
}

TEST_F(AccessRulesTest, PrefixKeepsTheSlashItWasWrittenWith) {
  Add(AccessKind::kBlocked, AccessMatch::kPrefix, "https://example.org/a/");
  EXPECT_TRUE(Denied("https://example.org/a/b"));
  EXPECT_FALSE(Denied("https://example.org/ab"));
  EXPECT_FALSE(Denied("https://example.org:8080/a/b"));
}

TEST_F(AccessRulesTest, HostIsAllItsPortsAndNoOtherHost) {
  Add(AccessKind::kBlocked, AccessMatch::kHost, "example.org");
  EXPECT_TRUE(Denied("https://example.org/a"));
  EXPECT_TRUE(Denied("http://www.example.org:8080/"));
  EXPECT_FALSE(Denied("https://sub.example.org/"));
  EXPECT_FALSE(Denied("https://example.organic/"));
}

TEST_F(AccessRulesTest, DomainIsAllHostsBelow) {
  Add(AccessKind::kBlocked, AccessMatch::kDomain, "https://example.org/x");
  EXPECT_TRUE(Denied("https://example.org/a"));
  EXPECT_TRUE(Denied("https://a.b.example.org:81/"));
  EXPECT_FALSE(Denied("https://myexample.org/"));
}

TEST_F(AccessRulesTest, SurtAndAllAreTakenAsTheyStand) {
  Add(AccessKind::kBlocked, AccessMatch::kSurt, "org,example)/a");
  EXPECT_TRUE(Denied("https://example.org/abc"));
  EXPECT_FALSE(Denied("https://example.org/b"));
  Add(AccessKind::kBlocked, AccessMatch::kAll, "");
  EXPECT_TRUE(Denied("https://example.org/b"));
  EXPECT_TRUE(Denied("urn:text:https://other.example/"));
}

TEST_F(AccessRulesTest, TimesOfCapturesBoundARule) {
  AccessRule rule;
  rule.match = AccessMatch::kAll;
  rule.from = At("2025");
  rule.to = *ParseTimestamp14("2025", TimestampPadding::kHigh);
  Add(rule);
  EXPECT_FALSE(Denied("https://example.org/", At("20241231235959")));
  EXPECT_TRUE(Denied("https://example.org/", At("2025")));
  EXPECT_TRUE(Denied("https://example.org/", At("20251231235959")));
  EXPECT_FALSE(Denied("https://example.org/", At("2026")));
}

TEST_F(AccessRulesTest, AnEmbargoEndsByItself) {
  AccessRule rule;
  rule.kind = AccessKind::kEmbargo;
  rule.match = AccessMatch::kAll;
  rule.until = At("2027");
  Add(rule);
  EXPECT_TRUE(Denied("https://example.org/"));
  EXPECT_EQ(Rules().NextChange(kNow), At("2027"));
  EXPECT_FALSE(Denied("https://example.org/", At("2026"), At("2027")));
  EXPECT_FALSE(Rules().DeniesAnything(At("2027")));
  EXPECT_EQ(Rules().NextChange(At("2027")), std::nullopt);
}

TEST_F(AccessRulesTest, ALegalHoldHidesNothing) {
  Add(AccessKind::kLegalHold, AccessMatch::kAll, "");
  EXPECT_FALSE(Denied("https://example.org/"));
  EXPECT_TRUE(Rules().DenyingRanges(kNow).empty());
}

TEST_F(AccessRulesTest, TheStrictestOfSeveralIsNamed) {
  AccessRule embargo;
  embargo.kind = AccessKind::kEmbargo;
  embargo.match = AccessMatch::kAll;
  embargo.until = At("2027");
  Add(embargo);
  Add(AccessKind::kTakedown, AccessMatch::kExact, "https://example.org/");
  Add(AccessKind::kBlocked, AccessMatch::kExact, "https://example.org/");
  const AccessRules rules = Rules();
  EXPECT_EQ(rules.DenialOfRecord("https://example.org/", kNow, kNow)->id, 2u);
}

// Else the bytes would come out under another name.
TEST_F(AccessRulesTest, ARevisitOfADeniedOriginalIsDenied) {
  Add(AccessKind::kBlocked, AccessMatch::kExact, "https://example.org/a");
  Capture revisit;
  revisit.urlkey = "org,example)/b";
  revisit.type = RecordType::kRevisit;
  EXPECT_EQ(Rules().Denial(revisit, kNow), nullptr);
  revisit.original = Capture::Original{"https://example.org/a", kNow, {}};
  EXPECT_NE(Rules().Denial(revisit, kNow), nullptr);
}

TEST_F(AccessRulesTest, RemovingARuleKeepsItInTheFileAndItsIdIsNotGivenAgain) {
  Add(AccessKind::kBlocked, AccessMatch::kExact, "https://example.org/");
  ASSERT_TRUE(RemoveAccessRule(path(), 1, "me", "appeal", kNow).has_value());
  EXPECT_FALSE(Denied("https://example.org/"));
  EXPECT_NE(ReadBytes(AccessRules::PathIn(path())).find("appeal"), std::string::npos);
  EXPECT_EQ(Add(AccessKind::kBlocked, AccessMatch::kExact, "https://example.org/b").id, 2u);
  EXPECT_EQ(RemoveAccessRule(path(), 1, "me", "", kNow).error().code, ErrorCode::kNotFound);
}

TEST_F(AccessRulesTest, WhatMakesNoSenseIsNotWritten) {
  AccessRule rule;
  rule.target = "https://example.org/";
  rule.kind = AccessKind::kEmbargo;
  EXPECT_EQ(AddAccessRule(path(), rule).error().code, ErrorCode::kInvalidInput);
  rule.kind = AccessKind::kBlocked;
  rule.until = kNow;
  EXPECT_EQ(AddAccessRule(path(), rule).error().code, ErrorCode::kInvalidInput);
  rule.until.reset();
  rule.from = At("2026");
  rule.to = At("2025");
  EXPECT_EQ(AddAccessRule(path(), rule).error().code, ErrorCode::kInvalidInput);
  rule.from.reset();
  rule.target = "https://example.org/\n";
  EXPECT_EQ(AddAccessRule(path(), rule).error().code, ErrorCode::kInvalidInput);
  rule.target = "";
  EXPECT_EQ(AddAccessRule(path(), rule).error().code, ErrorCode::kInvalidInput);
  rule.target = "urn:x";
  rule.match = AccessMatch::kHost;
  EXPECT_EQ(AddAccessRule(path(), rule).error().code, ErrorCode::kInvalidInput);
  EXPECT_TRUE(Rules().list().empty());
}

// What cannot be judged is not shown: the caller gets an error, never a shorter list.
TEST_F(AccessRulesTest, ADamagedFileIsAnErrorThatNamesTheLine) {
  Add(AccessKind::kBlocked, AccessMatch::kExact, "https://example.org/");
  const std::string file = AccessRules::PathIn(path());
  const std::string good = ReadBytes(file);
  for (const std::string& bad :
       {good + "{\n", good.substr(0, good.size() - 1), good + good, good + "{\"remove\": 7}\n"}) {
    WriteBytes(file, bad);
    const auto rules = AccessRules::Load(path());
    ASSERT_FALSE(rules.has_value()) << bad;
    EXPECT_EQ(rules.error().code, ErrorCode::kCorruption);
    EXPECT_NE(rules.error().where.find("access-rules.jsonl:"), std::string::npos);
  }
}

TEST_F(AccessRulesTest, DenyingRangesHoldTheKeysTheyDeny) {
  Add(AccessKind::kBlocked, AccessMatch::kExact, "https://example.org/");
  Add(AccessKind::kBlocked, AccessMatch::kHost, "example.org");
  Add(AccessKind::kBlocked, AccessMatch::kAll, "");
  const auto ranges = Rules().DenyingRanges(kNow);
  ASSERT_EQ(ranges.size(), 3u);
  EXPECT_EQ(ranges[0].begin, std::string("org,example)/\0", 14));
  EXPECT_EQ(ranges[0].end, "org,example)/\1");
  EXPECT_EQ(ranges[1].begin, "org,example");
  EXPECT_EQ(ranges[1].end, "org,examplf");
  EXPECT_EQ(ranges[2].end, "");
}

}  // namespace
}  // namespace arsip::archive
