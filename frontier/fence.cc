#include "frontier/fence.h"

namespace arsip::frontier {
namespace {

std::string PartitionName(const Fence& fence) {
  return "partition " + std::to_string(fence.partition);
}

}  // namespace

Result<FenceVerdict> CheckFence(const Ownership& owned, const Fence& fence) {
  if (fence.epoch != owned.epoch) {
    return Error{ErrorCode::kPermission,
                 "another owner has taken over: epoch " + std::to_string(owned.epoch) +
                     " holds, the batch is of epoch " + std::to_string(fence.epoch),
                 PartitionName(fence)};
  }
  if (fence.sequence <= owned.sequence) return FenceVerdict::kReplayed;
  if (fence.sequence > owned.sequence + 1) {
    return Error{ErrorCode::kInvalidInput,
                 "batch " + std::to_string(fence.sequence) + " does not follow batch " +
                     std::to_string(owned.sequence),
                 PartitionName(fence)};
  }
  return FenceVerdict::kPasses;
}

}  // namespace arsip::frontier
