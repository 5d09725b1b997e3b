// What pdq_filter.cc decides and the passes of pdq_filter_lanes.h carry out: sizes, sampled places
// and memory of one filtering. Plain, so that the sources compiled for AVX2 hold no inline function
// that the linker could choose for the rest of the program.
#ifndef ARSIP_EXTRACTORS_PDQ_FILTER_PLAN_H_
#define ARSIP_EXTRACTORS_PDQ_FILTER_PLAN_H_

#include <cstddef>
#include <cstdint>

namespace arsip::extractors {

// Lines that a pass works on at once.
inline constexpr size_t kPdqBlock = 16;

struct PdqFilterPlan {
  const uint8_t* samples;
  size_t rows;
  size_t columns;
  size_t channels;
  size_t stride;           // `columns`, up to a multiple of kPdqBlock
  size_t row_window;       // of the box along rows
  size_t column_window;    // of the box along columns
  size_t sampled_row[64];  // what decimation keeps, not decreasing
  size_t sampled_column[64];

  // Zero at first; what is left of a filtering may stay for the next of the same size.
  float* block;     // kPdqBlock rows of `stride`: brightness
  float* smoothed;  // the same: once along rows and once along columns
  float* lines;     // one of them, transposed
  float* boxed;     // likewise
  float* ring;      // the last `ring_rows` rows of `stride`
  size_t ring_rows;
  float* sums;     // one row
  float* sampled;  // 64 a row, `rows` up to a multiple of kPdqBlock
  float* out;      // 64 x 64
};

void FilterWithFourLanes(const PdqFilterPlan& plan);
void FilterWithEightLanes(const PdqFilterPlan& plan);
// Brightness of each sample; used for images of 64 x 64 also, which are not filtered.
void BrightnessWithFourLanes(const uint8_t* samples, size_t channels, size_t pixels, float* out);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PDQ_FILTER_PLAN_H_
