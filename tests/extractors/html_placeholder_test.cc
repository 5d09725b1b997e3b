#include "extractors/html_placeholder.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::extractors {
namespace {

std::string Text(size_t index) {
  const Placeholder placeholder = PlaceholderOf(index);
  return {placeholder.begin(), placeholder.end()};
}

TEST(HtmlPlaceholderTest, EachIsACharacterAndTellsItsIndex) {
  EXPECT_EQ(Text(0), "\U000F0000");
  EXPECT_EQ(Text(kMostPlaceholders - 1), "\U000FFFFD");
  for (size_t index = 0; index < kMostPlaceholders; ++index) {
    ASSERT_TRUE(IsPlaceholder(Text(index)));
    ASSERT_EQ(IndexOf(Text(index)), index);
  }
}

TEST(HtmlPlaceholderTest, OtherCharactersOfThatLeadAreNone) {
  EXPECT_EQ(FindPlaceholder("a\U000E0067\U000E0062", 0), std::string_view::npos);  // of a flag
  EXPECT_EQ(FindPlaceholder("a\U000E0067" + Text(7), 0), 5u);
  EXPECT_EQ(FindPlaceholder(Text(7) + Text(8), 1), 4u);
}

TEST(HtmlPlaceholderTest, DocumentsThatMayHoldSomeAreKnown) {
  for (const char* text : {"\U000F0001", "&#983040;", "&#xF0000;", "&#x00F0001", "&#XFFFFF;",
                           "&#4295950336;", "&#0983041"}) {
    EXPECT_TRUE(MayHoldPlaceholders(text)) << text;
  }
  for (const char* text : {"", "&#128512;", "&#x1F600;", "&amp;#", "&#", "&#x", "\U000E0067"}) {
    EXPECT_FALSE(MayHoldPlaceholders(text)) << text;
  }
}

}  // namespace
}  // namespace arsip::extractors
