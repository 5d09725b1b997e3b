// vPDQ's matching rule, as its README states it.
#include "archive/video_match.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

namespace arsip::archive {
namespace {

// Another seed, another hash: 128 bits away, more or less.
Hash256 HashOf(uint64_t seed) {
  std::mt19937_64 random(seed);
  Hash256 hash;
  for (uint64_t& word : hash.words) word = random();
  return hash;
}

Hash256 Flipped(Hash256 hash, unsigned bits) {
  for (unsigned i = 0; i < bits; ++i) hash.words[i % 4] ^= uint64_t{1} << (i / 4 * 3);
  return hash;
}

// A frame a second, of these seeds.
std::vector<FrameHash> Video(uint64_t first_seed, uint32_t frames, uint32_t quality = 100) {
  std::vector<FrameHash> video;
  for (uint32_t i = 0; i < frames; ++i) {
    video.push_back({HashOf(first_seed + i), quality, i * 1'000});
  }
  return video;
}

TEST(VideoMatchTest, OfAVideoWithItselfIsWhole) {
  const auto video = Video(1, 10);
  const VideoMatch match = MatchVideos(video, video);
  EXPECT_DOUBLE_EQ(match.query_percent, 100);
  EXPECT_DOUBLE_EQ(match.candidate_percent, 100);
  EXPECT_EQ(match.query_ranges, (std::vector<TimeRange>{{0, 10'000}}));
}

TEST(VideoMatchTest, OfAnExcerptHasTwoPercentagesAndItsPlace) {
  const auto film = Video(1, 20);
  std::vector<FrameHash> excerpt(film.begin() + 5, film.begin() + 10);
  for (FrameHash& frame : excerpt) frame.time_ms -= 5'000;
  const VideoMatch match = MatchVideos(excerpt, film);
  EXPECT_DOUBLE_EQ(match.query_percent, 100);
  EXPECT_DOUBLE_EQ(match.candidate_percent, 25);
  EXPECT_EQ(match.query_ranges, (std::vector<TimeRange>{{0, 5'000}}));
  EXPECT_EQ(match.candidate_ranges, (std::vector<TimeRange>{{5'000, 10'000}}));
}

TEST(VideoMatchTest, DistanceThirtyOneMatchesAndThirtyTwoDoesNot) {
  const auto video = Video(1, 4);
  auto near = video;
  auto far = video;
  for (FrameHash& frame : near) frame.hash = Flipped(frame.hash, 31);
  for (FrameHash& frame : far) frame.hash = Flipped(frame.hash, 32);
  ASSERT_EQ(HammingDistance(video[0].hash, near[0].hash), 31u);
  EXPECT_DOUBLE_EQ(MatchVideos(video, near).query_percent, 100);
  EXPECT_DOUBLE_EQ(MatchVideos(video, far).query_percent, 0);
}

TEST(VideoMatchTest, FramesOfALowQualityAreNotCounted) {
  auto query = Video(1, 4);
  query[0].quality = 49;
  query[1].quality = 50;
  const auto candidate = Video(2, 2);  // the second and third of the query
  const VideoMatch match = MatchVideos(query, candidate);
  EXPECT_NEAR(match.query_percent, 100.0 * 2 / 3, 1e-9);
  EXPECT_DOUBLE_EQ(match.candidate_percent, 100);
}

TEST(VideoMatchTest, EqualHashesAreCountedOnce) {
  auto query = Video(1, 2);
  for (uint32_t i = 0; i < 8; ++i) query.push_back({query[1].hash, 100, 2'000 + i * 1'000});
  const VideoMatch match = MatchVideos(query, Video(1, 1));
  EXPECT_DOUBLE_EQ(match.query_percent, 50);
}

TEST(VideoMatchTest, AnEmptySideMatchesNothing) {
  const auto video = Video(1, 3);
  const std::vector<FrameHash> none;
  for (const VideoMatch& match : {MatchVideos(none, video), MatchVideos(video, none),
                                  MatchVideos(video, Video(1, 3, 10)), MatchVideos(none, none)}) {
    EXPECT_EQ(match.query_percent, 0);
    EXPECT_EQ(match.candidate_percent, 0);
    EXPECT_TRUE(match.query_ranges.empty());
  }
}

TEST(VideoMatchTest, RunsAreToldApart) {
  auto query = Video(1, 9);
  query[4].hash = HashOf(999);
  const VideoMatch match = MatchVideos(query, Video(1, 9));
  EXPECT_EQ(match.query_ranges, (std::vector<TimeRange>{{0, 4'000}, {5'000, 9'000}}));
}

TEST(VideoMatchTest, AnHourAgainstAnHourTakesNoTime) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_DOUBLE_EQ(MatchVideos(Video(1, 3'600), Video(1'000'000, 3'600)).query_percent, 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

}  // namespace
}  // namespace arsip::archive
