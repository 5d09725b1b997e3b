#include "extractors/html_phrase_context.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

namespace arsip::extractors {
namespace {

// "b" is a start tag, "/b" an end tag; parted by spaces.
PhraseContext After(std::string_view tags) {
  PhraseContext context;
  while (!tags.empty()) {
    std::string_view name = tags.substr(0, tags.find(' '));
    tags.remove_prefix(std::min(name.size() + 1, tags.size()));
    const bool end = name.starts_with('/');
    if (end) name.remove_prefix(1);
    const uint64_t packed = PackName(name);
    const GumboTag phrasing = PhrasingTag(packed, name.size());
    if (end) {
      context.EndTag(ElementOf(name), packed, phrasing);
    } else {
      context.StartTag(ElementOf(name), packed, phrasing);
    }
  }
  return context;
}

bool AllowsAfter(std::string_view tags, GumboTag tag) { return After(tags).Allows(tag, 0); }

TEST(PhraseContextTest, PhrasesAreMadeOfElementsThatCloseNothing) {
  for (const std::string_view name : {"a", "span", "code", "acronym", "img", "time", "wbr"}) {
    EXPECT_NE(PhrasingTag(PackName(name), name.size()), GUMBO_TAG_UNKNOWN) << name;
  }
  for (const std::string_view name :
       {"p", "nobr", "button", "rt", "option", "input", "spanner", "acronyms", "svg", "x"}) {
    EXPECT_EQ(PhrasingTag(PackName(name), name.size()), GUMBO_TAG_UNKNOWN) << name;
  }
}

TEST(PhraseContextTest, InATableTheyStandInCellsAndCaptions) {
  for (const std::string_view tags : {"", "div p", "table tr td", "table caption", "table /table",
                                      "table tr td table tr td /td /tr /table"}) {
    EXPECT_TRUE(After(tags).AllowsPhrases()) << tags;
  }
  for (const std::string_view tags :
       {"table", "table tbody", "table tr td /td", "table tr td table", "table colgroup col"}) {
    EXPECT_FALSE(After(tags).AllowsPhrases()) << tags;
  }
}

TEST(PhraseContextTest, NotInASelectAndNotBehindATemplate) {
  EXPECT_FALSE(After("select option").AllowsPhrases());
  EXPECT_TRUE(After("select option /select").AllowsPhrases());
  EXPECT_FALSE(After("template /template").AllowsPhrases());
}

TEST(PhraseContextTest, AnOpenLinkAllowsNoOther) {
  EXPECT_FALSE(AllowsAfter("a", GUMBO_TAG_A));
  EXPECT_TRUE(AllowsAfter("a", GUMBO_TAG_B));
  EXPECT_TRUE(AllowsAfter("a div /div /a", GUMBO_TAG_A));
  EXPECT_FALSE(After("").Allows(GUMBO_TAG_A, 1));
}

TEST(PhraseContextTest, AnEndTagThatMayNotReachItsElementLeavesItOpen) {
  EXPECT_FALSE(AllowsAfter("a table tr td /a", GUMBO_TAG_A));
  EXPECT_FALSE(AllowsAfter("a p p p p p p p p p /a", GUMBO_TAG_A));
  EXPECT_FALSE(AllowsAfter("a select /a", GUMBO_TAG_A));
}

TEST(PhraseContextTest, OfElementsAlikeThereAreThree) {
  EXPECT_TRUE(AllowsAfter("b b", GUMBO_TAG_B));
  EXPECT_FALSE(AllowsAfter("b b b", GUMBO_TAG_B));
  EXPECT_FALSE(After("b").Allows(GUMBO_TAG_B, 2));
  EXPECT_TRUE(After("b b b").Allows(GUMBO_TAG_SPAN, 20));
}

TEST(PhraseContextTest, WhatIsOpenIsBounded) {
  PhraseContext context;
  for (int i = 0; i < 1000; ++i) context.StartTag(Element::kB, PackName("b"), GUMBO_TAG_B);
  EXPECT_FALSE(context.AllowsPhrases());
}

}  // namespace
}  // namespace arsip::extractors
