#include "extractors/pdq_resize.h"

#include <cstring>

namespace arsip::extractors {
namespace {

uint32_t Source(uint32_t place, uint32_t side) {
  return static_cast<uint32_t>(uint64_t{place} * side / kPdqResizedSide);
}

}  // namespace

void PdqResize::Begin(uint32_t width, uint32_t height, uint32_t channels) {
  width_ = width;
  height_ = height;
  channels_ = channels;
  next_row_ = 0;
  resizes_ = width > kPdqResizedSide || height > kPdqResizedSide;
  columns_.clear();
  if (resizes_) {
    for (uint32_t x = 0; x < kPdqResizedSide; ++x) columns_.push_back(Source(x, width) * channels);
  }
  const size_t pixels =
      resizes_ ? size_t{kPdqResizedSide} * kPdqResizedSide : size_t{width} * height;
  samples_.assign(pixels * channels, 0);
}

bool PdqResize::Needs(uint32_t y) const {
  if (!resizes_) return y < height_;
  return next_row_ < kPdqResizedSide && Source(next_row_, height_) == y;
}

void PdqResize::AddRow(uint32_t y, const uint8_t* samples) {
  if (!resizes_) {
    const size_t bytes = size_t{width_} * channels_;
    if (y < height_) std::memcpy(samples_.data() + y * bytes, samples, bytes);
    return;
  }
  for (; Needs(y); ++next_row_) {
    uint8_t* to = samples_.data() + size_t{next_row_} * kPdqResizedSide * channels_;
    for (const uint32_t from : columns_) {
      for (uint32_t channel = 0; channel < channels_; ++channel) *to++ = samples[from + channel];
    }
  }
}

PixelView PdqResize::Result() const {
  if (resizes_) return {samples_.data(), kPdqResizedSide, kPdqResizedSide, channels_};
  return {samples_.data(), width_, height_, channels_};
}

}  // namespace arsip::extractors
