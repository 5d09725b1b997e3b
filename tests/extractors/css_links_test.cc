#include "extractors/css_links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scanned.h"

namespace arsip::extractors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> CssLinks(std::string_view css) {
  Extraction extraction;
  LinkSet links;
  links.Begin(extraction, 100, 1u << 20);
  CollectCssLinks(css, links);
  return Described(extraction);
}

TEST(CssSyntaxUrlTokens, QuotedAndUnquoted) {
  EXPECT_THAT(CssLinks("a{b:url(1.png)} c{d:URL( '2.png' )} e{f:url(\"3).png\"),url(\t4.png\n)}"),
              ElementsAre("EMBED css@url 1.png", "EMBED css@url 2.png", "EMBED css@url 3).png",
                          "EMBED css@url 4.png"));
}

TEST(CssSyntaxUrlTokens, EscapesAreUndone) {
  EXPECT_THAT(CssLinks("a{b:url(x\\)y\\20z.png)}"), ElementsAre("EMBED css@url x)y z.png"));
  EXPECT_THAT(CssLinks("a{b:url('\\41\\000042 \\43')}"), ElementsAre("EMBED css@url ABC"));
}

TEST(CssSyntaxUrlTokens, BadUrlsAreNone) {
  EXPECT_THAT(CssLinks("a{b:url(x y)} c{d:url(x\"y)} e{f:url('x\ny')} g{h:url(x"), IsEmpty());
}

TEST(CssSyntaxUrlTokens, AnIdentifierThatEndsInUrlIsAnother) {
  EXPECT_THAT(CssLinks("a{b:curl(x)} c{d:-url(y)} e{f:my\\url(z)}"), IsEmpty());
}

TEST(CssCascadeImport, StringsAndUrls) {
  EXPECT_THAT(CssLinks("@import 'a.css' screen; @IMPORT/**/url( b.css ) print; @important 'c';"),
              ElementsAre("EMBED css@import a.css", "EMBED css@import b.css"));
}

TEST(CssSyntaxComments, HideWhatTheyHold) {
  EXPECT_THAT(CssLinks("/* url(a) */ b{c:url(d)} /* url(e)"), ElementsAre("EMBED css@url d"));
}

TEST(CssSyntaxStrings, HideWhatTheyHold) {
  EXPECT_THAT(CssLinks("a::before{content:'url(x) \\' url(y)'} b{c:url(z)}"),
              ElementsAre("EMBED css@url z"));
}

TEST(CssSyntaxStrings, AnUnclosedStringEndsWithItsLine) {
  EXPECT_THAT(CssLinks("a{content:'x\n} b{c:url(d)}"), ElementsAre("EMBED css@url d"));
}

TEST(CssLinksTest, FragmentsAndDataAreNoLinks) {
  EXPECT_THAT(CssLinks("a{fill:url(#x);b:url(data:font/woff2;base64,AAAA)}"), IsEmpty());
}

TEST(CssLinksTest, EndsInTheMiddleOfAnything) {
  for (const char* css : {"url", "url(", "url('", "url(\\", "url('\\", "@", "@import", "@import '",
                          "\\", "/", "/*", "'", "'\\"}) {
    EXPECT_THAT(CssLinks(css), IsEmpty()) << css;
  }
}

}  // namespace
}  // namespace arsip::extractors
