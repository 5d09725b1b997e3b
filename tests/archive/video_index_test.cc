// Videos among many.
#include "archive/video_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media_samples.h"

namespace arsip::archive {
namespace {

using testing::Frames;
using ::testing::IsEmpty;
using testing::PayloadOf;
using ::testing::SizeIs;

TEST(VideoIndexTest, FindsTheVideosThatShareFramesAndNoOther) {
  VideoIndex index;
  for (uint8_t i = 0; i < 50; ++i) index.Add(PayloadOf(i), Frames(1'000 * i, 30));
  auto query = Frames(1'000 * 7, 10);  // the beginning of the eighth
  for (FrameHash& frame : query) frame.hash.words[2] ^= 0xFF;
  const auto similar = index.Similar(query);
  ASSERT_TRUE(similar);
  ASSERT_THAT(*similar, SizeIs(1));
  EXPECT_EQ((*similar)[0].payload, PayloadOf(7));
  EXPECT_DOUBLE_EQ((*similar)[0].match.query_percent, 100);
  EXPECT_NEAR((*similar)[0].match.candidate_percent, 100.0 / 3, 1e-9);
  EXPECT_EQ((*similar)[0].match.candidate_ranges, (std::vector<TimeRange>{{0, 10'000}}));
  const Sha256 itself = PayloadOf(7);
  EXPECT_THAT(*index.Similar(query, {}, &itself), IsEmpty());
}

TEST(VideoIndexTest, ReplacesWhatWasSaidOfAPayload) {
  VideoIndex index;
  index.Add(PayloadOf(1), Frames(1, 10));
  index.Add(PayloadOf(1), Frames(500, 10));
  EXPECT_EQ(index.entries(), 10u);
  EXPECT_THAT(*index.Similar(Frames(1, 10)), IsEmpty());
  EXPECT_THAT(*index.Similar(Frames(500, 10)), SizeIs(1));
}

TEST(VideoIndexTest, TwoPayloadsWithTheSameBeginningAreTwo) {
  Sha256 other = PayloadOf(1);
  other[31] = 99;
  VideoIndex index;
  index.Add(PayloadOf(1), Frames(1, 10));
  index.Add(other, Frames(500, 10));
  EXPECT_EQ(index.videos(), 2u);
  EXPECT_EQ((*index.Similar(Frames(500, 10)))[0].payload, other);
  EXPECT_EQ((*index.Similar(Frames(1, 10)))[0].payload, PayloadOf(1));
}

}  // namespace
}  // namespace arsip::archive
