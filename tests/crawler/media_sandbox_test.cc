// Video and audio behind the real walls of arsip-media-sandbox: what FFmpeg does there that it must
// not ends the process.
#include "crawler/media_sandbox.h"

#include <gmock/gmock.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

#include "archive/audio_match.h"
#include "archive/media_rows.h"
#include "crawler/record_json.h"
#include "encoded_image.h"
#include "extractors/sandbox.h"
#include "generated_media.h"
#include "sandbox_fixture.h"

namespace arsip::crawler {
namespace {

using extractors::Encoded;
using extractors::FileOf;
using extractors::MediaOf;
using extractors::PatternInput;
using extractors::Scene;
using extractors::Tune;
using ::testing::HasSubstr;

std::string FileBytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

SandboxBrokerOptions Walls() {
  SandboxBrokerOptions pages;
  pages.binary = RealSandbox();
  pages.allow_missing_layers = true;
  return pages;
}

// One file of each container, with each codec somewhere.
std::vector<std::string> EveryForm() {
  const std::string tune = FileOf(Tune(4, 1), ".wav");
  const std::string master = FileOf(
      MediaOf(PatternInput(1, 160, 120) + " -i " + tune + " -c:v rawvideo -c:a pcm_s16le -t 2",
              ".nut"),
      ".nut");
  std::vector<std::string> files;
  for (const auto& [arguments, suffix] : std::vector<std::pair<std::string, std::string>>{
           {"-c:v libx264 -c:a aac", ".mp4"},
           {"-c:v libx265 -preset ultrafast -x265-params log-level=none -c:a aac", ".mov"},
           {"-c:v libvpx -deadline realtime -c:a libvorbis", ".webm"},
           {"-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus", ".mkv"},
           {"-c:v libsvtav1 -preset 12 -svtav1-params lp=1 -c:a libopus", ".mp4"},
           {"-c:v mpeg4 -c:a libmp3lame", ".avi"},
           {"-c:v mpeg2video -c:a mp2", ".ts"},
           {"-c:v mpeg1video -c:a mp2", ".mpg"},
           {"-c:v flv -ar 22050 -c:a libmp3lame", ".flv"},
           {"-c:v libtheora -c:a libvorbis", ".ogv"},
           {"-vn -c:a libmp3lame", ".mp3"},
           {"-vn -c:a flac", ".flac"},
           {"-vn -c:a libopus", ".ogg"},
           {"-vn -c:a aac", ".m4a"}}) {
    files.push_back(MediaOf("-i " + master + " " + arguments, suffix));
    EXPECT_FALSE(files.back().empty()) << suffix;
  }
  files.push_back(Tune(4, 1));
  return files;
}

class MediaSandboxTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto reading = MediaReading::Create(MediaSandboxOptions(), Walls());
    ASSERT_TRUE(reading) << reading.error().ToString();
    reading_ = std::move(*reading);
  }
  void ExpectNoViolation() {
    if (!extractors::BuiltWithSanitizer()) {
      EXPECT_THAT(reading_->sandbox().layers(), HasSubstr("seccomp"));
    }
    EXPECT_EQ(reading_->sandbox().counters().violations, 0u);
    EXPECT_EQ(reading_->sandbox().counters().crashes, 0u);
  }

  std::unique_ptr<MediaReading> reading_;
};

TEST_F(MediaSandboxTest, EveryFormIsReadBehindTheWalls) {
  int videos = 0;
  for (const std::string& file : EveryForm()) {
    const auto extraction = reading_->Read(file);
    ASSERT_TRUE(extraction) << extraction.error().ToString();
    const extractors::Record& record = extraction->records(0);
    EXPECT_EQ(record.state(), "") << record.media_type();
    EXPECT_GT(record.media_facts().audio_ms(), 0u) << record.media_type();
    if (record.kind() == extractors::Record::VIDEO) {
      ++videos;
      EXPECT_GT(record.media_facts().frames_size(), 0) << record.media_type();
      EXPECT_TRUE(extraction->contact_sheet().starts_with("\xFF\xD8\xFF")) << record.media_type();
    }
  }
  EXPECT_EQ(videos, 10);
  ExpectNoViolation();
  EXPECT_GE(reading_->sandbox().counters().processes_started, 15u) << "one for each file";
}

// A frame that a decoder would like to share out among threads.
TEST_F(MediaSandboxTest, NoLargeVideoStartsAThread) {
  for (const char* codec :
       {"libx264 -preset ultrafast", "libvpx-vp9 -deadline realtime -cpu-used 8",
        "libsvtav1 -preset 12 -svtav1-params lp=1"}) {
    const std::string& file =
        MediaOf("-f lavfi -t 0.4 -i testsrc2=size=1920x1080:rate=25,format=yuv420p -c:v " +
                    std::string(codec),
                ".mp4");
    const auto extraction = reading_->Read(file);
    ASSERT_TRUE(extraction) << codec << ": " << extraction.error().ToString();
    EXPECT_EQ(extraction->records(0).width(), 1920u);
    EXPECT_EQ(extraction->records(0).media_facts().frames_size(), 1);
  }
  ExpectNoViolation();
}

