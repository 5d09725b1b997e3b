#include "extractors/language.h"

#include <gtest/gtest.h>

#include <ctime>
#include <map>
#include <string>

#include "extractors/sandbox.h"
#include "language_samples.h"

namespace arsip::extractors {
namespace {

std::string Top(const std::string& text) {
  const TextLanguages found = DetectLanguages(text, 100);
  return found.languages.empty() ? "none" : found.languages.front().code;
}

// Share of tests/data/language that must be right; docs/language.md has what is.
TEST(LanguageAccuracy, IsNotBelowItsFloor) {
  const std::map<std::string, double> floors = {
      {"id", 0.85}, {"ms", 0.75},     {"tl", 0.95}, {"ceb", 0.95},    {"jv", 0.90},
      {"su", 0.9},  {"en", 0.95},     {"th", 1.0},  {"my", 1.0},      {"km", 1.0},
      {"lo", 1.0},  {"ta", 1.0},      {"vi", 1.0},  {"tet", 0.9},     {"shn", 0.75},
      {"ar", 0.8},  {"ms-Arab", 0.8}, {"ilo", 0.8}, {"mi", 0.8},      {"ur", 0.6},
      {"fa", 0.6},  {"ksw", 0.5},     {"mnw", 0.5}, {"zh-Hans", 0.9}, {"zh-Hant", 0.9}};
  std::map<std::string, std::pair<double, double>> judged;
  for (const LanguageSample& sample : LanguageSamples()) {
    judged[sample.name].first += Top(sample.text) == sample.language();
    judged[sample.name].second += 1;
  }
  ASSERT_EQ(judged.size(), floors.size());
  for (const auto& [name, floor] : floors) {
    EXPECT_GE(judged[name].first / judged[name].second, floor) << name;
  }
}

TEST(LanguageRuns, ParagraphsOfOtherLanguagesAreRunsOfTheirOwn) {
  const std::string english =
      "The council will repair the roads of the village before the rain begins.\n";
  const std::string thai =
      "\u0E23\u0E31\u0E10\u0E1A\u0E32\u0E25\u0E21\u0E35\u0E41\u0E1C\u0E19\u0E08\u0E30\u0E0B\u0E48"
      "\u0E2D\u0E21\u0E16\u0E19\u0E19\n";
  const TextLanguages found = DetectLanguages(english + thai, 100);
  ASSERT_EQ(found.runs.size(), 2u);
  EXPECT_EQ(found.runs[0].language, "en");
  EXPECT_EQ(found.runs[0].script, "Latn");
  EXPECT_EQ(found.runs[0].end, english.size());
  EXPECT_EQ(found.runs[1].begin, english.size());
  EXPECT_EQ(found.runs[1].end, english.size() + thai.size());
  EXPECT_EQ(found.runs[1].language, "th");
  EXPECT_EQ(found.runs[1].script, "Thai");
  EXPECT_EQ(found.script, "Latn");
  ASSERT_EQ(found.languages.size(), 2u);
  EXPECT_GT(found.languages[0].permille, found.languages[1].permille);
}

TEST(LanguageRuns, ANameInAnotherScriptDoesNotPartALine) {
  const TextLanguages found = DetectLanguages(
      "\u0E1E\u0E23\u0E38\u0E48\u0E07\u0E19\u0E35\u0E49 Facebook \u0E1B\u0E34\u0E14", 100);
  ASSERT_EQ(found.runs.size(), 1u);
  EXPECT_EQ(found.runs[0].language, "th");
}

TEST(LanguageRuns, MoreThanWereAskedForAreCounted) {
  std::string text;
  for (int i = 0; i < 10; ++i) text += "\u0E01\u0E32\u0E23\u0E07\u0E32\u0E19\n\u0E81\u0EB2\u0E99\n";
  const TextLanguages found = DetectLanguages(text, 3);
  EXPECT_EQ(found.runs.size(), 3u);
  EXPECT_EQ(found.runs_dropped, 17u);
}

TEST(LanguageDetectorTest, WhatIsJudgedAgainIsJudgedAlike) {
  LanguageDetector detector;
  for (const LanguageSample& sample : LanguageSamples()) {
    const TextLanguages once = DetectLanguages(sample.text, 100);
    for (int i = 0; i < 2; ++i) {
      const TextLanguages again = detector.Detect(sample.text, 100);
      ASSERT_EQ(again.runs.size(), once.runs.size()) << sample.text;
      ASSERT_EQ(again.languages.size(), once.languages.size()) << sample.text;
      EXPECT_EQ(again.script, once.script) << sample.text;
      for (size_t run = 0; run < once.runs.size(); ++run) {
        EXPECT_EQ(again.runs[run].language, once.runs[run].language) << sample.text;
        EXPECT_EQ(again.runs[run].end, once.runs[run].end) << sample.text;
      }
    }
    detector.Forget();
  }
}

TEST(LanguageOfShortTexts, IsUndeterminedUnlessTheScriptDecides) {
  EXPECT_EQ(Top("Selamat pagi semua"), "und");
  EXPECT_EQ(Top("\u0EAA\u0EB0\u0E9A\u0EB2\u0E8D"), "lo");
  EXPECT_EQ(Top("12345 !!"), "none");
}

TEST(LanguageScripts, ChineseIsHansOrHantByItsCharacters) {
  EXPECT_EQ(DetectLanguages("\u8FD9\u4E2A\u56FD\u5BB6", 9).script, "Hans");
  EXPECT_EQ(DetectLanguages("\u9019\u500B\u570B\u5BB6", 9).script, "Hant");
  EXPECT_EQ(DetectLanguages("\u3053\u308C\u306F\u672C", 9).languages[0].code, "ja");
}

TEST(LanguageLimits, FourMebibytesTakeNoSecondAndAreCut) {
  for (const char* line :
       {"Pemerintah daerah akan memperbaiki jalan desa itu.\n", "a", "x\u0E01"}) {
    std::string text;
    while (text.size() < (4u << 20)) text += line;
    const std::clock_t begin = std::clock();
    EXPECT_TRUE(DetectLanguages(text, 2000).cut);
    EXPECT_LT(std::clock() - begin, (BuiltWithSanitizer() ? 6 : 1) * CLOCKS_PER_SEC) << line;
  }
}

}  // namespace
}  // namespace arsip::extractors
