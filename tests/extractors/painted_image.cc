#include "painted_image.h"

#include <random>

namespace arsip::extractors {

PaintedImage Scene(uint32_t width, uint32_t height, uint32_t channels, uint32_t seed) {
  constexpr uint32_t kPatches = 20;
  std::mt19937 random(seed);
  std::vector<double> light;
  for (uint32_t i = 0; i < (kPatches + 1) * (kPatches + 1); ++i) light.push_back(random() % 240);
  return Painted(width, height, channels, [&](uint32_t x, uint32_t y, uint32_t c) {
    const double across = (x + 0.5) / width * kPatches;
    const double down = (y + 0.5) / height * kPatches;
    const auto column = static_cast<uint32_t>(across);
    const auto row = static_cast<uint32_t>(down);
    const double right = across - column;
    const double below = down - row;
    const double* corner = &light[row * (kPatches + 1) + column];
    return (corner[0] * (1 - right) + corner[1] * right) * (1 - below) +
           (corner[kPatches + 1] * (1 - right) + corner[kPatches + 2] * right) * below + 5 * c;
  });
}

}  // namespace arsip::extractors
