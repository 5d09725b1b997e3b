#include "extractors/link_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <string>

#include "scanned.h"

namespace arsip::extractors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(LinkScannerAnchors, AnchorsAndAreas) {
  EXPECT_THAT(LinksOf("<a href=one>1</a><A HREF='two'>2</A><map><area href=\"three\"></map>"),
              ElementsAre("ANCHOR a@href one", "ANCHOR a@href two", "ANCHOR area@href three"));
}

TEST(LinkScannerAnchors, FramesArePages) {
  EXPECT_THAT(LinksOf("<iframe src=a>no <a href=b></a></iframe><frameset><frame src=c></frameset>"),
              ElementsAre("ANCHOR iframe@src a", "ANCHOR frame@src c"));
}

TEST(LinkScannerAnchors, SvgAnchorsUseXlink) {
  EXPECT_THAT(LinksOf("<svg><a xlink:href=x><text>t</text></a></svg>"),
              ElementsAre("ANCHOR a@href x"));
}

TEST(LinkScannerAnchors, FormActionsAreNeverLinks) {
  EXPECT_THAT(LinksOf("<form action=/post><button formaction=/x>b</button><input src=y></form>"),
              IsEmpty());
}

TEST(LinkScannerLinkElement, KindsFollowTheRelation) {
  EXPECT_THAT(
      LinksOf("<link rel=stylesheet href=a.css><link rel='Shortcut Icon' href=b.ico>"
              "<link rel=next href=c><link rel=canonical href=d>"
              "<link rel=alternate hreflang=ms href=e>"
              "<link rel=alternate type='application/rss+xml; charset=utf-8' href=f>"
              "<link rel='alternate stylesheet' href=g.css><link rel=preload as=image href=h>"
              "<link rel=manifest href=i><link rel=prefetch href=j><link rel=up href=k>"
              "<link rel=dns-prefetch href=//l><link rel=preconnect href=//m>"),
      ElementsAre("EMBED link@href a.css", "EMBED link@href b.ico", "ANCHOR link@href c",
                  "ANCHOR link@href d", "ANCHOR link@href e", "MANIFEST link@href f",
                  "EMBED link@href g.css", "EMBED link@href h", "EMBED link@href i",
                  "SPECULATIVE link@href j", "ANCHOR link@href k"));
}

TEST(LinkScannerEmbeds, MediaElements) {
  EXPECT_THAT(LinksOf("<img src=a><audio src=b></audio><video src=c poster=d><source src=e>"
                      "<track src=f></video><embed src=g><object data=h></object>"
                      "<script src=i></script><input type=IMAGE src=j><body background=k>"),
              ElementsAre("EMBED img@src a", "EMBED audio@src b", "EMBED video@src c",
                          "EMBED video@poster d", "EMBED source@src e", "EMBED track@src f",
                          "EMBED embed@src g", "EMBED object@data h", "EMBED script@src i",
                          "EMBED input@src j", "EMBED body@background k"));
}

TEST(LinkScannerEmbeds, SourceSets) {
  EXPECT_THAT(
      LinksOf("<picture><source srcset='a 1x, b 2x'><img srcset=\"c?x&amp;y 100w\"></picture>"
              "<link rel=preload imagesrcset='d 1x'>"),
      ElementsAre("EMBED source@srcset a", "EMBED source@srcset b", "EMBED img@srcset c?x&y",
                  "EMBED link@imagesrcset d"));
}

TEST(LinkScannerEmbeds, ImagesThatScriptsLoadLater) {
  EXPECT_THAT(
      LinksOf("<img src=a data-src=b data-srcset='c 1x, d 2x' data-lazy-src=e data-original=f>"
              "<img lowsrc=g><iframe data-src=h></iframe><div data-bg='img/i.jpg' data-src=12>"
              "<section DATA-Background-Image=\"x/j.png\">"),
      ElementsAre("EMBED img@data-src b", "EMBED img@data-srcset c", "EMBED img@data-srcset d",
                  "EMBED img@data-lazy-src e", "EMBED img@data-original f", "EMBED img@src a",
                  "EMBED img@lowsrc g", "ANCHOR iframe@data-src h", "EMBED div@data-bg img/i.jpg",
                  "EMBED section@data-background-image x/j.png"));
}

TEST(LinkScannerEmbeds, SvgImages) {
  EXPECT_THAT(LinksOf("<svg><image href=a /><image xlink:href=b /><use href=sprite.svg#x /></svg>"),
              ElementsAre("EMBED image@href a", "EMBED image@href b", "EMBED use@href sprite.svg"));
}

TEST(LinkScannerCss, StyleElementsAndAttributes) {
  EXPECT_THAT(LinksOf("<style>@import 'a.css'; b { background: url(c.png) }</style>"
                      "<p style=\"background:url(&quot;d.png&quot;)\"><p style='color:red'>"),
              ElementsAre("EMBED css@import a.css", "EMBED css@url c.png", "EMBED css@url d.png"));
}

