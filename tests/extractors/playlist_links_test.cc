#include "extractors/playlist_links.h"

#include "gmock/gmock.h"
#include "scanned.h"

namespace arsip::extractors {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Collected {
  std::vector<std::string> links;
  uint32_t dropped = 0;
};

template <class CollectFunction>
Collected Collect(CollectFunction collect) {
  Extraction extraction;
  LinkSet links;
  links.Begin(extraction, 100'000, 16u << 20);
  collect(links);
  return {Described(extraction), links.dropped()};
}

std::vector<std::string> M3u8(std::string_view text) {
  return Collect([text](LinkSet& links) { CollectM3u8Links(text, links); }).links;
}
Collected Mpd(std::string_view text) {
  return Collect([text](LinkSet& links) { CollectMpdLinks(text, links); });
}

TEST(M3u8Test, MasterPlaylist) {
  EXPECT_THAT(
      M3u8("#EXTM3U\r\n#EXT-X-MEDIA:TYPE=AUDIO,NAME=\"URI=no, really\",URI=\"a/prog.m3u8\"\r\n"
           "#EXT-X-STREAM-INF:BANDWIDTH=1\r\nlow.m3u8\r\n#comment\r\n"
           "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"i.m3u8\"\r\n"),
      ElementsAre("EMBED m3u8@EXT-X-MEDIA a/prog.m3u8", "EMBED m3u8@uri low.m3u8",
                  "EMBED m3u8@EXT-X-I-FRAME-STREAM-INF i.m3u8"));
}

TEST(M3u8Test, MediaPlaylistWithKeyAndMap) {
  EXPECT_THAT(
      M3u8("\xEF\xBB\xBF#EXTM3U\n#EXT-X-MAP:URI=\"init.mp4\"\n"
           "#EXT-X-KEY:METHOD=AES-128,URI=\"https://k.example/1\",IV=0x1\n#EXTINF:9,URI=x\n"
           "http://c.example/1.ts?a=b&c\n"),
      ElementsAre("EMBED m3u8@EXT-X-MAP init.mp4", "EMBED m3u8@EXT-X-KEY https://k.example/1",
                  "EMBED m3u8@uri http://c.example/1.ts?a=b&c"));
}

TEST(M3u8Test, SignatureIsAWordOfItsOwn) {
  EXPECT_TRUE(IsM3u8("#EXTM3U\n"));
  EXPECT_TRUE(IsM3u8("\xEF\xBB\xBF#EXTM3U"));
  EXPECT_FALSE(IsM3u8("#EXTM3U8\n"));
  EXPECT_FALSE(IsM3u8("\n#EXTM3U\n"));
}

TEST(M3u8Test, UnfinishedQuotesYieldNothing) {
  EXPECT_THAT(M3u8("#EXTM3U\n#EXT-X-KEY:URI=\"abc\n#EXT-X-KEY:URI\n#EXT-X-KEY:=,=,\n"), IsEmpty());
}

TEST(MpdTest, SegmentListIsRelativeToTheNestedBases) {
  EXPECT_THAT(Mpd("<MPD><BaseURL>http://c.example/x/a.mpd</BaseURL><Period><BaseURL>p/</BaseURL>"
                  "<AdaptationSet><Representation id=\"1\"><SegmentList><Initialization "
                  "sourceURL=\"i.mp4\"/><SegmentURL media=\"1.m4s\"/><SegmentURL media=\"/2.m4s\"/>"
                  "</SegmentList></Representation></AdaptationSet></Period></MPD>")
                  .links,
              ElementsAre("EMBED mpd@BaseURL http://c.example/x/a.mpd",
                          "EMBED mpd@BaseURL http://c.example/x/p/",
                          "EMBED mpd@sourceURL http://c.example/x/p/i.mp4",
                          "EMBED mpd@media http://c.example/x/p/1.m4s",
                          "EMBED mpd@media http://c.example/2.m4s"));
}

TEST(MpdTest, TemplateOfATimelineIsFilledInForEachRepresentation) {
  EXPECT_THAT(
      Mpd("<MPD><Period><AdaptationSet><SegmentTemplate media=\"$RepresentationID$-$Time$-"
          "$Number%03d$$$.m4s\" initialization=\"$Bandwidth$.mp4\" startNumber=\"7\">"
          "<SegmentTimeline><S t=\"5\" d=\"10\" r=\"1\"/></SegmentTimeline></SegmentTemplate>"
          "<Representation id=\"a\" bandwidth=\"9\"/></AdaptationSet></Period></MPD>")
          .links,
      ElementsAre("EMBED mpd@initialization 9.mp4", "EMBED mpd@media a-5-007$.m4s",
                  "EMBED mpd@media a-15-008$.m4s"));
}

TEST(MpdTest, TemplateWithADurationIsCountedFromTheLengthOfThePresentation) {
  EXPECT_THAT(
      Mpd("<MPD mediaPresentationDuration=\"PT0H0M25.0S\"><Period><AdaptationSet>"
          "<Representation id=\"a\"><SegmentTemplate media=\"$Number$.m4s\" "
          "duration=\"10\"/></Representation></AdaptationSet></Period></MPD>")
          .links,
      ElementsAre("EMBED mpd@media 1.m4s", "EMBED mpd@media 2.m4s", "EMBED mpd@media 3.m4s"));
}

TEST(MpdTest, ExpansionIsBoundedAndSaysSo) {
  std::string many =
      "<MPD mediaPresentationDuration=\"P999999D\"><Period><AdaptationSet>"
      "<SegmentTemplate media=\"$RepresentationID$/$Number$\" duration=\"1\" "
      "timescale=\"999999999\"/>";
  for (int i = 0; i < 20'000; ++i) many += "<Representation id=\"r\"/>";
  const Collected collected = Mpd(many);
  EXPECT_EQ(collected.links.size(), kMaxTemplateSegments);
  EXPECT_GE(collected.dropped, 1u);
  const Collected repeats =
      Mpd("<MPD><Period><AdaptationSet><SegmentTemplate media=\"$Time$\"><SegmentTimeline>"
          "<S d=\"1\" r=\"999999999999\"/></SegmentTimeline></SegmentTemplate><Representation/>");
  EXPECT_EQ(repeats.links.size(), kMaxTemplateSegments);
}

}  // namespace
}  // namespace arsip::extractors
