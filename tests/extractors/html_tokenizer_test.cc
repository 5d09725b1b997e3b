#include "extractors/html_tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace arsip::extractors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Syntax = HtmlTokenizer::Syntax;

// "a href=x", "/a", "br /"
std::vector<std::string> Tags(std::string_view document, Syntax syntax = Syntax::kHtml) {
  std::vector<std::string> tags;
  HtmlTokenizer tokenizer(document, syntax);
  while (tokenizer.NextTag()) {
    std::string tag = tokenizer.is_end_tag() ? "/" : "";
    tag += tokenizer.tag_name();
    HtmlTokenizer::Attribute attribute;
    while (tokenizer.NextAttribute(attribute)) {
      tag += " " + std::string(attribute.name) + "=" + std::string(attribute.value);
    }
    if (tokenizer.self_closing()) tag += " /";
    tags.push_back(tag);
  }
  return tags;
}

TEST(WhatwgTagOpenState, LettersOpenTagsAndAnythingElseIsText) {
  EXPECT_THAT(Tags("a < b <1> <a> </b> <> </> <  c>"), ElementsAre("a", "/b"));
}

TEST(WhatwgTagOpenState, QuestionMarksAndSlashesBeginBogusComments) {
  EXPECT_THAT(Tags("<?php <a> ?><b></ <c>><d>"), ElementsAre("b", "d"));
}

TEST(WhatwgAttributeStates, QuotesOfBothKindsAndNone) {
  EXPECT_THAT(Tags("<a x=\"1 '>\" y='2 \">' z=3/4>"), ElementsAre("a x=1 '> y=2 \"> z=3/4"));
}

TEST(WhatwgAttributeStates, SpaceMayStandAroundTheEqualsSign) {
  EXPECT_THAT(Tags("<a x\n =\t \"1\" y = 2 z>"), ElementsAre("a x=1 y=2 z="));
}

TEST(WhatwgAttributeStates, AttributesNeedNoSpaceBehindQuotes) {
  EXPECT_THAT(Tags("<a x=\"1\"y='2'/z=3>"), ElementsAre("a x=1 y=2 z=3"));
}

TEST(WhatwgAttributeStates, AnEqualsSignCanBeginAName) {
  EXPECT_THAT(Tags("<a ==1 =x>"), ElementsAre("a ==1 =x="));
}

TEST(WhatwgAttributeStates, AMissingValueIsEmpty) {
  EXPECT_THAT(Tags("<a x= >"), ElementsAre("a x="));
}

TEST(WhatwgAttributeStates, ASlashInAnUnquotedValueDoesNotCloseTheTag) {
  EXPECT_THAT(Tags("<a x=b/><br/><br / >"), ElementsAre("a x=b/", "br /", "br"));
}

TEST(WhatwgAttributeStates, EndTagsMayCarryAttributes) {
  EXPECT_THAT(Tags("</a x=\">\"><b>"), ElementsAre("/a x=>", "b"));
}

TEST(WhatwgCommentStates, TagsInCommentsAreNone) {
  EXPECT_THAT(Tags("<!-- <a> --><b><!-- -- > <c> --!><d>"), ElementsAre("b", "d"));
}

TEST(WhatwgCommentStates, AbruptlyClosedCommentsAreClosed) {
  EXPECT_THAT(Tags("<!--><a><!---><b>"), ElementsAre("a", "b"));
}

TEST(WhatwgCommentStates, TheOpeningDashesDoNotCloseWithABang) {
  EXPECT_THAT(Tags("<!--!><a>--><b>"), ElementsAre("b"));
}

TEST(WhatwgCommentStates, AnUnclosedCommentReachesToTheEnd) {
  EXPECT_THAT(Tags("<a><!-- <b> -- <c>"), ElementsAre("a"));
}

TEST(WhatwgMarkupDeclaration, ADoctypeIsSkipped) {
  EXPECT_THAT(Tags("<!DOCTYPE html PUBLIC \"-//W3C//DTD\"><a>"), ElementsAre("a"));
}

TEST(WhatwgMarkupDeclaration, CdataIsABogusCommentInHtmlAndASectionInForeignContent) {
  const std::string_view document = "<x><![CDATA[ <a> ]]><b>";
  EXPECT_THAT(Tags(document), ElementsAre("x", "b"));
  HtmlTokenizer tokenizer("<svg><![CDATA[ > <a> ]]><b>");
  ASSERT_TRUE(tokenizer.NextTag());
  tokenizer.set_foreign_content(true);
  ASSERT_TRUE(tokenizer.NextTag());
  EXPECT_EQ(tokenizer.tag_name(), "b");
}

