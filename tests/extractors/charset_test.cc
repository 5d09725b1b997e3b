#include "extractors/charset.h"

#include <gtest/gtest.h>

#include <string>

#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

std::string_view NameOf(std::string_view label) {
  const Encoding* encoding = EncodingForLabel(label);
  return encoding == nullptr ? "none" : encoding->name;
}

TEST(WhatwgEncodingLabels, LabelsMapToTheEncodingsOfTheStandard) {
  EXPECT_EQ(NameOf("UTF-8"), "utf-8");
  EXPECT_EQ(NameOf(" latin1\n"), "windows-1252");
  EXPECT_EQ(NameOf("ISO-8859-1"), "windows-1252");
  EXPECT_EQ(NameOf("tis-620"), "windows-874");
  EXPECT_EQ(NameOf("GB2312"), "gbk");
  EXPECT_EQ(NameOf("x-sjis"), "shift_jis");
  EXPECT_EQ(NameOf("ks_c_5601-1987"), "euc-kr");
  EXPECT_EQ(NameOf("utf-16"), "utf-16le");
}

TEST(WhatwgEncodingLabels, NoLabelIsUtf7) {
  for (const char* label : {"utf-7", "UTF7", "unicode-1-1-utf-7", "", "bogus", "utf-8 utf-8"}) {
    EXPECT_EQ(NameOf(label), "none") << label;
  }
}

EncodingDecision Decide(std::string_view document, std::string_view header = "") {
  return DecideEncoding(document, header);
}

TEST(WhatwgEncodingDecision, TheByteOrderMarkWins) {
  const EncodingDecision decision = Decide("\xEF\xBB\xBF<meta charset=big5>", "windows-1256");
  EXPECT_EQ(decision.encoding->name, "utf-8");
  EXPECT_EQ(decision.bom_bytes, 3u);
  EXPECT_TRUE(decision.conflict);
  EXPECT_EQ(Decide(std::string_view("\xFF\xFE<\0", 4)).encoding->name, "utf-16le");
  EXPECT_EQ(Decide(std::string_view("\xFE\xFF\0<", 4)).encoding->name, "utf-16be");
}

TEST(WhatwgEncodingDecision, TheHeaderComesBeforeTheDocument) {
  const EncodingDecision decision = Decide("<meta charset=utf-8>", "windows-1256");
  EXPECT_EQ(decision.encoding->name, "windows-1256");
  EXPECT_TRUE(decision.conflict);
  EXPECT_FALSE(Decide("<meta charset=utf-8>", "UTF8").conflict);
}

TEST(WhatwgEncodingPrescan, BothFormsOfMeta) {
  EXPECT_EQ(Decide("<META CharSet = 'EUC-KR'>").encoding->name, "euc-kr");
  EXPECT_EQ(Decide("<meta http-equiv=Content-Type content='text/html; charset=\"tis-620\"'>")
                .encoding->name,
            "windows-874");
  EXPECT_EQ(
      Decide("<meta content='text/html;charset=big5;x' http-equiv=content-type>").encoding->name,
      "big5");
}

TEST(WhatwgEncodingPrescan, ContentWithoutThePragmaDeclaresNothing) {
  EXPECT_EQ(Decide("<meta content='text/html; charset=big5'>").encoding->name, "utf-8");
}

TEST(WhatwgEncodingPrescan, CommentsAndTheRestOfTheDocumentAreNotLookedAt) {
  EXPECT_EQ(Decide("<!-- <meta charset=big5> -->").encoding->name, "utf-8");
  std::string late(1020, ' ');
  late += "<meta charset=big5>";
  EXPECT_EQ(Decide(late).encoding->name, "utf-8");
}

TEST(WhatwgEncodingPrescan, Utf16DeclaredInAsciiIsUtf8) {
  EXPECT_EQ(Decide("<meta charset=utf-16>").encoding->name, "utf-8");
}

TEST(WhatwgEncodingPrescan, TheXmlDeclarationCounts) {
  EXPECT_EQ(Decide("<?xml version='1.0' encoding='windows-1251'?><rss>").encoding->name,
            "windows-1251");
  EXPECT_EQ(Decide("<?xml version='1.0' encoding=big5?>").encoding->name, "utf-8");
}

TEST(LenientEncodingDecision, TheDefaultIsUtf8WhenItIsThatAndElseWindows1252) {
  EXPECT_EQ(Decide("caf\xC3\xA9").encoding->name, "utf-8");
  EXPECT_EQ(Decide("caf\xE9 au lait").encoding->name, "windows-1252");
  EXPECT_EQ(Decide("cut \xC3").encoding->name, "utf-8");
}

