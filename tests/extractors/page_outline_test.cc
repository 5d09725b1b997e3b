#include "extractors/page_outline.h"

#include <gtest/gtest.h>

#include <string>

#include "extractors/content_scoring.h"
#include "extractors/html_tree.h"

namespace arsip::extractors {
namespace {

struct Page {
  explicit Page(std::string_view html, size_t max_bytes = 1u << 20) {
    OutlinePage(*tree.Parse(html), max_bytes, outline);
  }
  uint32_t Find(GumboTag tag) const {
    for (uint32_t i = 0; i < outline.elements.size(); ++i) {
      if (outline.elements[i].element->tag == tag) return i;
    }
    return kNoElement;
  }
  HtmlTree tree;
  PageOutline outline;
};

TEST(PageOutlineTest, ASubtreeIsARangeOfTheText) {
  const Page page("<div><p>one <b>two</b></p><p>three</p></div><p>four</p>");
  const OutlineElement& div = page.outline.elements[page.Find(GUMBO_TAG_DIV)];
  EXPECT_EQ(page.outline.text, "one two\nthree\nfour");
  EXPECT_EQ(page.outline.TextOf(div), "one two\nthree");
  EXPECT_EQ(page.outline.lines.size(), 3u);
}

TEST(PageOutlineTest, LinksAreTextWithHref) {
  const Page page("<p><a href=x>in</a><a name=y>out</a></p>");
  EXPECT_EQ(page.outline.lines.at(0).units, 5u);
  EXPECT_EQ(page.outline.lines.at(0).link_units, 2u);
}

TEST(PageOutlineTest, HeadAndLinkedItemsAreKeptApart) {
  const Page page(
      "<title>t</title><meta name=a content=b><p>x<script type='application/ld+json'>{}"
      "</script><script>s</script>");
  EXPECT_EQ(page.outline.text, "x");
  EXPECT_EQ(page.outline.head.size(), 2u);
  EXPECT_EQ(page.outline.linked_data.size(), 1u);
}

TEST(PageOutlineTest, CutTextIsWellFormedAndItsRangesHold) {
  const Page page("<p>\u0E01\u0E02\u0E03<p>\u0E04\u0E05", 10);
  EXPECT_TRUE(page.outline.truncated);
  EXPECT_LE(page.outline.text.size(), 10u);
  for (const TextPiece& piece : page.outline.pieces) EXPECT_LE(piece.end, page.outline.text.size());
  for (const OutlineElement& element : page.outline.elements) {
    EXPECT_LE(element.end_piece, page.outline.pieces.size());
    EXPECT_LE(element.end, page.outline.elements.size());
  }
}

TEST(PageOutlineTest, AnIdeographSaysAsMuchAsThreeLetters) {
  EXPECT_EQ(UnitsOf("a b"), 2u);
  EXPECT_EQ(UnitsOf("\u4E2D"), 3u);
  EXPECT_EQ(UnitsOf("\u0E01"), 1u);
  EXPECT_EQ(UnitsOf("eight of them \u4E2D and more"), 21u);
}

TEST(ContentScoresTest, WhatIsDroppedCountsNoMore) {
  const Page page("<div>" + std::string(80, 'x') + "</div><ul><li>" + std::string(80, 'y') +
                  "</ul>");
  ContentScores scores(page.outline);
  EXPECT_EQ(scores.score(0), 160);
  scores.Drop(page.Find(GUMBO_TAG_UL));
  scores.Refresh();
  EXPECT_EQ(scores.score(0), 80);
  EXPECT_EQ(Keep(page.outline, scores, 0, 2, 1'000).text, std::string(80, 'x'));
}

TEST(ContentScoresTest, LinksAndLabelsAreNoParagraphs) {
  EXPECT_EQ(ContentScores::Quality(100, 60), 0);
  EXPECT_EQ(ContentScores::Quality(0, 0), 0);
  EXPECT_LT(ContentScores::Quality(10, 0), 0.2F);
  EXPECT_EQ(ContentScores::Quality(100, 0), 1);
}

TEST(ContentScoresTest, KeptTextIsCutAtACharacter) {
  const Page page("<p>\u0E01\u0E02</p><p>ab</p>");
  const ContentScores scores(page.outline);
  const KeptText kept = Keep(page.outline, scores, 0, 2, 5);
  EXPECT_EQ(kept.text, "\u0E01");
  EXPECT_TRUE(kept.truncated);
}

}  // namespace
}  // namespace arsip::extractors
