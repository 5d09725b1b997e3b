// Records of feeds, sitemaps and JSON documents, through Extract as the sandbox calls it.
#include <ctime>

#include "extractors/extract.h"
#include "extractors/record_limits.h"
#include "gmock/gmock.h"

namespace arsip::extractors {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ExtractionRequest RequestFor(const std::string& content_type) {
  ExtractionRequest request;
  request.set_url("http://example.org/feed");
  request.set_content_type(content_type);
  request.set_max_decoded_bytes(256u << 20);
  request.set_want_text(true);
  request.set_want_records(true);
  return request;
}

Extraction Read(std::string_view text, const std::string& content_type = "application/rss+xml") {
  return Extract(RequestFor(content_type), text);
}

std::vector<std::string> Edges(const Record& record) {
  std::vector<std::string> edges;
  for (const Edge& edge : record.edges()) {
    edges.push_back(Edge::Kind_Name(edge.kind()) + " " + edge.href() +
                    (edge.text().empty() ? "" : " " + edge.text()));
  }
  return edges;
}

std::vector<std::string> Media(const Record& record) {
  std::vector<std::string> all;
  for (const MediaReference& media : record.media())
    all.push_back(media.role() + " " + media.url());
  return all;
}

std::vector<std::string> Authors(const Record& record) {
  std::vector<std::string> all;
  for (const Author& author : record.authors()) all.push_back(author.name());
  return all;
}

std::string Rss(std::string_view items, std::string_view version = "2.0") {
  return "<?xml version=\"1.0\"?><rss version=\"" + std::string(version) +
         "\" xmlns:dc=\"d\" xmlns:content=\"c\" xmlns:media=\"m\" xmlns:thr=\"t\"><channel>"
         "<title>Kabar</title><link>http://example.org/</link><description>Berita &amp; "
         "warta</description><language>id</language>" +
         std::string(items) + "</channel></rss>";
}

TEST(RssRecordsTest, ChannelIsTheFirstRecord) {
  const Extraction extraction = Read(Rss("<managingEditor>a@b.org (Budi)</managingEditor>"));
  ASSERT_EQ(extraction.records_size(), 1);
  const Record& feed = extraction.records(0);
  EXPECT_EQ(feed.kind(), Record::FEED);
  EXPECT_EQ(feed.title(), "Kabar");
  EXPECT_EQ(feed.uri(), "http://example.org/");
  EXPECT_EQ(feed.description(), "Berita & warta");
  EXPECT_EQ(feed.language_declared(), "id");
  EXPECT_THAT(Authors(feed), ElementsAre("Budi"));
}

TEST(RssRecordsTest, ItemIsAPostWithItsIdentityTextAndTime) {
  const Extraction extraction = Read(Rss(
      "<item><title>Satu &amp;lt;b&amp;gt;</title><link>http://example.org/1</link>"
      "<guid isPermaLink=\"false\">id-1</guid><pubDate>Sun, 01 Mar 2026 12:00:00 +0700</pubDate>"
      "<dc:creator>Siti</dc:creator><category>warta</category><category>warta</category>"
      "<description>ringkas</description>"
      "<content:encoded><![CDATA[<p>Halo <a href=\"/x\">dunia</a></p><img src=a.png>]]>"
      "</content:encoded></item>"));
  ASSERT_EQ(extraction.records_size(), 2);
  const Record& post = extraction.records(1);
  EXPECT_EQ(post.kind(), Record::POST);
  EXPECT_EQ(post.parent(), 0u);
  EXPECT_EQ(post.native_id(), "id-1");
  EXPECT_EQ(post.uri(), "http://example.org/1");
  EXPECT_EQ(post.title(), "Satu <b>");
  EXPECT_EQ(post.published().as_written(), "Sun, 01 Mar 2026 12:00:00 +0700");
  EXPECT_EQ(post.published().utc(), "2026-03-01T05:00:00Z");
  EXPECT_EQ(post.published().source(), "feed:pubDate");
  EXPECT_FALSE(post.has_modified());
  EXPECT_THAT(Authors(post), ElementsAre("Siti"));
  EXPECT_THAT(post.hashtags(), ElementsAre("warta"));
  EXPECT_EQ(post.text_html(), "<p>Halo <a href=\"/x\">dunia</a></p><img src=a.png>");
  EXPECT_EQ(post.text(), "Halo dunia");
  EXPECT_EQ(post.description(), "ringkas");
  EXPECT_THAT(Edges(post), ElementsAre("LINK /x"));
  EXPECT_THAT(Media(post), ElementsAre("image a.png"));
}

TEST(RssRecordsTest, DescriptionIsTheTextWhenThereIsNoContent) {
  const Extraction extraction =
      Read(Rss("<item><description>&lt;b&gt;tebal&lt;/b&gt; &amp;amp; tipis</description></item>"));
  ASSERT_EQ(extraction.records_size(), 2);
  EXPECT_EQ(extraction.records(1).text(), "tebal & tipis");
  EXPECT_EQ(extraction.records(1).text_html(), "<b>tebal</b> &amp; tipis");
  EXPECT_EQ(extraction.records(1).description(), "");
}

TEST(RssRecordsTest, PermalinkGuidStandsForAMissingLink) {
  const Extraction extraction =
      Read(Rss("<item><guid isPermaLink=\"true\">http://example.org/9</guid></item>"));
  EXPECT_EQ(extraction.records(1).uri(), "http://example.org/9");
}

TEST(RssRecordsTest, EnclosuresAndMediaExtensionsAreMedia) {
  const Extraction extraction = Read(
      Rss("<item><guid>1</guid><enclosure url=\"a.mp3\" length=\"123\" type=\"audio/mpeg\"/>"
          "<itunes:duration>1:01:01</itunes:duration><itunes:image href=\"i.jpg\"/>"
          "<media:group><media:content url=\"v.mp4\" medium=\"video\" fileSize=\"9\" width=\"640\" "
          "height=\"360\" duration=\"61\"><media:title>Judul</media:title></media:content>"
          "<media:thumbnail url=\"t.jpg\" width=\"9\"/></media:group>"
          "<media:community><media:statistics views=\"77\"/></media:community></item>"));
  const Record& post = extraction.records(1);
  EXPECT_THAT(Media(post),
              ElementsAre("audio a.mp3", "thumbnail i.jpg", "video v.mp4", "thumbnail t.jpg"));
  EXPECT_EQ(post.media(0).mime(), "audio/mpeg");
  EXPECT_EQ(post.media(0).bytes(), 123u);
  EXPECT_EQ(post.media(0).duration_ms(), 3'661'000u);
  EXPECT_EQ(post.media(2).width(), 640u);
  EXPECT_EQ(post.media(2).duration_ms(), 61'000u);
  EXPECT_EQ(post.media(2).title(), "Judul");
  ASSERT_EQ(post.metrics_size(), 1);
  EXPECT_EQ(post.metrics(0).name(), "views");
  EXPECT_EQ(post.metrics(0).value(), 77u);
}

TEST(RssRecordsTest, CommentsAreEdgesAndACount) {
  const Extraction extraction = Read(
      Rss("<item><guid>1</guid><comments>http://example.org/1#c</comments>"
          "<wfw:commentRss>http://example.org/1/feed</wfw:commentRss>"
          "<slash:comments>12</slash:comments><source url=\"http://o.example/rss\">Lain</source>"
          "</item>"));
  const Record& post = extraction.records(1);
  EXPECT_THAT(Edges(post),
              ElementsAre("COMMENTS http://example.org/1#c", "COMMENTS http://example.org/1/feed",
                          "VIA http://o.example/rss Lain"));
  ASSERT_EQ(post.metrics_size(), 1);
  EXPECT_EQ(post.metrics(0).value(), 12u);
}

TEST(RssRecordsTest, ChannelImageIsNotTheChannel) {
  const Extraction extraction = Read(
      "<rss><channel><image><url>l.png</url><title>Logo</title><link>http://l/</link></image>"
      "<title>Kabar</title><link>http://example.org/</link></channel></rss>");
  EXPECT_EQ(extraction.records(0).title(), "Kabar");
  EXPECT_EQ(extraction.records(0).uri(), "http://example.org/");
  EXPECT_EQ(extraction.records_size(), 1);
}

TEST(RssRecordsTest, Rss1ItemsStandBesideTheirChannel) {
  const Extraction extraction = Read(
      "<rdf:RDF xmlns:rdf=\"r\"><channel rdf:about=\"x\"><title>Satu</title></channel>"
      "<item rdf:about=\"y\"><title>Butir</title><link>http://example.org/1</link>"
      "<dc:date>2026-03-01T05:00:00+07:00</dc:date></item></rdf:RDF>");
  ASSERT_EQ(extraction.records_size(), 2);
  EXPECT_EQ(extraction.records(0).title(), "Satu");
  EXPECT_EQ(extraction.records(1).title(), "Butir");
  EXPECT_EQ(extraction.records(1).published().utc(), "2026-02-28T22:00:00Z");
}

TEST(RssLeniencyTest, ItemThatIsNeverClosedEndsWhereTheNextBegins) {
  const Extraction extraction = Read("<rss><channel><item><title>a<item><title>b");
  ASSERT_EQ(extraction.records_size(), 3);
  EXPECT_EQ(extraction.records(1).title(), "a");
  EXPECT_EQ(extraction.records(2).title(), "b");
}

TEST(AtomRecordsTest, EntryOfRfc4287) {
  const Extraction extraction = Read(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"ms\"><title>Warta</title>"
      "<subtitle>harian</subtitle><id>urn:f</id><link rel=\"self\" href=\"/atom\"/>"
      "<link href=\"http://example.org/\"/><updated>2026-03-02T00:00:00Z</updated>"
      "<author><name>Ali</name><uri>http://example.org/ali</uri></author>"
      "<entry><title type=\"html\">&lt;i&gt;Satu&lt;/i&gt;</title><id>urn:1</id>"
      "<link rel=\"alternate\" href=\"http://example.org/1\"/>"
      "<link rel=\"enclosure\" type=\"video/mp4\" length=\"5\" href=\"v.mp4\"/>"
      "<published>2026-03-01T12:00:00+08:00</published><updated>2026-03-01T13:00:00Z</updated>"
      "<category term=\"a\" label=\"Label\"/>"
      "<content type=\"xhtml\"><div xmlns=\"h\"><p>Satu</p><p>Dua<content>x</content></p></div>"
      "</content></entry></feed>",
      "application/atom+xml");
  ASSERT_EQ(extraction.records_size(), 2);
  const Record& feed = extraction.records(0);
  EXPECT_EQ(feed.title(), "Warta");
  EXPECT_EQ(feed.description(), "harian");
  EXPECT_EQ(feed.native_id(), "urn:f");
  EXPECT_EQ(feed.uri(), "http://example.org/");
  EXPECT_EQ(feed.language_declared(), "ms");
  ASSERT_EQ(feed.authors_size(), 1);
  EXPECT_EQ(feed.authors(0).name(), "Ali");
  EXPECT_EQ(feed.authors(0).url(), "http://example.org/ali");
  const Record& post = extraction.records(1);
  EXPECT_EQ(post.title(), "Satu");
  EXPECT_EQ(post.native_id(), "urn:1");
  EXPECT_EQ(post.uri(), "http://example.org/1");
  EXPECT_EQ(post.published().utc(), "2026-03-01T04:00:00Z");
  EXPECT_EQ(post.modified().utc(), "2026-03-01T13:00:00Z");
  EXPECT_THAT(post.hashtags(), ElementsAre("Label"));
  EXPECT_EQ(post.text(), "Satu\nDuax");
  EXPECT_THAT(post.text_html(), HasSubstr("<div xmlns=\"h\"><p>Satu</p>"));
  EXPECT_THAT(Media(post), ElementsAre("video v.mp4"));
}

TEST(AtomRecordsTest, TextOfTypeTextIsNoMarkup) {
  const Extraction extraction = Read(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>1</id><title>1 &lt; 2</title>"
      "<summary>a &lt;b&gt; c</summary></entry></feed>");
  EXPECT_EQ(extraction.records(1).title(), "1 < 2");
  EXPECT_EQ(extraction.records(1).text(), "a <b> c");
  EXPECT_EQ(extraction.records(1).text_html(), "");
}

TEST(AtomRecordsTest, SourceOfACopyIsAnEdgeNotTheEntry) {
  const Extraction extraction = Read(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>1</id><source><id>s</id>"
      "<title>Asal</title><link href=\"http://o.example/\"/></source><title>Kutip</title>"
      "</entry></feed>");
  const Record& post = extraction.records(1);
  EXPECT_EQ(post.native_id(), "1");
  EXPECT_EQ(post.title(), "Kutip");
  EXPECT_THAT(Edges(post), ElementsAre("VIA http://o.example/ Asal"));
}

TEST(Rfc4685Test, InReplyToMakesAReply) {
  const Extraction extraction = Read(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>2</id>"
      "<thr:in-reply-to ref=\"urn:1\" href=\"http://example.org/1\"/>"
      "<link rel=\"replies\" href=\"/2/replies\" thr:count=\"10\"/></entry></feed>");
  const Record& reply = extraction.records(1);
  EXPECT_EQ(reply.kind(), Record::REPLY);
  EXPECT_THAT(Edges(reply),
              ElementsAre("REPLY_TO http://example.org/1 urn:1", "COMMENTS /2/replies"));
  EXPECT_EQ(reply.metrics(0).value(), 10u);
}

TEST(Rfc5005Test, PagingAndArchivesAreManifestLinksAndEdgesOfTheFeed) {
  const Extraction extraction = Read(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><fh:archive/><link rel=\"next\" href=\"p2\"/>"
      "<link rel=\"prev-archive\" href=\"a1\"/><link rel=\"next-archive\" href=\"a3\"/>"
      "<link rel=\"current\" href=\"c\"/></feed>");
  EXPECT_THAT(Edges(extraction.records(0)), ElementsAre("LINK p2 next", "LINK a1 prev-archive",
                                                        "LINK a3 next-archive", "LINK c current"));
  ASSERT_EQ(extraction.links_size(), 4);
  for (const Link& link : extraction.links()) EXPECT_EQ(link.kind(), Link::MANIFEST);
}

TEST(ActivityVerbTest, ShareIsARepost) {
  const Extraction extraction = Read(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>1</id>"
      "<activity:verb>http://activitystrea.ms/schema/1.0/share</activity:verb></entry></feed>");
  EXPECT_EQ(extraction.records(1).kind(), Record::REPOST);
}

TEST(SitemapRecordsTest, NewsAndVideoEntriesAreRecordsOthersAreNot) {
  const Extraction extraction = Read(
      "<urlset><url><loc>http://example.org/plain</loc></url>"
      "<url><loc>http://example.org/n</loc><news:news><news:publication><news:name>Harian"
      "</news:name><news:language>th</news:language></news:publication><news:publication_date>"
      "2026-03-01</news:publication_date><news:title>Kabar</news:title></news:news></url>"
      "<url><loc>http://example.org/v</loc><video:video><video:thumbnail_loc>t.jpg"
      "</video:thumbnail_loc><video:title>Film</video:title><video:description>isi"
      "</video:description><video:content_loc>v.mp4</video:content_loc></video:video></url>"
      "</urlset>",
      "application/xml");
  EXPECT_EQ(extraction.extractor(), "sitemap");
  ASSERT_EQ(extraction.records_size(), 3);
  const Record& news = extraction.records(1);
  EXPECT_EQ(news.uri(), "http://example.org/n");
  EXPECT_EQ(news.title(), "Kabar");
  EXPECT_EQ(news.site_name(), "Harian");
  EXPECT_EQ(news.language_declared(), "th");
  EXPECT_EQ(news.published().utc(), "2026-03-01");
  EXPECT_EQ(extraction.records(2).title(), "Film");
  EXPECT_EQ(extraction.records(2).text(), "isi");
  EXPECT_THAT(Media(extraction.records(2)), ElementsAre("thumbnail t.jpg", "video v.mp4"));
}

TEST(JsonFeedRecordsTest, Version11) {
  const Extraction extraction = Read(
      R"({"version":"https://jsonfeed.org/version/1.1","title":"Warta","home_page_url":
"https://example.org/","feed_url":"https://example.org/f.json","language":"id","next_url":
"https://example.org/f2.json","authors":[{"name":"Ani"}],"items":[{"id":"1","url":
"https://example.org/1","external_url":"https://o.example/","title":"Satu","content_html":
"<p>Isi</p>","date_published":"2026-03-01T12:00:00+07:00","tags":["a","#b"],"attachments":
[{"url":"a.mp3","mime_type":"audio/mpeg","size_in_bytes":7,"duration_in_seconds":61}]},
{"id":2,"content_text":"dua <b>"}]})",
      "application/feed+json");
  EXPECT_EQ(extraction.extractor(), "feed");
  ASSERT_EQ(extraction.records_size(), 3);
  EXPECT_EQ(extraction.records(0).title(), "Warta");
  EXPECT_THAT(Edges(extraction.records(0)), ElementsAre("LINK https://example.org/f2.json next"));
  const Record& post = extraction.records(1);
  EXPECT_EQ(post.native_id(), "1");
  EXPECT_EQ(post.text(), "Isi");
  EXPECT_EQ(post.published().utc(), "2026-03-01T05:00:00Z");
  EXPECT_THAT(post.hashtags(), ElementsAre("a", "b"));
  EXPECT_EQ(post.media(0).duration_ms(), 61'000u);
  EXPECT_EQ(extraction.records(2).native_id(), "2");
  EXPECT_EQ(extraction.records(2).text(), "dua <b>");
}

TEST(ActivityStreamsRecordsTest, OutboxHoldsPostsRepliesAndReposts) {
  const Extraction extraction = Read(
      R"({"@context":["https://www.w3.org/ns/activitystreams",{}],"type":"OrderedCollectionPage",
"id":"https://m.example/o","next":"https://m.example/o?2","orderedItems":[
{"type":"Create","actor":"https://m.example/u","object":{"type":"Note","id":"https://m.example/1",
"content":"<p>Hai <a href='https://m.example/x'>x</a></p>","published":"2026-03-01T05:00:00Z",
"inReplyTo":"https://n.example/0","tag":[{"type":"Hashtag","name":"#warta"},{"type":"Mention",
"href":"https://n.example/u","name":"@u"}],"attachment":[{"type":"Document","mediaType":
"image/png","url":"https://m.example/i.png","name":"gambar"}]}},
{"type":"Announce","id":"https://m.example/2","object":"https://n.example/9"}]})",
      "application/activity+json");
  EXPECT_EQ(extraction.extractor(), "activity");
  ASSERT_EQ(extraction.records_size(), 3);
  const Record& reply = extraction.records(1);
  EXPECT_EQ(reply.kind(), Record::REPLY);
  EXPECT_EQ(reply.text(), "Hai x");
  EXPECT_EQ(reply.authors(0).url(), "https://m.example/u");
  EXPECT_THAT(reply.hashtags(), ElementsAre("warta"));
  EXPECT_THAT(Edges(reply), Contains("REPLY_TO https://n.example/0"));
  EXPECT_THAT(Edges(reply), Contains("MENTION https://n.example/u @u"));
  EXPECT_EQ(reply.media(0).alt(), "gambar");
  const Record& repost = extraction.records(2);
  EXPECT_EQ(repost.kind(), Record::REPOST);
  EXPECT_THAT(Edges(repost), ElementsAre("FORWARD_OF https://n.example/9"));
}

