// Merging runs of the seen set.
#ifndef ARSIP_FRONTIER_SEEN_MERGE_H_
#define ARSIP_FRONTIER_SEEN_MERGE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "frontier/seen_run.h"

namespace arsip::frontier {

// The first of the two neighbours that are to be merged; nullopt: none. The smallest pair of like
// size, at most half of all entries together or few tables of `table_entries`: while two runs
// become one their memory is there twice.
std::optional<size_t> PairToMerge(const std::vector<SeenRunName>& runs, uint64_t table_entries);

// A new durable run with the entries of both. kUnavailable: `stop` was set. May run on any thread.
Result<std::unique_ptr<SeenRun>> MergeSeenRuns(const std::string& directory,
                                               const SeenRunName& first, const SeenRunName& second,
                                               uint64_t number, const std::atomic<bool>& stop);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_MERGE_H_
