// StoreCheck: reads everything a store holds, the slow way, and checks it against itself.
//
// A queued URL is in exactly one place: once in one lane of its own host's queue (or its
// channel's, or, deferred, its domain's), or once in the due table; a settled one is in none, but
// that a captured one is in the due table when its next visit is planned, at that time. Hosts and
// counters say as much. It knows the records' contracts (frontier_records.h), not how any frontier
// or store keeps them.
#ifndef ARSIP_TESTS_SIMULATION_STORE_CHECK_H_
#define ARSIP_TESTS_SIMULATION_STORE_CHECK_H_

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "frontier/frontier_store.h"

namespace arsip::simulation {

struct StoredFrontier {
  std::map<std::string, frontier::UrlRecord> urls;    // by href
  std::map<std::string, frontier::HostRecord> hosts;  // by origin
  frontier::FrontierCounters counters;
};

// kCorruption, in one sentence: the first contradiction.
Result<StoredFrontier> CheckStore(frontier::FrontierStore& store, uint32_t partition);

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_STORE_CHECK_H_