std::vector<archive::FrameHash> FramesOf(const extractors::Extraction& extraction) {
  std::vector<archive::FrameHash> frames;
  for (const auto& frame : extraction.records(0).media_facts().frames()) {
    frames.push_back(*archive::ParseFrame(VideoFrameText(frame)));
  }
  return frames;
}

// A film of six seconds, smaller, at another rate, in another codec, and seconds 2 to 5 of it.
TEST_F(MediaSandboxTest, AVideoIsFoundInItsCopiesAndExcerptsAndInNoOther) {
  const std::string film =
      FileOf(MediaOf(PatternInput(6, 320, 240) + " -c:v libx264 -preset veryfast", ".mp4"), ".mp4");
  const auto read = [this](const std::string& bytes) {
    const auto extraction = reading_->Read(bytes);
    EXPECT_TRUE(extraction) << extraction.error().ToString();
    return extraction ? FramesOf(*extraction) : std::vector<archive::FrameHash>();
  };
  const auto original = read(FileBytes(film));
  const auto copy = archive::MatchVideos(
      read(MediaOf("-i " + film + " -vf scale=200:150 -b:v 150k -c:v libvpx -deadline realtime",
                   ".webm")),
      original);
  EXPECT_GE(copy.query_percent, 80);
  EXPECT_GE(copy.candidate_percent, 80);
  const auto excerpt = archive::MatchVideos(
      read(MediaOf("-ss 2 -i " + film + " -t 3 -c:v mpeg4 -q:v 5", ".avi")), original);
  EXPECT_GE(excerpt.query_percent, 60);
  EXPECT_LE(excerpt.candidate_percent, 70);
  ASSERT_FALSE(excerpt.candidate_ranges.empty());
  EXPECT_NEAR(excerpt.candidate_ranges[0].begin_ms, 2'000, 1'000);
  const auto other = archive::MatchVideos(
      read(MediaOf(PatternInput(6, 320, 240, 1) + " -c:v libx264 -preset veryfast", ".mp4")),
      original);
  EXPECT_EQ(other.query_percent, 0);
}

std::vector<uint32_t> WordsOf(const extractors::Extraction& extraction) {
  const auto& words = extraction.records(0).media_facts().fingerprint();
  return {words.begin(), words.end()};
}

