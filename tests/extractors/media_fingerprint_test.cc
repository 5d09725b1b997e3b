// Sound as Chromaprint hears it.
#include "extractors/media_fingerprint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <random>
#include <sstream>
#include <vector>

#include "read_media.h"

namespace arsip::extractors {
namespace {

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

// A tune under noise, up to the highest frequencies: whatever another filter would let through.
std::string NoisyTune(double seconds) {
  std::string wav = Tune(seconds, 1);
  std::mt19937 random(1);
  for (size_t i = 44; i + 1 < wav.size(); i += 2) {
    int16_t sample = 0;
    std::memcpy(&sample, &wav[i], 2);
    sample = static_cast<int16_t>(sample / 3 + static_cast<int>(random() % 8'000) - 4'000);
    std::memcpy(&wav[i], &sample, 2);
  }
  return wav;
}

// fpcalc is Chromaprint's own program.
TEST(AudioFingerprintTest, IsThatOfChromaprintsOwnProgram) {
  const std::string wav = FileOf(NoisyTune(12), ".wav");
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
    const std::string own =
        OutputOf("fpcalc -raw -length 0 -ignore-errors " + FileOf(bytes, suffix) + " 2>/dev/null");
    const std::vector<uint32_t> words(facts.fingerprint().begin(), facts.fingerprint().end());
    EXPECT_EQ(MeanBitError(words, WordsIn(own)), 0) << form;
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

}  // namespace
}  // namespace arsip::extractors
