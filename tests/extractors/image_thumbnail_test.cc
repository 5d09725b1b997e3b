#include "extractors/image_thumbnail.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "encoded_image.h"
#include "painted_image.h"

namespace arsip::extractors {
namespace {

uint8_t At(const GreyImage& image, uint32_t x, uint32_t y) {
  return static_cast<uint8_t>(image.samples[size_t{y} * image.width + x]);
}

// The difference between the lightest and the darkest pixel of the inner half.
int Contrast(const GreyImage& image) {
  int least = 255;
  int most = 0;
  for (uint32_t y = image.height / 4; y < image.height * 3 / 4; ++y) {
    for (uint32_t x = image.width / 4; x < image.width * 3 / 4; ++x) {
      least = std::min<int>(least, At(image, x, y));
      most = std::max<int>(most, At(image, x, y));
    }
  }
  return most - least;
}

GreyImage StripesOf(uint32_t pixels) {
  const auto stripes = Painted(512, 512, 3, [pixels](uint32_t x, uint32_t, uint32_t) {
    return x / pixels % 2 == 0 ? 0 : 255;
  });
  return BlurredThumbnail(stripes.view(), 512, 512);
}

TEST(ImageThumbnail, KeepsTheAspectAndNoMoreThanItsSide) {
  const PaintedImage scene = Scene(512, 512, 3, 1);
  const GreyImage wide = BlurredThumbnail(scene.view(), 4000, 1000);
  EXPECT_EQ(wide.width, 256u);
  EXPECT_EQ(wide.height, 64u);
  const GreyImage thin = BlurredThumbnail(scene.view(), 1, 9000);
  EXPECT_EQ(thin.width, 1u);
  EXPECT_EQ(thin.height, 256u);
  const PaintedImage small = Scene(40, 30, 1, 1);
  EXPECT_EQ(BlurredThumbnail(small.view(), 40, 30).width, 40u);
}

// An eye is about a twelfth of a face. In a face that fills the image that is 40 of 512 pixels.
TEST(ImageThumbnail, WhatIsSmallerThanAnEyeIsGone) {
  EXPECT_LE(Contrast(StripesOf(10)), 2);
  EXPECT_LE(Contrast(StripesOf(20)), 3);
  EXPECT_LE(Contrast(StripesOf(40)), 60);
  EXPECT_GE(Contrast(StripesOf(128)), 150);  // what the picture is made of stays
}

TEST(ImageThumbnail, LightStaysWhereItWas) {
  const auto half =
      Painted(300, 200, 3, [](uint32_t x, uint32_t, uint32_t) { return x < 150 ? 20 : 220; });
  const GreyImage thumbnail = BlurredThumbnail(half.view(), 300, 200);
  EXPECT_NEAR(At(thumbnail, 5, 80), 20, 3);
  EXPECT_NEAR(At(thumbnail, 250, 80), 220, 3);
  const auto colours =
      Painted(64, 64, 3, [](uint32_t, uint32_t, uint32_t c) { return c == 0 ? 255 : 0; });
  EXPECT_NEAR(At(BlurredThumbnail(colours.view(), 64, 64), 32, 32), 76, 2);
}

TEST(ImageThumbnail, IsASmallGreyJpeg) {
  const PaintedImage scene = Scene(512, 512, 3, 1);
  const std::string jpeg = EncodeThumbnail(BlurredThumbnail(scene.view(), 1600, 1200));
  ASSERT_FALSE(jpeg.empty());
  EXPECT_LT(jpeg.size(), 4'000u);
  const Decoded decoded(jpeg);
  ASSERT_TRUE(decoded.result.has_value());
  EXPECT_EQ(decoded.result->media_type, "image/jpeg");
  EXPECT_EQ(decoded.result->channels, 1u);
  EXPECT_EQ(decoded.result->width, 256u);
  EXPECT_EQ(decoded.result->height, 192u);
  EXPECT_EQ(EncodeThumbnail(BlurredThumbnail(scene.view(), 1600, 1200)), jpeg);
}

TEST(ImageThumbnail, OnePixelIsAThumbnailToo) {
  const PaintedImage pixel = Painted(1, 1, 3, [](uint32_t, uint32_t, uint32_t) { return 128; });
  EXPECT_FALSE(EncodeThumbnail(BlurredThumbnail(pixel.view(), 1, 1)).empty());
}

}  // namespace
}  // namespace arsip::extractors
