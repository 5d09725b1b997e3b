#include "portal/query_string.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace arsip::portal {
namespace {

using ::testing::ElementsAre;

TEST(QueryStringTest, ParametersAreDecodedAndMayRepeat) {
  const auto query =
      *QueryString::Parse("url=http%3A%2F%2Fe.org%2F%3Fa%26b&filter=a+b&filter=%2B&x&&=y");
  EXPECT_EQ(query.Get("url"), "http://e.org/?a&b");
  EXPECT_THAT(query.GetAll("filter"), ElementsAre("a b", "+"));
  EXPECT_EQ(query.Get("x"), "");
  EXPECT_EQ(query.Get(""), "y");
  EXPECT_EQ(query.Get("z"), std::nullopt);
}

TEST(QueryStringTest, AnEmptyOneHoldsNothing) {
  EXPECT_TRUE(QueryString::Parse("")->empty());
  EXPECT_TRUE(QueryString::Parse("&&")->empty());
}

TEST(QueryStringTest, WhatCouldBreakALineIsRefused) {
  for (const char* text : {"a=%00", "a=%0d", "%0A=b"}) {
    EXPECT_FALSE(QueryString::Parse(text).has_value()) << text;
  }
}

TEST(QueryStringTest, ParametersAreBounded) {
  std::string text;
  for (size_t i = 0; i < kMaxParameters; ++i) text += "a=1&";
  EXPECT_TRUE(QueryString::Parse(text).has_value());
  EXPECT_FALSE(QueryString::Parse(text + "b=1").has_value());
}

TEST(QueryStringTest, AnEncodedValueIsReadBack) {
  const std::string value = "org,example)/ 2026!\x80&=+%";
  EXPECT_EQ(QueryString::Parse("k=" + PercentEncodeQueryValue(value))->Get("k"), value);
}

}  // namespace
}  // namespace arsip::portal
