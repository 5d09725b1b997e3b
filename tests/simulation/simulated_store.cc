#include "simulated_store.h"

#include <utility>

namespace arsip::simulation {

using frontier::Applied;
using frontier::Fence;
using frontier::FrontierBatch;
using frontier::Ownership;
using frontier::UrlState;

SimulatedStore::SimulatedStore(std::unique_ptr<FrontierStore> behind, const Climate& climate,
                               Mutation mutation, const EventLoop& loop, Trace& trace,
                               SeededRandom& random)
    : behind_(std::move(behind)),
      climate_(climate),
      mutation_(mutation),
      loop_(loop),
      trace_(trace),
      random_(random) {}

Result<Ownership> SimulatedStore::TakeOver(uint32_t partition, std::string_view owner) {
  ARSIP_ASSIGN(Ownership owned, behind_->TakeOver(partition, owner));
  epoch_ = owned.epoch;
  owned.sequence -= skipped_;
  return owned;
}

// A mutated store numbers its batches itself.
Result<Applied> SimulatedStore::ApplyBehind(const Fence& fence, const FrontierBatch& batch) {
  ++applied_;
  Fence behind = fence;
  behind.sequence += skipped_;
  if (mutation_ == Mutation::kNoFence && fence.epoch < epoch_) {
    behind.epoch = epoch_;
    behind.sequence = UINT64_MAX / 2 + ++skipped_;
  }
  if (mutation_ == Mutation::kNone) return behind_->Apply(behind, batch);
  return behind_->Apply(behind, Mutated(batch));
}

FrontierBatch SimulatedStore::Mutated(FrontierBatch batch) {
  const bool now = random_.Chance(0.1);
  if (mutation_ == Mutation::kDropInsert && now && !batch.inserts.empty()) {
    batch.inserts.back().url.key.bytes[15] ^= 1;
  }
  if (mutation_ == Mutation::kDropPlace && now && !batch.enqueued.empty())
    batch.enqueued.pop_back();
  if (mutation_ == Mutation::kDropPlace && now && !batch.inserts.empty()) {
    batch.dequeued.push_back(batch.inserts.back().position);
  }
  if (mutation_ == Mutation::kKeepPlace && now && !batch.dequeued.empty()) {
    batch.dequeued.pop_back();
  }
  if (mutation_ == Mutation::kForgetVisit && now && !batch.due_added.empty()) {
    batch.due_added.pop_back();
  }
  return batch;
}

Result<Applied> SimulatedStore::Apply(const Fence& fence, const FrontierBatch& batch) {
  const Error no_answer{ErrorCode::kUnavailable, "the answer was lost", ""};
  if (dies_after_ > 0 && --dies_after_ == 0) dying_ = true;
  if (dying_) {
    trace_.Add("store: the process dies in a batch");
    if (mutation_ == Mutation::kHalfBatch) {
      FrontierBatch half = batch;
      half.inserts.resize(half.inserts.size() / 2);
      half.updates.resize(half.updates.size() / 2);
      ARSIP_TRY(ApplyBehind(fence, half));
    } else if (random_.Chance(0.5)) {
      ARSIP_TRY(ApplyBehind(fence, batch));
    }
    return no_answer;
  }
  if (loop_.now() < full_until_) return Error{ErrorCode::kNoSpace, "the disk is full", ""};
  if (faults_ && random_.Chance(climate_.full_disks)) {
    full_until_ = loop_.now() + random_.Between(std::chrono::seconds(1), std::chrono::minutes(5));
    trace_.Add("store: no space");
    return Error{ErrorCode::kNoSpace, "the disk is full", ""};
  }
  if (faults_ && random_.Chance(climate_.unknown_outcomes)) {
    const bool apply = random_.Chance(0.5);
    trace_.Add(apply ? "store: applied, and the answer lost" : "store: the batch lost");
    if (apply) ARSIP_TRY(ApplyBehind(fence, batch));
    if (apply && mutation_ == Mutation::kApplyTwice) ++skipped_;
    return no_answer;
  }
  if (mutation_ == Mutation::kLoseAcknowledged && random_.Chance(0.02)) {
    Applied applied;
    applied.inserted.assign(batch.inserts.size(), true);
    return applied;
  }
  return ApplyBehind(fence, batch);
}

Result<frontier::FrontierCounters> SimulatedStore::LoadCounters(uint32_t partition) {
  auto counters = behind_->LoadCounters(partition);
  if (counters && mutation_ == Mutation::kForgetPause) counters->paused = false;
  if (counters && mutation_ == Mutation::kForgetBytes) counters->captured_bytes = 0;
  if (counters && mutation_ == Mutation::kForgetReceived) {
    counters->received_bytes = counters->captured_bytes;
  }
  return counters;
}

Result<std::vector<std::string>> SimulatedStore::LoadIgnoreRules(uint32_t partition) {
  if (mutation_ == Mutation::kForgetRules) return std::vector<std::string>();
  return behind_->LoadIgnoreRules(partition);
}

Result<std::vector<frontier::HostRecord>> SimulatedStore::LoadHosts(uint32_t partition,
                                                                    frontier::HostNumber first,
                                                                    size_t limit) {
  auto hosts = behind_->LoadHosts(partition, first, limit);
  if (!hosts) return hosts;
  for (frontier::HostRecord& host : *hosts) {
    if (mutation_ == Mutation::kForgetBackOff) host.blocked_until = {};
    if (mutation_ == Mutation::kForgetServed) host.served = false;
    if (mutation_ == Mutation::kForgetBlock) host.operator_block_until = {};
    if (mutation_ == Mutation::kForgetNovelty) host.novelty = {};
    if (mutation_ == Mutation::kForgetLies) {
      host.lastmod_lies = 0;
      host.lastmod_ignored_until = {};
    }
  }
  return hosts;
}

Result<std::vector<frontier::GroupRecord>> SimulatedStore::LoadGroups(uint32_t partition) {
  if (mutation_ == Mutation::kForgetServed) return std::vector<frontier::GroupRecord>();
  return behind_->LoadGroups(partition);
}

Result<std::vector<frontier::LeaseRecord>> SimulatedStore::LoadLeases(uint32_t partition) {
  return behind_->LoadLeases(partition);
}

Result<std::vector<frontier::PlatformRecord>> SimulatedStore::LoadPlatforms(uint32_t partition) {
  if (mutation_ == Mutation::kForgetSpent) return std::vector<frontier::PlatformRecord>();
  return behind_->LoadPlatforms(partition);
}

Result<std::vector<frontier::QueuedUrl>> SimulatedStore::LoadQueue(
    uint32_t partition, const frontier::QueuePosition& after, size_t limit) {
  if (mutation_ == Mutation::kNeverBack && after.lane == frontier::kDeferredLane) {
    return std::vector<frontier::QueuedUrl>();
  }
  return behind_->LoadQueue(partition, after, limit);
}

Result<std::vector<frontier::DueUrl>> SimulatedStore::LoadDue(uint32_t partition,
                                                              const frontier::DueEntry& after,
                                                              size_t limit) {
  return behind_->LoadDue(partition, after, limit);
}

Result<std::optional<frontier::RobotsRecord>> SimulatedStore::LoadRobots(
    uint32_t partition, frontier::HostNumber host) {
  return behind_->LoadRobots(partition, host);
}

Result<std::vector<std::optional<frontier::UrlRecord>>> SimulatedStore::FindUrls(
    uint32_t partition, std::span<const UrlKey> keys) {
  return behind_->FindUrls(partition, keys);
}

Result<std::vector<frontier::UrlRecord>> SimulatedStore::ScanUrls(uint32_t partition,
                                                                  uint64_t after, size_t limit) {
  auto urls = behind_->ScanUrls(partition, after, limit);
  if (urls && mutation_ == Mutation::kHalfRecrawl) {
    for (frontier::UrlRecord& url : *urls) {
      if (url.arrival % 2 == 0) url.state = UrlState::kRefused;
    }
  }
  return urls;
}

}  // namespace arsip::simulation
