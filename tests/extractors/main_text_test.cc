#include "extractors/main_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "extractors/html_tree.h"
#include "extractors/page_posts.h"
#include "extractors/page_title.h"
#include "extractors/text_filter.h"

namespace arsip::extractors {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Sentence(const std::string& word) {
  std::string text = word;
  for (int i = 0; i < 12; ++i) text += " " + word + "s are here";
  return text + ".";
}
std::string Paragraph(const std::string& word) { return "<p>" + Sentence(word) + "</p>"; }

MainText Read(const std::string& html, PageSigns signs = {}, size_t max_bytes = 1u << 20) {
  HtmlTree tree;
  PageOutline outline;
  OutlinePage(*tree.Parse(html), 1u << 20, outline);
  const PageTitle title = ChooseTitle(outline, {signs.title, "", "", ""});
  signs.title_element = title.element;
  return FindMainText(outline, signs, max_bytes);
}

PageSigns Titled() {
  PageSigns signs;
  signs.title = "The title of it";
  return signs;
}
PageSigns Announcing(const std::string& body) {
  PageSigns signs;
  signs.article_body = body;
  return signs;
}

TEST(MainTextTest, MenusAndFootersStayOut) {
  const MainText text =
      Read("<nav><a href=a>home</a></nav><div><h1>The title of it</h1>" + Paragraph("rice") +
               Paragraph("field") + "</div><div class=berita-terkait>" + Paragraph("other") +
               "</div><footer>" + Paragraph("foot") + "</footer>",
           Titled());
  EXPECT_EQ(text.text, Sentence("rice") + "\n" + Sentence("field"));
  EXPECT_EQ(text.kind, PageKind::kArticle);
}

TEST(MainTextTest, AHintDoesNotCostTheText) {
  const MainText text =
      Read("<div class='page-with widget'>" + Paragraph("rice") + Paragraph("field") + "</div>");
  EXPECT_THAT(text.text, HasSubstr("rice"));
}

std::string Paragraphs(const std::string& word, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += Paragraph(word);
  return text;
}

TEST(MainTextTest, ASideColumnLongerThanTheArticleStaysOut) {
  const std::string article = "<div class=grid><div><article><h1>The title of it</h1>" +
                              Paragraphs("rice", 12) + "</article></div>";
  const MainText text =
      Read(article + "<aside id=sidebar>" + Paragraphs("ticker", 40) + "</aside></div>", Titled());
  EXPECT_THAT(text.text, HasSubstr("rice"));
  EXPECT_THAT(text.text, Not(HasSubstr("ticker")));
}

TEST(MainTextTest, AnAsideThatHoldsAllOfTheTextIsTheText) {
  const MainText text =
      Read("<div><p>Short.</p><aside id=sidebar>" + Paragraphs("rice", 12) + "</aside></div>");
  EXPECT_THAT(text.text, HasSubstr("rice"));
}

TEST(MainTextTest, AnArticleInTwoBlocksOfOneShapeKeepsTheShorterOne) {
  const std::string inner = "<div class='inner column'>";
  const MainText text = Read("<section>" + inner + Paragraphs("rice", 13) + "</div>" + inner +
                             Paragraphs("field", 2) + "</div></section>");
  EXPECT_THAT(text.text, HasSubstr("rice"));
  EXPECT_THAT(text.text, HasSubstr("field"));
}

TEST(MainTextTest, CommentsAreFoundAndLeftOut) {
  const MainText text =
      Read("<div class=story><h1>The title of it</h1>" + Paragraph("rice") + Paragraph("field") +
               "</div><div id=comments>" + Paragraph("opinion") + "</div>",
           Titled());
  EXPECT_EQ(text.comment_areas.size(), 1u);
  EXPECT_THAT(text.text, Not(HasSubstr("opinion")));
}

TEST(MainTextTest, AnIndexOfHeadlinesKeepsThemAll) {
  std::string items;
  for (int i = 0; i < 20; ++i) {
    items += "<li><a href=" + std::to_string(i) + ">Headline number " + std::to_string(i) + "</a>";
  }
  const MainText text = Read("<div><ul>" + items + "</ul></div>");
  EXPECT_EQ(text.kind, PageKind::kListing);
  EXPECT_THAT(text.text, HasSubstr("number 0\n"));
  EXPECT_THAT(text.text, HasSubstr("number 19"));
}

TEST(MainTextTest, PostsOfAThreadAreItsText) {
  std::string posts;
  for (const char* name : {"ani", "budi", "citra"}) {
    posts += "<div class=post><b class=username>" + std::string(name) + "</b><div class=postbody>" +
             Sentence(name) + "</div></div>";
  }
  const MainText text = Read("<h1>The title of it</h1>" + posts, Titled());
  EXPECT_EQ(text.kind, PageKind::kThread);
  ASSERT_EQ(text.posts.size(), 3u);
  EXPECT_EQ(text.text, Sentence("ani") + "\n" + Sentence("budi") + "\n" + Sentence("citra"));
}

TEST(MainTextTest, WhereJsonLdSaysTheArticleIs) {
  const std::string body = Sentence("rice") + "\n" + Sentence("field");
  const MainText text =
      Read("<div><div>" + Paragraph("aside") + Paragraph("asides") + Paragraph("besides") +
               "</div><div>" + Paragraph("rice") + Paragraph("field") + "</div></div>",
           Announcing(body));
  EXPECT_EQ(text.text, body);
}

TEST(MainTextTest, TextIsCutAtItsBound) {
  const MainText text = Read(Paragraph("rice") + Paragraph("field"), {}, 50);
  EXPECT_LE(text.text.size(), 50u);
  EXPECT_TRUE(text.truncated);
}

TEST(MainTextTest, APageWithoutAnythingHasNoText) {
  EXPECT_EQ(Read("").text, "");
  EXPECT_EQ(Read("<div></div>").text, "");
}

TEST(TextFilterTest, WordsOfTheRegion) {
  EXPECT_TRUE(AnnouncesOtherText("Baca juga: Harga Cabai"));
  EXPECT_FALSE(AnnouncesOtherText("Bacaan anak"));
  EXPECT_TRUE(IsAdvertisementLabel(" IKLAN "));
  EXPECT_FALSE(IsAdvertisementLabel("Iklan itu dicabut"));
  EXPECT_EQ(WithoutByWord("Oleh Ratna"), "Ratna");
  EXPECT_EQ(WithoutByWord("Nina"), "Nina");
  EXPECT_TRUE(EndsSentence("Ia pulang.\" "));
  EXPECT_TRUE(EndsSentence("\u5B8C\u3002"));
  EXPECT_FALSE(EndsSentence("Beranda"));
}

}  // namespace
}  // namespace arsip::extractors
