#include "extractors/pdq_resize.h"

#include <gtest/gtest.h>

#include "painted_image.h"

namespace arsip::extractors {
namespace {

PixelView Resized(const PaintedImage& image, PdqResize& resize) {
  resize.Begin(image.width, image.height, image.channels);
  for (uint32_t y = 0; y < image.height; ++y) {
    if (!resize.Needs(y)) continue;
    resize.AddRow(y, image.samples.data() + y * image.view().row_bytes());
  }
  return resize.Result();
}

TEST(PdqResizeTest, WhatFitsStaysAsItIs) {
  PdqResize resize;
  const PaintedImage image = Scene(512, 3, 3, 1);
  const PixelView same = Resized(image, resize);
  EXPECT_EQ(same.width, 512u);
  EXPECT_EQ(same.height, 3u);
  EXPECT_EQ(std::vector<uint8_t>(same.samples, same.samples + image.samples.size()), image.samples);
}

TEST(PdqResizeTest, OneLongSideIsEnoughToMakeItSquare) {
  PdqResize resize;
  for (const auto& [width, height] : {std::pair{513u, 7u}, std::pair{7u, 513u}}) {
    const PixelView view = Resized(Scene(width, height, 1, 1), resize);
    EXPECT_EQ(view.width, 512u);
    EXPECT_EQ(view.height, 512u);
  }
}

TEST(PdqResizeTest, EachPixelIsTheNearestAboveAndLeft) {
  const PaintedImage image = Scene(700, 90, 3, 2);
  PdqResize resize;
  const PixelView view = Resized(image, resize);
  size_t wrong = 0;
  for (uint32_t y = 0; y < 512; ++y) {
    for (uint32_t x = 0; x < 512; ++x) {
      for (uint32_t c = 0; c < 3; ++c) {
        if (view.samples[(y * 512 + x) * 3 + c] != image.at(x * 700 / 512, y * 90 / 512, c))
          ++wrong;
      }
    }
  }
  EXPECT_EQ(wrong, 0u);
}

TEST(PdqResizeTest, RowsThatNeverCameAreBlack) {
  PdqResize resize;
  resize.Begin(600, 600, 1);
  const std::vector<uint8_t> white(600, 255);
  for (uint32_t y = 0; y < 300; ++y) resize.AddRow(y, white.data());
  const PixelView view = resize.Result();
  EXPECT_EQ(view.samples[0], 255);
  EXPECT_EQ(view.samples[255 * 512], 255);
  EXPECT_EQ(view.samples[256 * 512], 0);
}

}  // namespace
}  // namespace arsip::extractors
