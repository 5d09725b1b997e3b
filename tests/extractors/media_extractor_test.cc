// Video and audio as they are read: what is hashed, heard, refused and cut.
#include "extractors/media_extractor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <sstream>
#include <vector>

#include "extractors/media_formats.h"
#include "extractors/media_limits.h"
#include "extractors/media_sheet.h"
#include "extractors/pdq.h"
#include "generated_media.h"

namespace arsip::extractors {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Extraction Read(const std::string& bytes, ExtractionRequest request = {}) {
  MediaExtractor::Preload();
  request.set_kind(ExtractionRequest::MEDIA);
  Extraction extraction;
  MediaExtractor().Extract(request, bytes, extraction);
  EXPECT_EQ(extraction.records_size(), 1);
  return extraction;
}

const std::string& Film() {
  return MediaOf(PatternInput(6, 320, 240) + " -c:v libx264 -preset veryfast -g 50 -sc_threshold 0 -metadata title=Judul", ".mp4");
}

// vPDQ: frame numbers that are a multiple of the frame rate.
TEST(VideoFramesTest, AreHashedOnceASecond) {
  ASSERT_FALSE(Film().empty()) << "is ffmpeg installed?";
  const Extraction extraction = Read(Film());
  const Record& record = extraction.records(0);
  EXPECT_EQ(record.kind(), Record::VIDEO);
  EXPECT_EQ(record.state(), "");
  EXPECT_EQ(record.width(), 320u);
  EXPECT_EQ(record.title(), "Judul");
  const MediaFacts& facts = record.media_facts();
  EXPECT_EQ(facts.container(), "mov");
  EXPECT_EQ(facts.duration_ms(), 6'000u);
  EXPECT_EQ(facts.frames_decoded(), 150u);
  ASSERT_EQ(facts.streams_size(), 1);
  EXPECT_EQ(facts.streams(0).codec(), "h264");
  EXPECT_EQ(facts.streams(0).frame_rate_numerator(), 25u);
  ASSERT_EQ(facts.frames_size(), 6);
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(facts.frames(i).number(), static_cast<uint32_t>(25 * i));
    EXPECT_EQ(facts.frames(i).timestamp_ms(), static_cast<uint64_t>(1'000 * i));
    EXPECT_EQ(facts.frames(i).pdq().size(), PdqHash::kBytes);
  }
}

// The same frames by the ffmpeg program, RGB24 by its area scaler, hashed here.
TEST(VideoFramesTest, HaveTheHashesOfTheirPixels) {
  const Extraction extraction = Read(Film());
  const std::string path = FileOf(Film(), ".mp4");
  const std::string raw = OutputOf("ffmpeg -nostdin -v error -threads 1 -i " + path +
                                   " -vf \"select='not(mod(n,25))',scale=flags=area\" -vsync 0 "
                                   "-pix_fmt rgb24 -f rawvideo -");
  constexpr size_t kFrame = size_t{320} * 240 * 3;
  const MediaFacts& facts = extraction.records(0).media_facts();
  ASSERT_EQ(raw.size(), kFrame * static_cast<size_t>(facts.frames_size()));
  for (int i = 0; i < facts.frames_size(); ++i) {
    const auto* pixels =
        reinterpret_cast<const uint8_t*>(raw.data() + kFrame * static_cast<size_t>(i));
    const PdqResult expected = Pdq().Hash({pixels, 320, 240, 3});
    EXPECT_EQ(PdqHash::FromBytes(facts.frames(i).pdq()), expected.hash) << i;
    EXPECT_EQ(facts.frames(i).quality(), expected.quality) << i;
  }
}

TEST(VideoFramesTest, MayBeKeyframesAlone) {
  ExtractionRequest request;
  request.set_keyframes_only(true);
  const Extraction extraction = Read(Film(), request);
  const MediaFacts& facts = extraction.records(0).media_facts();
  EXPECT_TRUE(facts.keyframes_only());
  ASSERT_GE(facts.frames_size(), 3);
  EXPECT_LT(facts.frames_decoded(), 20u);
  EXPECT_EQ(facts.frames(1).timestamp_ms(), 2'000u);
}

TEST(VideoFramesTest, ThatStandStillAreCountedWhenAskedFor) {
  const std::string& still = MediaOf(
      "-f lavfi -i color=c=gray:size=160x120:rate=10 -vf "
      "\"drawbox=x=20:y=30:w=60:h=40:color=white:t=fill\" -t 8 -c:v libx264",
      ".mkv");
  EXPECT_EQ(Read(still).records(0).media_facts().frames_size(), 8);
  ExtractionRequest request;
  request.set_prune_distance(2);
  const Extraction pruned = Read(still, request);
  const MediaFacts& facts = pruned.records(0).media_facts();
  EXPECT_EQ(facts.frames_size(), 1);
  EXPECT_EQ(facts.frames_pruned(), 7u);
}

// Every codec on the list is read in tests/crawler/media_sandbox_test.cc.
TEST(VideoFramesTest, OfAnotherCodecAndContainerLookAlike) {
  struct Form {
    const char* codec;
    const char* suffix;
  };
  const std::string master =
      FileOf(MediaOf(PatternInput(2, 160, 120) + " -c:v rawvideo", ".nut"), ".nut");
  const Extraction film = Read(MediaOf("-i " + master + " -c:v libx264 -preset veryfast", ".mp4"));
  const MediaFacts& first = film.records(0).media_facts();
  ASSERT_EQ(first.frames_size(), 2);
  for (const Form& form :
       {Form{"libvpx-vp9 -b:v 1M -deadline realtime -cpu-used 8", ".mkv"},
        Form{"mpeg4 -q:v 3", ".avi"}, Form{"mpeg2video -q:v 3", ".ts"}}) {
    const std::string& bytes = MediaOf("-i " + master + " -c:v " + form.codec, form.suffix);
    ASSERT_FALSE(bytes.empty()) << form.codec;
    const Extraction extraction = Read(bytes);
    const MediaFacts& facts = extraction.records(0).media_facts();
    EXPECT_EQ(extraction.records(0).state(), "") << form.codec;
    ASSERT_EQ(facts.frames_size(), 2) << form.codec;
    for (int i = 0; i < 2; ++i) {
      EXPECT_LE(Distance(*PdqHash::FromBytes(facts.frames(i).pdq()),
                         *PdqHash::FromBytes(first.frames(i).pdq())),
                kPdqMatchDistance)
          << form.codec << i;
    }
  }
}

// An Ogg file does not say its rate: as by vPDQ, every frame is hashed then.
TEST(VideoFramesTest, OfAnUnknownRateAreAllHashed) {
  const Extraction extraction =
      Read(MediaOf(PatternInput(1, 160, 120) + " -c:v libtheora -q:v 7", ".ogv"));
  const MediaFacts& facts = extraction.records(0).media_facts();
  EXPECT_EQ(facts.streams(0).frame_rate_denominator(), 0u);
  EXPECT_EQ(facts.frames_size(), 25);
  EXPECT_NEAR(static_cast<double>(facts.frames(24).timestamp_ms()), 960, 1);
}

// The mean of the bits in which two fingerprints differ; 32 when they are not of one length.
double MeanBitError(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  if (a.size() != b.size() || a.empty()) return 32;
  int bits = 0;
  for (size_t i = 0; i < a.size(); ++i) bits += std::popcount(a[i] ^ b[i]);
  return static_cast<double>(bits) / static_cast<double>(a.size());
}

// "...FINGERPRINT=1,2,3"
std::vector<uint32_t> WordsIn(const std::string& output) {
  constexpr std::string_view kName = "FINGERPRINT=";
  const size_t at = output.find(kName);
  std::vector<uint32_t> words;
  if (at == std::string::npos) return words;
  std::istringstream list(output.substr(at + kName.size()));
  for (std::string word; std::getline(list, word, ',');) {
    words.push_back(static_cast<uint32_t>(std::stoul(word)));
  }
  return words;
}

// fpcalc is Chromaprint's own program.
TEST(AudioFingerprintTest, IsThatOfChromaprintsOwnProgram) {
  const std::string wav = FileOf(Tune(12, 1), ".wav");
  for (const char* form : {"-c:a libmp3lame -b:a 96k|.mp3", "-c:a aac|.m4a", "-c:a libopus|.ogg",
                           "-c:a libvorbis|.ogg", "-c:a flac|.flac", "-ac 2 -ar 44100|.wav"}) {
    const std::string arguments(form, std::strchr(form, '|'));
    const std::string suffix = std::strchr(form, '|') + 1;
    const std::string& bytes = MediaOf("-i " + wav + " " + arguments, suffix);
    ASSERT_FALSE(bytes.empty()) << form;
    const Extraction extraction = Read(bytes);
    const Record& record = extraction.records(0);
    EXPECT_EQ(record.kind(), Record::AUDIO) << form;
    EXPECT_EQ(record.state(), "") << form;
    const MediaFacts& facts = record.media_facts();
    EXPECT_NEAR(static_cast<double>(facts.audio_ms()), 12'000, 100) << form;
    const std::string own = OutputOf("fpcalc -raw -length 0 -ignore-errors " + FileOf(bytes, suffix) + " 2>/dev/null");
    const std::vector<uint32_t> words(facts.fingerprint().begin(), facts.fingerprint().end());
    // AAC, whose decoding starts in the middle of a block, comes out a few bits apart.
    const double most = suffix == ".m4a" ? 0.25 : 0.0;
    EXPECT_LE(MeanBitError(words, WordsIn(own)), most) << form;
    EXPECT_GT(words.size(), 70u) << form;
  }
}

TEST(AudioFingerprintTest, OfAVideoStandsBesideItsFrames) {
  const std::string wav = FileOf(Tune(6, 1), ".wav");
  const Extraction extraction =
      Read(MediaOf(PatternInput(6, 160, 120) + " -i " + wav + " -c:v libx264 -c:a aac", ".mp4"));
  const MediaFacts& facts = extraction.records(0).media_facts();
  EXPECT_EQ(extraction.records(0).kind(), Record::VIDEO);
  EXPECT_EQ(facts.frames_size(), 6);
  EXPECT_GT(facts.fingerprint_size(), 20);
  EXPECT_EQ(facts.streams_size(), 2);
}

TEST(ContactSheetTest, ShowsSixteenFramesGreyAndBlurred) {
  ExtractionRequest request;
  request.set_want_contact_sheet(true);
  request.set_hash_interval_ms(200);
  const Extraction extraction = Read(Film(), request);
  ASSERT_THAT(extraction.contact_sheet(), StartsWith("\xFF\xD8\xFF"));
  const std::string shape =
      OutputOf("ffprobe -v error -show_entries stream=width,height,pix_fmt -of csv=p=0 " +
               FileOf(extraction.contact_sheet(), ".jpg"));
  EXPECT_EQ(shape, "660,500,gray\n");
  EXPECT_TRUE(Read(Film()).contact_sheet().empty()) << "nobody asked";
}

TEST(ContactSheetTest, AnEdgeIsNoLongerSharp) {
  GreyImage image{40, 20, std::vector<uint8_t>(800, 0)};
  for (size_t i = 0; i < image.samples.size(); ++i) image.samples[i] = i % 40 < 20 ? 0 : 255;
  Blur(image, 3);
  for (size_t x = 1; x < 40; ++x) {
    EXPECT_LT(image.samples[400 + x] - image.samples[400 + x - 1], 60) << x;
  }
  EXPECT_EQ(image.samples[400], 0);
  EXPECT_EQ(image.samples[439], 255);
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
    EXPECT_THAT("," + AllowedDemuxers() + ",",
                ::testing::Not(HasSubstr("," + std::string(name) + ",")));
  }
}

TEST(HostileMediaTest, ACodecThatIsNotOnTheListIsNamedAndNotDecoded) {
  const Extraction extraction =
      Read(MediaOf(PatternInput(1, 160, 120) + " -c:v ffv1 -pix_fmt yuv420p", ".mkv"));
  const Record& record = extraction.records(0);
  EXPECT_EQ(record.state(), "unsupported: no stream that is read");
  EXPECT_EQ(record.media_facts().streams(0).codec(), "ffv1");
  EXPECT_EQ(record.media_facts().streams(0).state(), "unsupported: codec");
  EXPECT_EQ(record.media_facts().frames_decoded(), 0u);
}

TEST(MediaLimitTest, ADurationIsLookedAtNoFurther) {
  ExtractionRequest request;
  request.set_max_media_seconds(2);
  const Extraction extraction = Read(Film(), request);
  EXPECT_EQ(extraction.records(0).state(), "refused-limit: duration");
  EXPECT_LE(extraction.records(0).media_facts().frames_size(), 3);
  EXPECT_GE(extraction.records(0).media_facts().frames_size(), 2);
}

TEST(MediaLimitTest, WhatWasFoundBeforeTheWorkWasSpentIsTheAnswer) {
  const std::string& large =
      MediaOf(PatternInput(12, 640, 480) + " -c:v mpeg4 -q:v 2", ".mp4");
  ExtractionRequest request;
  request.set_max_work_ms(60);
  const Extraction extraction = Read(large, request);
  EXPECT_EQ(extraction.records(0).state(), "refused-limit: time");
  EXPECT_EQ(extraction.records(0).media_facts().duration_ms(), 12'000u);
  EXPECT_LT(extraction.records(0).media_facts().frames_decoded(), 300u);
}

// security.md item 70.
TEST(HostileMediaTest, ThousandsOfTracksEndAtALimit) {
  const auto box = [](const std::string& kind, const std::string& body) {
    std::string out(4, '\0');
    const auto size = static_cast<uint32_t>(body.size() + 8);
    for (int i = 0; i < 4; ++i) out[static_cast<size_t>(i)] = static_cast<char>(size >> (24 - 8 * i));
    return out + kind + body;
  };
  std::string tracks;
  for (int i = 0; i < 5'000; ++i) tracks += box("trak", box("mdia", box("mdhd", std::string(24, '\0'))));
  const std::string file = box("ftyp", "isom" + std::string(4, '\0') + "isom") +
                           box("moov", box("mvhd", std::string(100, '\0')) + tracks);
  const Extraction extraction = Read(file);
  EXPECT_THAT(extraction.records(0).state(), StartsWith("refused-limit: ")) << "of 5,000 tracks";
}

TEST(HostileMediaTest, BytesThatAreCutOrWrongAreSaidToBe) {
  const std::string& film = Film();
  for (size_t cut = 40; cut < film.size(); cut += film.size() / 8) {
    const Extraction extraction = Read(film.substr(0, cut));
    EXPECT_NE(extraction.records(0).state(), "") << cut;
  }
  std::string damaged =
      MediaOf(PatternInput(3, 320, 240) + " -c:v mpeg2video -q:v 3", ".ts");
  for (size_t i = 20'000; i < damaged.size(); i += 997) damaged[i] = static_cast<char>(~damaged[i]);
  const Extraction extraction = Read(damaged);
  EXPECT_THAT(extraction.records(0).media_facts().frames_size(), ::testing::Le(4));
}

TEST(MediaVersionsTest, NameTheLibraries) {
  EXPECT_THAT(MediaVersions(), StartsWith("media 1, avformat "));
  EXPECT_THAT(MediaVersions(), HasSubstr("chromaprint 1."));
  EXPECT_LT(MediaVersions().size(), 128u);
}

}  // namespace
}  // namespace arsip::extractors
