#include "extractors/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::extractors {
namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";

std::string Repaired(std::string_view bytes) {
  std::string out;
  AppendWellFormedUtf8(out, bytes);
  return out;
}

TEST(WhatwgUtf8Decoder, WellFormedTextIsUnchanged) {
  const std::string text = "plain ascii, \xC3\xA9, \xE0\xB8\x81\xE1\x80\x80, \xF0\x9F\x98\x80";
  EXPECT_EQ(Repaired(text), text);
}

TEST(WhatwgUtf8Decoder, EveryMaximalSubpartIsReplacedOnce) {
  const std::string r = kReplacement;
  EXPECT_EQ(Repaired("\x80"), r);
  EXPECT_EQ(Repaired("\xC3"
                     "a"),
            r + "a");
  EXPECT_EQ(Repaired("\xE0\x80\x80"), r + r + r);  // overlong
  EXPECT_EQ(Repaired("\xED\xA0\x80"), r + r + r);  // surrogate
  EXPECT_EQ(Repaired("\xF0\x9F\x98"
                     "x"),
            r + "x");  // three of four bytes
  EXPECT_EQ(Repaired("\xF4\x90\x80\x80"), r + r + r + r);
  EXPECT_EQ(Repaired("\xC0\xAF"), r + r);
  EXPECT_EQ(Repaired("\xE1\x80"), r);
}

TEST(WhatwgUtf8Decoder, ABadSequenceDoesNotSwallowWhatFollows) {
  EXPECT_EQ(Repaired("\xE1\"<"), std::string(kReplacement) + "\"<");
}

TEST(Utf8Test, WholeTextMayNotEndInsideACharacter) {
  EXPECT_TRUE(IsWellFormedUtf8(""));
  EXPECT_TRUE(IsWellFormedUtf8("plain ascii, \xC3\xA9, \xE0\xB8\x81\xE1\x80\x80"));
  EXPECT_FALSE(IsWellFormedUtf8("abc\xE0\xB8"));
  EXPECT_FALSE(IsWellFormedUtf8("abc\xE0\xB8 def"));
  EXPECT_FALSE(IsWellFormedUtf8("12345678\xFF"));
  EXPECT_FALSE(IsWellFormedUtf8("surrogate \xED\xA0\x80"));
}

TEST(Utf8Test, APrefixMayEndInsideACharacter) {
  EXPECT_TRUE(IsWellFormedUtf8Prefix("abc\xE0\xB8"));
  EXPECT_TRUE(IsWellFormedUtf8Prefix(""));
  EXPECT_FALSE(IsWellFormedUtf8Prefix("abc\xE0\xB8 def"));
  EXPECT_FALSE(IsWellFormedUtf8Prefix("12345678\xFF"));
}

TEST(Utf8Test, CodePointsBeyondUnicodeAreReplaced) {
  std::string out;
  for (const char32_t c : {U'\x24', U'\xA2', U'\u20AC', U'\U0001F600'}) AppendCodePoint(out, c);
  EXPECT_EQ(out, "$\xC2\xA2\xE2\x82\xAC\xF0\x9F\x98\x80");
  out.clear();
  AppendCodePoint(out, 0xDC00);
  AppendCodePoint(out, 0x110000);
  EXPECT_EQ(out, std::string(kReplacement) + kReplacement);
}

TEST(Utf8Test, CutsBetweenCharacters) {
  EXPECT_EQ(CutUtf8("a\xE2\x82\xAC"
                    "b",
                    3),
            "a");
  EXPECT_EQ(CutUtf8("a\xE2\x82\xAC"
                    "b",
                    4),
            "a\xE2\x82\xAC");
  EXPECT_EQ(CutUtf8("abc", 3), "abc");
  EXPECT_EQ(CutUtf8("\xE2\x82\xAC", 2), "");
}

}  // namespace
}  // namespace arsip::extractors
