#include "extractors/pdq_filter.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "naive_pdq.h"
#include "painted_image.h"

namespace arsip::extractors {
namespace {

// To the bit: a rounding that differs is a difference.
bool Same(const PdqLuma& luma, const std::vector<float>& expected) {
  return expected.size() == luma.size() &&
         std::memcmp(luma.data(), expected.data(), sizeof luma) == 0;
}

std::vector<PdqLanes> EveryKindOfLanes() {
  if (LanesOfThisProcessor() == PdqLanes::kFour) return {PdqLanes::kFour};
  return {PdqLanes::kFour, PdqLanes::kEight};
}

PaintedImage Noise(uint32_t width, uint32_t height, uint32_t channels, std::mt19937& random) {
  return Painted(width, height, channels, [&random](auto...) { return random() & 255; });
}

TEST(PdqFilterTest, EverySmallSizeIsAsTheNaiveOneHasIt) {
  std::mt19937 random(1);
  for (const PdqLanes lanes : EveryKindOfLanes()) {
    PdqFilter filter(lanes);
    PdqLuma luma{};
    for (uint32_t width = kPdqMinSide; width < 40; ++width) {
      for (uint32_t height = kPdqMinSide; height < 40; height += 3) {
        const PaintedImage image = Noise(width, height, width % 2 == 0 ? 3 : 1, random);
        filter.FilterTo64(image.view(), luma);
        ASSERT_TRUE(Same(luma, NaiveFiltered(image.view()))) << width << " x " << height;
      }
    }
  }
}

// At each of these the window of an axis grows by one.
TEST(PdqFilterTest, SizesWhereTheWindowGrowsAreAsTheNaiveOneHasThem) {
  std::mt19937 random(2);
  for (const PdqLanes lanes : EveryKindOfLanes()) {
    PdqFilter filter(lanes);
    PdqLuma luma{};
    for (const uint32_t width : {63u, 64u, 65u, 128u, 129u, 257u, 385u, 512u, 513u}) {
      for (const uint32_t height : {64u, 127u, 129u, 300u}) {
        const PaintedImage image = Noise(width, height, 3, random);
        filter.FilterTo64(image.view(), luma);
        ASSERT_TRUE(Same(luma, NaiveFiltered(image.view()))) << width << " x " << height;
      }
    }
  }
}

TEST(PdqFilterTest, LongAndThinImagesAreFilteredToo) {
  std::mt19937 random(3);
  for (const PdqLanes lanes : EveryKindOfLanes()) {
    PdqFilter filter(lanes);
    PdqLuma luma{};
    for (const PaintedImage& image : {Noise(16'384, 5, 3, random), Noise(5, 16'384, 3, random)}) {
      filter.FilterTo64(image.view(), luma);
      ASSERT_TRUE(Same(luma, NaiveFiltered(image.view())));
    }
  }
}

TEST(PdqFilterTest, WhatAnImageLeavesBehindDoesNotReachTheNext) {
  std::mt19937 random(4);
  const PaintedImage first = Noise(100, 70, 3, random);
  const PaintedImage second = Noise(99, 65, 3, random);  // as much memory, laid out alike
  PdqFilter used;
  PdqLuma luma{};
  used.FilterTo64(first.view(), luma);
  used.FilterTo64(second.view(), luma);
  EXPECT_TRUE(Same(luma, NaiveFiltered(second.view())));
}

TEST(PdqFilterTest, ThousandsOfRandomImagesAreTheSameForFourAndEightLanes) {
  std::mt19937 random(5);
  const auto kinds = EveryKindOfLanes();
  PdqFilter four(kinds.front());
  PdqFilter most(kinds.back());
  PdqLuma a{};
  PdqLuma b{};
  for (int i = 0; i < 3'000; ++i) {
    const uint32_t width = kPdqMinSide + random() % 90;
    const uint32_t height = kPdqMinSide + random() % 90;
    const PaintedImage image = Noise(width, height, 3, random);
    four.FilterTo64(image.view(), a);
    most.FilterTo64(image.view(), b);
    ASSERT_EQ(std::memcmp(a.data(), b.data(), sizeof a), 0) << width << " x " << height;
  }
}

}  // namespace
}  // namespace arsip::extractors
