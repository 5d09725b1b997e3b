#include "extractors/xml_links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "scanned.h"

namespace arsip::extractors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Read {
  std::vector<std::string> links;
  XmlFacts facts;
};

Read ReadXml(std::string_view xml, size_t max_links = 1000) {
  Extraction extraction;
  LinkSet links;
  links.Begin(extraction, max_links, 1u << 20);
  Read read;
  read.facts = ScanXmlLinks(xml, links);
  read.links = Described(extraction);
  return read;
}

TEST(SitemapsProtocol, UrlsetWithItsExtensions) {
  EXPECT_THAT(
      ReadXml(
          "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
          "<url><loc> https://example.org/?a=1&amp;b=2 </loc><lastmod>2026-01-01</lastmod>"
          "<image:image><image:loc>https://example.org/a.png</image:loc></image:image>"
          "<video:video><video:content_loc>https://example.org/v.mp4</video:content_loc>"
          "<video:thumbnail_loc>https://example.org/t.jpg</video:thumbnail_loc></video:video>"
          "<xhtml:link rel=\"alternate\" hreflang=\"ms\" href=\"https://example.org/ms\"/>"
          "</url></urlset>")
          .links,
      ElementsAre("MANIFEST loc https://example.org/?a=1&b=2",
                  "EMBED image:loc https://example.org/a.png",
                  "EMBED video:content_loc https://example.org/v.mp4",
                  "EMBED video:thumbnail_loc https://example.org/t.jpg",
                  "MANIFEST xhtml:link@href https://example.org/ms"));
}

// "REFERENCE LAST_MODIFIED" of the links that have a time.
std::vector<std::string> Dated(std::string_view xml) {
  Extraction extraction;
  LinkSet links;
  links.Begin(extraction, 1000, 1u << 20);
  ScanXmlLinks(xml, links);
  std::vector<std::string> dated;
  for (const Link& link : extraction.links()) {
    if (link.last_modified() == 0) continue;
    dated.push_back(link.reference() + " " + std::to_string(link.last_modified()));
  }
  return dated;
}

TEST(SitemapsProtocol, EntriesCarryTheirLastmod) {
  EXPECT_THAT(Dated("<urlset><url><loc>/a</loc><lastmod>2026-11-28</lastmod>"
                    "<image:image><image:loc>/a.png</image:loc></image:image></url>"
                    "<url><loc>/b</loc></url>"
                    "<url><lastmod>\n 2026-11-28T07:00:01+07:00 </lastmod><loc>/c</loc></url>"
                    "<url><loc>/d</loc><lastmod>yesterday</lastmod></url></urlset>"),
              ElementsAre("/a 3591648001", "/c 3591648002"));
  EXPECT_THAT(Dated("<sitemapindex><sitemap><loc>/s.xml</loc><lastmod>2026-11-28T00:00:00Z"
                    "</lastmod></sitemap></sitemapindex>"),
              ElementsAre("/s.xml 3591648000"));
}

TEST(AtomFeeds, EntriesCarryWhenTheyWereUpdatedAndTheFeedDoesNot) {
  EXPECT_THAT(Dated("<feed><link href='/self'/><updated>2026-11-28T00:00:00Z</updated>"
                    "<entry><link href='/1'/><updated>2026-11-28T00:00:00Z</updated></entry>"
                    "<entry><link href='/2'/></entry></feed>"),
              ElementsAre("/1 3591648000"));
}

TEST(SitemapsProtocol, SitemapIndex) {
  EXPECT_THAT(ReadXml("<sitemapindex><sitemap><loc>https://example.org/s1.xml.gz</loc></sitemap>"
                      "<sitemap><loc><![CDATA[https://example.org/s2.xml?a&b]]></loc></sitemap>"
                      "</sitemapindex>")
                  .links,
              ElementsAre("MANIFEST loc https://example.org/s1.xml.gz",
                          "MANIFEST loc https://example.org/s2.xml?a&b"));
}

TEST(SitemapsProtocol, TextFiles) {
  Extraction extraction;
  LinkSet links;
  links.Begin(extraction, 100, 1u << 20);
  ScanTextSitemap("https://example.org/a\r\n\nnot a url\nhttp://example.org/b", links);
  EXPECT_THAT(Described(extraction), ElementsAre("MANIFEST line https://example.org/a",
                                                 "MANIFEST line http://example.org/b"));
}

