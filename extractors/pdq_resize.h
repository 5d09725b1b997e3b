// The resize that comes before PDQ when an image is read from a file: where either side is longer
// than 512, exactly 512 x 512, by the nearest sample and without regard to the aspect; else
// nothing. It decides the hash as much as the filter does: implementations that resize otherwise
// give other hashes for the same file. docs/perceptual-hash.md.
#ifndef ARSIP_EXTRACTORS_PDQ_RESIZE_H_
#define ARSIP_EXTRACTORS_PDQ_RESIZE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "extractors/pdq_filter.h"

namespace arsip::extractors {

inline constexpr uint32_t kPdqResizedSide = 512;

// Takes an image row by row and keeps what the hash is computed from, so that no more than
// 512 x 512 pixels are ever held. Reusable. Not thread-safe.
class PdqResize {
 public:
  // REQUIRES: the sides are not 0; channels 1 or 3.
  void Begin(uint32_t width, uint32_t height, uint32_t channels);
  // Whether row `y` of the image is needed at all.
  [[nodiscard]] bool Needs(uint32_t y) const;
  // Row `y` of width x channels samples. Each row once, from the top.
  void AddRow(uint32_t y, const uint8_t* samples);
  // Rows that never came are black. Valid until the next Begin().
  [[nodiscard]] PixelView Result() const;

 private:
  uint32_t width_ = 0;
  uint32_t height_ = 0;
  uint32_t channels_ = 3;
  bool resizes_ = false;
  uint32_t next_row_ = 0;  // of the result
  std::vector<uint32_t> columns_;
  std::vector<uint8_t> samples_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PDQ_RESIZE_H_
