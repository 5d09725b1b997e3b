#include "seeds/seeds_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsed_section.h"

namespace arsip::seeds {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

Scope ExampleOrg() {
  ScopeRules rules;
  rules.domains = {"example.org", "t.me"};
  return Scope::Create(rules).value();
}

std::vector<Seed> Read(const std::string& yaml, std::string& reported) {
  const Scope scope = ExampleOrg();
  ParsedSection section(yaml, "seeds");
  std::vector<Seed> seeds = ReadSeeds(section.field(), &scope, section.problems());
  reported = section.Reported();
  return seeds;
}

TEST(SeedsSection, PlainUrlsAndMapsMix) {
  std::string reported;
  const auto seeds = Read(
      "- http://example.org/\n- {url: 'http://a.example.org/', labels: [news, id], recrawl: 6h}\n",
      reported);
  EXPECT_EQ(reported, "");
  ASSERT_EQ(seeds.size(), 2u);
  EXPECT_EQ(seeds[0].url.href(), "http://example.org/");
  EXPECT_TRUE(seeds[0].labels.empty());
  EXPECT_FALSE(seeds[0].recrawl.has_value());
  EXPECT_EQ(seeds[1].labels, (std::vector<std::string>{"news", "id"}));
  EXPECT_EQ(seeds[1].recrawl, 6h);
}

TEST(SeedsSection, SeedOutOfScopeIsNamedWithItsLine) {
  std::string reported;
  const auto seeds = Read("- http://example.org/\n- http://example.com/\n", reported);
  EXPECT_EQ(seeds.size(), 1u);
  EXPECT_EQ(reported,
            "test.yaml:2: seeds[1]: 'http://example.com/': no prefix, host or domain of the scope "
            "matches");
}

TEST(SeedsSection, InviteLinksAreNeverSeeds) {
  std::string reported;
  EXPECT_TRUE(Read("- https://t.me/+AbC\n- https://t.me/joinchat/AbC\n", reported).empty());
  EXPECT_THAT(reported, HasSubstr(":1: seeds[0]: 'https://t.me/+AbC': invite link: not public"));
  EXPECT_THAT(reported, HasSubstr(":2: seeds[1]: "));
}

TEST(SeedsSection, SameUrlInTwoSpellingsIsListedTwice) {
  std::string reported;
  EXPECT_EQ(Read("- http://example.org\n- x\n- HTTP://EXAMPLE.ORG:80/#top\n", reported).size(), 1u);
  EXPECT_THAT(reported,
              HasSubstr(":3: seeds[2]: 'http://example.org/' is listed twice (first in line 1)"));
}

TEST(SeedsSection, EmptyAndMisshapenListsAreRefused) {
  std::string reported;
  Read("[]", reported);
  EXPECT_THAT(reported, HasSubstr("needs at least one URL"));
  for (const char* yaml : {"http://example.org/", "{url: 'http://example.org/'}", "[[]]", "[{}]",
                           "[{url: }]", "[{urls: x}]", "[~]"}) {
    EXPECT_TRUE(Read(yaml, reported).empty());
    EXPECT_NE(reported, "") << yaml;
  }
}

TEST(SeedsSection, WrongLabelsAndHintsAreRefused) {
  std::string reported;
  for (const char* rest : {"labels: news", "labels: ['']", "recrawl: 10s", "recrawl: often",
                           "recrawl: 366d", "label: [x]"}) {
    Read("[{url: 'http://example.org/', " + std::string(rest) + "}]", reported);
    EXPECT_NE(reported, "") << rest;
  }
}

TEST(SeedsSection, WithoutAScopeOnlyTheUrlsAreChecked) {
  ParsedSection section("[http://example.com/, ftp://x/]", "seeds");
  EXPECT_EQ(ReadSeeds(section.field(), nullptr, section.problems()).size(), 1u);
  EXPECT_EQ(section.problems().count(), 1u);
}

}  // namespace
}  // namespace arsip::seeds
