#include "base/url_patterns.h"

#include <gtest/gtest.h>

#include <chrono>

namespace arsip {
namespace {

TEST(UrlPatterns, FirstMatchingPatternIsNamed) {
  const auto patterns = UrlPatterns::Compile({"/calendar/", "[?&]sort=", "sort=asc"}).value();
  EXPECT_EQ(patterns.Match("http://a.example/calendar/2026"), 0u);
  EXPECT_EQ(patterns.Match("http://a.example/?sort=asc"), 1u);
  EXPECT_EQ(patterns.Match("http://a.example/"), std::nullopt);
  EXPECT_EQ(patterns.pattern(1), "[?&]sort=");
}

TEST(UrlPatterns, AnchorsAndCaseFollowRe2) {
  const auto patterns = UrlPatterns::Compile({"^http://a\\.example/x$", "(?i)LOGOUT"}).value();
  EXPECT_EQ(patterns.Match("http://a.example/x"), 0u);
  EXPECT_EQ(patterns.Match("http://a.example/xy"), std::nullopt);
  EXPECT_EQ(patterns.Match("http://b.example/logout"), 1u);
}

TEST(UrlPatterns, PatternThatDoesNotCompileIsNamedWithItsReason) {
  const auto patterns = UrlPatterns::Compile({"fine", "broken(", "also fine"});
  ASSERT_FALSE(patterns.has_value());
  EXPECT_EQ(patterns.error().code, ErrorCode::kInvalidInput);
  EXPECT_NE(patterns.error().message.find("'broken('"), std::string::npos);
  EXPECT_NE(patterns.error().message.find("missing )"), std::string::npos);
}

TEST(UrlPatterns, BackReferencesAndHugeRepetitionsAreRefused) {
  EXPECT_FALSE(UrlPatterns::Compile({"(a)\\1"}).has_value());
  EXPECT_FALSE(UrlPatterns::Compile({"((a{1000}){1000}){1000}"}).has_value());
}

TEST(UrlPatterns, PatternThatStallsABacktrackerIsLinear) {
  const auto patterns = UrlPatterns::Compile({"(a*)*(a*)*b$"}).value();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(patterns.Match("http://a.example/" + std::string(4000, 'a')), std::nullopt);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

}  // namespace
}  // namespace arsip
