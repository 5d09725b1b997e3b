#include "extractors/word_breaking.h"

#include <gtest/gtest.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/sandbox.h"

namespace arsip::extractors {
namespace {

std::vector<std::string> Words(const std::string& text) {
  WordBreaker breaker;
  std::vector<std::string> words;
  breaker.ForEachWord(text, text.size(), [&](size_t begin, size_t end) {
    words.push_back(text.substr(begin, end - begin));
  });
  return words;
}

using Strings = std::vector<std::string>;

// ICU's words of the whole text.
Strings WordsByIcu(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  UBreakIterator* const rules = ::ubrk_open(UBRK_WORD, "", nullptr, 0, &error);
  UText whole = UTEXT_INITIALIZER;
  ::utext_openUTF8(&whole, text.data(), static_cast<int64_t>(text.size()), &error);
  ::ubrk_setUText(rules, &whole, &error);
  EXPECT_TRUE(U_SUCCESS(error));
  Strings words;
  int32_t from = ::ubrk_first(rules);
  for (int32_t to = ::ubrk_next(rules); to != UBRK_DONE; from = to, to = ::ubrk_next(rules)) {
    if (::ubrk_getRuleStatus(rules) < UBRK_WORD_NONE_LIMIT) continue;
    words.push_back(text.substr(static_cast<size_t>(from), static_cast<size_t>(to - from)));
  }
  ::ubrk_close(rules);
  ::utext_close(&whole);
  return words;
}

TEST(WordBreaking, AsciiIsBrokenAsIcuBreaksIt) {
  constexpr std::string_view kCharacters =
      "aZ09_@.,;:'\"- \n\r\t!#/&%$+=*()<>[]{}~`^|\\?\f\v\x01\x7f";
  std::mt19937 random(1);  // NOLINT(cert-msc51-cpp): the same every time
  for (int i = 0; i < 3'000; ++i) {
    std::string text;
    for (size_t length = 1 + random() % 12; length > 0; --length) {
      text += kCharacters[random() % (random() % 2 == 0 ? 12 : kCharacters.size())];
    }
    ASSERT_EQ(Words(text), WordsByIcu(text)) << text;
  }
}

TEST(WordBreaking, MixedTextsAreBrokenAsIcuBreaksThem) {
  constexpr std::string_view kPieces[] = {
      "words of text",
      " ",
      "\n",
      ". ",
      "\u00E9t\u00E9",
      "\u0301",
      "\u200D",
      "\uFE0F",
      "\u201Cquoted\u201D",
      "\u0E01\u0E34\u0E19\u0E02\u0E49\u0E32\u0E27",
      "\u1019\u103C\u1014\u103A\u1019\u102C",
      "\u6211\u4EEC\u5728",
      "\u30AB\u30BF",
      "\u05D0\u05D1",
      "\"",
      "'",
      "\u0663",
      "3.5",
      "\U0001F469",
      "\U0001F1EE\U0001F1E9",
      "\u00A0",
      "_",
      "\u3000",
      "a longer stretch of words that are ASCII alone, and long enough to stand by itself "};
  std::mt19937 random(2);  // NOLINT(cert-msc51-cpp): the same every time
  for (int i = 0; i < 1'500; ++i) {
    std::string text;
    for (size_t pieces = 1 + random() % 16; pieces > 0; --pieces) {
      text += kPieces[random() % std::size(kPieces)];
      if (random() % 4 == 0) text += ' ';
    }
    ASSERT_EQ(Words(text), WordsByIcu(text)) << text;
  }
}

TEST(WordBreaking, SpacesAndPunctuationAreNoWords) {
  EXPECT_EQ(Words("Anak-anak bermain, 3.5 jam!"),
            (Strings{"Anak", "anak", "bermain", "3.5", "jam"}));
}

TEST(WordBreaking, DictionariesPartWhatNoSpaceParts) {
  EXPECT_EQ(
      Words("\u0E40\u0E14\u0E47\u0E01\u0E01\u0E34\u0E19\u0E02\u0E49\u0E32\u0E27"),
      (Strings{"\u0E40\u0E14\u0E47\u0E01", "\u0E01\u0E34\u0E19", "\u0E02\u0E49\u0E32\u0E27"}));
  EXPECT_GE(
      Words("\u1000\u103B\u1031\u102C\u1004\u103A\u1038\u101E\u102C\u1038\u1019\u103B\u102C\u1038")
          .size(),
      2u);
  EXPECT_GE(
      Words("\u1781\u17D2\u1789\u17BB\u17C6\u1791\u17C5\u1795\u17D2\u179F\u17B6\u179A").size(), 2u);
  EXPECT_GE(
      Words("\u0E82\u0EC9\u0EAD\u0E8D\u0EC4\u0E9B\u0E95\u0EB0\u0EAB\u0EBC\u0EB2\u0E94").size(), 2u);
  EXPECT_GE(Words("\u6211\u4EEC\u5728\u5B66\u6821").size(), 2u);
}

TEST(WordBreaking, EndsWhereItIsTold) {
  WordBreaker breaker;
  EXPECT_EQ(breaker.CountWords("a b c d", 3), 2u);
  EXPECT_EQ(breaker.ForEachWord("a b c d", 3, [](size_t, size_t) {}), 3u);
}

TEST(WordBreaking, LongTextsWithoutASpaceAreBrokenInTime) {
  WordBreaker breaker;
  for (const char* unit : {"a", "\u0E01", "\u1780", "\u4E2D"}) {
    std::string text;
    while (text.size() < (4u << 20)) text += unit;
    const std::clock_t begin = std::clock();
    breaker.CountWords(text);
    EXPECT_LT(std::clock() - begin, (BuiltWithSanitizer() ? 6 : 1) * CLOCKS_PER_SEC) << unit;
  }
}

}  // namespace
}  // namespace arsip::extractors
