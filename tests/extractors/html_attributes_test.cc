#include "extractors/html_attributes.h"

#include <gtest/gtest.h>

#include "extractors/html_elements.h"

namespace arsip::extractors {
namespace {

HtmlAttribute Of(std::string_view name) { return HtmlAttributeOf(PackName(name), name); }

TEST(HtmlAttributesTest, ShortNamesInAnyCase) {
  EXPECT_EQ(Of("href"), HtmlAttribute::kHref);
  EXPECT_EQ(Of("HREF"), HtmlAttribute::kHref);
  EXPECT_EQ(Of("xml:lang"), HtmlAttribute::kXmlLang);
  EXPECT_EQ(Of("hreflang"), HtmlAttribute::kOther);
  EXPECT_EQ(Of("class"), HtmlAttribute::kOther);
}

TEST(HtmlAttributesTest, LongNamesAreComparedToTheirEnd) {
  EXPECT_EQ(Of("Http-Equiv"), HtmlAttribute::kHttpEquiv);
  EXPECT_EQ(Of("http-equal"), HtmlAttribute::kOther);
  EXPECT_EQ(Of("background"), HtmlAttribute::kBackground);
  EXPECT_EQ(Of("imagesrcset"), HtmlAttribute::kImagesrcset);
  EXPECT_EQ(Of("imagesrcsets"), HtmlAttribute::kOther);
  EXPECT_EQ(Of("xlink:href"), HtmlAttribute::kXlinkHref);
}

TEST(HtmlAttributesTest, PlacesForLateImages) {
  for (const char* name : {"data-src", "data-srcset", "data-lazy", "data-lazy-src", "data-original",
                           "data-original-src", "data-bg", "data-bg-image", "data-background",
                           "data-background-image", "lowsrc", "dynsrc"}) {
    EXPECT_EQ(Of(name), HtmlAttribute::kLazy) << name;
  }
  for (const char* name :
       {"data-source", "data-lazx", "data-origin", "data-back", "data-bgx", "data-id"}) {
    EXPECT_EQ(Of(name), HtmlAttribute::kOther) << name;
  }
}

}  // namespace
}  // namespace arsip::extractors
