// Which parts of FFmpeg are used at all.
#include "extractors/media_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <string>
#include <string_view>

#include "document_samples.h"
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

// Tells whether a file was opened.
class OpensOf {
 public:
  explicit OpensOf(const std::string& path) : inotify_(::inotify_init1(IN_NONBLOCK)) {
    EXPECT_GE(::inotify_add_watch(inotify_, path.c_str(), IN_OPEN | IN_ACCESS), 0);
  }
  ~OpensOf() { ::close(inotify_); }
  OpensOf(const OpensOf&) = delete;
  OpensOf& operator=(const OpensOf&) = delete;
  bool any() const {
    char events[4096];
    return ::read(inotify_, events, sizeof events) > 0;
  }

 private:
  const int inotify_;
};

std::string Box(const std::string& kind, const std::string& body) {
  return BigEndian(body.size() + 8, 4) + kind + body;
}

// A film whose samples are said to lie in another file: QuickTime's alias, with its absolute path.
std::string FilmElsewhere(const std::string& path) {
  const std::string name = path.size() % 2 == 0 ? path : "/" + path;
  const std::string alias = std::string(4, '\0') + std::string(10, '\0') + '\1' + "v" +
                            std::string(26, '\0') + std::string(12, '\0') + '\1' + "f" +
                            std::string(62, '\0') + std::string(16, '\0') + BigEndian(0, 4) +
                            std::string(16, '\0') + BigEndian(2, 2) + BigEndian(name.size(), 2) +
                            name + BigEndian(0xFFFF, 2) + BigEndian(0, 2);
  const std::string dref = Box("dref", BigEndian(0, 4) + BigEndian(1, 4) + Box("alis", alias));
  const std::function<std::string(std::string_view)> changed = [&](std::string_view boxes) {
    std::string out;
    while (boxes.size() >= 8) {
      size_t size = 0;
      for (int i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(boxes[i]);
      if (size < 8 || size > boxes.size()) break;
      const std::string kind(boxes.substr(4, 4));
      const std::string_view body = boxes.substr(8, size - 8);
      const bool outer =
          kind == "moov" || kind == "trak" || kind == "mdia" || kind == "minf" || kind == "dinf";
      out += kind == "dref" ? dref : Box(kind, outer ? changed(body) : std::string(body));
      boxes.remove_prefix(size);
    }
    return out;
  };
  return changed(Film());
}

// An AVI whose subtitles are a playlist.
std::string AviWithPlaylist(const std::string& playlist) {
  const auto chunk = [](const std::string& kind, std::string body) {
    const std::string size = LittleEndian(body.size(), 4);
    if (body.size() % 2 != 0) body += '\0';
    return kind + size + body;
  };
  std::string head(56, '\0');
  head.replace(0, 4, LittleEndian(40'000, 4));
  head.replace(24, 4, LittleEndian(1, 4));
  std::string stream = "txts" + std::string(52, '\0');
  stream.replace(20, 4, LittleEndian(1, 4));
  stream.replace(24, 4, LittleEndian(25, 4));
  stream.replace(32, 4, LittleEndian(1, 4));
  const std::string text = std::string("GAB2\0", 5) + LittleEndian(2, 2) + LittleEndian(0, 4) +
                           LittleEndian(4, 2) + LittleEndian(playlist.size(), 4) + playlist;
  const std::string lists =
      chunk("LIST", "hdrl" + chunk("avih", head) +
                        chunk("LIST", "strl" + chunk("strh", stream) + chunk("strf", ""))) +
      chunk("LIST", "movi" + chunk("00tx", text));
  return chunk("RIFF", "AVI " + lists);
}

// security.md item 69, without any walls around the reader.
TEST(HostileMediaTest, NothingThatAFileNamesIsOpened) {
  const std::string secret = FileOf("rahasia\n", ".txt");
  const OpensOf opens(secret);
  ASSERT_FALSE(opens.any());
  const std::string playlist =
      "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://" + secret + "\n#EXT-X-ENDLIST\n";
  for (const std::string& payload :
       {playlist, "#EXTM3U\n#EXTINF:1,\nconcat:" + secret + "|" + secret + "\n",
        "ffconcat version 1.0\nfile '" + secret + "'\n",
        "[playlist]\nFile1=file://" + secret + "\n", FilmElsewhere(secret),
        AviWithPlaylist(playlist), Box("ftyp", "isom" + std::string(4, '\0')) + playlist,
        Box("ftyp", "qt  " + std::string(4, '\0')) +
            Box("moov",
                Box("rmra", Box("rmda", Box("rdrf", BigEndian(0, 4) + "url " +
                                                        BigEndian(secret.size(), 4) + secret))))}) {
    const Extraction read = Read(payload);
    EXPECT_EQ(read.SerializeAsString().find("rahasia\n"), std::string::npos);
  }
  EXPECT_FALSE(opens.any());
  // What would have been told.
  std::ifstream(secret).get();
  EXPECT_TRUE(opens.any());
}

}  // namespace
}  // namespace arsip::extractors
