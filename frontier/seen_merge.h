// Merging runs of the seen set.
#ifndef ARSIP_FRONTIER_SEEN_MERGE_H_
#define ARSIP_FRONTIER_SEEN_MERGE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "frontier/seen_run.h"

namespace arsip::frontier {

struct RunsToMerge {
  size_t first = 0;
  size_t count = 0;  // of neighbours; 0: none
  bool operator==(const RunsToMerge&) const = default;
};

// Which neighbours of like size are to become one run, those with the fewest entries first: four
// that are at most a quarter of all entries, as each merge of few copies everything once more, or
// two that are more than an eighth, as large runs are what look-ups pay for. At most half of all
// entries together, or few tables of `table_entries`: while runs become one their memory is there
// twice.
RunsToMerge ChooseRunsToMerge(const std::vector<SeenRunName>& runs, uint64_t table_entries);

// A new durable run with the entries of all. kUnavailable: `stop` was set. May run on any thread.
Result<std::unique_ptr<SeenRun>> MergeSeenRuns(const std::string& directory,
                                               std::span<const SeenRunName> runs, uint64_t number,
                                               const std::atomic<bool>& stop);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_MERGE_H_