TEST(RecordBoundsTest, RecordsAreMadeOnlyWhenAskedFor) {
  ExtractionRequest request = RequestFor("application/rss+xml");
  request.set_want_records(false);
  EXPECT_EQ(Extract(request, Rss("<item><guid>1</guid></item>")).records_size(), 0);
}

TEST(RecordBoundsTest, RepeatedIdsAreOneRecord) {
  const Extraction extraction =
      Read(Rss("<item><guid>1</guid><title>a</title></item><item><guid>1</guid><title>b</title>"
               "</item><item><link>http://x/</link></item><item><link>http://x/</link></item>"));
  ASSERT_EQ(extraction.records_size(), 3);
  EXPECT_EQ(extraction.records(1).title(), "a");
  EXPECT_THAT(extraction.flags(), Contains("repeated-records"));
  EXPECT_EQ(extraction.records_dropped(), 0u);
}

TEST(RecordBoundsTest, TimeOfTheYear9999IsKeptAsWrittenAndNotUnderstood) {
  const Extraction extraction =
      Read(Rss("<item><guid>1</guid><pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate></item>"));
  EXPECT_EQ(extraction.records(1).published().as_written(), "Fri, 31 Dec 9999 23:59:59 GMT");
  EXPECT_EQ(extraction.records(1).published().utc(), "");
}

