// The `scope:` section of a collection.
#ifndef ARSIP_SEEDS_SCOPE_SECTION_H_
#define ARSIP_SEEDS_SCOPE_SECTION_H_

#include "seeds/collection.h"
#include "seeds/collection_fields.h"
#include "seeds/problems.h"

namespace arsip::seeds {

// What is wrong is reported and left at its default.
ScopeRules ReadScope(const Field& section, Problems& problems);

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_SCOPE_SECTION_H_
