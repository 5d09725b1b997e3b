#include "painted_image.h"

#include <cmath>
#include <random>

namespace arsip::extractors {

PaintedImage Scene(uint32_t width, uint32_t height, uint32_t channels, uint32_t seed) {
  std::mt19937 random(seed);
  struct Blob {
    double x, y, size, light;
  };
  std::vector<Blob> blobs;
  for (int i = 0; i < 12; ++i) {
    const auto part = [&random] { return static_cast<double>(random() % 1000) / 1000; };
    blobs.push_back({part(), part(), 0.03 + part() * 0.2, part() * 200 - 100});
  }
  return Painted(width, height, channels, [&](uint32_t x, uint32_t y, uint32_t c) {
    double light = 128;
    for (const Blob& blob : blobs) {
      const double dx = (x + 0.5) / width - blob.x;
      const double dy = (y + 0.5) / height - blob.y;
      light += blob.light * std::exp(-(dx * dx + dy * dy) / (blob.size * blob.size));
    }
    return std::fmin(255, std::fmax(0, light + 10.0 * c));
  });
}

}  // namespace arsip::extractors
