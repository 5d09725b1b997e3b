#include "extractors/word_breaking.h"

#include <gtest/gtest.h>

#include <ctime>
#include <string>
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
