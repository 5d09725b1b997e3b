// ReadPageMetadata: title, authors, claimed times, site, description, canonical address, OpenGraph
// and structured data of a page, from its tree.
//
// Of several sources the one that is most often right comes first; each value says which it was
// (Record.title_source, ClaimedTime.source). For the title: the heading that the document's title
// or og:title repeats, then og:title, JSON-LD, h1, and <title> without the site's name. For times
// and authors: JSON-LD, meta, microdata, and what stands beside the heading. Pure; bounded by
// record_limits.h.
#ifndef ARSIP_EXTRACTORS_PAGE_METADATA_H_
#define ARSIP_EXTRACTORS_PAGE_METADATA_H_

#include "extractors/extraction.pb.h"
#include "extractors/main_text.h"
#include "extractors/page_outline.h"

namespace arsip::extractors {

// Fills `record` but for its text, and tells what main_text.h should know.
PageSigns ReadPageMetadata(const PageOutline& outline, Record& record);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PAGE_METADATA_H_
