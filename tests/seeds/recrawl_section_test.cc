#include "seeds/recrawl_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsed_section.h"

namespace arsip::seeds {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;
using namespace std::chrono_literals;

TEST(RecrawlSection, BeingThereTurnsItOn) {
  ParsedSection section("{bursts: []}", "recrawl");
  const RecrawlPolicy recrawl = ReadRecrawl(section.field(), section.problems());
  EXPECT_EQ(section.Reported(), "");
  EXPECT_TRUE(recrawl.enabled);
  EXPECT_THAT(recrawl.bursts, Optional(IsEmpty()));
  EXPECT_EQ(recrawl.pages.min, std::nullopt);
  ParsedSection off("{enabled: false}", "recrawl");
  EXPECT_FALSE(ReadRecrawl(off.field(), off.problems()).enabled);
}

TEST(RecrawlSection, EverythingCanBeSaid) {
  ParsedSection section(
      "{pages: {min: 2h, max: 20d, first: 12h}, channel_heads: {min: 5m, patterns: "
      "['/s/[a-z]+$']}, "
      "manifests: {first: 15m}, media: {max: 90d}, bursts: [1h, 2d], confirm_gone: 5m, "
      "budget_percent: 50, visits_per_day: 4000, earliest_percent: 100}",
      "recrawl");
  const RecrawlPolicy recrawl = ReadRecrawl(section.field(), section.problems());
  EXPECT_EQ(section.Reported(), "");
  EXPECT_EQ(recrawl.pages.min, Duration(2h));
  EXPECT_EQ(recrawl.pages.max, Duration(480h));
  EXPECT_EQ(recrawl.pages.first, Duration(12h));
  EXPECT_EQ(recrawl.channel_heads.min, Duration(5min));
  EXPECT_THAT(recrawl.channel_head_patterns, ElementsAre("/s/[a-z]+$"));
  EXPECT_EQ(recrawl.manifests.first, Duration(15min));
  EXPECT_EQ(recrawl.media.max, Duration(24h * 90));
  EXPECT_THAT(recrawl.bursts, Optional(ElementsAre(Duration(1h), Duration(48h))));
  EXPECT_EQ(recrawl.confirm_gone, Duration(5min));
  EXPECT_THAT(recrawl.budget_percent, Optional(50U));
  EXPECT_THAT(recrawl.visits_per_day, Optional(4000U));
  EXPECT_THAT(recrawl.earliest_percent, Optional(100U));
}

TEST(RecrawlSection, WhatCannotBeIsNamed) {
  const auto reported = [](const char* yaml) {
    ParsedSection section(yaml, "recrawl");
    ReadRecrawl(section.field(), section.problems());
    return section.Reported();
  };
  EXPECT_THAT(reported("{page: {min: 1h}}"), HasSubstr("page"));
  EXPECT_THAT(reported("{pages: {min: 2d, max: 1d}}"),
              HasSubstr("recrawl.pages: min is above max"));
  EXPECT_THAT(reported("{pages: {min: 1ms}}"), HasSubstr("is not within 1s"));
  EXPECT_THAT(reported("{bursts: [24h, 1h]}"), HasSubstr("later than the one before"));
  EXPECT_THAT(reported("{bursts: [1h, 1h]}"), HasSubstr("later than the one before"));
  EXPECT_THAT(reported("{budget_percent: 0}"), HasSubstr("recrawl.budget_percent"));
  EXPECT_THAT(reported("{channel_heads: {patterns: ['(']}}"),
              HasSubstr("recrawl.channel_heads.patterns[0]"));
}

}  // namespace
}  // namespace arsip::seeds
