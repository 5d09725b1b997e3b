#include "extractors/html_elements.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::extractors {
namespace {

TEST(HtmlElementsTest, NamesAreFoundInAnyCase) {
  EXPECT_EQ(ElementOf("a"), Element::kA);
  EXPECT_EQ(ElementOf("IMG"), Element::kImg);
  EXPECT_EQ(ElementOf("TextArea"), Element::kTextarea);
  EXPECT_EQ(ElementOf("h3"), Element::kBlock);
}

TEST(HtmlElementsTest, LongNamesAreTheirOwn) {
  EXPECT_EQ(ElementOf("blockquote"), Element::kBlock);
  EXPECT_EQ(ElementOf("plaintext"), Element::kPlaintext);
  EXPECT_EQ(ElementOf("plaintexts"), Element::kUnknown);
  EXPECT_EQ(ElementOf("textareas"), Element::kUnknown);
}

TEST(HtmlElementsTest, OtherNamesAreUnknown) {
  for (const char* name : {"", "span", "x-custom", "ahref", "am", "imgx", "\xFF"}) {
    EXPECT_EQ(ElementOf(name), Element::kUnknown) << name;
  }
}

TEST(HtmlElementsTest, TheFastPackingEqualsTheSlowOne) {
  const std::string document = "<ScRiPt src=x>";
  for (size_t length = 1; length <= 8; ++length) {
    EXPECT_EQ(PackNameFast(document.data() + 1, length, document.size() - 1),
              PackName(std::string_view(document).substr(1, length)));
  }
  EXPECT_EQ(PackNameFast(document.data() + 12, 1, 2), PackName("x"));
}

TEST(HtmlElementsTest, PropertiesFollowTheStandard) {
  EXPECT_TRUE(IsVoid(Element::kBr));
  EXPECT_FALSE(IsVoid(Element::kP));
  EXPECT_TRUE(IsFormatting(Element::kFont));
  EXPECT_FALSE(IsFormatting(Element::kUnknown));
  EXPECT_TRUE(IsScopeBoundary(Element::kTd));
  EXPECT_FALSE(IsScopeBoundary(Element::kBlock));
  EXPECT_TRUE(ClosesParagraph(Element::kUl));
  EXPECT_FALSE(ClosesParagraph(Element::kB));
}

}  // namespace
}  // namespace arsip::extractors
