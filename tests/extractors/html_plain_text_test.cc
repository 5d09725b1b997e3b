#include "extractors/html_plain_text.h"

#include <gtest/gtest.h>

#include <string>

#include "described_tree.h"
#include "extractors/html_tree.h"

namespace arsip::extractors {
namespace {

std::string Written(std::string_view text) {
  std::string out(text.size(), '\0');
  out.resize(static_cast<size_t>(WriteReadable(text, out.data()) - out.data()));
  return out;
}

bool IsReadableValue(std::string_view value) { return IsReadableAttribute({"name", value}); }

TEST(HtmlPlainTextTest, ControlsNoncharactersAndIllFormedSequencesAreNotPlain) {
  EXPECT_TRUE(IsVerbatimText("words\tand\r\nlines, \xC3\xA9t\xC3\xA9 \xE0\xB8\x81"));
  for (const std::string_view odd : {"\x01", "\x7F", "\xC2\x85", "\xEF\xBF\xBF", "\xEF\xB7\x90",
                                     "\xFF", "\xC3", "\xED\xA0\x80"}) {
    EXPECT_FALSE(IsVerbatimText(odd)) << odd;
    EXPECT_FALSE(IsReadableText(odd)) << odd;
    EXPECT_FALSE(IsReadableValue(odd)) << odd;
  }
}

TEST(HtmlPlainTextTest, NamesOfAttributesAreInLowerCase) {
  EXPECT_TRUE(IsReadableAttribute({"data-x_1:y", "v"}));
  EXPECT_FALSE(IsReadableAttribute({"HREF", "v"}));
  EXPECT_FALSE(IsReadableAttribute({"a\"b", "v"}));
}

TEST(HtmlPlainTextTest, KnownReferencesAreWrittenAsCharacters) {
  EXPECT_EQ(Written("a &lt; b &amp;&amp; c&nbsp;d"), "a < b && c\u00A0d");
  EXPECT_EQ(Written("&#39;&#x3b1;&#945;&#8212;"), "'\u03B1\u03B1\u2014");
  EXPECT_EQ(Written("a & b&"), "a & b&");
  EXPECT_EQ(Written("a\r\nb\rc\n"), "a\nb\nc\n");
}

TEST(HtmlPlainTextTest, OtherReferencesAreLeftToTheParser) {
  for (const std::string_view text :
       {"&eacute;", "&amp", "&ampx;", "&#39", "&#;", "&#x;", "&#0;", "&#32;", "&#128;", "&#xD800;",
        "&#128512;", "&#983040;", "&x", "&<"}) {
    EXPECT_FALSE(IsReadableText(text)) << text;
    EXPECT_FALSE(IsReadableValue(text)) << text;
  }
}

TEST(HtmlPlainTextTest, AValueHasNoBareAmpersandsAndNoCarriageReturns) {
  EXPECT_TRUE(IsReadableValue("?a=1&amp;b=2"));
  EXPECT_FALSE(IsReadableValue("?a=1&b=2"));
  EXPECT_FALSE(IsReadableValue("a & b"));
  EXPECT_FALSE(IsReadableValue("a\rb"));
}

// What is read here is what Gumbo reads.
TEST(HtmlPlainTextTest, ReferencesAreThoseOfTheParser) {
  std::string html;
  for (const std::string_view name :
       {"amp",  "lt",    "gt",    "quot",  "apos",  "nbsp",  "copy",   "laquo",  "raquo", "middot",
        "para", "times", "ndash", "mdash", "lsquo", "rsquo", "ldquo",  "rdquo",  "bull",  "hellip",
        "larr", "rarr",  "#33",   "#126",  "#160",  "#xA0",  "#xd7ff", "#x03B1", "#55295"}) {
    const std::string reference = "&" + std::string(name) + ";";
    ASSERT_TRUE(IsReadableText(reference)) << name;
    html += "<p><i title='" + reference + "'>" + reference + "</i></p>";
  }
  HtmlTree tree;
  EXPECT_EQ(Described(tree, html), DescribedByGumbo(html));
}

}  // namespace
}  // namespace arsip::extractors
