#include "frontier/retry_ladder.h"

#include <algorithm>

namespace arsip::frontier {

std::optional<Duration> LadderWait(std::span<const Duration> ladder, uint32_t failures) {
  if (failures == 0 || failures > ladder.size()) return std::nullopt;
  return ladder[failures - 1];
}

Duration DoublingWait(Duration first, Duration longest, uint32_t failures) {
  Duration wait = std::min(first, longest);
  for (uint32_t i = 1; i < failures && wait < longest && wait > Duration::zero(); ++i) {
    wait = wait > longest / 2 ? longest : wait * 2;
  }
  return wait;
}

}  // namespace arsip::frontier