TEST(LinkScannerRefresh, MetaRefreshIsALinkOfItsOwnKind) {
  EXPECT_THAT(LinksOf("<meta http-equiv=Refresh content='0; URL=&#39;next.html&#39;'>"),
              ElementsAre("REFRESH meta@content next.html"));
}

TEST(LinkScannerFacts, BaseTitleLanguageAndRobots) {
  const DocumentFacts facts =
      Scan(
          "<html lang=id><head><base href='/b/'><base href=/c/><title> Kabar\n &amp; cerita "
          "</title>"
          "<title>second</title><meta name=ROBOTS content='NoIndex, nofollow'>"
          "<svg><title>icon</title></svg>")
          .facts;
  EXPECT_EQ(facts.base, "/b/");
  EXPECT_EQ(facts.title, "Kabar & cerita");
  EXPECT_EQ(facts.language, "id");
  EXPECT_TRUE(facts.noindex);
  EXPECT_TRUE(facts.nofollow);
}

TEST(LinkScannerFacts, NofollowLinksAreReturned) {
  const Scanned scanned = Scan("<meta name=robots content=none><a rel=nofollow href=x>");
  EXPECT_TRUE(scanned.facts.noindex);
  EXPECT_THAT(scanned.links, ElementsAre("ANCHOR a@href x"));
}

TEST(LinkScannerFacts, ContentLanguageStandsInForLang) {
  EXPECT_EQ(Scan("<html><meta http-equiv=content-language content=th>").facts.language, "th");
  EXPECT_EQ(Scan("<html xml:lang=my>").facts.language, "my");
}

TEST(LinkScannerFacts, ATitleIsCutBetweenCharacters) {
  std::string html = "<title>";
  for (int i = 0; i < 5000; ++i) html += "\xE0\xB8\x81";
  const std::string title = Scan(html + "</title>").facts.title;
  EXPECT_EQ(title.size(), kMaxTitleBytes / 3 * 3);
}

TEST(WhatwgElementsThatContainOnlyText, TagsInThemAreText) {
  EXPECT_THAT(
      LinksOf("<script>'<a href=1>'</script><style><a href=2></style><title><a href=3></title>"
              "<textarea><a href=4></textarea><xmp><a href=5></xmp>"
              "<noembed><a href=6></noembed><!-- <a href=7> --><a href=8>"
              "<plaintext><a href=9>"),
      ElementsAre("ANCHOR a@href 8"));
}

TEST(WhatwgForeignContent, CdataHidesWhatItHolds) {
  EXPECT_THAT(LinksOf("<svg><![CDATA[ > <a href=1> ]]></svg><![CDATA[ > <a href=2> ]]>"),
              ElementsAre("ANCHOR a@href 2"));
}

TEST(WhatwgAttributes, TheFirstOfEqualAttributesCounts) {
  EXPECT_THAT(LinksOf("<a href=1 HREF=2>"), ElementsAre("ANCHOR a@href 1"));
}

TEST(LenientLinkScanner, NoscriptAndNoframesAreMarkup) {
  EXPECT_THAT(LinksOf("<noscript><img src=a></noscript><noframes><a href=b></noframes>"),
              ElementsAre("EMBED img@src a", "ANCHOR a@href b"));
}

TEST(LenientLinkScanner, XhtmlReadsScriptsAsTextAndTitlesAsAnywhere) {
  const Scanned scanned = Scan(
      "<html xmlns='http://www.w3.org/1999/xhtml'><head><script src='s.js'/><title><![CDATA[T]]>"
      "</title><style>b{background:url(c.png)}</style></head><body><a href='x'/></body></html>",
      100, HtmlTokenizer::Syntax::kXml);
  EXPECT_EQ(scanned.facts.title, "T");
  EXPECT_THAT(scanned.links,
              ElementsAre("EMBED script@src s.js", "EMBED css@url c.png", "ANCHOR a@href x"));
}

TEST(HostilePages, EachReferenceIsReportedOnceForEachKind) {
  EXPECT_THAT(LinksOf("<a href=x><a href=x#f><a href=' x '><img src=x><a href='&#120;'>"),
              ElementsAre("ANCHOR a@href x", "EMBED img@src x"));
}

TEST(HostilePages, LinksBeyondTheLimitAreCounted) {
  std::string html;
  for (int i = 0; i < 1000; ++i) html += "<a href=" + std::to_string(i) + ">";
  const Scanned scanned = Scan(html, 100);
  EXPECT_THAT(scanned.links, SizeIs(100));
  EXPECT_EQ(scanned.dropped, 900u);
}

TEST(HostilePages, DisguisedSchemesAreSeenThrough) {
  EXPECT_THAT(
      LinksOf("<a href='java&#115;cript:x'><a href='&#1;javascript:x'><a href=' java\nscript:x'>"
              "<a href='JaVaScRiPt&colon;x'><img src='data:image/png;base64,xx'>"
              "<a href='mailto:a@b'><a href='tel:1'><a href='blob:x'><a href='about:blank'>"
              "<a href='#top'><a href=''><a href='tg://resolve?domain=x'>"),
      ElementsAre("ANCHOR a@href tg://resolve?domain=x"));
}

