// Recordings among many.
#include "archive/audio_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "media_samples.h"

namespace arsip::archive {
namespace {

using ::testing::IsEmpty;
using testing::PayloadOf;
using ::testing::SizeIs;
using testing::Words;

TEST(AudioIndexTest, FindsTheRecordingAndThePlace) {
  AudioIndex index;
  std::map<uint8_t, std::vector<uint32_t>> tracks;
  for (uint8_t i = 0; i < 60; ++i) {
    tracks[i] = Words(i, 1'500);
    index.Add(PayloadOf(i), tracks[i]);
  }
  std::vector<uint32_t> clip(tracks[9].begin() + 700, tracks[9].begin() + 900);
  std::mt19937 random(5);
  for (uint32_t& word : clip) word ^= 1u << (random() % 32);
  const auto similar = index.Similar(clip);
  ASSERT_THAT(similar, SizeIs(1));
  EXPECT_EQ(similar[0].payload, PayloadOf(9));
  EXPECT_EQ(similar[0].segments[0].candidate_begin, 700u);
  EXPECT_EQ(similar[0].segments[0].words, 200u);
  EXPECT_THAT(index.Similar(Words(999, 300)), IsEmpty());
  const Sha256 itself = PayloadOf(9);
  EXPECT_THAT(index.Similar(clip, {}, &itself), IsEmpty());
}

TEST(AudioIndexTest, ReplacesWhatWasSaidOfAPayload) {
  AudioIndex index;
  index.Add(PayloadOf(1), Words(1, 300));
  index.Add(PayloadOf(1), Words(2, 300));
  EXPECT_THAT(index.Similar(Words(1, 300)), IsEmpty());
  EXPECT_THAT(index.Similar(Words(2, 300)), SizeIs(1));
}

}  // namespace
}  // namespace arsip::archive
