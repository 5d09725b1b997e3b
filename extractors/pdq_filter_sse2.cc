#include "extractors/pdq_filter_lanes.h"

namespace arsip::extractors {

void FilterWithFourLanes(const PdqFilterPlan& plan) { Filter(plan); }

void BrightnessWithFourLanes(const uint8_t* samples, size_t channels, size_t pixels, float* out) {
  BrightnessOf(samples, channels, pixels, out);
}

}  // namespace arsip::extractors