TEST(Rss20, ItemsEnclosuresAndMedia) {
  const Read read = ReadXml(
      "<rss version=\"2.0\"><channel><title>Kabar &amp; "
      "Berita</title><link>https://example.org/</link>"
      "<language>id</language><image><url>https://example.org/logo.png</url><title>x</title></"
      "image>"
      "<item><title>second</title><link>https://example.org/1</link>"
      "<enclosure url=\"https://example.org/1.mp3\" length=\"1\" type=\"audio/mpeg\"/>"
      "<media:content url=\"https://example.org/1.jpg\"/>"
      "<media:thumbnail "
      "url='https://example.org/1t.jpg'></media:thumbnail></item></channel></rss>");
  EXPECT_THAT(read.links, ElementsAre("MANIFEST rss@link https://example.org/",
                                      "EMBED image@url https://example.org/logo.png",
                                      "MANIFEST rss@link https://example.org/1",
                                      "EMBED enclosure@url https://example.org/1.mp3",
                                      "EMBED media@url https://example.org/1.jpg",
                                      "EMBED media@url https://example.org/1t.jpg"));
  EXPECT_EQ(read.facts.title, "Kabar & Berita");
  EXPECT_EQ(read.facts.language, "id");
}

TEST(Rfc4287, LinksOfFeedAndEntries) {
  const Read read = ReadXml(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"th\"><title type=\"text\">T</title>"
      "<link rel=\"self\" href=\"/feed\"/><atom:link rel='next' href='/feed?2'/>"
      "<icon>/icon.png</icon><entry><link href=\"/e1\"/><link rel=\"enclosure\" href=\"/e1.mp4\"/>"
      "</entry></feed>");
  EXPECT_THAT(read.links,
              ElementsAre("MANIFEST atom:link@href /feed", "MANIFEST atom:link@href /feed?2",
                          "EMBED atom@icon /icon.png", "MANIFEST atom:link@href /e1",
                          "EMBED atom:link@href /e1.mp4"));
  EXPECT_EQ(read.facts.language, "th");
}

TEST(HostileXml, EntitiesOfTheDocumentAreNotExpanded) {
  EXPECT_THAT(
      ReadXml("<!DOCTYPE u [<!ENTITY a \"https://evil.example/\"><!ENTITY b SYSTEM "
              "\"file:///etc/passwd\">]><urlset><url><loc>&a;x</loc></url><url><loc>&b;</loc>"
              "</url></urlset>")
          .links,
      ElementsAre("MANIFEST loc &a;x", "MANIFEST loc &b;"));
}

TEST(HostileXml, LinksAreBoundedAndCounted) {
  std::string xml = "<urlset>";
  for (int i = 0; i < 60'000; ++i) xml += "<url><loc>/" + std::to_string(i) + "</loc></url>";
  EXPECT_THAT(ReadXml(xml, 500).links, SizeIs(500));
}

TEST(HostileXml, UnfinishedDocumentsYieldWhatIsThere) {
  EXPECT_THAT(ReadXml("<urlset><url><loc>/a</loc><loc>/b").links,
              ElementsAre("MANIFEST loc /a", "MANIFEST loc /b"));
  EXPECT_THAT(ReadXml("<!DOCTYPE x [ <!ENTITY").links, IsEmpty());
  EXPECT_THAT(ReadXml("<rss><![CDATA[").links, IsEmpty());
}

TEST(HostileXml, LongTextIsNoReference) {
  EXPECT_THAT(ReadXml("<urlset><loc>" + std::string(1u << 20, 'x') + "</loc></urlset>").links,
              IsEmpty());
}

TEST(XmlVocabularyTest, TheRootElementTells) {
  EXPECT_EQ(XmlVocabularyOf("<?xml version='1.0'?><!-- x --><urlset>"), XmlVocabulary::kSitemap);
  EXPECT_EQ(XmlVocabularyOf("<!DOCTYPE a [<!ENTITY b '<rss>'>]><sitemapindex>"),
            XmlVocabulary::kSitemap);
  EXPECT_EQ(XmlVocabularyOf("<rss version='2.0'>"), XmlVocabulary::kFeed);
  EXPECT_EQ(XmlVocabularyOf("<rdf:RDF>"), XmlVocabulary::kFeed);
  EXPECT_EQ(XmlVocabularyOf("<atom:feed>"), XmlVocabulary::kFeed);
  EXPECT_EQ(XmlVocabularyOf("<html>"), XmlVocabulary::kXhtml);
  EXPECT_EQ(XmlVocabularyOf("<svg>"), XmlVocabulary::kUnknown);
  EXPECT_EQ(XmlVocabularyOf(""), XmlVocabulary::kUnknown);
}

}  // namespace
}  // namespace arsip::extractors
