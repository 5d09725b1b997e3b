#include "base/robots_txt.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace arsip {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;
using std::string_view_literals::operator""sv;

RobotsRules Parse(std::string_view text) { return ParseRobotsTxt(text, "arsip"); }

bool Allowed(std::string_view text, std::string_view path) {
  return MatchRobots(Parse(text), path).allowed;
}

TEST(Rfc9309Section21, RulesBeforeAnyUserAgentAreNoGroup) {
  EXPECT_TRUE(Allowed("Disallow: /\nUser-agent: *\nDisallow: /a\n", "/b"));
  EXPECT_FALSE(Allowed("Disallow: /\nUser-agent: *\nDisallow: /a\n", "/a"));
}

TEST(Rfc9309Section21, ManyUserAgentLinesShareOneGroup) {
  const std::string_view text =
      "User-agent: other\nUser-agent: arsip\n\nUser-agent: third\nDisallow: /x\n";
  EXPECT_FALSE(Allowed(text, "/x"));
  EXPECT_FALSE(MatchRobots(ParseRobotsTxt(text, "other"), "/x").allowed);
  EXPECT_TRUE(MatchRobots(ParseRobotsTxt(text, "fourth"), "/x").allowed);
}

TEST(Rfc9309Section221, TheGroupOfTheProductTokenReplacesTheStar) {
  const std::string_view text =
      "User-agent: *\nDisallow: /\n\nUser-agent: arsip\nDisallow: /private\n";
  const RobotsRules rules = Parse(text);
  EXPECT_EQ(rules.group, "arsip");
  EXPECT_TRUE(MatchRobots(rules, "/a").allowed);
  EXPECT_FALSE(MatchRobots(rules, "/private/a").allowed);
  EXPECT_EQ(ParseRobotsTxt(text, "other").group, "*");
}

TEST(Rfc9309Section221, TokensAreComparedWithoutCase) {
  EXPECT_EQ(Parse("User-agent: ARSIP\nDisallow: /\n").group, "arsip");
  EXPECT_EQ(ParseRobotsTxt("user-AGENT: Arsip\n", "ARSIP").group, "arsip");
}

TEST(Rfc9309Section221, VersionsAreNotPartOfTheTokenButSuffixesAre) {
  EXPECT_EQ(Parse("User-agent: Arsip/1.0 (+https://e.org)\nDisallow: /\n").group, "arsip");
  EXPECT_EQ(Parse("User-agent: arsip bot\nDisallow: /\n").group, "arsip");
  EXPECT_EQ(Parse("User-agent: arsip-news\nDisallow: /\n").group, "");
  EXPECT_EQ(Parse("User-agent: arsi\nDisallow: /\n").group, "");
  EXPECT_EQ(ParseRobotsTxt("User-agent: bot2\nDisallow: /\n", "bot2").group, "bot2");
}

TEST(Rfc9309Section221, GroupsOfOneTokenAreMerged) {
  const RobotsRules rules = Parse(
      "User-agent: arsip\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\nUser-agent: "
      "arsip\nDisallow: /b\n");
  ASSERT_EQ(rules.rules.size(), 2u);
  EXPECT_EQ(rules.rules[0].path_pattern, "/a");
  EXPECT_EQ(rules.rules[1].path_pattern, "/b");
  EXPECT_EQ(rules.rules[1].line, 8u);
}

TEST(Rfc9309Section221, StarGroupsAreMergedToo) {
  const std::string_view text =
      "User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: *\nDisallow: /c\n";
  EXPECT_FALSE(Allowed(text, "/a"));
  EXPECT_TRUE(Allowed(text, "/b"));
  EXPECT_FALSE(Allowed(text, "/c"));
}

TEST(Rfc9309Section221, AGroupWithoutRulesAllowsEverything) {
  const RobotsRules rules = Parse("User-agent: *\nDisallow: /\n\nUser-agent: arsip\n");
  EXPECT_EQ(rules.group, "arsip");
  EXPECT_TRUE(MatchRobots(rules, "/a").allowed);
}

