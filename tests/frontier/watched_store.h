// A FrontierStore that counts its scans and can be made to fail, in front of a real one.
#ifndef ARSIP_TESTS_FRONTIER_WATCHED_STORE_H_
#define ARSIP_TESTS_FRONTIER_WATCHED_STORE_H_

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "frontier/frontier_store.h"

namespace arsip::frontier {

class WatchedStore : public FrontierStore {
 public:
  explicit WatchedStore(std::unique_ptr<FrontierStore> behind) : behind_(std::move(behind)) {}

  int scans = 0;
  int applies = 0;  // that were asked for
  std::optional<Error> apply_error;
  bool lose_answer = false;  // the next batch is applied, and its answer is a timeout

  Result<Ownership> TakeOver(uint32_t partition, std::string_view owner) override {
    return behind_->TakeOver(partition, owner);
  }
  Result<Applied> Apply(const Fence& fence, const FrontierBatch& batch) override {
    ++applies;
    if (apply_error) return *apply_error;
    auto applied = behind_->Apply(fence, batch);
    if (std::exchange(lose_answer, false)) return Error{ErrorCode::kTimeout, "no answer", ""};
    return applied;
  }
  Result<FrontierCounters> LoadCounters(uint32_t partition) override {
    return behind_->LoadCounters(partition);
  }
  Result<std::vector<HostRecord>> LoadHosts(uint32_t partition, HostNumber first,
                                            size_t limit) override {
    return behind_->LoadHosts(partition, first, limit);
  }
  Result<std::vector<PlatformRecord>> LoadPlatforms(uint32_t partition) override {
    return behind_->LoadPlatforms(partition);
  }
  Result<std::vector<GroupRecord>> LoadGroups(uint32_t partition) override {
    return behind_->LoadGroups(partition);
  }
  Result<std::vector<LeaseRecord>> LoadLeases(uint32_t partition) override {
    return behind_->LoadLeases(partition);
  }
  Result<std::vector<QueuedUrl>> LoadQueue(uint32_t partition, const QueuePosition& after,
                                           size_t limit) override {
    return behind_->LoadQueue(partition, after, limit);
  }
  Result<std::vector<DueUrl>> LoadDue(uint32_t partition, const DueEntry& after,
                                      size_t limit) override {
    return behind_->LoadDue(partition, after, limit);
  }
  Result<std::optional<RobotsRecord>> LoadRobots(uint32_t partition, HostNumber host) override {
    return behind_->LoadRobots(partition, host);
  }
  Result<std::vector<std::optional<UrlRecord>>> FindUrls(uint32_t partition,
                                                         std::span<const UrlKey> keys) override {
    return behind_->FindUrls(partition, keys);
  }
  Result<std::vector<UrlRecord>> ScanUrls(uint32_t partition, std::optional<UrlKey> after,
                                          size_t limit) override {
    ++scans;
    return behind_->ScanUrls(partition, after, limit);
  }

 private:
  std::unique_ptr<FrontierStore> behind_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_WATCHED_STORE_H_
