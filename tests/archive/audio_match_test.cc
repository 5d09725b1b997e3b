// Where one fingerprint is in another. Words here are made up; those of real audio are matched in
// tests/extractors/audio_match_test.cc.
#include "archive/audio_match.h"

#include <gtest/gtest.h>

#include <random>

namespace arsip::archive {
namespace {

std::vector<uint32_t> Words(uint32_t seed, size_t count) {
  std::mt19937 random(seed);
  std::vector<uint32_t> words(count);
  for (uint32_t& word : words) word = static_cast<uint32_t>(random());
  return words;
}

std::vector<uint32_t> Noisy(std::vector<uint32_t> words, int bits, uint32_t seed) {
  std::mt19937 random(seed);
  for (uint32_t& word : words) {
    for (int i = 0; i < bits; ++i) word ^= 1u << (random() % 32);
  }
  return words;
}

TEST(AudioMatchTest, AClipIsFoundWhereItWasTaken) {
  const auto track = Words(1, 1'000);
  const std::vector<uint32_t> clip(track.begin() + 300, track.begin() + 500);
  const auto segments = MatchAudio(clip, track);
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].query_begin, 0u);
  EXPECT_EQ(segments[0].candidate_begin, 300u);
  EXPECT_EQ(segments[0].words, 200u);
  EXPECT_EQ(segments[0].bit_error, 0);
}

TEST(AudioMatchTest, ClipAndTrackMayChangePlaces) {
  const auto track = Words(1, 1'000);
  const std::vector<uint32_t> clip(track.begin() + 300, track.begin() + 500);
  const auto segments = MatchAudio(track, clip);
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].query_begin, 300u);
  EXPECT_EQ(segments[0].candidate_begin, 0u);
}

TEST(AudioMatchTest, SeveralWrongBitsInEachWordAreBorne) {
  const auto track = Words(1, 1'000);
  const std::vector<uint32_t> clip(track.begin() + 300, track.begin() + 600);
  const auto segments = MatchAudio(Noisy(clip, 5, 7), track);
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].candidate_begin, 300u);
  EXPECT_EQ(segments[0].words, 300u);
  EXPECT_NEAR(segments[0].bit_error, 4.5, 0.6);
}

TEST(AudioMatchTest, UnlikeTracksDoNotMatch) {
  for (uint32_t seed = 0; seed < 20; ++seed) {
    EXPECT_TRUE(MatchAudio(Words(2 * seed, 500), Words(2 * seed + 1, 1'500)).empty()) << seed;
  }
}

TEST(AudioMatchTest, TwoStretchesOfOneTrackAreTwoSegments) {
  const auto track = Words(1, 1'000);
  std::vector<uint32_t> mixed(track.begin() + 600, track.begin() + 700);
  const auto other = Words(2, 100);
  mixed.insert(mixed.end(), other.begin(), other.end());
  mixed.insert(mixed.end(), track.begin() + 100, track.begin() + 160);
  const auto segments = MatchAudio(mixed, track);
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_NEAR(segments[0].candidate_begin, 600, 8);
  EXPECT_NEAR(segments[0].words, 100, 8);
  EXPECT_NEAR(segments[1].candidate_begin, 100, 8);
  EXPECT_NEAR(segments[1].query_begin, 200, 8);
}

TEST(AudioMatchTest, AStretchBelowTheLeastLengthIsNone) {
  const auto track = Words(1, 1'000);
  const std::vector<uint32_t> clip(track.begin() + 300, track.begin() + 330);
  EXPECT_TRUE(MatchAudio(clip, track).empty());
  EXPECT_EQ(MatchAudio(clip, track, {.min_words = 20}).size(), 1u);
}

TEST(AudioMatchTest, SilenceDoesNotVote) {
  const std::vector<uint32_t> silence(100'000, 627'964'279);
  EXPECT_TRUE(MatchAudio(silence, Words(1, 1'000)).empty());
  EXPECT_TRUE(MatchAudio({}, silence).empty());
  EXPECT_TRUE(MatchAudio(silence, {}).empty());
}

// Every word alike but for its lower bits: the pairs are too many to be counted.
TEST(AudioMatchTest, WordsThatRecurCostNoQuadraticTime) {
  std::vector<uint32_t> steady(100'000);
  for (size_t i = 0; i < steady.size(); ++i) steady[i] = 0xABC00000u + static_cast<uint32_t>(i % 7);
  EXPECT_TRUE(MatchAudio(steady, steady).empty());
}

}  // namespace
}  // namespace arsip::archive
