#include "extractors/charset_detection.h"

#include <gtest/gtest.h>

#include <ctime>
#include <string>

#include "extractors/sandbox.h"

namespace arsip::extractors {
namespace {

std::string_view Detected(std::string_view document) {
  const auto detected = DetectEncoding(document);
  return detected ? detected->encoding->name : "none";
}

TEST(EncodingDetection, Utf8AndAsciiAreNotGuessed) {
  EXPECT_EQ(Detected("plain"), "none");
  EXPECT_EQ(Detected("caf\xC3\xA9"), "none");
}

TEST(EncodingDetection, ThaiInSingleBytes) {
  // "The government plans to repair the road", TIS-620.
  EXPECT_EQ(Detected("\xC3\xD1\xB0\xBA\xD2\xC5\xC1\xD5\xE1\xBC\xB9\xA8\xD0\xAB\xE8\xCD\xC1\xB6\xB9"
                     "\xB9\xE3\xB9\xCB\xC1\xD9\xE8\xBA\xE9\xD2\xB9"),
            "windows-874");
}

TEST(EncodingDetection, Utf16WithoutAMark) {
  std::string little;
  for (const char c : std::string("<p>some text in two bytes")) little += {c, '\0'};
  EXPECT_EQ(Detected(little), "utf-16le");
  EXPECT_EQ(Detected(little.substr(1)), "utf-16be");
}

TEST(EncodingDetection, Iso2022JpByItsEscapes) {
  EXPECT_EQ(Detected("\x1B$B$3$l$OF|K\\8l$NJ8>O$G$9!#\x1B(B \x1B$BElKtElKt\x1B(B"), "iso-2022-jp");
}

TEST(EncodingDetection, NeverUtf7) {
  EXPECT_EQ(Detected("+ADw-script+AD4-alert(1)+ADw-/script+AD4-"), "none");
  const EncodingDecision decision = DecideEncoding("<meta charset=utf-7>+ADw-", "utf-7");
  EXPECT_EQ(decision.encoding->name, "utf-8");
  EXPECT_TRUE(decision.unknown_label);
  EXPECT_EQ(decision.source, EncodingSource::kWellFormedUtf8);
}

TEST(EncodingDetection, WhatDecidedIsSaid) {
  EXPECT_EQ(NameOf(DecideEncoding("\xEF\xBB\xBFx", "").source), "bom");
  EXPECT_EQ(NameOf(DecideEncoding("x", "utf-8").source), "header");
  EXPECT_EQ(NameOf(DecideEncoding("<meta charset=big5>", "").source), "document");
  EXPECT_EQ(NameOf(DecideEncoding("\xFF\xFE", "").source), "bom");
  EXPECT_EQ(NameOf(DecideEncoding(std::string_view("<\0?\0x\0", 6), "").source), "document");
}

// Hostile suite, item 57.
TEST(HostileEncodings, MegabytesOfBadBytesAreDecidedAndDecodedInTime) {
  for (const char* unit : {"\x1B$B", "\x1B(J\x1B", "\xFF", "\xED\xA0\x80", "\x81\x30\x81",
                           "\x8F\xA1", "+ADw-", "\xA1\xD1", "<meta charset=x>"}) {
    std::string document;
    while (document.size() < (4u << 20)) document += unit;
    const std::clock_t begin = std::clock();
    const EncodingDecision decision = DecideEncoding(document, "utf-7");
    std::string text;
    AppendDecoded(document, *decision.encoding, text);
    EXPECT_TRUE(decision.unknown_label);
    EXPECT_LE(text.size(), 3 * document.size());
    EXPECT_LT(std::clock() - begin, (BuiltWithSanitizer() ? 6 : 1) * CLOCKS_PER_SEC) << unit;
  }
}

}  // namespace
}  // namespace arsip::extractors
