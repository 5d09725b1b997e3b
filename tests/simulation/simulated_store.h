// SimulatedStore: a FrontierStore over a real one, on a disk and behind a network that fail.
//
// A batch may be applied or not while its answer is lost; for a time nothing may be written
// (kNoSpace); and when the process ends in a call, the batch is on disk or is not. What was
// answered with success stays. Mutations of the store are in here too.
#ifndef ARSIP_TESTS_SIMULATION_SIMULATED_STORE_H_
#define ARSIP_TESTS_SIMULATION_SIMULATED_STORE_H_

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "climate.h"
#include "event_loop.h"
#include "frontier/frontier_store.h"
#include "seeded_random.h"

namespace arsip::simulation {

class SimulatedStore : public frontier::FrontierStore {
 public:
  SimulatedStore(std::unique_ptr<FrontierStore> behind, const Climate& climate, Mutation mutation,
                 const EventLoop& loop, Trace& trace, SeededRandom& random);

  // One of the next batches is the process's last: whether it is applied is chance, its answer is
  // lost.
  void DieInBatch() { dies_after_ = 1 + random_.Below(8); }
  bool dying() const { return dying_; }
  bool doomed() const { return dying_ || dies_after_ > 0; }
  void NewProcess() {
    dying_ = false;
    dies_after_ = 0;
  }
  void StopFaults() {
    faults_ = false;
    full_until_ = {};
    dies_after_ = 0;
  }
  uint64_t applied() const { return applied_; }  // batches
  // Who reads is not the frontier: mutations do not show.
  FrontierStore& real() { return *behind_; }

  Result<frontier::Ownership> TakeOver(uint32_t partition, std::string_view owner) override;
  Result<frontier::Applied> Apply(const frontier::Fence& fence,
                                  const frontier::FrontierBatch& batch) override;
  Result<frontier::FrontierCounters> LoadCounters(uint32_t partition) override;
  Result<std::vector<frontier::HostRecord>> LoadHosts(uint32_t partition,
                                                      frontier::HostNumber first,
                                                      size_t limit) override;
  Result<std::vector<frontier::GroupRecord>> LoadGroups(uint32_t partition) override;
  Result<std::vector<frontier::LeaseRecord>> LoadLeases(uint32_t partition) override;
  Result<std::vector<frontier::PlatformRecord>> LoadPlatforms(uint32_t partition) override;
  Result<std::vector<frontier::QueuedUrl>> LoadQueue(uint32_t partition,
                                                     const frontier::QueuePosition& after,
                                                     size_t limit) override;
  Result<std::vector<frontier::DueUrl>> LoadDue(uint32_t partition, const frontier::DueEntry& after,
                                                size_t limit) override;
  Result<std::optional<frontier::RobotsRecord>> LoadRobots(uint32_t partition,
                                                           frontier::HostNumber host) override;
  Result<std::vector<std::optional<frontier::UrlRecord>>> FindUrls(
      uint32_t partition, std::span<const UrlKey> keys) override;
  Result<std::vector<frontier::UrlRecord>> ScanUrls(uint32_t partition, uint64_t after,
                                                    size_t limit) override;
  Result<std::vector<std::string>> LoadIgnoreRules(uint32_t partition) override;
  std::vector<bool> KnownHere(uint32_t partition, std::span<const UrlKey> keys) override {
    return behind_->KnownHere(partition, keys);
  }

 private:
  Result<frontier::Applied> ApplyBehind(const frontier::Fence& fence,
                                        const frontier::FrontierBatch& batch);
  frontier::FrontierBatch Mutated(frontier::FrontierBatch batch);

  std::unique_ptr<FrontierStore> behind_;
  const Climate& climate_;
  const Mutation mutation_;
  const EventLoop& loop_;
  Trace& trace_;
  SeededRandom& random_;
  bool dying_ = false;
  uint64_t dies_after_ = 0;  // batches; 0: it does not
  bool faults_ = true;
  uint64_t applied_ = 0;
  Duration full_until_{};
  uint64_t skipped_ = 0;  // numbers that mutations used up or gave back
  uint64_t epoch_ = 0;
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_SIMULATED_STORE_H_