TEST(Rfc9309Section221, WithoutAGroupAllIsAllowed) {
  EXPECT_EQ(Parse("User-agent: x\nDisallow: /\n").group, "");
  EXPECT_TRUE(Allowed("User-agent: x\nDisallow: /\n", "/a"));
  EXPECT_TRUE(Allowed("", "/a"));
}

TEST(Rfc9309Section222, TheLongestMatchWins) {
  const std::string_view text =
      "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\nDisallow: "
      "/example/\n";
  EXPECT_TRUE(Allowed(text, "/example/page/a"));
  EXPECT_FALSE(Allowed(text, "/example/page/disallowed.gif"));
  EXPECT_FALSE(Allowed(text, "/example/a"));
  EXPECT_TRUE(Allowed(text, "/other"));
}

TEST(Rfc9309Section222, AllowWinsATieWhateverTheOrder) {
  EXPECT_TRUE(Allowed("User-agent: *\nDisallow: /a\nAllow: /a\n", "/a"));
  EXPECT_TRUE(Allowed("User-agent: *\nAllow: /a\nDisallow: /a\n", "/a"));
}

TEST(Rfc9309Section222, LengthCountsTheOctetsOfThePattern) {
  EXPECT_FALSE(Allowed("User-agent: *\nAllow: /p\nDisallow: /*.php\n", "/p.php"));
  EXPECT_TRUE(Allowed("User-agent: *\nAllow: /page\nDisallow: /*.ph\n", "/page.php"));
  EXPECT_FALSE(Allowed("User-agent: *\nAllow: /$\nDisallow: /\n", "/page.htm"));
  EXPECT_TRUE(Allowed("User-agent: *\nAllow: /$\nDisallow: /\n", "/"));
}

TEST(Rfc9309Section222, TheDecidingLineIsTold) {
  const RobotsRules rules = Parse("# hello\nUser-agent: *\nDisallow: /a\nAllow: /a/b\n");
  EXPECT_EQ(MatchRobots(rules, "/a").line, 3u);
  EXPECT_EQ(MatchRobots(rules, "/a/b").line, 4u);
  EXPECT_EQ(MatchRobots(rules, "/c").line, 0u);
}

TEST(Rfc9309Section222, AnEmptyPatternForbidsNothing) {
  EXPECT_TRUE(Allowed("User-agent: *\nDisallow:\n", "/a"));
  EXPECT_FALSE(Allowed("User-agent: *\nDisallow: /\nAllow:\n", "/a"));
}

TEST(Rfc9309Section222, RobotsTxtItselfIsAlwaysAllowed) {
  EXPECT_TRUE(Allowed("User-agent: *\nDisallow: /\n", "/robots.txt"));
  EXPECT_FALSE(Allowed("User-agent: *\nDisallow: /\n", "/robots.txt?x"));
  EXPECT_FALSE(Allowed("User-agent: *\nDisallow: /\n", "/a/robots.txt"));
}

TEST(Rfc9309Section223, CommentsEndTheLine) {
  EXPECT_FALSE(Allowed("User-agent: * # all\nDisallow: /a# not /ab\n", "/a"));
  EXPECT_TRUE(Allowed("User-agent: *\n#Disallow: /a\n", "/a"));
  EXPECT_FALSE(Allowed("User-agent: *\nDisallow: /a%23b\n", "/a%23b"));
}

TEST(Rfc9309Section224, OtherRecordsDoNotEndAGroup) {
  const std::string_view text =
      "User-agent: x\nSitemap: https://e.org/s.xml\nCrawl-delay: 5\nFoo: bar\nUser-agent: "
      "arsip\nDisallow: /a\n";
  EXPECT_FALSE(Allowed(text, "/a"));
  EXPECT_FALSE(MatchRobots(ParseRobotsTxt(text, "x"), "/a").allowed);
}

