#include "base/robots_pattern.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace arsip {
namespace {

bool Matches(std::string_view pattern, std::string_view path) {
  std::string storage;
  return RobotsPatternMatches(NormalizeRobotsPattern(pattern), NormalizeRobotsPath(path, &storage));
}

std::string Path(std::string_view path) {
  std::string storage;
  return std::string(NormalizeRobotsPath(path, &storage));
}

// The table of the section: path in the file, path in the URL, both match.
TEST(Rfc9309Section222, RowsOfTheTableMatch) {
  EXPECT_TRUE(Matches("/foo/bar?baz=quz", "/foo/bar?baz=quz"));
  EXPECT_TRUE(Matches("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar"));
  EXPECT_TRUE(Matches("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar"));
  EXPECT_TRUE(Matches("/foo/bar/\u30C4", "/foo/bar/%E3%83%84"));
  EXPECT_TRUE(Matches("/foo/bar/%E3%83%84", "/foo/bar/%E3%83%84"));
  EXPECT_TRUE(Matches("/foo/bar/%62%61%7A", "/foo/bar/baz"));
}

TEST(Rfc9309Section222, UnreservedOctetsAreDecodedReservedOnesAreNot) {
  EXPECT_EQ(Path("/%41%7e%2D%5f%2e"), "/A~-_.");
  EXPECT_EQ(Path("/a%2fb%3f%23%40"), "/a%2Fb%3F%23%40");
  EXPECT_EQ(Path("/%c3%a9\xC3\xA9|"), "/%C3%A9%C3%A9%7C");
  EXPECT_EQ(Path("/%%zz%4"), "/%%zz%4");
  EXPECT_EQ(Path("/a?b=%2f%3a%26"), "/a?b=/:%26");
  EXPECT_FALSE(Matches("/a%2Fb", "/a/b"));
  EXPECT_TRUE(Matches("/a%2fb", "/a%2Fb"));
  EXPECT_TRUE(Matches("/a b", "/a%20b"));
}

TEST(Rfc9309Section222, MatchingIsCaseSensitiveAndByPrefix) {
  EXPECT_TRUE(Matches("/fish", "/fish"));
  EXPECT_TRUE(Matches("/fish", "/fish.html"));
  EXPECT_TRUE(Matches("/fish", "/fish/salmon"));
  EXPECT_TRUE(Matches("/fish", "/fishheads?id=1"));
  EXPECT_FALSE(Matches("/fish", "/Fish"));
  EXPECT_FALSE(Matches("/fish", "/catfish"));
  EXPECT_FALSE(Matches("/fish/", "/fish"));
  EXPECT_TRUE(Matches("/", "/anything"));
}

TEST(Rfc9309Section223, StarsStandForAnyOctets) {
  EXPECT_TRUE(Matches("/*.php", "/index.php"));
  EXPECT_TRUE(Matches("/*.php", "/a/b.php?c"));
  EXPECT_TRUE(Matches("/*.php", "/a.php5"));
  EXPECT_FALSE(Matches("/*.php", "/a.PHP"));
  EXPECT_TRUE(Matches("/fish*.php", "/fish.php"));
  EXPECT_FALSE(Matches("/fish*.php", "/Fish.php"));
  EXPECT_TRUE(Matches("/a*b*c", "/axxbyyc"));
  EXPECT_FALSE(Matches("/a*b*c", "/acb"));
  EXPECT_TRUE(Matches("*", ""));
  EXPECT_TRUE(Matches("*/x", "/a/x"));
  EXPECT_TRUE(Matches("/fish*", "/fish"));
  EXPECT_TRUE(Matches("/a**b", "/a-b"));
  EXPECT_FALSE(Matches("/*ab*ab", "/xab"));  // a piece is not used twice
}

TEST(Rfc9309Section223, ADollarAtTheEndEndsThePath) {
  EXPECT_TRUE(Matches("/*.php$", "/a.php"));
  EXPECT_FALSE(Matches("/*.php$", "/a.php?b"));
  EXPECT_FALSE(Matches("/*.php$", "/a.php/"));
  EXPECT_TRUE(Matches("/*.php$", "/a.php.php"));  // the last place counts, not the first
  EXPECT_TRUE(Matches("/$", "/"));
  EXPECT_FALSE(Matches("/$", "/a"));
  EXPECT_TRUE(Matches("/a*$", "/abc"));
  EXPECT_FALSE(Matches("/*aa$", "/a"));
  EXPECT_FALSE(Matches("/*ab*b$", "/ab"));
}

TEST(Rfc9309Section223, EncodedSpecialsAreOrdinaryOctets) {
  EXPECT_TRUE(Matches("/path/file-with-a-%2A.html", "/path/file-with-a-*.html"));
  EXPECT_TRUE(Matches("/path/foo-%24", "/path/foo-$"));
  EXPECT_FALSE(Matches("/a%2Ab", "/axb"));
  EXPECT_FALSE(Matches("/a%24", "/a"));
  EXPECT_TRUE(Matches("/a*b", "/a*b"));  // a star stands for itself too
}

TEST(Rfc9309Section223, ADollarElsewhereIsAnOrdinaryOctet) {
  EXPECT_EQ(NormalizeRobotsPattern("/a$b$"), "/a%24b$");
  EXPECT_TRUE(Matches("/a$b", "/a$bc"));
  EXPECT_FALSE(Matches("/a$b", "/a"));
}

TEST(RobotsPattern, RunsOfStarsBecomeOne) {
  EXPECT_EQ(NormalizeRobotsPattern("/a****b*"), "/a*b*");
}

TEST(RobotsPattern, PathsThatNeedNoChangeAreNotCopied) {
  const std::string path = "/a/b?c=d&e=~f";
  std::string storage;
  EXPECT_EQ(NormalizeRobotsPath(path, &storage).data(), path.data());
}

// A matcher that backtracks needs about n^k steps for k stars: 4096^40 here.
TEST(RobotsPattern, HostilePatternsTakeLinearTime) {
  std::string pattern = "/";
  for (int i = 0; i < 40; ++i) pattern += "*a";
  pattern += "*b";
  const std::string path = "/" + std::string(4095, 'a');
  std::string periodic = "/*" + std::string(1000, 'a') + "b";
  const auto start = std::chrono::steady_clock::now();
  size_t matches = 0;
  for (int i = 0; i < 2'000; ++i) {
    matches += RobotsPatternMatches(pattern, path) ? 1 : 0;
    matches += RobotsPatternMatches(periodic, path) ? 1 : 0;
  }
  EXPECT_EQ(matches, 0u);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

}  // namespace
}  // namespace arsip
