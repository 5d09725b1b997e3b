// FilterTo64: the first half of PDQ: from an image to 64 x 64 values of brightness, by the
// reference implementation's Jarosz filter (two rounds of a box filter along rows, then along
// columns) and decimation. docs/perceptual-hash.md has the steps.
//
// Bit-exact: each line is summed in the reference's order, in IEEE single precision and without
// fused operations; what is fast is that many lines are summed at once. The lanes of the processor
// decide how many; the values do not depend on them. Not thread-safe: one PdqFilter a thread.
#ifndef ARSIP_EXTRACTORS_PDQ_FILTER_H_
#define ARSIP_EXTRACTORS_PDQ_FILTER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace arsip::extractors {

inline constexpr size_t kPdqSide = 64;
// Rows from top to bottom.
using PdqLuma = std::array<float, kPdqSide * kPdqSide>;

// A smaller side cannot be hashed.
inline constexpr uint32_t kPdqMinSide = 5;
// A larger one is beyond what PdqFilter's memory is made for; the pre-resize of pdq_resize.h leaves
// 512.
inline constexpr uint32_t kPdqMaxSide = 16'384;

// 8-bit samples, rows from top to bottom without gaps, of somebody else's.
struct PixelView {
  const uint8_t* samples = nullptr;
  uint32_t width = 0;
  uint32_t height = 0;
  uint32_t channels = 3;  // 1: grey; 3: red, green, blue

  [[nodiscard]] size_t row_bytes() const { return size_t{width} * channels; }
};

enum class PdqLanes { kFour, kEight };  // SSE2, which every x86-64 has; AVX2
PdqLanes LanesOfThisProcessor();

class PdqFilter {
 public:
  explicit PdqFilter(PdqLanes lanes = LanesOfThisProcessor()) : lanes_(lanes) {}

  // REQUIRES: both sides are kPdqMinSide to kPdqMaxSide, channels 1 or 3; kEight on a processor
  // with AVX2. Memory kept: a few hundred kilobytes for 512 x 512.
  void FilterTo64(const PixelView& image, PdqLuma& out);

 private:
  const PdqLanes lanes_;
  std::vector<float> memory_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PDQ_FILTER_H_