TEST(Rfc9309Section224, SitemapsBelongToNoGroup) {
  const RobotsRules rules = Parse(
      "Sitemap: https://e.org/a.xml\nUser-agent: x\nSITEMAP:https://e.org/b.xml # two\nsitemap:\n");
  EXPECT_EQ(rules.sitemaps,
            (std::vector<std::string>{"https://e.org/a.xml", "https://e.org/b.xml"}));
}

TEST(Rfc9309Section25, BytesBeyondTheLimitAreIgnored) {
  std::string text = "User-agent: *\nDisallow: /a\n";
  text += std::string(kMaxRobotsTxtBytes - text.size() - 10, '#');
  const std::string cut = text + "\nDisallow: /b\nDisallow: /c\n";
  const RobotsRules rules = Parse(cut);
  EXPECT_TRUE(rules.truncated);
  ASSERT_EQ(rules.rules.size(),
            1u);  // the line that the limit cuts in two is not read as "Disallow"
  EXPECT_FALSE(Parse(text).truncated);
}

TEST(Rfc9309Section25, RulesAndSitemapsBeyondTheLimitAreCutAndSaid) {
  std::string text = "User-agent: *\n";
  for (int i = 0; i < 20; ++i) text += "Disallow: /a\nSitemap: x\n";
  const RobotsRules rules = ParseRobotsTxt(text, "arsip", 5);
  EXPECT_EQ(rules.rules.size(), 5u);
  EXPECT_EQ(rules.sitemaps.size(), 5u);
  EXPECT_TRUE(rules.truncated);
  EXPECT_FALSE(ParseRobotsTxt(text, "arsip", 20).truncated);
}

TEST(RobotsCrawlDelay, IsReadForTheGroupThatApplies) {
  EXPECT_EQ(Parse("User-agent: *\nCrawl-delay: 10\n").crawl_delay, Duration(10s));
  EXPECT_EQ(Parse("User-agent: *\nCrawl-delay: 10\nUser-agent: arsip\nDisallow:\n").crawl_delay,
            std::nullopt);
  EXPECT_EQ(Parse("User-agent: x\nDisallow:\nCrawl-delay: 10\n").crawl_delay, std::nullopt);
  EXPECT_EQ(Parse("Crawl-delay: 10\n").crawl_delay, std::nullopt);
}

TEST(RobotsCrawlDelay, TheLongestHoldsUpToADay) {
  EXPECT_EQ(Parse("User-agent: *\nCrawl-delay: 10\nCrawl-delay: 2\n").crawl_delay, Duration(10s));
  EXPECT_EQ(Parse("User-agent: *\nCrawl-delay: " + std::string(400, '9')).crawl_delay,
            Duration(std::chrono::hours(24)));
}

TEST(LenientRobots, AByteOrderMarkIsSkipped) {
  EXPECT_FALSE(Allowed("\xEF\xBB\xBFUser-agent: *\nDisallow: /a\n", "/a"));
}

TEST(LenientRobots, AnyLineEndWillDo) {
  EXPECT_FALSE(Allowed("User-agent: *\rDisallow: /a\r", "/a"));
  EXPECT_FALSE(Allowed("User-agent: *\r\nDisallow: /a", "/a"));
  const RobotsRules rules = Parse("# 1\r\nUser-agent: *\r\n\r\rDisallow: /a\n");
  EXPECT_EQ(MatchRobots(rules, "/a").line, 5u);
}

TEST(LenientRobots, MisspeltKeysAreUnderstood) {
  for (const char* key : {"Dissallow", "dissalow", "Disalow", "diasllow", "disallaw", "DISALLOW"}) {
    EXPECT_FALSE(Allowed("User-agent: *\n" + std::string(key) + ": /a\n", "/a")) << key;
  }
  for (const char* key : {"useragent", "User agent", "user_agent"}) {
    EXPECT_FALSE(Allowed(std::string(key) + ": *\nDisallow: /a\n", "/a")) << key;
  }
  EXPECT_EQ(Parse("Site-map: x").sitemaps.size(), 1u);
  EXPECT_TRUE(Allowed("User-agent: *\nDisallowed-not: /a\n", "/a"));
}

