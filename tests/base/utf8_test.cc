#include "base/utf8.h"

#include <gtest/gtest.h>

namespace arsip {
namespace {

// https://www.rfc-editor.org/rfc/rfc3629#section-7
TEST(Rfc3629Section7, ExamplesAreDecoded) {
  uint32_t code_point = 0;
  EXPECT_EQ(DecodeUtf8("A\xE2\x89\xA2\xCE\x91.", code_point), 1u);
  EXPECT_EQ(code_point, 0x41u);
  EXPECT_EQ(DecodeUtf8("\xE2\x89\xA2\xCE\x91.", code_point), 3u);
  EXPECT_EQ(code_point, 0x2262u);
  EXPECT_EQ(DecodeUtf8("\xCE\x91.", code_point), 2u);
  EXPECT_EQ(code_point, 0x391u);
  EXPECT_EQ(DecodeUtf8("\xF0\xA3\x8E\xB4", code_point), 4u);
  EXPECT_EQ(code_point, 0x233B4u);
}

TEST(Rfc3629Section4, BoundsOfEachLengthAreWellFormed) {
  for (const char* text :
       {"\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(FindInvalidUtf8(text), std::string_view::npos) << text;
  }
}

TEST(Rfc3629Section4, WhatTheGrammarLeavesOutIsInvalid) {
  for (const char* text :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE0\xA0",
        "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xF8\x88\x80\x80\x80", "\xFF", "\xFE"}) {
    EXPECT_EQ(FindInvalidUtf8(text), 0u);
  }
}

TEST(FindInvalidUtf8, OffsetNamesTheFirstBadByte) {
  EXPECT_EQ(FindInvalidUtf8(""), std::string_view::npos);
  EXPECT_EQ(FindInvalidUtf8("h\xC3\xA9llo\xC3"), 6u);
  EXPECT_EQ(FindInvalidUtf8("ab\xE2\x82"), 2u);
}

}  // namespace
}  // namespace arsip
