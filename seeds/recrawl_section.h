// The recrawl section of a collection: what was captured is seen again. docs/recrawl.md.
#ifndef ARSIP_SEEDS_RECRAWL_SECTION_H_
#define ARSIP_SEEDS_RECRAWL_SECTION_H_

#include "seeds/collection.h"
#include "seeds/collection_fields.h"

namespace arsip::seeds {

RecrawlPolicy ReadRecrawl(const Field& section, Problems& problems);

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_RECRAWL_SECTION_H_
