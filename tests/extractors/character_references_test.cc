#include "extractors/character_references.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::extractors {
namespace {

std::string Decode(std::string_view raw, ReferenceContext context = ReferenceContext::kText) {
  std::string out;
  AppendDecodedReferences(out, raw, context);
  return out;
}

TEST(WhatwgNamedCharacterReferences, TheCommonOnes) {
  EXPECT_EQ(Decode("&amp;&lt;&gt;&quot;&apos;&nbsp;&eacute;&hellip;&thetasym;"),
            "&<>\"'\xC2\xA0\xC3\xA9\xE2\x80\xA6\xCF\x91");
}

TEST(WhatwgNamedCharacterReferences, PunctuationThatDisguisesUrls) {
  EXPECT_EQ(Decode("&colon;&sol;&Tab;&NewLine;&lpar;&rpar;&num;&quest;&equals;"), ":/\t\n()#?=");
}

TEST(WhatwgNamedCharacterReferences, LegacyNamesNeedNoSemicolon) {
  EXPECT_EQ(Decode("&amp&copy2 &ampx &notit;"),
            "&\xC2\xA9"
            "2 &x \xC2\xACit;");
  EXPECT_EQ(Decode("&hellip &notin;"), "&hellip \xE2\x88\x89");
}

TEST(WhatwgNamedCharacterReferences, NamesAreCaseSensitive) {
  EXPECT_EQ(Decode("&AMP;&Amp;&Eacute;&eacute;"), "&&Amp;\xC3\x89\xC3\xA9");
}

TEST(WhatwgNamedCharacterReferences, InAttributesAnEqualsSignOrLetterBehindStopsThem) {
  EXPECT_EQ(Decode("?a=1&copy=2&regx&lt", ReferenceContext::kAttribute), "?a=1&copy=2&regx<");
  EXPECT_EQ(Decode("?a=1&amp;copy=2", ReferenceContext::kAttribute), "?a=1&copy=2");
}

TEST(WhatwgNumericCharacterReferences, DecimalAndHexadecimal) {
  EXPECT_EQ(Decode("&#65;&#x41;&#X4a;&#65b&#x;&#;&#"), "AAJAb&#x;&#;&#");
}

TEST(WhatwgNumericCharacterReferences, ImpossibleCodePointsAreReplaced) {
  EXPECT_EQ(Decode("&#0;"), "\xEF\xBF\xBD");
  EXPECT_EQ(Decode("&#xD800;"), "\xEF\xBF\xBD");
  EXPECT_EQ(Decode("&#x110000;"), "\xEF\xBF\xBD");
  EXPECT_EQ(Decode("&#99999999999999999999;"), "\xEF\xBF\xBD");
}

TEST(WhatwgNumericCharacterReferences, TheC1RangeIsWindows1252) {
  EXPECT_EQ(Decode("&#128;&#x93;"), "\xE2\x82\xAC\xE2\x80\x9C");
}

TEST(Xml10Section46, OnlyFiveNamesAndTheSemicolonIsRequired) {
  EXPECT_EQ(Decode("&amp;&lt;&gt;&quot;&apos;&nbsp;&amp &#65;&#65 ", ReferenceContext::kXml),
            "&<>\"'&nbsp;&amp A&#65 ");
}

TEST(LenientCharacterReferences, UnknownNamesStayAsWritten) {
  EXPECT_EQ(Decode("&CounterClockwiseContourIntegral;&bogus;&"),
            "&CounterClockwiseContourIntegral;&bogus;&");
}

}  // namespace
}  // namespace arsip::extractors
