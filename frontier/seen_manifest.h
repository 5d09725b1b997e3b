// SeenManifest: which runs make up a seen set, kept in the store beside the URLs that they name.
// docs/frontier-format.md section 5.
#ifndef ARSIP_FRONTIER_SEEN_MANIFEST_H_
#define ARSIP_FRONTIER_SEEN_MANIFEST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "frontier/seen_run.h"

namespace arsip::frontier {

struct SeenManifest {
  uint64_t covered = 0;  // URLs of lower arrivals are in the runs; those from here on are not
  std::vector<SeenRunName> runs;  // oldest first
  bool operator==(const SeenManifest&) const = default;
};

std::string EncodeSeenManifest(const SeenManifest& manifest);
// Any input gives a manifest or kCorruption, in bounded time and memory.
Result<SeenManifest> DecodeSeenManifest(std::string_view bytes);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_MANIFEST_H_