TEST_F(MediaSandboxTest, SoundIsFoundWhereItWasTakenAndOtherTunesAreNot) {
  const auto read = [this](const std::string& bytes) {
    const auto extraction = reading_->Read(bytes);
    EXPECT_TRUE(extraction) << extraction.error().ToString();
    return extraction ? WordsOf(*extraction) : std::vector<uint32_t>();
  };
  constexpr double kClipSeconds = 15.3;
  const std::string tune = FileOf(Tune(60, 1), ".wav");
  const std::vector<uint32_t> track = read(FileBytes(tune));
  ASSERT_GT(track.size(), 440u);
  // From the middle, at no whole word; re-encoded poorly; with noise.
  for (const char* form : {"-c:a pcm_s16le|.wav", "-c:a libmp3lame -b:a 32k -ar 22050|.mp3",
                           "-c:a libopus -b:a 24k|.ogg",
                           "-f lavfi -t 20 -i anoisesrc=amplitude=0.2:seed=1 -filter_complex "
                           "amix=inputs=2:duration=first:normalize=0 -c:a aac -b:a 64k|.m4a"}) {
    const std::string arguments(form, std::strchr(form, '|'));
    const std::string& clip =
        MediaOf("-ss 15.3 -t 20 -i " + tune + " " + arguments, std::strchr(form, '|') + 1);
    const auto segments = archive::MatchAudio(read(clip), track);
    ASSERT_FALSE(segments.empty()) << form;
    const auto& best = segments[0];
    std::printf("%-60.60s %u words, %.1f bits apart\n", form, best.words, best.bit_error);
    const double offset = (static_cast<double>(best.candidate_begin) - best.query_begin) *
                          archive::kAudioWordMs / 1'000;
    EXPECT_NEAR(offset, kClipSeconds, 0.2) << form;
    EXPECT_GE(best.words * archive::kAudioWordMs, 14'000) << form;
  }
  for (uint32_t seed = 2; seed < 8; ++seed) {
    EXPECT_TRUE(archive::MatchAudio(read(Tune(20, seed)), track).empty()) << seed;
  }
}

TEST_F(MediaSandboxTest, WhatIsNoMediaIsSaidToBeNone) {
  const auto text = reading_->Read("#EXTM3U\nfile:///etc/passwd\n");
  ASSERT_FALSE(text);
  EXPECT_THAT(text.error().message, HasSubstr("unsupported: "));
  const auto empty =
      reading_->Read(std::string("\0\0\0\x18"
                                 "ftypisom\0\0\0\0isom",
                                 20));
  ASSERT_FALSE(empty);
  EXPECT_THAT(empty.error().message, HasSubstr("corrupt: "));
  ExpectNoViolation();
}

TEST_F(MediaSandboxTest, TheProcessesForOtherThingsLoadNoneOfFFmpeg) {
  const std::string media = FileBytes(BuildDirectory() / "arsip-media-sandbox");
  EXPECT_NE(media.find("libavformat.so"), std::string::npos);
  for (const char* other : {"arsip-sandbox", "arsip-document-sandbox", "arsip"}) {
    const std::string program = FileBytes(BuildDirectory() / other);
    for (const char* library : {"libavformat.so", "libavcodec.so", "libchromaprint.so"}) {
      EXPECT_EQ(program.find(library), std::string::npos) << other << " " << library;
    }
  }
}

// A few bytes changed, a stretch lost, doubled or filled, or the end cut.
std::string Mutated(std::string bytes, std::mt19937& random) {
  const auto at = [&random](size_t below) { return random() % std::max<size_t>(below, 1); };
  // Headers decide more than what follows them.
  const size_t reach = random() % 2 == 0 ? std::min<size_t>(bytes.size(), 600) : bytes.size();
  switch (random() % 5) {
    case 0:
      for (size_t i = 0; i < 1 + at(20); ++i) bytes[at(reach)] = static_cast<char>(random());
      break;
    case 1:
      bytes.erase(at(reach), 1 + at(200));
      break;
    case 2: {
      const size_t from = at(reach);
      bytes.insert(at(reach), bytes.substr(from, 1 + at(400)));
      break;
    }
    case 3: {
      const size_t from = at(reach);
      std::fill_n(bytes.begin() + static_cast<ptrdiff_t>(from),
                  std::min<size_t>(1 + at(16), bytes.size() - from),
                  random() % 2 == 0 ? '\xFF' : '\0');
      break;
    }
    default:
      bytes.resize(1 + at(bytes.size()));
  }
  return bytes;
}

// Issue 6: of 10,000 mutated files none ends the broker:
//   ARSIP_MUTATIONS=10000 build/release/tests/crawler/media_sandbox_test --gtest_filter='*Mutated*'
TEST(MutatedMediaTest, EndsNoBrokerAndBreaksNoWall) {
  const char* asked = std::getenv("ARSIP_MUTATIONS");
  const int count = asked == nullptr ? 300 : std::atoi(asked);
  auto loop = EventLoop::Create();
  ASSERT_TRUE(loop);
  SandboxBrokerOptions options = Walls();
  options.processes = 2;
  options.wall_clock_limit = std::chrono::seconds(20);
  options.recycle_after = 50;  // a fresh process for each would be most of the work
  options.binary = BuildDirectory() / "arsip-media-sandbox";
  auto media = SandboxBroker::Create(**loop, options);
  ASSERT_TRUE(media) << media.error().ToString();
  options.binary = BuildDirectory() / "arsip-image-sandbox";
  auto images = SandboxBroker::Create(**loop, options);
  ASSERT_TRUE(images) << images.error().ToString();

  const std::vector<std::string> media_files = EveryForm();
  std::vector<std::string> image_files;
  for (const char* form : {".png", ".jpg", ".gif", ".webp", ".jpg[interlace]"}) {
    image_files.push_back(Encoded(Scene(96, 80, 3, 1), form));
  }
  std::mt19937 random(20261129);
  std::map<SandboxResult::Status, int> ends;
  int answered_with_something = 0;
  for (int i = 0; i < count; ++i) {
    const bool image = i % 4 == 0;
    const auto& files = image ? image_files : media_files;
    const std::string bytes = Mutated(files[static_cast<size_t>(i / 4) % files.size()], random);
    extractors::ExtractionRequest request;
    request.set_kind(extractors::ExtractionRequest::IMAGE);
    if (!image) AskForMedia(MediaSandboxOptions(), request);
    SandboxResult result;
    bool ended = false;
    Spawn((image ? *images : *media)->Extract(request, bytes), [&](SandboxResult answer) {
      result = std::move(answer);
      ended = true;
      (*loop)->Stop();
    });
    while (!ended) ASSERT_TRUE((*loop)->Run());
    ++ends[result.status];
    const bool something = image
                               ? !result.extraction.image_hash().pdq().empty()
                               : result.extraction.records_size() > 0 &&
                                     result.extraction.records(0).media_facts().streams_size() > 0;
    if (something) ++answered_with_something;
  }
  SandboxCounters counters = (*media)->counters();
  counters += (*images)->counters();
  std::printf(
      "%d mutated files: %d answered, %d of them with facts; %llu processes crashed (%llu "
      "by the filter), %llu timed out, %llu invalid answers\n",
      count, ends[SandboxResult::Status::kOk], answered_with_something,
      static_cast<unsigned long long>(counters.crashes),
      static_cast<unsigned long long>(counters.violations),
      static_cast<unsigned long long>(counters.timeouts),
      static_cast<unsigned long long>(counters.invalid_answers));
  EXPECT_EQ(counters.violations, 0u);
  EXPECT_EQ(counters.invalid_answers, 0u);
  EXPECT_GT(answered_with_something, count / 4) << "the mutations leave nothing to read";
  // A crash of a decoder is no failure here, but more than a few are worth a look.
  EXPECT_LE(ends[SandboxResult::Status::kCrashed], count / 50 + 1);
}

}  // namespace
}  // namespace arsip::crawler
