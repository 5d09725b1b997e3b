#include "seeds/platforms_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsed_section.h"

namespace arsip::seeds {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<Platform> Platforms(const char* yaml, std::string& reported) {
  ParsedSection section(yaml, "platforms");
  std::vector<Platform> platforms = ReadPlatforms(section.field(), section.problems());
  reported = section.Reported();
  return platforms;
}

TEST(PlatformsSection, EveryKeyIsRead) {
  std::string reported;
  const auto platforms = Platforms(
      "[{name: net, domains: [t.example, NET.example], delay: 2s, max_requests: 43200, window: 1h, "
      "channels: [/s/*, /c/v/*]}, {name: other, domains: [o.example], connections: 4}]",
      reported);
  EXPECT_EQ(reported, "");
  ASSERT_EQ(platforms.size(), 2U);
  EXPECT_EQ(platforms[0].name, "net");
  EXPECT_THAT(platforms[0].domains, ElementsAre("t.example", "net.example"));
  EXPECT_EQ(platforms[0].delay, std::chrono::seconds(2));
  EXPECT_EQ(platforms[0].max_requests, 43200U);
  EXPECT_EQ(platforms[0].window, std::chrono::hours(1));
  EXPECT_THAT(platforms[0].channels, ElementsAre("/s/*", "/c/v/*"));
  EXPECT_EQ(platforms[1].connections, 4U);
  EXPECT_EQ(platforms[1].max_requests, std::nullopt);
  EXPECT_EQ(platforms[1].window, std::chrono::hours(24));
}

TEST(PlatformsSection, WhatCannotBeMeantIsAProblem) {
  std::string reported;
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"[{domains: [a.example]}]", "name"},
      {"[{name: a}]", "domains"},
      {"[{name: a, domains: []}]", "needs a domain"},
      {"[{name: a, domains: [com]}]", "whole top-level domain"},
      {"[{name: a, domains: [a.example], delay: 1s, connections: 2}]", "one connection"},
      {"[{name: a, domains: [a.example], window: 1h}]", "without max_requests"},
      {"[{name: a, domains: [a.example], max_requests: 0}]", "max_requests"},
      {"[{name: a, domains: [a.example], channels: [s/*]}]", "last segment is *"},
      {"[{name: a, domains: [a.example], channels: [/s/*/t]}]", "last segment is *"},
      {"[{name: a, domains: [a.example], channels: [/s*]}]", "last segment is *"},
      {"[{name: a, domains: [a.example], speed: 1}]", "speed"},
      {"[{name: a, domains: [a.example]}, {name: a, domains: [b.example]}]", "second platform"},
      {"[{name: a, domains: [a.example]}, {name: b, domains: [a.example]}]", "stands twice"},
  };
  for (const auto& [yaml, problem] : cases) {
    Platforms(yaml, reported);
    EXPECT_THAT(reported, HasSubstr(problem)) << yaml;
  }
}

}  // namespace
}  // namespace arsip::seeds