TEST(WhatwgRawText, EndsAtItsOwnEndTagInAnyCase) {
  HtmlTokenizer tokenizer("<style>a<b></styles></STYLE ><c>");
  ASSERT_TRUE(tokenizer.NextTag());
  HtmlTokenizer::Attribute attribute;
  ASSERT_FALSE(tokenizer.NextAttribute(attribute));
  EXPECT_EQ(tokenizer.TakeRawText("style"), "a<b></styles>");
  ASSERT_TRUE(tokenizer.NextTag());
  EXPECT_TRUE(tokenizer.is_end_tag());
}

std::string ScriptOf(std::string_view document) {
  HtmlTokenizer tokenizer(document);
  EXPECT_TRUE(tokenizer.NextTag());
  HtmlTokenizer::Attribute attribute;
  while (tokenizer.NextAttribute(attribute)) {
  }
  return std::string(tokenizer.TakeScript());
}

TEST(WhatwgScriptData, EndsAtTheEndTag) {
  EXPECT_EQ(ScriptOf("<script>if (a<b) '</scripty>'</script><a>"), "if (a<b) '</scripty>'");
}

TEST(WhatwgScriptData, AScriptInsideACommentIsPartOfIt) {
  EXPECT_EQ(ScriptOf("<script><!-- <script>x</script> y</script>z"), "<!-- <script>x</script> y");
  EXPECT_EQ(ScriptOf("<script><!-- a --> <script>b</script>c"), "<!-- a --> <script>b");
  EXPECT_EQ(ScriptOf("<script><!--> <script>b</script>c"), "<!--> <script>b");
}

TEST(LenientTokenizer, CompleteAttributesOfACutTagAreReported) {
  EXPECT_THAT(Tags("<a href=\"x\" title=\"y"), ElementsAre("a href=x"));
  EXPECT_THAT(Tags("<a href=x"), ElementsAre("a"));
  EXPECT_THAT(Tags("<a"), IsEmpty());
}

TEST(LenientTokenizer, NulsAreBytesLikeAnyOther) {
  EXPECT_THAT(Tags(std::string_view("<a x=\"\0\">\0<b>", 14)),
              ElementsAre(std::string("a x=\0", 5), "b"));
}

TEST(HtmlTokenizerTest, AnEmptyDocumentHasNoTags) {
  EXPECT_THAT(Tags(""), IsEmpty());
  EXPECT_THAT(Tags("<"), IsEmpty());
  EXPECT_THAT(Tags("</"), IsEmpty());
  EXPECT_THAT(Tags("<!"), IsEmpty());
  EXPECT_THAT(Tags("<!--"), IsEmpty());
}

TEST(Xml10Section28, TheInternalSubsetIsSkippedWhole) {
  EXPECT_THAT(Tags("<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a \"]>\"> <!ELEMENT r ANY>]><r>",
                   Syntax::kXml),
              ElementsAre("r"));
}

TEST(Xml10Section27, CdataSectionsAreLiteralText) {
  HtmlTokenizer tokenizer("<a>x &amp;<!-- no --><![CDATA[<b>&amp;]]> y</a>", Syntax::kXml);
  ASSERT_TRUE(tokenizer.NextTag());
  HtmlTokenizer::TextRun run;
  ASSERT_TRUE(tokenizer.NextText(run));
  EXPECT_EQ(run.text, "x &amp;");
  EXPECT_FALSE(run.literal);
  ASSERT_TRUE(tokenizer.NextText(run));
  EXPECT_EQ(run.text, "<b>&amp;");
  EXPECT_TRUE(run.literal);
  ASSERT_TRUE(tokenizer.NextText(run));
  EXPECT_EQ(run.text, " y");
  EXPECT_FALSE(tokenizer.NextText(run));
}

TEST(Xml10Section23, NamesMayHoldPrefixes) {
  EXPECT_THAT(Tags("<image:loc/><_x></_x>", Syntax::kXml), ElementsAre("image:loc /", "_x", "/_x"));
}

}  // namespace
}  // namespace arsip::extractors
