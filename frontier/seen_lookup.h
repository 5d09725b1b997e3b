// FindInRuns: the arrivals of many URL keys in the runs of a seen set, at once.
//
// Memory is what a look-up waits for: lines of filters and pages anywhere in hundreds of megabytes.
// So each step is made for all keys before the next one, and fetches what that one will read; and
// what fetches stands in loops of its own without branches that depend on keys, because a processor
// that guessed wrong fetches nothing ahead.
#ifndef ARSIP_FRONTIER_SEEN_LOOKUP_H_
#define ARSIP_FRONTIER_SEEN_LOOKUP_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/result.h"
#include "base/url_key.h"
#include "frontier/seen_run.h"

namespace arsip::frontier {

inline constexpr size_t kSeenGroup = 64;  // keys

// Of each key whose arrival is 0: the arrival of its URL, when one of `runs` has it. REQUIRES: at
// most kSeenGroup keys, as many arrivals; no key is in two runs. kCorruption: a run is damaged.
Status FindInRuns(std::span<const std::unique_ptr<SeenRun>> runs, std::span<const UrlKey> keys,
                  std::span<uint64_t> arrivals);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_LOOKUP_H_
