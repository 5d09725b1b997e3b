#include "extractors/zawgyi.h"

#include <gtest/gtest.h>

#include <string>

#include "language_samples.h"

namespace arsip::extractors {
namespace {

// "Myanmar" in both codes.
const std::string kUnicode = "\u1019\u103C\u1014\u103A\u1019\u102C";
const std::string kZawgyi = "\u103B\u1019\u1014\u1039\u1019\u102C";

TEST(ZawgyiDetection, OneWordIsEnough) {
  EXPECT_GE(ZawgyiEvidence(kZawgyi), kZawgyiThreshold);
  EXPECT_LT(ZawgyiEvidence(kUnicode), kZawgyiThreshold);
  EXPECT_EQ(ZawgyiEvidence("plain"), 0);
}

TEST(ZawgyiDetection, NoSentenceInUnicodeIsTakenForIt) {
  size_t judged = 0;
  for (const LanguageSample& sample : LanguageSamples()) {
    EXPECT_LT(ZawgyiEvidence(sample.text), kZawgyiThreshold) << sample.name << sample.text;
    judged += sample.name == "shn" || sample.name == "ksw" || sample.name == "mnw";
  }
  EXPECT_GE(judged, 8u);
}

TEST(ZawgyiConversion, OnlyLinesInZawgyiChange) {
  ZawgyiConverter converter;
  std::string text = kZawgyi + "\n" + kUnicode + "\nplain";
  bool cut = false;
  EXPECT_TRUE(converter.Convert(text, 1000, cut));
  EXPECT_EQ(text, kUnicode + "\n" + kUnicode + "\nplain");
  EXPECT_FALSE(cut);
  EXPECT_FALSE(converter.Convert(text, 1000, cut));
}

TEST(ZawgyiConversion, WhatIsTooLongIsCutAndSaid) {
  ZawgyiConverter converter;
  std::string text;
  while (text.size() < 2 * kMaxZawgyiBytes) text += kZawgyi + "\n";
  bool cut = false;
  EXPECT_TRUE(converter.Convert(text, text.size(), cut));
  EXPECT_TRUE(cut);
  std::string brief = kZawgyi;
  cut = false;
  EXPECT_TRUE(converter.Convert(brief, 6, cut));
  EXPECT_TRUE(cut);
  EXPECT_LE(brief.size(), 6u);
}

}  // namespace
}  // namespace arsip::extractors
