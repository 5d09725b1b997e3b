#include "archive/access_rule_line.h"

#include <gtest/gtest.h>

namespace arsip::archive {
namespace {

TEST(AccessRuleLineTest, ARuleIsReadBackAsItWasWritten) {
  AccessRule rule;
  rule.id = 7;
  rule.kind = AccessKind::kEmbargo;
  rule.match = AccessMatch::kDomain;
  rule.target = "example.org";
  rule.from = *ParseTimestamp14("2025", TimestampPadding::kLow);
  rule.to = *ParseTimestamp14("2025", TimestampPadding::kHigh);
  rule.until = *ParseTimestamp14("2027", TimestampPadding::kLow);
  rule.reason = "b\xc3\xbc \"x\"";
  rule.by = "me";
  rule.added = *ParseTimestamp14("20261128", TimestampPadding::kLow);
  const std::string line = FormatAddLine(rule);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto read = ParseAccessRuleLine(line);
  ASSERT_TRUE(read.has_value()) << read.error().ToString();
  EXPECT_EQ(read->removes, 0u);
  EXPECT_EQ(FormatAddLine(read->rule), line);
  EXPECT_EQ(read->rule.reason, rule.reason);
  EXPECT_EQ(read->rule.to, rule.to);
}

TEST(AccessRuleLineTest, ARemovalNamesTheRule) {
  const auto read = ParseAccessRuleLine(FormatRemoveLine(3, "me", "why", UtcTime{}));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->removes, 3u);
}

TEST(AccessRuleLineTest, WhatIsHalfUnderstoodIsRefused) {
  for (const char* line :
       {"", "[]", "{}", "{\"add\": 1}", "{\"add\": 0, \"kind\": \"blocked\", \"match\": \"all\"}",
        "{\"add\": 1, \"remove\": 1}",
        "{\"add\": \"1\", \"kind\": \"blocked\", \"match\": \"all\"}",
        "{\"add\": 1, \"kind\": \"blocked\", \"match\": \"all\", \"exept\": \"x\"}",
        "{\"add\": 1, \"kind\": \"blocked\", \"match\": \"all\", \"from\": \"soon\"}",
        "{\"add\": 1, \"kind\": \"blocked\", \"match\": \"some\"}",
        "{\"add\": 1, \"kind\": 3, \"match\": \"all\"}"}) {
    EXPECT_FALSE(ParseAccessRuleLine(line).has_value()) << line;
  }
}

}  // namespace
}  // namespace arsip::archive
