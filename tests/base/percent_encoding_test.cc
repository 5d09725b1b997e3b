#include "base/percent_encoding.h"

#include <gtest/gtest.h>

namespace arsip {
namespace {

TEST(PercentEncoding, HexDigitsOfBothCasesHaveValues) {
  EXPECT_EQ(HexDigitValue('0'), 0);
  EXPECT_EQ(HexDigitValue('a'), 10);
  EXPECT_EQ(HexDigitValue('F'), 15);
  EXPECT_EQ(HexDigitValue('g'), -1);
  EXPECT_EQ(HexDigitValue('\xE9'), -1);
}

TEST(PercentEncoding, OnlyTwoHexDigitsAfterThePercentAreAnOctet) {
  EXPECT_EQ(DecodePercentAt("%41", 0), 0x41);
  EXPECT_EQ(DecodePercentAt("a%fF", 1), 0xFF);
  EXPECT_EQ(DecodePercentAt("%4", 0), -1);
  EXPECT_EQ(DecodePercentAt("%", 0), -1);
  EXPECT_EQ(DecodePercentAt("%4g", 0), -1);
  EXPECT_EQ(DecodePercentAt("041", 0), -1);
  EXPECT_EQ(DecodePercentAt("", 0), -1);
}

TEST(PercentEncoding, DecodingHappensOnceAndLeavesStrayPercents) {
  EXPECT_EQ(PercentDecode("%2541"), "%41");
  EXPECT_EQ(PercentDecode("100%"), "100%");
  EXPECT_EQ(PercentDecode("%zz%00x"), std::string("%zz\0x", 5));
}

TEST(PercentEncoding, EncodingIsUpperCase) {
  std::string out = "x";
  AppendPercentEncoded('\xC3', &out);
  AppendPercentEncoded('\0', &out);
  EXPECT_EQ(out, "x%C3%00");
}

TEST(PercentEncoding, StartsWithLowerIgnoresTheCaseOfTheText) {
  EXPECT_TRUE(StartsWithLower("HtTpS:", "https"));
  EXPECT_FALSE(StartsWithLower("http", "https"));
  EXPECT_TRUE(StartsWithLower("x", ""));
}

TEST(OctetSetTest, HoldsRangesAndSingleOctetsAboveAscii) {
  constexpr OctetSet kSet = OctetSet{}.AddRange(0x80, 0xFF).Add("ab");
  EXPECT_TRUE(kSet('\xFF'));
  EXPECT_TRUE(kSet('a'));
  EXPECT_FALSE(kSet('c'));
}

}  // namespace
}  // namespace arsip
