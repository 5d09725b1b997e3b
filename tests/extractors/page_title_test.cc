#include "extractors/page_title.h"

#include <gtest/gtest.h>

#include "extractors/html_tree.h"

namespace arsip::extractors {
namespace {

PageTitle TitleOf(std::string_view body, const TitleCandidates& candidates) {
  HtmlTree tree;
  PageOutline outline;
  OutlinePage(*tree.Parse(body), 1u << 20, outline);
  return ChooseTitle(outline, candidates);
}

TEST(PageTitleTest, TheHeadingThatTheDocumentRepeats) {
  const PageTitle title = TitleOf("<h1>My Blog</h1><h3>Bread in the garden</h3>",
                                  {"My Blog: Bread in the garden", "", "", ""});
  EXPECT_EQ(title.text, "Bread in the garden");
  EXPECT_EQ(title.source, "h3");
  EXPECT_NE(title.element, kNoElement);
}

TEST(PageTitleTest, MetaBeforeTheDocument) {
  const PageTitle title = TitleOf("<h1>Site</h1>", {"x", "Panen padi", "og:title", ""});
  EXPECT_EQ(title.text, "Panen padi");
  EXPECT_EQ(title.source, "og:title");
}

TEST(PageTitleTest, ALineThatSaysItIsItsPlace) {
  const PageTitle title = TitleOf("<b>Old page title</b><p>x", {"Old page title", "", "", ""});
  EXPECT_EQ(title.source, "title");
  EXPECT_NE(title.element, kNoElement);
}

TEST(PageTitleTest, TheSitesNameIsNoPartOfIt) {
  EXPECT_EQ(WithoutSiteName("Panen padi hitam - Kabar"), "Panen padi hitam");
  EXPECT_EQ(WithoutSiteName("/diy/ - How do I keep ants out of it?"),
            "How do I keep ants out of it?");
  EXPECT_EQ(WithoutSiteName("Panen"), "Panen");
  EXPECT_EQ(WithoutSiteName(" - "), "");
}

}  // namespace
}  // namespace arsip::extractors
