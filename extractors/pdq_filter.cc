#include "extractors/pdq_filter.h"

#include <algorithm>

#include "extractors/pdq_filter_plan.h"

namespace arsip::extractors {
namespace {

constexpr size_t RoundedUp(size_t n) { return (n + kPdqBlock - 1) / kPdqBlock * kPdqBlock; }

// "Jarosz" window of the reference: half a sample of the 64 x 64 that is left.
constexpr size_t Window(size_t side) { return (side + 127) / 128; }

// The middle of each of 64 equal parts.
void SampledPlaces(size_t side, size_t (&places)[kPdqSide]) {
  for (size_t i = 0; i < kPdqSide; ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * static_cast<double>(side) / kPdqSide;
    places[i] = static_cast<size_t>(middle);
  }
}

// Calls `take(pointer, floats)` for each buffer.
template <class Take>
void ForEachBuffer(PdqFilterPlan& plan, Take take) {
  const size_t block = kPdqBlock * plan.stride;
  take(plan.block, block);
  take(plan.smoothed, block);
  take(plan.lines, block);
  take(plan.boxed, std::max(block, kPdqBlock * kPdqSide));
  take(plan.ring, plan.ring_rows * plan.stride);
  take(plan.sums, std::max(plan.stride, kPdqSide));
  take(plan.sampled, RoundedUp(plan.rows) * kPdqSide);
}

PdqFilterPlan PlanOf(const PixelView& image, PdqLuma& out) {
  PdqFilterPlan plan{};
  plan.samples = image.samples;
  plan.rows = image.height;
  plan.columns = image.width;
  plan.channels = image.channels;
  plan.stride = RoundedUp(plan.columns);
  plan.row_window = Window(plan.columns);
  plan.column_window = Window(plan.rows);
  // What is still to leave a sum, a block coming in, and the rest of a block that is not full.
  plan.ring_rows = plan.column_window + 2 * kPdqBlock;
  SampledPlaces(plan.rows, plan.sampled_row);
  SampledPlaces(plan.columns, plan.sampled_column);
  plan.out = out.data();
  return plan;
}

}  // namespace

PdqLanes LanesOfThisProcessor() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") ? PdqLanes::kEight : PdqLanes::kFour;
#else
  return PdqLanes::kFour;
#endif
}

void PdqFilter::FilterTo64(const PixelView& image, PdqLuma& out) {
  if (image.width == kPdqSide && image.height == kPdqSide) {
    BrightnessWithFourLanes(image.samples, image.channels, out.size(), out.data());
    return;
  }
  PdqFilterPlan plan = PlanOf(image, out);
  size_t floats = 0;
  ForEachBuffer(plan, [&floats](float*&, size_t size) { floats += size; });
  // Of another size: what the last image left would lie elsewhere.
  if (memory_.size() != floats) memory_.assign(floats, 0.0f);
  float* next = memory_.data();
  ForEachBuffer(plan, [&next](float*& buffer, size_t size) {
    buffer = next;
    next += size;
  });
  if (lanes_ == PdqLanes::kEight) {
    FilterWithEightLanes(plan);
  } else {
    FilterWithFourLanes(plan);
  }
}

}  // namespace arsip::extractors
