#include "extractors/bounded_text.h"

#include <gtest/gtest.h>

namespace arsip::extractors {
namespace {

TEST(BoundedTextTest, LinesParagraphsAndCells) {
  BoundedText text(100);
  text.EndLine();
  text.Append("a ");
  text.EndLine();
  text.EndLine();
  text.EndCell();
  text.Append("b");
  text.EndParagraph();
  text.EndParagraph();
  text.Append("c\n");
  EXPECT_FALSE(text.truncated());
  EXPECT_EQ(text.Take(), "a\tb\n\nc");
}

TEST(BoundedTextTest, IsCutBetweenCharactersAndSaysSo) {
  BoundedText text(4);
  text.Append("\xE0\xB8\x81\xE0\xB8\x82");
  text.Append("a");
  EXPECT_TRUE(text.full());
  EXPECT_EQ(text.Take(), "\xE0\xB8\x81");
}

}  // namespace
}  // namespace arsip::extractors
