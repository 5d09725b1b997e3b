#include "portal/cdx_answer.h"

#include <nlohmann/json.hpp>

#include "portal_fixture.h"

namespace arsip::portal {
namespace {

using testing::Lines;

class CdxAnswerTest : public testing::PortalFixture {};

TEST_F(CdxAnswerTest, TheWholeIndexIsWhatTheIndexHolds) {
  std::string expected;
  for (const archive::Capture& capture : Captures())
    expected += archive::FormatCdxj(capture) + "\n";
  const auto [status, body] = Fetch("/news/index.cdxj");
  EXPECT_EQ(status, 200);
  EXPECT_EQ(body, expected);
  EXPECT_EQ(Lines(body).size(), 33u);
}

TEST_F(CdxAnswerTest, PywbsTwoPathsAnswerTheSame) {
  const std::string query =
      "?url=https%3A%2F%2Fhost0.example%2Fpage%2F0&closest=2026&sort=closest&limit=100&matchType="
      "exact";
  const auto [status, body] = Fetch("/news" + query);
  EXPECT_EQ(status, 200);
  EXPECT_EQ(Lines(body).size(), 2u);
  EXPECT_EQ(Fetch("/news/cdx" + query).second, body);
  EXPECT_EQ(Fetch("/news?url=none.example"), std::make_pair(200, std::string()));
}

TEST_F(CdxAnswerTest, OffsetAndLimitCutAndTheResumeKeyGoesOn) {
  const std::string query = "/cdx/search/cdx?url=host1.example&matchType=host&fl=urlkey,timestamp";
  const std::vector<std::string> all = Lines(Fetch(query).second);
  ASSERT_EQ(all.size(), 10u);
  EXPECT_EQ(Lines(Fetch(query + "&offset=2&limit=3").second),
            std::vector(all.begin() + 2, all.begin() + 5));
  std::vector<std::string> joined;
  std::string key;
  for (int i = 0; i < 20; ++i) {
    std::vector<std::string> part = Lines(
        Fetch(query + "&limit=3&showResumeKey=true" + (key.empty() ? "" : "&resumeKey=" + key))
            .second);
    const bool more = part.size() >= 2 && part[part.size() - 2].empty();
    if (more) key = part.back();
    if (more) part.resize(part.size() - 2);
    joined.insert(joined.end(), part.begin(), part.end());
    if (!more) break;
  }
  EXPECT_EQ(joined, all);
}

TEST_F(CdxAnswerTest, CollapseKeepsTheFirstOrTheLastOfEachGroup) {
  const std::string query = "/outbackcdx/news?url=host0.example&matchType=host&fl=timestamp,url";
  const std::vector<std::string> all = Lines(Fetch(query).second);
  ASSERT_EQ(all.size(), 12u);
  EXPECT_EQ(Lines(Fetch(query + "&collapseToFirst=timestamp:2").second), std::vector{all.front()});
  EXPECT_EQ(Lines(Fetch(query + "&collapseToLast=timestamp:2").second), std::vector{all.back()});
  EXPECT_EQ(Lines(Fetch(query + "&collapse=url").second).size(), 11u);
  EXPECT_EQ(Lines(Fetch(query + "&collapseToLast=url&limit=4").second).size(), 4u);
}

TEST_F(CdxAnswerTest, WaybackJsonIsOneDocument) {
  const auto json = nlohmann::json::parse(
      Fetch("/cdx/search/cdx?url=host1.example/*&output=json&limit=-2").second);
  ASSERT_EQ(json.size(), 3u);
  EXPECT_EQ(json[0][2], "original");
  EXPECT_EQ(json[1].size(), json[0].size());
}

TEST_F(CdxAnswerTest, PagesAreCountedInEachServersWay) {
  const std::string query = "url=host1.example&matchType=host";
  EXPECT_EQ(Fetch("/cdx/search/cdx?showNumPages=true&" + query).second, "1\n");
  EXPECT_EQ(nlohmann::json::parse(Fetch("/news/cdx?showNumPages=true&" + query).second),
            (nlohmann::json{{"blocks", 1}, {"pages", 1}, {"pageSize", 5}}));
  EXPECT_EQ(Fetch("/news/cdx?page=1&" + query).first, 400);
  EXPECT_EQ(Fetch("/cdx/search/cdx?page=1&" + query), std::make_pair(200, std::string()));
  EXPECT_EQ(Lines(Fetch("/news/cdx?page=0&" + query).second).size(), 10u);
}

TEST_F(CdxAnswerTest, RulesHideFromEveryDialect) {
  Deny("host1.example", archive::AccessMatch::kHost);
  for (const char* path : {"/news", "/news/cdx", "/cdx/search/cdx", "/outbackcdx/news"}) {
    EXPECT_EQ(Fetch(std::string(path) + "?url=host1.example&matchType=domain"),
              std::make_pair(200, std::string()));
  }
  EXPECT_EQ(Lines(Fetch("/news/index.cdxj").second).size(), 23u);
  EXPECT_EQ(Fetch("/news/index.cdxj").second.find("host1"), std::string::npos);
}

TEST_F(CdxAnswerTest, WhatCannotBeReadIs400WithAReason) {
  const auto [status, body] = Fetch("/news/cdx?url=e.org&limit=x");
  EXPECT_EQ(status, 400);
  EXPECT_NE(body.find("limit=x"), std::string::npos);
}

TEST_F(CdxAnswerTest, GzipIsForThoseWhoTakeIt) {
  HttpResponse coded = Answer(testing::Get("/news/index.cdxj", {{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(coded.Get("Content-Encoding"), "gzip");
  const auto members = archive::testing::ReadMembers(testing::ReadBody(coded));
  ASSERT_EQ(members.whole.size(), 1u);
  EXPECT_EQ(members.whole[0].bytes, Fetch("/news/index.cdxj").second);
  HttpResponse plain = Answer(
      testing::Get("/cdx/search/cdx?url=host1.example&gzip=false", {{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(plain.Get("Content-Encoding"), "");
}

}  // namespace
}  // namespace arsip::portal
