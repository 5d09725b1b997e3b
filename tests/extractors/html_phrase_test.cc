#include "extractors/html_phrase.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace arsip::extractors {
namespace {

// The phrase that each start tag of `html` begins, the tags in phrases left out.
std::vector<std::string> PhrasesOf(const std::string& html) {
  const PhraseContext context;
  PhraseReader reader(html, context);
  HtmlTokenizer tokens(html);
  std::vector<std::string> phrases;
  std::vector<PhraseToken> read;
  std::vector<HtmlAttributeText> attributes;
  while (tokens.NextTag()) {
    if (tokens.is_end_tag()) continue;
    const auto begin = static_cast<size_t>(tokens.tag_bytes().data() - html.data());
    const size_t end = reader.Read(tokens, read, attributes);
    if (end != 0) phrases.push_back(html.substr(begin, end - begin));
  }
  return phrases;
}

using Phrases = std::vector<std::string>;

TEST(PhraseReaderTest, APhraseGoesToTheEndOfItsLastElement) {
  EXPECT_EQ(PhrasesOf("a <b>c</b> d <i>e</i> f <p>"), (Phrases{"<b>c</b> d <i>e</i>"}));
  EXPECT_EQ(PhrasesOf("<a href='x'>a<img src=y></a> b</p>"),
            (Phrases{"<a href='x'>a<img src=y></a>"}));
}

TEST(PhraseReaderTest, WithoutEndTagThereIsNone) {
  EXPECT_EQ(PhrasesOf("<b>c <i>d</i> e<p>"), (Phrases{"<i>d</i>"}));
  EXPECT_EQ(PhrasesOf("<b>c<i>d</b>e</i> "), Phrases());
  EXPECT_EQ(PhrasesOf("<b>c"), Phrases());
}

TEST(PhraseReaderTest, WhatIsBlankIsNone) {
  EXPECT_EQ(PhrasesOf("<a name=x></a> <i> </i><p>"), Phrases());
  EXPECT_EQ(PhrasesOf("<a name=x></a> <i>y</i><p>"), (Phrases{"<a name=x></a> <i>y</i>"}));
}

TEST(PhraseReaderTest, OddMarkupEndsIt) {
  for (const std::string_view odd :
       {"<!-- c -->", "<!a>", "< ", "<i/>x</i>", "<i A=b>x</i>", "<i a=b a=c>x</i>", "&unknown;",
        "<i>x</i y>", "\x01", "<i a='&unknown;'>x</i>", "<a><a>x</a></a>"}) {
    EXPECT_EQ(PhrasesOf("<b>c</b>" + std::string(odd) + "<p>").front(), "<b>c</b>") << odd;
  }
}

TEST(PhraseReaderTest, TokensSayWhatTheElementsAre) {
  const std::string html = "<a href=x title='y'>b<br>c<i></i></a> ";
  const PhraseContext context;
  HtmlTokenizer tokens(html);
  std::vector<PhraseToken> read;
  std::vector<HtmlAttributeText> attributes;
  ASSERT_TRUE(tokens.NextTag());
  ASSERT_EQ(PhraseReader(html, context).Read(tokens, read, attributes), html.size() - 1);
  using enum PhraseToken::Kind;
  std::vector<PhraseToken::Kind> kinds;
  for (const PhraseToken& token : read) kinds.push_back(token.kind);
  EXPECT_EQ(kinds, (std::vector{kStart, kText, kVoid, kText, kStart, kEnd, kEnd}));
  EXPECT_EQ(read[0].children, 4u);
  EXPECT_EQ(read[0].attributes, 2);
  EXPECT_EQ(attributes[1].value, "y");
}

// Each of these start tags may begin a phrase that goes to the end.
TEST(PhraseReaderTest, UnclosedElementsAreReadTwiceAtMost) {
  std::string html;
  for (int i = 0; i < 100'000; ++i) html += i % 2 == 0 ? "<span>" : "<i>x</i>";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(PhrasesOf(html).size(), 50'000u);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(PhraseReaderTest, BlankElementsAreReadTwiceAtMost) {
  std::string html;
  for (int i = 0; i < 80'000; ++i) html += i % 10'000 == 9'999 ? "<i>x<p>" : "<b></b> ";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(PhrasesOf(html), Phrases());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(PhraseReaderTest, TokensAreBounded) {
  std::string html;
  for (int i = 0; i < 300'000; ++i) html += "<i>x</i>";
  const PhraseContext context;
  HtmlTokenizer tokens(html);
  std::vector<PhraseToken> read;
  std::vector<HtmlAttributeText> attributes;
  ASSERT_TRUE(tokens.NextTag());
  EXPECT_GT(PhraseReader(html, context).Read(tokens, read, attributes), 0u);
  EXPECT_LE(read.size(), size_t{1} << 18);
}

}  // namespace
}  // namespace arsip::extractors
