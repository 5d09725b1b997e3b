// The `hash_lists` section of a collection.
#ifndef ARSIP_SEEDS_HASH_LISTS_SECTION_H_
#define ARSIP_SEEDS_HASH_LISTS_SECTION_H_

#include <vector>

#include "seeds/collection.h"
#include "seeds/collection_fields.h"
#include "seeds/problems.h"

namespace arsip::seeds {

// Up to 100 lists. Whether their files can be read is found when the crawl starts.
std::vector<HashList> ReadHashLists(const Field& field, Problems& problems);

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_HASH_LISTS_SECTION_H_
