#include "extractors/html_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace arsip::extractors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr size_t kPlenty = 1u << 20;

VisibleText Read(std::string_view html, size_t max_bytes = kPlenty) {
  return HtmlTextReader().Read(html, max_bytes);
}
std::string TextOf(std::string_view html) { return Read(html).text; }

std::string Times(size_t count, std::string_view what) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += what;
  return all;
}

TEST(HtmlTextReaderTest, BlocksAreLinesAndWhiteSpaceFolds) {
  EXPECT_EQ(TextOf("<h1> A \n title</h1><p>one\ttwo</p>\n\n<div>three<div>four</div> five</div>"),
            "A title\none two\nthree\nfour\nfive");
}

TEST(HtmlTextReaderTest, InlineElementsDoNotBreakWords) {
  EXPECT_EQ(TextOf("<p>in<b>li</b>ne <i> text</i><x-custom>!</x-custom>"), "inline text!");
}

TEST(HtmlTextReaderTest, BreaksListsAndCells) {
  EXPECT_EQ(TextOf("a<br>b<ul><li>c<li>d</ul><table><tr><td>e<td>f<tr><td>g</table>h"),
            "a\nb\nc\nd\ne f\ng\nh");
}

TEST(HtmlTextReaderTest, WhatNobodySeesIsLeftOut) {
  EXPECT_EQ(TextOf("<title>t</title><style>s</style><body><script>s</script><noscript>n</noscript>"
                   "<template>t</template><div hidden>h<p>h</div><iframe>i</iframe>"
                   "<video>v</video><!-- c -->seen"),
            "seen");
}

TEST(HtmlTextReaderTest, AltTextStandsForTheImage) {
  EXPECT_EQ(TextOf("<p>a<img alt='bendera hitam'>b<img alt=''>c<img>d"), "a bendera hitam bcd");
}

TEST(HtmlTextReaderTest, ReferencesAndScriptsOfAllKinds) {
  EXPECT_EQ(TextOf("<p>&#3585;&eacute;&nbsp;x \xE1\x80\x80 \xD8\xA7"),
            "\xE0\xB8\x81\xC3\xA9\xC2\xA0x \xE1\x80\x80 \xD8\xA7");
}

TEST(HtmlTextReaderTest, HeadingsInOrder) {
  EXPECT_THAT(
      Read("<h1>One</h1><p>x</p><h2>Two <b>bold</b><br>line</h2><h3> </h3><h6>Six").headings,
      ElementsAre("One", "Two bold line", "Six"));
}

TEST(HtmlTextReaderTest, HeadingsAreBounded) {
  const VisibleText visible = Read(Times(500, "<h2>" + std::string(2'000, 'x') + "</h2>"));
  EXPECT_THAT(visible.headings, SizeIs(kMaxHeadings));
  EXPECT_EQ(visible.headings[0].size(), kMaxHeadingBytes);
}

TEST(HtmlTextReaderTest, TextIsCutBetweenCharacters) {
  const VisibleText visible = Read("<p>" + Times(100, "\xE0\xB8\x81"), 100);
  EXPECT_TRUE(visible.truncated);
  EXPECT_EQ(visible.text.size(), 99u);
  EXPECT_FALSE(Read("<p>abc", 3).truncated);
}

TEST(HtmlTextReaderTest, BadBytesBecomeReplacementCharacters) {
  EXPECT_EQ(TextOf("<p>a\xFF"
                   "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(TextOf(std::string_view("<p>a\0b", 6)), "ab");
}

TEST(HtmlTextReaderTest, DeepDocumentsAreWalkedWithoutRecursion) {
  EXPECT_EQ(TextOf(Times(500, "<div>") + "deep"), "deep");
}

TEST(HtmlTextReaderTest, OneReaderReadsManyDocuments) {
  HtmlTextReader reader;
  for (int i = 0; i < 50; ++i) {
    const std::string number = std::to_string(i);
    EXPECT_EQ(reader.Read("<p>" + number, kPlenty).text, number);
  }
}

TEST(DomBudgetTest, ATreeThatNeedsTooMuchMemoryIsAbandoned) {
  HtmlTextReader reader({.max_memory_bytes = 2u << 20});
  const VisibleText refused = reader.Read(Times(100'000, "<b></b>"), kPlenty);
  EXPECT_EQ(refused.refused, "memory > 2 MiB");
  EXPECT_THAT(refused.text, IsEmpty());
  EXPECT_EQ(reader.Read("<p>next", kPlenty).text, "next");
}

// What the pre-scan turns away, given to the parser all the same: the budget behind it holds.
TEST(DomBudgetTest, AQuadraticTreeIsAbandonedInTime) {
  HtmlTextReader reader({.max_cpu_time = std::chrono::milliseconds(200)});
  const auto begin = std::chrono::steady_clock::now();
  const VisibleText refused = reader.Read(Times(100'000, "<div>"), kPlenty);
  EXPECT_EQ(refused.refused, "time > 200 ms");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_EQ(reader.Read("<p>next", kPlenty).text, "next");
}

TEST(DomBudgetTest, AttributesWithoutEndAreAbandonedInTime) {
  std::string html = "<p ";
  for (int i = 0; i < 60'000; ++i) html += "a" + std::to_string(i) + " ";
  HtmlTextReader reader({.max_cpu_time = std::chrono::milliseconds(200)});
  EXPECT_THAT(reader.Read(html + ">", kPlenty).refused, StartsWith("time"));
}

}  // namespace
}  // namespace arsip::extractors
