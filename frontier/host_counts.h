// The counts of hosts between two of their rows in the LevelDB store. A batch that only adds URLs
// to a host's queue changes nothing else of its record: what all hosts of a batch then count is one
// row, in place of a row of every host anywhere in the table. docs/frontier-format.md section 1.
#ifndef ARSIP_FRONTIER_HOST_COUNTS_H_
#define ARSIP_FRONTIER_HOST_COUNTS_H_

#include <array>
#include <cstdint>
#include <map>

#include "base/key_value_store.h"
#include "base/result.h"
#include "frontier/frontier_records.h"

namespace arsip::frontier {

using CountsByHost = std::map<HostNumber, std::array<uint32_t, kLanes>>;

// The latest word on each host that a row has. What such a host's own row counts is older.
Result<CountsByHost> ReadCounts(KeyValueStore& store, uint32_t partition);

// Writes the rows of those hosts anew, a few thousand at a time, and puts into `last` what deletes
// the counts: until that is written they hold, and another fold does the same again.
Status FoldCounts(KeyValueStore& store, uint32_t partition, WriteBatch& last);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_HOST_COUNTS_H_
