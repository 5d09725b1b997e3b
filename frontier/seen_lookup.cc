#include "frontier/seen_lookup.h"

#include <array>

namespace arsip::frontier {
namespace {

class Group {
 public:
  Group(std::span<const std::unique_ptr<SeenRun>> runs, std::span<const UrlKey> keys,
        std::span<uint64_t> arrivals)
      : runs_(runs), keys_(keys), arrivals_(arrivals) {}

  Status Find() {
    for (size_t i = 0; i < keys_.size(); ++i) {
      sought_[sought_count_] = static_cast<uint8_t>(i);
      sought_count_ += arrivals_[i] == 0 ? 1 : 0;
    }
    PrefetchFilter(0);
    for (size_t run = 0; run < runs_.size() && sought_count_ > 0; ++run) {
      PrefetchFilter(run + 1);
      Sift(run);
    }
    for (Passed& key : PassedKeys()) runs_[key.run]->Narrow(keys_[key.index], key.lookup);
    for (const Passed& key : PassedKeys()) {
      ARSIP_ASSIGN(arrivals_[key.index], ArrivalOf(key));
    }
    return Ok();
  }

 private:
  // A key that a run's filter passed.
  struct Passed {
    uint32_t run;
    uint32_t index;
    SeenRun::Lookup lookup;
  };

  std::span<Passed> PassedKeys() { return std::span(passed_).first(passed_count_); }

  void PrefetchFilter(size_t run) const {
    if (run >= runs_.size()) return;
    for (size_t i = 0; i < sought_count_; ++i) runs_[run]->Prefetch(keys_[sought_[i]]);
  }

  // Keys that the run's filter passes are no longer sought: one in a hundred is not there.
  void Sift(size_t run) {
    const size_t begin = passed_count_;
    size_t left = 0;
    for (size_t i = 0; i < sought_count_; ++i) {
      const uint8_t index = sought_[i];
      const bool may = runs_[run]->MayHold(keys_[index]);
      passed_[passed_count_].run = static_cast<uint32_t>(run);
      passed_[passed_count_].index = index;
      passed_count_ += may ? 1 : 0;
      sought_[left] = index;
      left += may ? 0 : 1;
    }
    sought_count_ = left;
    for (Passed& key : PassedKeys().subspan(begin)) {
      key.lookup = runs_[run]->Begin(keys_[key.index]);
    }
  }

  Result<uint64_t> ArrivalOf(const Passed& key) const {
    ARSIP_ASSIGN(uint64_t arrival, runs_[key.run]->End(keys_[key.index], key.lookup));
    for (size_t run = key.run + 1; arrival == 0 && run < runs_.size(); ++run) {
      ARSIP_ASSIGN(const auto found, runs_[run]->Find(keys_[key.index]));
      arrival = found.value_or(0);
    }
    return arrival;
  }

  const std::span<const std::unique_ptr<SeenRun>> runs_;
  const std::span<const UrlKey> keys_;
  const std::span<uint64_t> arrivals_;
  std::array<uint8_t, kSeenGroup> sought_{};  // indexes of keys
  size_t sought_count_ = 0;
  std::array<Passed, kSeenGroup> passed_{};
  size_t passed_count_ = 0;
};

}  // namespace

Status FindInRuns(std::span<const std::unique_ptr<SeenRun>> runs, std::span<const UrlKey> keys,
                  std::span<uint64_t> arrivals) {
  return Group(runs, keys, arrivals).Find();
}

}  // namespace arsip::frontier
