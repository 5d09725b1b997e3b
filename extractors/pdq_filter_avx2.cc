// Compiled for AVX2: only LanesOfThisProcessor decides whether it runs.
#include "extractors/pdq_filter_lanes.h"

namespace arsip::extractors {

void FilterWithEightLanes(const PdqFilterPlan& plan) { Filter(plan); }

}  // namespace arsip::extractors
