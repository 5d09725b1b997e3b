// How long to wait before the next try: ladders of fixed steps, and delays that double.
// Pure functions; thread-safe.
#ifndef ARSIP_FRONTIER_RETRY_LADDER_H_
#define ARSIP_FRONTIER_RETRY_LADDER_H_

#include <cstdint>
#include <optional>
#include <span>

#include "base/clock.h"

namespace arsip::frontier {

// The wait after failure number `failures` (from 1); nullopt when the ladder is used up.
std::optional<Duration> LadderWait(std::span<const Duration> ladder, uint32_t failures);

// `first` after failure 1, twice that after failure 2, ..., at most `longest`.
Duration DoublingWait(Duration first, Duration longest, uint32_t failures);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_RETRY_LADDER_H_
