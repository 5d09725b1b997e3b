#include "extractors/html_abridgement.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "described_tree.h"
#include "extractors/html_tree.h"

namespace arsip::extractors {
namespace {

using std::string_literals::operator""s;

size_t AbridgedSize(std::string_view html) { return HtmlAbridgement().Abridge(html).size(); }
std::string Abridged(std::string_view html) { return std::string(HtmlAbridgement().Abridge(html)); }

// What a text of ten characters takes, all told.
constexpr size_t kPlaceholder = 4;

TEST(HtmlAbridgementTest, ATextIsOnePlaceholder) {
  EXPECT_EQ(AbridgedSize("<p>a text of some length</p>"), 7 + kPlaceholder);
  EXPECT_EQ(Abridged("<p>brief</p>"), "<p>brief</p>");
}

TEST(HtmlAbridgementTest, AttributesOfATagAreOnePlaceholder) {
  EXPECT_EQ(AbridgedSize("<div class='content entry' id=main>x"), 7 + kPlaceholder);
  EXPECT_EQ(AbridgedSize("<hr class='content entry' />x"), 7 + kPlaceholder);
}

TEST(HtmlAbridgementTest, WhatIsLeftOutIsRestored) {
  HtmlAbridgement abridgement;
  const std::string html = "<p>a text\r\nof two lines\rand &amp; a second text</p>";
  const std::string abridged(abridgement.Abridge(html));
  ASSERT_LT(abridged.size(), html.size());
  std::string restored(abridgement.RestoredSize(abridged), '\0');
  restored.resize(abridgement.Restore(abridged, restored.data()));
  EXPECT_EQ(restored, "<p>a text\nof two lines\nand &amp; a second text</p>");
}

TEST(HtmlAbridgementTest, WhatTheParserReadsStays) {
  for (const std::string_view html :
       {"<p>&eacute;&notit;&#233;", "<input type=hidden>", "<b class='longer value'>",
        "<p>a control \x01 inside", "<p>not \xFF UTF-8", "<p>\xEF\xB7\x90 noncharacter"}) {
    EXPECT_EQ(Abridged(html), html);
  }
}

TEST(HtmlAbridgementTest, FromOddMarkupOnADocumentStaysAsItIs) {
  for (const std::string_view odd :
       {"<math>", "<plaintext>", "<frameset>", "<svg><title>", "<svg><p>", "<!--> -->", "<!---> x",
        "<!-- a --!> b -->", "<title>a<b>c</title>", "<script><!-- x", "<style>unclosed",
        "<p a\"b=c>", "<p =a>", "<![CDATA[a>", "</>", "<template><col>"}) {
    const std::string rest = std::string(odd) + "a text that stays</p><p>and another text";
    const std::string abridged = Abridged("<p>a text left out</p>" + rest);
    EXPECT_TRUE(abridged.ends_with(rest)) << odd;
    EXPECT_EQ(abridged.size(), 7 + kPlaceholder + rest.size()) << odd;
  }
}

TEST(HtmlAbridgementTest, ADocumentThatHoldsPlaceholdersStaysAsItIs) {
  for (const std::string_view character :
       {"\xF3\xB0\x80\x80", "&#983040;", "&#xF0000;", "&#x00F0001", "&#4295950336;"}) {
    const std::string html = "<p>a text of some length " + std::string(character) + "</p>";
    EXPECT_EQ(Abridged(html), html);
  }
  EXPECT_NE(Abridged("<p>a text of some length &#128512;&#x1F600;</p>"),
            "<p>a text of some length &#128512;&#x1F600;</p>");
}

TEST(HtmlAbridgementTest, MorePlaceholdersThanThereAreStayAsTheyAre) {
  std::string html;
  for (int i = 0; i < 70'000; ++i) html += "<p>a text here";
  HtmlTree tree;
  EXPECT_EQ(Described(tree, html), DescribedByGumbo(html));
}

TEST(HtmlAbridgementTest, LinkedDataKeepsItsText) {
  const std::string html =
      "<script type='application/ld+json'>\n {\"a\": \"b<c\",\r\n \"d\": 1}</script>"
      "<script>if (a < b) c();</script>";
  HtmlTree tree;
  EXPECT_EQ(Described(tree, html), DescribedByGumbo(html));
}

TEST(HtmlAbridgementTest, ATagThatTheDocumentsEndCutsOffIsNone) {
  const std::string html = "<p>before<meta http-equiv=refresh content='0;url=x size=1><q></q>";
  HtmlTree tree;
  EXPECT_EQ(Described(tree, html), DescribedByGumbo(html));
}

TEST(HtmlAbridgementTest, LinkedDataBehindANulKeepsItsText) {
  const std::string html = "<script \0type='application/ld+json'>{\"a\": 1}</script>"s;
  HtmlTree tree;
  EXPECT_EQ(Described(tree, html), DescribedByGumbo(html));
}

// Pieces that mean something else inside one another.
constexpr std::string_view kPieces[] = {"a text of some length ",
                                        "  \n  ",
                                        "\r\n\r\n  x",
                                        "&amp;",
                                        "&amp",
                                        "&notit; ",
                                        "&#32;",
                                        "&",
                                        "<",
                                        ">",
                                        "\"",
                                        "'",
                                        "=",
                                        "/",
                                        "-",
                                        "!",
                                        "</",
                                        "<!",
                                        "<?",
                                        "\n",
                                        "<p>",
                                        "</p>",
                                        "<div>",
                                        "</div>",
                                        "<div class='content entry'>",
                                        "<a href='somewhere/else'>",
                                        "</a>",
                                        "<b class='one more value'>",
                                        "<b class='another value'>",
                                        "</b>",
                                        "<i>",
                                        "</i>",
                                        "<table>",
                                        "</table>",
                                        "<tr>",
                                        "<td>",
                                        "<th colspan=2 class=heading>",
                                        "<caption>",
                                        "<colgroup>",
                                        "<col>",
                                        "<select name='selection'>",
                                        "</select>",
                                        "<option value='longer'>",
                                        "<textarea>\n\n",
                                        "</textarea>",
                                        "<title>",
                                        "</title>",
                                        "<style>",
                                        "</style>",
                                        "<script>",
                                        "</script>",
                                        "<script type='application/ld+json'>",
                                        "<!--",
                                        "-->",
                                        "--!>",
                                        "<!-->",
                                        "<pre>\n\n  ",
                                        "</pre>",
                                        "<svg viewBox='0 0 24 24'>",
                                        "</svg>",
                                        "<path d='M10 10 20 20'/>",
                                        "<svg/>",
                                        "<math>",
                                        "</math>",
                                        "<mi>",
                                        "<iframe>",
                                        "</iframe>",
                                        "<noscript>",
                                        "</noscript>",
                                        "<noembed>",
                                        "<xmp>",
                                        "</xmp>",
                                        "<template>",
                                        "</template>",
                                        "<frameset>",
                                        "<frame>",
                                        "<plaintext>",
                                        "<isindex prompt='a prompt'>",
                                        "<input type='hidden' value='value'>",
                                        "<html lang='id-ID' class='longer'>",
                                        "<body id='front page'>",
                                        "</body>",
                                        "</html>",
                                        "<head>",
                                        "</head>",
                                        "<![CDATA[ a ]]>",
                                        "<font color='reddish'>",
                                        "</font>",
                                        "<nobr>",
                                        "<li>",
                                        "<ul>",
                                        "</ul>",
                                        "<h1>",
                                        "</h1>",
                                        "<button>",
                                        "<form action='somewhere'>",
                                        "<x-custom some-attribute='value'>",
                                        "<p title='a > b' TITLE=x>",
                                        "<p a=b a=c data-x='longer value'>",
                                        "</p class='longer > value'>",
                                        "<br class=clear />",
                                        "<image src='picture.png'>",
                                        "\xC3\xA9t\xC3\xA9 \xE0\xB8\x81 ",
                                        "\xEF\xBF\xBF",
                                        "\xC2\x85",
                                        "\xFF",
                                        "\x7F",
                                        "\x0B",
                                        "<!DOCTYPE html>",
                                        "<!DOCTYPE a 'b>c' >"};

// Of what phrases are made of, whole and in parts.
constexpr std::string_view kPhrasePieces[] = {"<span>",
                                              "</span>",
                                              "<span class='k'>def</span>",
                                              "<span class=k>&quot;a&quot; &#39;</span>",
                                              "<a href='x?a=1&amp;b=2' title=t>link &amp; more</a>",
                                              "<a name=anchor></a>",
                                              "<a name=anchor>",
                                              "<a href=y><span>deep <b>er</b></span></a>",
                                              "</a>",
                                              "<b>",
                                              "<b>bold</b>",
                                              "<b><b><b><b>ark</b></b></b></b>",
                                              "</b>",
                                              "<b/>",
                                              "<i class=one>",
                                              "<i class=one>it</i>",
                                              "</i>",
                                              "<i>it</i\n>",
                                              "</i class=x>",
                                              "<em>&nbsp;</em>",
                                              "<em> </em>",
                                              "<code>a < b</code>",
                                              "<code>a &lt; b && c & d</code>",
                                              "<tt>&hellip;&#x3B1;&#945;\r\n&unknown;</tt>",
                                              "<TT Class=Upper>x</TT>",
                                              "<font color=red>red</FONT>",
                                              "<br>",
                                              "<br/>",
                                              "</br>",
                                              "<img src='a.png' alt='a &gt; b'>",
                                              "<label for=x>label<wbr>led</label>",
                                              "<nobr>one</nobr>",
                                              "<span>a<!-- c -->b</span>",
                                              "<span>a<p>b</span>",
                                              "<ruby>a<rt>b</rt></ruby>",
                                              " ",
                                              "\n",
                                              "words ",
                                              "a text of some length ",
                                              "&amp;",
                                              "<p>",
                                              "</p>",
                                              "<li>",
                                              "<td>",
                                              "</td>",
                                              "<tr>",
                                              "<table>",
                                              "</table>",
                                              "<caption>",
                                              "<select>",
                                              "</select>",
                                              "<option>",
                                              "<button>",
                                              "</button>",
                                              "<object>",
                                              "</object>",
                                              "<marquee>",
                                              "<div>",
                                              "</div>",
                                              "<h1>",
                                              "</h1>",
                                              "<form>",
                                              "</form>",
                                              "<input name=x>",
                                              "<hr>",
                                              "<pre>",
                                              "</pre>",
                                              "<dd>",
                                              "</font>",
                                              "</em>",
                                              "</code>",
                                              "<code>",
                                              "<nobr>",
                                              "<applet>",
                                              "<iframe></iframe>",
                                              "<svg/>",
                                              "<a href=z>",
                                              "<textarea>",
                                              "</textarea>",
                                              "</stray>",
                                              "<noscript>",
                                              "<head>",
                                              "<body>",
                                              "</body>",
                                              "</html>",
                                              "<frameset>"};

template <class Piece>
void ExpectTheSameTrees(int documents, unsigned seed, const Piece& piece) {
  std::mt19937 random(seed);  // NOLINT(cert-msc51-cpp): the same every time
  const auto below = [&random](size_t limit) { return random() % limit; };
  HtmlTree tree;
  int abridged = 0;
  for (int i = 0; i < documents; ++i) {
    std::string html;
    for (size_t pieces = 1 + below(40); pieces > 0; --pieces) html += piece(below);
    abridged += AbridgedSize(html) < html.size() ? 1 : 0;
    ASSERT_EQ(Described(tree, html), DescribedByGumbo(html)) << html;
  }
  EXPECT_GT(abridged, documents * 2 / 3);
}

TEST(HtmlAbridgementTest, TheTreeIsThatOfTheWholeDocument) {
  ExpectTheSameTrees(6'000, 20261129, [](const auto& below) {
    std::string piece(kPieces[below(std::size(kPieces))]);
    if (below(3) == 0) piece += "some words between ";
    if (below(200) == 0) piece += "\0 after a NUL"s;
    return piece;
  });
}

TEST(HtmlAbridgementTest, TheTreeOfPhrasesIsThatOfTheWholeDocument) {
  ExpectTheSameTrees(20'000, 20261130, [](const auto& below) {
    const bool any = below(8) == 0;
    return std::string(any ? kPieces[below(std::size(kPieces))]
                           : kPhrasePieces[below(std::size(kPhrasePieces))]);
  });
}

TEST(HtmlAbridgementTest, APhraseIsOnePlaceholder) {
  EXPECT_EQ(AbridgedSize("<p><a href=x>a <b>bold</b> link</a></p>"), 7 + kPlaceholder);
  EXPECT_EQ(AbridgedSize("<p><i>one</i>, <i>two</i></p>"), 7 + kPlaceholder);
  EXPECT_EQ(AbridgedSize("<p><code>a &lt; b</code><br>\n<img src='a'></p>"), 7 + kPlaceholder);
  EXPECT_EQ(AbridgedSize("<td><span>in a cell</span></td>"), 9 + kPlaceholder);
  EXPECT_EQ(AbridgedSize("<p><i>one</i>, and a text of some length</p>"), 7 + 2 * kPlaceholder);
}

TEST(HtmlAbridgementTest, WhatThePhraseWouldChangeStays) {
  for (const std::string_view html :
       {"<table><i>x</i>", "<select><b>x</b>", "<a>x<b>y<p>", "<a><p><a>x</a>",
        "<template><i>x</i>", "<i>x<p>y</i>", "<b>x</i>y</b>", "<i></i><frameset>",
        "<b><p><b><p><b><p><b>x</b>", "<i>x", "<form><i>x</i></form>"}) {
    EXPECT_EQ(Abridged(html), html);
  }
}

TEST(HtmlAbridgement, GivesBackWhatALargePageTookAndKeepsWhatAnOrdinaryOneDid) {
  HtmlAbridgement abridgement;
  std::string document = "<p>";
  for (int i = 0; i < 1'000; ++i) document += "<b class=x>text</b> ";
  abridgement.Abridge(document);
  const size_t ordinary = abridgement.held_bytes();
  EXPECT_GT(ordinary, 0U);
  abridgement.Clear();
  EXPECT_EQ(abridgement.held_bytes(), ordinary);

  for (int i = 0; i < 60'000; ++i) document += "<b class=x>text</b> ";
  abridgement.Abridge(document);
  EXPECT_GT(abridgement.held_bytes(), size_t{4} << 20);
  abridgement.Clear();
  EXPECT_LT(abridgement.held_bytes(), 1'000U);
  EXPECT_FALSE(abridgement.Abridge(document).empty());
}

}  // namespace
}  // namespace arsip::extractors
