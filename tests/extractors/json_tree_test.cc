#include "extractors/json_tree.h"

#include <string>

#include "gtest/gtest.h"

namespace arsip::extractors {
namespace {

TEST(JsonTreeTest, ValuesAreReachedByNameAndInOrder) {
  const JsonTree json(R"({"a":[1,-2.50,true,null,"\u0e01"],"b":{"c":"d"},"a":9})");
  EXPECT_TRUE(json.complete());
  const auto list = json.Member(json.root(), "a");
  ASSERT_TRUE(json.array(list));
  std::string all;
  for (auto each = json.First(list); each != JsonTree::kNone; each = json.Next(each)) {
    all += std::string(json.Text(each)) + "|";
  }
  EXPECT_EQ(all, "1|-2.50|||\u0e01|");
  EXPECT_EQ(json.TextOf(json.Member(json.root(), "b"), "c"), "d");
}

TEST(JsonTreeTest, WhatIsNotThereAnswersAsANull) {
  const JsonTree json(R"({"a":1})");
  const auto none = json.Member(json.root(), "b");
  EXPECT_EQ(none, JsonTree::kNone);
  EXPECT_EQ(json.type(none), JsonTree::Type::kNull);
  EXPECT_EQ(json.Text(none), "");
  EXPECT_EQ(json.First(none), JsonTree::kNone);
  EXPECT_EQ(json.Member(json.Member(json.root(), "a"), "x"), JsonTree::kNone);
  EXPECT_EQ(JsonTree("").root(), JsonTree::kNone);
}

TEST(JsonTreeTest, ErrorKeepsWhatStoodBeforeIt) {
  const JsonTree json(R"({"a":"b","c":)");
  EXPECT_FALSE(json.complete());
  EXPECT_EQ(json.TextOf(json.root(), "a"), "b");
}

TEST(JsonTreeTest, WrongBytesAreReplaced) {
  const JsonTree json("{\"a\":\"x\xFFy\"}");
  EXPECT_TRUE(json.complete());
  EXPECT_EQ(json.TextOf(json.root(), "a"), "x\uFFFDy");
}

TEST(JsonTreeTest, DepthAndNumberOfValuesAreBounded) {
  EXPECT_TRUE(JsonTree(std::string(64, '[') + std::string(64, ']')).complete());
  EXPECT_FALSE(JsonTree(std::string(65, '[') + std::string(65, ']')).complete());
  std::string many = "[0";
  for (size_t i = 0; i < JsonTree::kMaxValues; ++i) many += ",0";
  EXPECT_FALSE(JsonTree(many + "]").complete());
}

}  // namespace
}  // namespace arsip::extractors