TEST(HostilePages, LongReferencesAreDroppedAndCounted) {
  const std::string lengthy(5000, 'x');
  const Scanned scanned = Scan("<a href=" + lengthy + "><img src='data:," + lengthy +
                               "'><a href='" + std::string(4000, 'y') + "'>");
  EXPECT_THAT(scanned.links, SizeIs(1));
  EXPECT_EQ(scanned.dropped, 1u);
}

TEST(HostilePages, ALongSourceSetKeepsItsWholeCandidates) {
  std::string srcset;
  while (srcset.size() < 2 * kMaxListAttributeBytes) {
    srcset += "image" + std::to_string(srcset.size()) + ".jpg 1x,";
  }
  const Scanned scanned = Scan("<img srcset='" + srcset + "'>");
  EXPECT_EQ(scanned.dropped, 1u);
  ASSERT_THAT(scanned.links, ::testing::Not(IsEmpty()));
  EXPECT_TRUE(scanned.links.back().ends_with(".jpg"));
}

TEST(HostilePages, BadUtf8BecomesReplacementCharacters) {
  const Scanned scanned = Scan(
      "<title>\xFF</title><html lang='\xC0'><a href='a\xFF"
      "b'>");
  EXPECT_EQ(scanned.facts.title, "\xEF\xBF\xBD");
  EXPECT_EQ(scanned.facts.language, "\xEF\xBF\xBD");
  EXPECT_THAT(scanned.links, ElementsAre("ANCHOR a@href a\xEF\xBF\xBD"
                                         "b"));
}

TEST(HostilePages, ContextsArePrintableAndShort) {
  const Scanned scanned = Scan("<img data-lazy-\x1B\xFF" + std::string(500, 'z') + "=x>");
  ASSERT_THAT(scanned.links, SizeIs(1));
  EXPECT_EQ(scanned.links[0], "EMBED img@data-lazy-??zzzzzzzzzzzz x");
}

// Each of these took a tree-building parser seconds to minutes. The bound is generous, and of CPU
// time: a slow machine under a sanitizer passes, and a busy one; anything quadratic does not.
class HostileTiming : public ::testing::Test {
 protected:
  Scanned Timed(const std::string& html) {
    const std::clock_t begin = std::clock();
    Scanned scanned = Scan(html);
    EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 2.0);
    return scanned;
  }
  static std::string Times(std::string_view what, size_t count) {
    std::string all;
    for (size_t i = 0; i < count; ++i) all += what;
    return all;
  }
};

TEST_F(HostileTiming, HalfAMegabyteOfNestedDivsStillYieldsLinks) {
  const Scanned scanned = Timed(Times("<div>", 100'000) + "<a href=x>");
  EXPECT_EQ(scanned.facts.dom_refused, "depth 513 > 512");
  EXPECT_THAT(scanned.links, ElementsAre("ANCHOR a@href x"));
}

TEST_F(HostileTiming, SixtyThousandAttributesStillYieldLinks) {
  std::string html = "<a ";
  for (int i = 0; i < 60'000; ++i) html += "a" + std::to_string(i) + "=1 ";
  const Scanned scanned = Timed(html + "href=x>");
  EXPECT_EQ(scanned.facts.dom_refused, "attributes 60001 > 256");
  EXPECT_THAT(scanned.links, ElementsAre("ANCHOR a@href x"));
}

TEST_F(HostileTiming, AnAttributeOfTenMegabytes) {
  const Scanned scanned = Timed("<a href='" + std::string(10u << 20, 'x') + "'><a href=y>");
  EXPECT_THAT(scanned.links, ElementsAre("ANCHOR a@href y"));
  EXPECT_EQ(scanned.dropped, 1u);
}

TEST_F(HostileTiming, AMegabyteOfUnclosedTags) {
  Timed(Times("<a href=", 130'000));
  Timed(Times("<", 1'000'000));
  Timed(Times("<!--", 250'000));
  Timed(Times("<![CDATA[", 110'000));
  Timed(Times("</", 500'000));
}

TEST_F(HostileTiming, AMillionNuls) {
  EXPECT_THAT(Timed(std::string(1'000'000, '\0')).links, IsEmpty());
}

TEST_F(HostileTiming, UnfinishedScriptsAndStyles) {
  Timed("<script>" + Times("<!--<script>", 90'000));
  Timed("<style>" + Times("url(", 250'000));
  Timed("<style>" + Times("/*", 500'000));
  Timed("<style>" + Times("@import ", 125'000));
  Timed("<p style='" + Times("url(\\", 3'000) + "'>");
}

TEST_F(HostileTiming, ReferencesThatAreAllCharacterReferences) {
  Timed("<a href='" + Times("&amp", 1'000) + "'>");
  Timed(Times("<a href='&&&&&&&&&#&#x&#x;&'>", 40'000));
}

TEST_F(HostileTiming, EndTagsThatCloseNothing) {
  Timed(Times("<b>", 500) + Times("</i>", 250'000));
  Timed(Times("<p>", 400'000));
  Timed(Times("<table><tr><td>", 80'000));
}

}  // namespace
}  // namespace arsip::extractors