// security.md, hostile suite 66.
TEST(HostileFeedTest, AMillionItemsAreCappedAndCountedInBoundedTime) {
  std::string items;
  constexpr int kItems = 1'000'000;
  for (int i = 0; i < kItems; ++i) items += "<item><guid>" + std::to_string(i) + "</guid></item>";
  const std::clock_t began = std::clock();
  const Extraction extraction = Read(Rss(items));
  const double seconds = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  EXPECT_EQ(extraction.records_size(), static_cast<int>(kDefaultMaxRecords));
  EXPECT_EQ(extraction.records_dropped(), kItems - kDefaultMaxRecords + 1);
  EXPECT_LT(seconds, 8) << "an item has ten seconds";
}

TEST(HostileFeedTest, AnswerStaysWithinItsBytesHoweverLongThePosts) {
  std::string items;
  const std::string body(200'000, 'x');
  for (int i = 0; i < 100; ++i) {
    items += "<item><guid>" + std::to_string(i) + "</guid><description>&lt;p&gt;" + body +
             "</description></item>";
  }
  const Extraction extraction = Read(Rss(items));
  EXPECT_LE(extraction.ByteSizeLong(), kMaxAnswerBytes);
  EXPECT_GT(extraction.records_size(), 10);
  EXPECT_EQ(extraction.records_size() + static_cast<int>(extraction.records_dropped()), 101);
}

// security.md, hostile suite 65.
TEST(HostileFeedTest, EntitiesOfADocumentDoNotExist) {
  std::string bomb = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"boom\">";
  for (char name = 'b'; name <= 'z'; ++name) {
    bomb += std::string("<!ENTITY ") + name + " \"";
    for (int i = 0; i < 10; ++i) bomb += std::string("&") + static_cast<char>(name - 1) + ";";
    bomb += "\">";
  }
  bomb += "<!ENTITY file SYSTEM \"file:///etc/passwd\"><!ENTITY % p SYSTEM \"http://x/dtd\"> %p;]>";
  const Extraction extraction = Read(bomb +
                                     "<rss><channel><title>&z;&file;</title><item><guid>&z;</guid>"
                                     "<description>&file;</description></item></channel></rss>");
  ASSERT_EQ(extraction.records_size(), 2);
  EXPECT_EQ(extraction.records(0).title(), "&z;&file;");
  EXPECT_EQ(extraction.records(1).native_id(), "&z;");
  EXPECT_THAT(extraction.records(1).text(), Not(HasSubstr("root:")));
  EXPECT_LT(extraction.ByteSizeLong(), 10'000u);
  EXPECT_THAT(extraction.links(), IsEmpty());
}

TEST(HostileFeedTest, DeepElementsCostNoStack) {
  std::string deep = "<rss><channel><item><guid>1</guid>";
  for (int i = 0; i < 500'000; ++i) deep += "<a>";
  const Extraction extraction = Read(deep);
  EXPECT_EQ(extraction.records_size(), 2);
}

TEST(HostileFeedTest, MarkupThatNoTreeIsBuiltOfKeepsItsHtml) {
  std::string deep;
  for (int i = 0; i < 5'000; ++i) deep += "&lt;div>";
  const Extraction extraction =
      Read(Rss("<item><guid>1</guid><description>" + deep + "</description></item>"));
  EXPECT_EQ(extraction.records(1).text(), "");
  EXPECT_THAT(extraction.records(1).text_html(), testing::StartsWith("<div><div>"));
  EXPECT_THAT(extraction.flags(), Contains("text-refused"));
}

TEST(HostileJsonTest, DepthIsBoundedAndWhatStoodBeforeStays) {
  const std::string deep(1'000'000, '[');
  const Extraction extraction = Read(
      R"({"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1"},{"id":"2","x":)" + deep,
      "application/json");
  EXPECT_EQ(extraction.records_size(), 3);
  EXPECT_THAT(extraction.flags(), Contains("json-cut"));
}

}  // namespace
}  // namespace arsip::extractors
