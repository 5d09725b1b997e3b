// The records of a page, and hostile pages: time and size stay bounded, bytes stay as they came.
#include "extractors/page_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "extractors/extract.h"
#include "extractors/html_text.h"
#include "extractors/record_limits.h"

namespace arsip::extractors {
namespace {

using ::testing::HasSubstr;

Extraction Read(const std::string& html, uint32_t max_records = 0) {
  ExtractionRequest request;
  request.set_content_type("text/html; charset=utf-8");
  request.set_want_text(true);
  request.set_want_records(true);
  request.set_max_records(max_records);
  return Extract(request, html);
}

std::string Times(size_t count, const std::string& what) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += what;
  return all;
}

const std::string kBody =
    "<p>Rice was brought in by eighty farmers on the eastern slope this week, they said.</p>"
    "<p>The pond gave water for three hamlets, and every field had forty minutes a day.</p>";

TEST(PageRecordsTest, OnlyWhenTheyAreWanted) {
  ExtractionRequest request;
  request.set_want_text(true);
  EXPECT_EQ(Extract(request, kBody).records_size(), 0);
}

TEST(PageRecordsTest, MetadataWithTheirSources) {
  const Extraction answer = Read(
      "<html lang=id><title>Panen padi - Kabar</title><meta property=og:site_name content=Kabar>"
      "<meta property=article:published_time content=2024-03-12T09:15:00+07:00>"
      "<meta name=author content='Ratna, Budi'><meta name=description content=ringkas>"
      "<meta property=og:image content=a.jpg><link rel=canonical href=/padi>"
      "<article><h1>Panen padi</h1>" +
      kBody + "<img src=b.png alt=sawah></article>");
  ASSERT_EQ(answer.records_size(), 1);
  const Record& page = answer.records(0);
  EXPECT_EQ(page.kind(), Record::PAGE);
  EXPECT_EQ(page.title(), "Panen padi");
  EXPECT_EQ(page.title_source(), "h1");
  ASSERT_EQ(page.authors_size(), 2);
  EXPECT_EQ(page.authors(1).name(), "Budi");
  EXPECT_EQ(page.published().utc(), "2024-03-12T02:15:00Z");
  EXPECT_EQ(page.published().source(), "meta:article:published_time");
  EXPECT_EQ(page.site_name(), "Kabar");
  EXPECT_EQ(page.description(), "ringkas");
  EXPECT_EQ(page.uri(), "/padi");
  EXPECT_EQ(page.language_declared(), "id");
  EXPECT_EQ(page.text_source(), "article");
  ASSERT_EQ(page.media_size(), 2);
  EXPECT_EQ(page.media(1).alt(), "sawah");
}

TEST(PageRecordsTest, AClaimedYear9999IsNotUnderstood) {
  const Extraction answer = Read("<meta name=date content=9999-12-31T00:00:00Z>" + kBody);
  EXPECT_EQ(answer.records(0).published().utc(), "");
  EXPECT_EQ(answer.records(0).published().as_written(), "9999-12-31T00:00:00Z");
}

TEST(PageRecordsTest, MicrodataAndRdfaAreFacts) {
  const Extraction answer = Read(
      "<div itemscope itemtype='https://schema.org/Product'><b itemprop=name>Kettle</b></div>"
      "<i property=dc:rights>free</i>" +
      kBody);
  std::string facts;
  for (const Fact& fact : answer.records(0).facts())
    facts += fact.name() + "=" + fact.value() + ";";
  EXPECT_THAT(facts, HasSubstr("microdata:Product.name=Kettle;"));
  EXPECT_THAT(facts, HasSubstr("rdfa:dc:rights=free;"));
  EXPECT_EQ(answer.records(0).text_source(), "product");
}

TEST(PageRecordsTest, CommentsAreRecordsOfTheirOwn) {
  const Extraction answer =
      Read("<title>Panen padi</title><article><h1>Panen padi</h1>" + kBody +
           "</article><ol id=comments>"
           "<li class=comment><cite class=fn>Ani</cite><time datetime=2024-03-13>x</time><p>Good "
           "news for all.</p>"
           "<li class=comment><cite class=fn>Budi</cite><p>When is the mill coming?</p></ol>");
  ASSERT_EQ(answer.records_size(), 3);
  EXPECT_EQ(answer.records(1).kind(), Record::COMMENT);
  EXPECT_EQ(answer.records(1).parent(), 0u);
  EXPECT_EQ(answer.records(1).authors(0).name(), "Ani");
  EXPECT_EQ(answer.records(1).published().utc(), "2024-03-13");
  EXPECT_EQ(answer.records(1).text(), "Good news for all.");
  EXPECT_EQ(answer.records(2).text(), "When is the mill coming?");
}

TEST(PageRecordsTest, RecordsBeyondTheLimitAreCounted) {
  const std::string post =
      "<div class=post><b class=username>Ani</b><p>Some words of hers.</p></div>"
      "<div class=post><b class=username>Budi</b><p>Some words of his.</p></div>";
  const Extraction answer = Read("<title>x</title>" + Times(50, post), 10);
  EXPECT_EQ(answer.records_size(), 10);
  EXPECT_EQ(answer.records_dropped(), 91u);
}

TEST(PageRecordsTest, WhatDoesNotFitIsLeftOutAndSaid) {
  HtmlTextReader reader;
  std::string refused;
  const std::string html =
      Times(40, "<meta name=og:x content=" + std::string(4'000, 'v') + ">") + Times(200, kBody);
  const PageOutline* const outline = reader.Outline(html, 1u << 20, refused);
  Extraction answer;
  AddPageRecords(*outline, {10, 1u << 20, 5'000}, answer);
  ASSERT_EQ(answer.records_size(), 1);
  EXPECT_LE(answer.records(0).ByteSizeLong(), 5'000u);
  EXPECT_TRUE(answer.records(0).text_truncated());
  EXPECT_EQ(answer.records(0).facts_size(), 0);
}

TEST(HostilePageTest, AMegabyteOfUnclosedTags) {
  const Extraction answer = Read(kBody + Times(250'000, "<p><"));
  EXPECT_LE(answer.ByteSizeLong(), kMaxAnswerBytes);
  EXPECT_TRUE(!answer.dom_refused().empty() || answer.records_size() == 1);
}

TEST(HostilePageTest, AHundredThousandMetaTags) {
  const Extraction answer = Read(Times(100'000, "<meta name=author content=a>") +
                                 Times(10'000, "<meta property=og:x content=y>") + kBody);
  ASSERT_EQ(answer.records_size(), 1);
  EXPECT_LE(answer.records(0).facts_size(), kMaxFacts);
  EXPECT_EQ(answer.records(0).authors_size(), 1);
}

TEST(HostilePageTest, AMillionCombiningMarksAreCutBetweenCharacters) {
  const std::string title = "a" + Times(1'000'000, "\u0301");
  const Extraction answer = Read("<title>" + title + "</title><h1>" + title + "</h1>" + kBody);
  ASSERT_EQ(answer.records_size(), 1);
  EXPECT_LE(answer.records(0).title().size(), kMaxRecordLineBytes);
  EXPECT_EQ(answer.records(0).title().size() % 2, 1u);
  Extraction again;
  EXPECT_TRUE(again.ParseFromString(answer.SerializeAsString()));
}

TEST(HostilePageTest, BidiControlsStayAsTheyCame) {
  const Extraction answer = Read("<title>a\u202Eb\u2066c</title>" + kBody);
  EXPECT_EQ(answer.records(0).title(), "a\u202Eb\u2066c");
}

// DEVIATION: the standard keeps control characters; Gumbo replaces them. Extraction.title keeps
// them.
TEST(HostilePageTest, AnEscapeIsReplacedInTheTree) {
  const Extraction answer = Read("<title>a\x1B[31mb</title>" + kBody);
  EXPECT_EQ(answer.records(0).title(), "a\uFFFD[31mb");
  EXPECT_EQ(answer.title(), "a\x1B[31mb");
}

TEST(HostilePageTest, NulIsReadAsTheStandardSays) {
  const Extraction answer = Read("<title>a" + std::string(1, '\0') + "b</title>" + kBody);
  ASSERT_EQ(answer.records_size(), 1);
  EXPECT_EQ(answer.records(0).title(), "a\uFFFDb");
}

TEST(HostilePageTest, DeepNestingOfRepliesStaysLinear) {
  std::string html = "<title>x</title>";
  for (int i = 0; i < 200; ++i)
    html += "<div class=comment><b class=author>n" + std::to_string(i) + "</b>words here";
  const Extraction answer = Read(html);
  EXPECT_GE(answer.records_size(), 1);
}

TEST(HostilePageTest, LargeAndDeepJsonLd) {
  const std::string deep = Times(50'000, "{\"a\":");
  const Extraction answer = Read(
      "<script type=application/ld+json>" + deep + "</script>" +
      Times(
          1'000,
          "<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"h\"}</script>") +
      "<script type=application/ld+json>[\"" + std::string(2u << 20, 'x') + "\"]</script>" + kBody);
  ASSERT_EQ(answer.records_size(), 1);
  EXPECT_LE(answer.records(0).json_ld_size(), kMaxJsonLd);
  EXPECT_EQ(answer.records(0).facts(0).name(), "json-ld:refused");
}

}  // namespace
}  // namespace arsip::extractors