TEST(LenientEncodingDecision, UnknownLabelsCountAsNone) {
  const EncodingDecision decision = Decide("<meta charset=big5>", "utf-7");
  EXPECT_EQ(decision.encoding->name, "big5");
  EXPECT_TRUE(decision.unknown_label);
}

std::string Convert(std::string_view bytes, std::string_view label) {
  CharsetConverter converter;
  return std::string(converter.ToUtf8(bytes, *EncodingForLabel(label)));
}

TEST(CharsetConverterTest, TheEncodingsOfTheRegion) {
  EXPECT_EQ(Convert("caf\xE9\x80", "iso-8859-1"), "caf\xC3\xA9\xE2\x82\xAC");
  EXPECT_EQ(Convert("\xC7\xE1", "windows-1256"), "\xD8\xA7\xD9\x84");
  EXPECT_EQ(Convert("\xA1\xD2", "tis-620"), "\xE0\xB8\x81\xE0\xB8\xB2");
  EXPECT_EQ(Convert("\xD6\xD0\xCE\xC4", "gb2312"), "\xE4\xB8\xAD\xE6\x96\x87");
  EXPECT_EQ(Convert("\xA4\xA4\xA4\xE5", "big5"), "\xE4\xB8\xAD\xE6\x96\x87");
  EXPECT_EQ(Convert("\x93\xFA\x96\x7B", "shift_jis"), "\xE6\x97\xA5\xE6\x9C\xAC");
  EXPECT_EQ(Convert("\xC6\xFC\xCB\xDC", "euc-jp"), "\xE6\x97\xA5\xE6\x9C\xAC");
  EXPECT_EQ(Convert("\xC7\xD1\xB1\xDB", "euc-kr"), "\xED\x95\x9C\xEA\xB8\x80");
  EXPECT_EQ(Convert("\xF2\xE5\xF1\xF2", "windows-1251"), "\xD1\x82\xD0\xB5\xD1\x81\xD1\x82");
  EXPECT_EQ(Convert("\xD4\xC5\xD3\xD4", "koi8-r"), "\xD1\x82\xD0\xB5\xD1\x81\xD1\x82");
  EXPECT_EQ(Convert(std::string_view("a\0\x01\x0E", 4), "utf-16le"), "a\xE0\xB8\x81");
  EXPECT_EQ(Convert(std::string_view("\0a\x0E\x01", 4), "utf-16be"), "a\xE0\xB8\x81");
}

TEST(CharsetConverterTest, EveryEncodingIsThereAndKeepsMarkup) {
  const std::string markup = "<a href=\"x\">";
  for (const Encoding& encoding : Encodings()) {
    if (encoding.name.starts_with("utf-16") || encoding.name == "replacement") continue;
    EXPECT_EQ(Convert(markup, encoding.name), markup) << encoding.name;
  }
}

TEST(CharsetConverterTest, BadBytesAreReplacedAndSwallowNothing) {
  EXPECT_EQ(Convert("\x81\"<", "shift_jis"), "\xEF\xBF\xBD\"<");
  EXPECT_EQ(Convert("a\xFF\xFF"
                    "b",
                    "big5"),
            "a\xEF\xBF\xBD\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(Convert("a\xFC", "tis-620"), "a\xEF\xBF\xBD");
  EXPECT_EQ(Convert("\xD6", "gbk"), "\xEF\xBF\xBD");
  EXPECT_EQ(Convert(std::string_view("\0\xD8"
                                     "a\0b",
                                     5),
                    "utf-16le"),
            "\xEF\xBF\xBD"
            "a\xEF\xBF\xBD");
}

TEST(CharsetConverterTest, AMegabyteOfBadBytesIsLinear) {
  const std::string converted = Convert(std::string(1u << 20, '\xFF'), "euc-kr");
  EXPECT_EQ(converted.size(), 3u << 20);
  EXPECT_TRUE(IsWellFormedUtf8Prefix(converted));
}

TEST(CharsetConverterTest, Utf8IsHandedThroughUntouched) {
  CharsetConverter converter;
  const std::string_view bytes = "a\xFF";
  EXPECT_EQ(converter.ToUtf8(bytes, Utf8()).data(), bytes.data());
}

}  // namespace
}  // namespace arsip::extractors
