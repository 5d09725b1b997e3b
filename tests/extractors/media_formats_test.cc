// Which parts of FFmpeg are used at all.
#include "extractors/media_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read_media.h"

namespace arsip::extractors {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(MediaFormatsTest, ADemuxerIsChosenByTheTypeAlone) {
  EXPECT_EQ(DemuxerFor("video/mp4"), "mov");
  EXPECT_EQ(DemuxerFor("audio/mpeg"), "mp3");
  EXPECT_EQ(DemuxerFor("application/vnd.apple.mpegurl"), "");
  EXPECT_EQ(DemuxerFor("image/gif"), "");
  EXPECT_EQ(DemuxerFor(""), "");
}

TEST(MediaFormatsTest, ADecoderIsChosenByTheCodecAlone) {
  EXPECT_EQ(DecoderFor("av1"), "libdav1d");
  EXPECT_EQ(DecoderFor("mp3"), "mp3float");
  EXPECT_EQ(DecoderFor("png"), "");
  EXPECT_EQ(DecoderFor("ass"), "");
}

// security.md item 69: a playlist names other files; nothing that it names is opened, since
// playlists are not read at all.
TEST(HostileMediaTest, PlaylistsAndScriptsAreNotRead) {
  for (const char* text :
       {"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile /etc/passwd\n", "v=0\no=- 0 0 IN IP4 127.0.0.1\n",
        "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"/>"}) {
    EXPECT_THAT(Read(text).records(0).state(), StartsWith("unsupported: ")) << text;
  }
  for (const char* name : {"hls", "dash", "concat", "image2", "sdp", "lavfi", "tedcaptions"}) {
    EXPECT_THAT("," + AllowedDemuxers() + ",", Not(HasSubstr("," + std::string(name) + ",")));
  }
}

}  // namespace
}  // namespace arsip::extractors
