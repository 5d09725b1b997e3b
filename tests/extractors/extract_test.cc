#include "extractors/extract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gzipped.h"
#include "scanned.h"

namespace arsip::extractors {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

ExtractionRequest Page(std::string_view content_type = "text/html") {
  ExtractionRequest request;
  request.set_url("https://example.org/");
  request.set_content_type(std::string(content_type));
  request.set_want_text(true);
  return request;
}

std::vector<std::string> FlagsOf(const Extraction& extraction) {
  return {extraction.flags().begin(), extraction.flags().end()};
}

TEST(ExtractTest, APageGivesLinksTitleLanguageAndText) {
  const Extraction page = Extract(Page(),
                                  "<!doctype html><html lang=ms><title>Tajuk</title><base href=/b/>"
                                  "<h1>Satu</h1><p>dua <a href=tiga>tiga</a>");
  EXPECT_EQ(page.extractor(), "html");
  EXPECT_EQ(page.version(), kExtractionVersion);
  EXPECT_EQ(page.sniffed_media_type(), "text/html");
  EXPECT_EQ(page.charset(), "utf-8");
  EXPECT_EQ(page.title(), "Tajuk");
  EXPECT_EQ(page.language(), "ms");
  EXPECT_EQ(page.base(), "/b/");
  EXPECT_EQ(page.text(), "Satu\ndua tiga");
  EXPECT_THAT(page.headings(), ElementsAre("Satu"));
  EXPECT_THAT(Described(page), ElementsAre("ANCHOR a@href tiga"));
  EXPECT_THAT(page.flags(), IsEmpty());
}

TEST(ExtractTest, LibmagicNamesWhatIsNoTextAndNothingElse) {
  Extractor extractor;
  Extraction found;
  const std::string database = "SQLite format 3" + std::string(1, '\0') + std::string(84, '\1');
  extractor.Extract(Page("text/html"), database, found);
  EXPECT_EQ(found.sniffed_media_type(), "application/octet-stream") << "it is not loaded yet";
  extractor.Preload();
  extractor.Extract(Page("text/html"), database, found);
  EXPECT_EQ(found.sniffed_media_type(), "application/vnd.sqlite3");
  // file(1) calls this text/xml.
  extractor.Extract(Page(), "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>",
                    found);
  EXPECT_EQ(found.sniffed_media_type(), "application/xhtml+xml");
  extractor.Extract(Page(), "#!/bin/sh\necho text", found);
  EXPECT_EQ(found.sniffed_media_type(), "text/plain");
}

TEST(ExtractTest, EveryKindOfReferenceOfOnePage) {
  const Extraction page =
      Extract(Page(),
              "<link rel=stylesheet href=1><meta http-equiv=refresh content='9;url=2'>"
              "<style>p{background:url(3)}</style><body style='background:url(4)'><a href=5>"
              "<map><area href=6></map><iframe src=7></iframe><img src=8 srcset='9 1x, 10 2x'>"
              "<img data-src=11 data-srcset='12 1x' data-lazy=13 data-lazy-src=14>"
              "<picture><source srcset=15></picture><video src=16 poster=17></video><audio "
              "src=18></audio>");
  std::vector<std::string> references;
  for (const Link& link : page.links()) references.push_back(link.reference());
  EXPECT_THAT(references, ElementsAre("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12",
                                      "13", "14", "15", "16", "17", "18"));
}

TEST(ExtractTest, TextIsReadOnlyWhenAskedFor) {
  ExtractionRequest request = Page();
  request.set_want_text(false);
  const Extraction page = Extract(request, "<h1>x</h1><a href=y>");
  EXPECT_EQ(page.text(), "");
  EXPECT_THAT(page.headings(), IsEmpty());
  EXPECT_EQ(page.links_size(), 1);
}

TEST(ExtractTest, ACodedPageInAnOldEncoding) {
  ExtractionRequest request = Page("text/html; charset=tis-620");
  request.add_content_encoding("gzip");
  const Extraction page = Extract(request, Deflated("<title>\xA1\xD2</title><a href='/\xA1'>"));
  EXPECT_EQ(page.charset(), "windows-874");
  EXPECT_EQ(page.title(), "\xE0\xB8\x81\xE0\xB8\xB2");
  EXPECT_THAT(Described(page), ElementsAre("ANCHOR a@href /\xE0\xB8\x81"));
}

TEST(ExtractTest, Utf16IsSniffedOnceItIsReadable) {
  std::string bytes = "\xFF\xFE";
  for (const char c : std::string("<html><a href=x>")) bytes += std::string{c, '\0'};
  const Extraction page = Extract(Page(""), bytes);
  EXPECT_EQ(page.charset(), "utf-16le");
  EXPECT_THAT(Described(page), ElementsAre("ANCHOR a@href x"));
}

TEST(ExtractionChoiceTest, TheDeclaredTypeDecidesAmongTexts) {
  EXPECT_EQ(Extract(Page("text/css"), "a{b:url(c)}").extractor(), "css");
  EXPECT_EQ(Extract(Page("text/html"), "plain words").extractor(), "html");
  EXPECT_EQ(Extract(Page("application/xhtml+xml"), "<html><a href='x'/></html>").extractor(),
            "html");
  EXPECT_EQ(Extract(Page("text/plain"), "<html><a href=x>").extractor(), "none");
  EXPECT_EQ(Extract(Page("application/json"), "{\"a\": \"<a href=x>\"}").extractor(), "json");
}

TEST(ExtractionChoiceTest, APageThatASitemapNamesIsAPage) {
  ExtractionRequest request = Page("text/html");
  request.set_kind(ExtractionRequest::SITEMAP);
  const Extraction found = Extract(request, "<!doctype html><html><body><a href=x>isi</a></html>");
  EXPECT_EQ(found.extractor(), "html");
  EXPECT_EQ(found.links_size(), 1);
  EXPECT_EQ(found.text(), "isi");
}

TEST(ExtractionChoiceTest, ATypeThatSaysNothingGivesWayToTheBytes) {
  for (const char* type : {"", "application/octet-stream", "garbage", "*/*"}) {
    EXPECT_EQ(Extract(Page(type), "<html><a href=x>").extractor(), "html") << type;
  }
}

TEST(ExtractionChoiceTest, HtmlServedAsAnImageIsReadAndFlagged) {
  const Extraction page = Extract(Page("image/png"), "<html><a href=x>");
  EXPECT_EQ(page.extractor(), "html");
  EXPECT_EQ(page.sniffed_media_type(), "text/html");
  EXPECT_THAT(FlagsOf(page), ElementsAre("html-in-image/png"));
}

TEST(ExtractionChoiceTest, ImagesServedAsHtmlAreNotRead) {
  const Extraction image = Extract(Page(), "\x89PNG\r\n\x1A\n<a href=x>");
  EXPECT_EQ(image.extractor(), "none");
  EXPECT_EQ(image.sniffed_media_type(), "image/png");
  EXPECT_THAT(Described(image), IsEmpty());
}

TEST(ExtractionChoiceTest, XmlGoesByItsRoot) {
  EXPECT_EQ(Extract(Page("text/xml"), "<?xml version='1.0'?><rss><channel>").extractor(), "feed");
  EXPECT_EQ(Extract(Page("application/atom+xml"), "<feed>").extractor(), "feed");
  EXPECT_EQ(
      Extract(Page("application/xml"), "<urlset><url><loc>/a</loc></url></urlset>").extractor(),
      "sitemap");
  EXPECT_EQ(Extract(Page("application/xml"), "<?xml version='1.0'?><other/>").extractor(), "xml");
}

TEST(SitemapRequestTest, GzipFilesAreSeenThroughWhateverTheFieldsSay) {
  ExtractionRequest request = Page("application/x-gzip");
  request.set_kind(ExtractionRequest::SITEMAP);
  const std::string file = Deflated("<urlset><url><loc>https://example.org/a</loc></url></urlset>");
  EXPECT_THAT(Described(Extract(request, file)), ElementsAre("MANIFEST loc https://example.org/a"));
  request.add_content_encoding("gzip");
  EXPECT_THAT(Described(Extract(request, Deflated(file))),
              ElementsAre("MANIFEST loc https://example.org/a"));
}

TEST(SitemapRequestTest, TextSitemapsToo) {
  ExtractionRequest request = Page("text/plain");
  request.set_kind(ExtractionRequest::SITEMAP);
  const Extraction sitemap = Extract(request, "https://example.org/a\n");
  EXPECT_EQ(sitemap.extractor(), "sitemap");
  EXPECT_EQ(sitemap.links_size(), 1);
}

TEST(RobotsRequestTest, RulesDelayAndSitemapsCrossTheBorder) {
  ExtractionRequest request;
  request.set_kind(ExtractionRequest::ROBOTS_TXT);
  request.set_product_token("arsip");
  const Extraction answer = Extract(request,
                                    "User-agent: arsip\nDisallow: /a\nAllow: /a/b\nCrawl-delay: 2\n"
                                    "Sitemap: https://example.org/s.xml\n");
  EXPECT_EQ(answer.extractor(), "robots");
  ASSERT_EQ(answer.robots().rules_size(), 2);
  EXPECT_FALSE(answer.robots().rules(0).allow());
  EXPECT_EQ(answer.robots().rules(0).path_pattern(), "/a");
  EXPECT_EQ(answer.robots().rules(0).line(), 2u);
  EXPECT_TRUE(answer.robots().rules(1).allow());
  EXPECT_EQ(answer.robots().group(), "arsip");
  EXPECT_TRUE(answer.robots().has_crawl_delay());
  EXPECT_EQ(answer.robots().crawl_delay_ms(), 2000u);
  EXPECT_THAT(answer.robots().sitemaps(), ElementsAre("https://example.org/s.xml"));
}

TEST(RobotsRequestTest, AnEmptyFileHasRobotsWithoutRules) {
  ExtractionRequest request;
  request.set_kind(ExtractionRequest::ROBOTS_TXT);
  const Extraction answer = Extract(request, "");
  EXPECT_TRUE(answer.has_robots());
  EXPECT_EQ(answer.robots().rules_size(), 0);
}

TEST(ExtractionFlagsTest, EveryTroubleIsNamed) {
  ExtractionRequest request = Page("text/html; charset=utf-8");
  request.set_body_truncated(true);
  request.add_content_encoding("br");
  EXPECT_THAT(FlagsOf(Extract(request, "<meta charset=big5><meta name=robots content=nofollow>")),
              ElementsAre("body-truncated", "bad-encoding", "charset-conflict", "meta-nofollow"));
  ExtractionRequest bomb = Page("text/html; charset=utf-7");
  bomb.add_content_encoding("gzip");
  EXPECT_THAT(FlagsOf(Extract(bomb, Deflated(std::string(32u << 20, ' ')))),
              ElementsAre("bomb", "charset-unknown"));
  bomb.set_max_decoded_bytes(1000);
  EXPECT_THAT(FlagsOf(Extract(bomb, Deflated(std::string(5000, ' ')))), Contains("decoded-cut"));
  const std::string coded = Deflated("<a href=x>" + std::string(1000, 'y'));
  EXPECT_THAT(FlagsOf(Extract(bomb, std::string_view(coded).substr(0, coded.size() - 10))),
              Contains("truncated-encoding"));
}

TEST(HostilePayload, ARefusedTreeStillYieldsLinks) {
  std::string html;
  for (int i = 0; i < 100'000; ++i) html += "<div>";
  const Extraction page = Extract(Page(), html + "<a href=x>");
  EXPECT_EQ(page.dom_refused(), "depth 513 > 512");
  EXPECT_EQ(page.text(), "");
  EXPECT_THAT(Described(page), ElementsAre("ANCHOR a@href x"));
}

TEST(HostilePayload, TooManyAttributesRefuseTheTreeNotTheLinks) {
  std::string html = "<p>text<img ";
  for (int i = 0; i < 300; ++i) html += "a" + std::to_string(i) + " ";
  const Extraction page = Extract(Page(), html + "src=x><a href=y>");
  EXPECT_EQ(page.dom_refused(), "attributes 301 > 256");
  EXPECT_EQ(page.text(), "");
  EXPECT_THAT(Described(page), ElementsAre("EMBED img@src x", "ANCHOR a@href y"));
}

TEST(HostilePayload, TheAnswerIsBoundedHoweverGenerousTheRequest) {
  std::string html = "<p>" + std::string(12u << 20, 'w');
  for (int i = 0; i < 5'000; ++i)
    html += "<a href=" + std::to_string(i) + std::string(4000, 'x') + ">";
  ExtractionRequest request = Page();
  request.set_max_links(1'000'000);
  request.set_max_text_bytes(100u << 20);
  const Extraction page = Extract(request, html.substr(0, 16u << 20));
  EXPECT_LE(page.ByteSizeLong(), kMaxAnswerBytes);
  EXPECT_TRUE(page.text_truncated() || !page.dom_refused().empty());
}

TEST(HostilePayload, EveryStringOfTheAnswerIsUtf8) {
  ExtractionRequest request = Page("text/html; charset=utf-8");
  const Extraction page = Extract(request,
                                  "<html lang='\xFF'><title>\xFF</title><base href='\xFF'>"
                                  "<h1>\xFF</h1><a href='\xFF'><img data-lazy-\xFF='\xFF'>");
  Extraction again;
  EXPECT_TRUE(again.ParseFromString(page.SerializeAsString()));
  EXPECT_EQ(again.links_size(), 2);
}

TEST(ExtractorTest, NothingIsLeftOverFromTheLastPayload) {
  Extractor extractor;
  Extraction extraction;
  extractor.Extract(Page(), "<html lang=id><title>a</title><h1>b</h1><a href=c>", extraction);
  extractor.Extract(Page(), "<p>", extraction);
  EXPECT_EQ(extraction.SerializeAsString(), Extract(Page(), "<p>").SerializeAsString());
  EXPECT_THAT(extraction.title(), IsEmpty());
  EXPECT_THAT(extraction.version(), Not(IsEmpty()));
}

}  // namespace
}  // namespace arsip::extractors
