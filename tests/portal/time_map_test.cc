#include "portal/time_map.h"

#include <nlohmann/json.hpp>

#include "portal_fixture.h"

namespace arsip::portal {
namespace {

using testing::Lines;

class TimeMapTest : public testing::PortalFixture {};

TEST_F(TimeMapTest, LinkFormatNamesEveryMemento) {
  HttpResponse response = Answer(testing::Get("/news/timemap/link/http://host0.example/page/0"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.Get("Content-Type"), "application/link-format");
  const auto lines = Lines(testing::ReadBody(response));
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0], "<https://host0.example/page/0>; rel=\"original\",");
  EXPECT_TRUE(lines[1].starts_with(
      "<http://portal.example/news/timemap/link/https://host0.example/page/0>; rel=\"self\""));
  EXPECT_NE(lines[1].find("from=\"Sun, 22 Nov 2026"), std::string::npos) << lines[1];
  EXPECT_NE(lines[2].find("rel=\"timegate\""), std::string::npos);
  EXPECT_NE(lines[4].find("rel=\"memento\"; datetime=\"Mon, 23 Nov 2026"), std::string::npos)
      << lines[4];
}

TEST_F(TimeMapTest, JsonAndCdxjHaveTheSameMementos) {
  const std::string url = "https://host0.example/page/0";
  const auto json = nlohmann::json::parse(Fetch("/news/timemap/json/" + url).second);
  EXPECT_EQ(json["original_uri"], url);
  EXPECT_EQ(json["mementos"]["list"].size(), 2u);
  EXPECT_EQ(Fetch("/news/timemap/cdxj/" + url).second, Fetch("/news?url=" + url).second);
}

TEST_F(TimeMapTest, WhatIsHiddenIsInNone) {
  Deny("https://host0.example/page/0");
  EXPECT_EQ(Fetch("/news/timemap/link/https://host0.example/page/0").first, 404);
}

TEST_F(TimeMapTest, OtherPathsAreNotFound) {
  for (const char* path :
       {"link", "link/", "xml/https://host0.example/page/0", "link/https://none.example/",
        "link/2/https://host0.example/page/0", "link/0/https://host0.example/page/0", ""}) {
    EXPECT_EQ(Fetch(std::string("/news/timemap/") + path).first, 404) << path;
  }
}

}  // namespace
}  // namespace arsip::portal
