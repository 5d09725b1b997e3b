// The `seeds:` section of a collection.
#ifndef ARSIP_SEEDS_SEEDS_SECTION_H_
#define ARSIP_SEEDS_SEEDS_SECTION_H_

#include <vector>

#include "seeds/collection.h"
#include "seeds/collection_fields.h"
#include "seeds/problems.h"
#include "seeds/scope.h"

namespace arsip::seeds {

inline constexpr size_t kMaxSeeds = 1'000'000;

// Seeds that are wrong, out of `scope`, or listed before are reported and left out. `scope` is null
// when the scope itself is wrong: nothing can be said about its seeds then.
std::vector<Seed> ReadSeeds(const Field& section, const Scope* scope, Problems& problems);

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_SEEDS_SECTION_H_