TEST(LenientRobots, AMissingColonIsUnderstoodWhenNothingElseIsOnTheLine) {
  EXPECT_FALSE(Allowed("User-agent *\nDisallow /a\n", "/a"));
  EXPECT_TRUE(Allowed("User-agent: *\nDisallow /a and more\n", "/a"));
  EXPECT_TRUE(Allowed("User-agent: *\nDisallow\n", "/a"));
}

TEST(LenientRobots, SpacesAroundKeyAndValueGo) {
  EXPECT_FALSE(Allowed("  User-agent :  *  \n\tDisallow\t:\t/a\t\n", "/a"));
  EXPECT_FALSE(Allowed("User-agent: *\0\nDisallow: /a\0\n"sv, "/a"));
}

TEST(LenientRobots, CrawlDelaysMayHaveFractionsAndUnits) {
  EXPECT_EQ(Parse("User-agent: *\nCrawl-delay: 0.5\n").crawl_delay, Duration(500ms));
  EXPECT_EQ(Parse("User-agent: *\nCrawl-delay: 1,5\n").crawl_delay, Duration(1500ms));
  EXPECT_EQ(Parse("User-agent: *\nCrawl-delay: 5s\n").crawl_delay, Duration(5s));
  EXPECT_EQ(Parse("User-agent: *\nCrawldelay: 5 seconds\n").crawl_delay, Duration(5s));
  for (const char* value : {"", "-5", "soon", ".", "nan"}) {
    EXPECT_EQ(Parse("User-agent: *\nCrawl-delay: " + std::string(value) + "\n").crawl_delay,
              std::nullopt);
  }
}

TEST(LenientRobots, Utf8PatternsMatchEncodedPaths) {
  EXPECT_FALSE(Allowed("User-agent: *\nDisallow: /caf\u00E9\n", "/caf%C3%A9/menu"));
  EXPECT_FALSE(
      Allowed("User-agent: *\nDisallow: /\u0E44\u0E17\u0E22\n", "/%E0%B9%84%E0%B8%97%E0%B8%A2"));
}

TEST(LenientRobots, PatternsWithoutASlashBeginAtTheRoot) {
  EXPECT_FALSE(Allowed("User-agent: *\nDisallow: private/\n", "/private/a"));
  EXPECT_FALSE(Allowed("User-agent: *\nDisallow: *.pdf\n", "/a.pdf"));
  EXPECT_FALSE(Allowed("User-agent: *\nDisallow: *\n", "/a"));
}

TEST(LenientRobots, UrlsStandForTheirPath) {
  EXPECT_FALSE(Allowed("User-agent: *\nDisallow: https://e.org/private\n", "/private/a"));
  EXPECT_TRUE(Allowed("User-agent: *\nDisallow: HTTP://e.org/private\n", "/public"));
  EXPECT_FALSE(Allowed("User-agent: *\nDisallow: https://e.org\n", "/a"));
}

TEST(LenientRobots, OtherDocumentsHoldNoRules) {
  const RobotsRules rules =
      Parse("<!DOCTYPE html>\n<html><body>Not found: <a href=\"/\">home</a>\n\0\xFF\n"sv);
  EXPECT_TRUE(rules.rules.empty());
  EXPECT_EQ(rules.group, "");
}

TEST(RobotsBounds, AFileFullOfHostilePatternsIsMatchedInBoundedTime) {
  std::string text = "User-agent: *\n";
  while (text.size() + 60 < kMaxRobotsTxtBytes)
    text += "Disallow: /*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b\n";
  const RobotsRules rules = Parse(text);
  EXPECT_EQ(rules.rules.size(), 10'000u);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(MatchRobots(rules, "/" + std::string(4000, 'a')).allowed);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

}  // namespace
}  // namespace arsip
