// Frames as vPDQ hashes them.
#include "extractors/media_frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "extractors/pdq.h"
#include "read_media.h"

namespace arsip::extractors {
namespace {

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
  for (const Form& form : {Form{"libvpx-vp9 -b:v 1M -deadline realtime -cpu-used 8", ".mkv"},
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

}  // namespace
}  // namespace arsip::extractors
