// The fence that every store puts in front of a batch; see frontier_store.h.
#ifndef ARSIP_FRONTIER_FENCE_H_
#define ARSIP_FRONTIER_FENCE_H_

#include <cstdint>

#include "base/result.h"
#include "frontier/frontier_store.h"

namespace arsip::frontier {

enum class FenceVerdict : uint8_t {
  kPasses,
  kReplayed,  // an earlier try of this very batch was applied
};

// `owned` is what the store holds: the epoch of the owner and the last sequence number it applied.
// kPermission when the fence is of another epoch; kInvalidInput when its sequence number leaves a
// gap.
Result<FenceVerdict> CheckFence(const Ownership& owned, const Fence& fence);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_FENCE_H_
