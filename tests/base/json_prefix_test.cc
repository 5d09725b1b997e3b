#include "base/json_prefix.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip {
namespace {

TEST(JsonPrefix, WholeObjectsAndArraysArePrefixes) {
  for (const char* text : {"{}", "[]", " {\"a\": 1}\n", "[1, -2.5e+3, true, false, null, \"x\"]",
                           "{\"a\":{\"b\":[{}]}}", "{\"a\\\"b\":\"\\u00e9\\\\\"}", "\t[\"\"]",
                           "[[],[]]", "{\"\xC3\xA9\":0}"}) {
    EXPECT_TRUE(IsJsonPrefix(text)) << text;
  }
}

TEST(JsonPrefix, TextsCutAnywhereArePrefixes) {
  const std::string whole = R"({"name": "value\n", "list": [1, 2.5, true, null, {"x": []}]})";
  for (size_t size = 2; size <= whole.size(); ++size) {
    EXPECT_TRUE(IsJsonPrefix(std::string_view(whole).substr(0, size))) << size;
  }
}

TEST(JsonPrefix, WhatContradictsTheGrammarIsNone) {
  for (const char* text : {"",
                           "   ",
                           "x",
                           "\"a\"",
                           "1",
                           "true",
                           "{a:1}",
                           "{ color: red }",
                           "[Verse 1]",
                           "{\"a\" 1}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{]",
                           "[}",
                           "{}x",
                           "[1] see below",
                           "{\"a\n\":1}",
                           "[tru]",
                           "[nul,]",
                           "[-x]",
                           "{{",
                           "{\"a\":1]",
                           "[1}",
                           "{1:2}",
                           "[:]"}) {
    EXPECT_FALSE(IsJsonPrefix(text)) << text;
  }
}

TEST(JsonPrefix, ALoneBracketIsNotEnough) {
  EXPECT_FALSE(IsJsonPrefix("{"));
  EXPECT_FALSE(IsJsonPrefix("[  "));
}

TEST(JsonPrefix, DeepNestingIsBelievedWithoutRecursion) {
  EXPECT_TRUE(IsJsonPrefix(std::string(1'000'000, '[')));
  std::string nested(64, '[');
  nested.push_back('1');
  nested.append(64, ']');
  EXPECT_TRUE(IsJsonPrefix(nested));
  nested.push_back(']');
  EXPECT_FALSE(IsJsonPrefix(nested));
}

}  // namespace
}  // namespace arsip
