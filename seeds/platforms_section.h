// The `platforms` section of a collection: hosts that share limits, and which of their paths are
// channels.
#ifndef ARSIP_SEEDS_PLATFORMS_SECTION_H_
#define ARSIP_SEEDS_PLATFORMS_SECTION_H_

#include <vector>

#include "seeds/collection.h"
#include "seeds/collection_fields.h"
#include "seeds/problems.h"

namespace arsip::seeds {

// Up to 1,000 platforms. A name, and a domain, may stand once.
std::vector<Platform> ReadPlatforms(const Field& section, Problems& problems);

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_PLATFORMS_SECTION_H_
