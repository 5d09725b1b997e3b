#include "extractors/structured_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace arsip::extractors {
namespace {

using ::testing::ElementsAre;

TEST(LinkedItemsTest, ArticleInAGraph) {
  const JsonLdFacts data = ReadJsonLd({R"({"@graph": [
      {"@type": "WebSite", "name": "Kabar"},
      {"@type": ["https://schema.org/NewsArticle"], "headline": "Panen", "datePublished": "2024-03-12",
       "author": [{"@type": "Person", "name": "Ratna", "url": "/r"}, "Budi"],
       "image": {"url": "a.jpg"}, "articleBody": "Teks"}]})"});
  EXPECT_EQ(data.headline, "Panen");
  EXPECT_EQ(data.published, "2024-03-12");
  EXPECT_EQ(data.site_name, "Kabar");
  EXPECT_EQ(data.article_body, "Teks");
  ASSERT_EQ(data.authors.size(), 2u);
  EXPECT_EQ(data.authors[0].url(), "/r");
  EXPECT_EQ(data.authors[1].name(), "Budi");
  EXPECT_THAT(data.images, ElementsAre("a.jpg"));
  EXPECT_THAT(data.types, ElementsAre("WebSite", "NewsArticle"));
}

TEST(LinkedItemsTest, CommentsAroundTheScriptAreLeftOut) {
  EXPECT_EQ(ReadJsonLd({"<!-- //\n{\"@type\":\"Article\",\"name\":\"a\"}\n//-->"}).headline, "a");
}

TEST(LinkedItemsTest, TheLastOfEqualNamesHolds) {
  EXPECT_EQ(ReadJsonLd({R"({"@type":"Article","headline":"a","headline":"b"})"}).headline, "b");
}

TEST(LinkedItemsTest, WhatIsNoJsonIsCounted) {
  const JsonLdFacts data = ReadJsonLd({"{\"@type\":", "nothing", "{]", "{\"a\":\"\\ud800\"}"});
  EXPECT_EQ(data.refused, 2u);
  EXPECT_TRUE(data.scripts.empty());
}

TEST(LinkedItemsTest, DepthIsBoundedAndTheRestIsRead) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  const std::string script = "{\"x\":" + deep + ",\"@type\":\"Article\",\"headline\":\"h\"}";
  EXPECT_EQ(ReadJsonLd({script}).headline, "h");
}

TEST(LinkedItemsTest, LargeAndManyScriptsAreRefused) {
  const std::string large = "{\"a\":\"" + std::string(kMaxJsonLdScriptBytes, 'x') + "\"}";
  EXPECT_EQ(ReadJsonLd({large}).refused, 1u);
  const std::vector<std::string_view> many(100, "{\"@type\":\"Article\"}");
  const JsonLdFacts data = ReadJsonLd(many);
  EXPECT_EQ(data.scripts.size(), kMaxJsonLdScripts);
  EXPECT_EQ(data.refused, 100 - kMaxJsonLdScripts);
}

TEST(LinkedItemsTest, NodesAreBounded) {
  std::string many = "[";
  for (int i = 0; i < 20'000; ++i) many += "[],";
  many += "{\"@type\":\"Article\",\"headline\":\"late\"}]";
  EXPECT_EQ(ReadJsonLd({many}).headline, "");
}

}  // namespace
}  // namespace arsip::extractors
