// Images for tests, painted by formulas.
#ifndef ARSIP_TESTS_EXTRACTORS_PAINTED_IMAGE_H_
#define ARSIP_TESTS_EXTRACTORS_PAINTED_IMAGE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "extractors/pdq_filter.h"

namespace arsip::extractors {

struct PaintedImage {
  uint32_t width;
  uint32_t height;
  uint32_t channels;
  std::vector<uint8_t> samples;

  PixelView view() const { return {samples.data(), width, height, channels}; }
  uint8_t at(uint32_t x, uint32_t y, uint32_t channel) const {
    return samples[(size_t{y} * width + x) * channels + channel];
  }
};

// `paint(x, y, channel)` is each sample.
template <class Paint>
PaintedImage Painted(uint32_t width, uint32_t height, uint32_t channels, Paint paint) {
  PaintedImage image{width, height, channels, {}};
  image.samples.reserve(size_t{width} * height * channels);
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x) {
      for (uint32_t c = 0; c < channels; ++c) {
        image.samples.push_back(static_cast<uint8_t>(paint(x, y, c)));
      }
    }
  }
  return image;
}

// Patches of light that run into each other, unlike left and right, above and below, with something
// at every scale that a hash looks at, as photographs have; another seed, another picture.
PaintedImage Scene(uint32_t width, uint32_t height, uint32_t channels, uint32_t seed);

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_EXTRACTORS_PAINTED_IMAGE_H_
