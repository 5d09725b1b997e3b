// The sections of a collection that say how politely it is crawled: robots, politeness, retries.
#ifndef ARSIP_SEEDS_POLICY_SECTIONS_H_
#define ARSIP_SEEDS_POLICY_SECTIONS_H_

#include <string>

#include "seeds/collection.h"
#include "seeds/collection_fields.h"
#include "seeds/problems.h"

namespace arsip::seeds {

// The frontier's defaults (docs/collections.md); going below either needs a reason.
inline constexpr Duration kDefaultHostDelay = std::chrono::seconds(3);
inline constexpr Duration kDefaultIpDelay = std::chrono::seconds(2);

// `today` as "2026-11-22": an override that ended before is reported as expired.
RobotsPolicy ReadRobots(const Field& section, const std::string& today, Problems& problems);
PolitenessPolicy ReadPoliteness(const Field& section, Problems& problems);
RetryPolicy ReadRetries(const Field& section, Problems& problems);

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_POLICY_SECTIONS_H_
