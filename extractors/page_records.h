// AddPageRecords: the records of an HTML page (docs/records.md): the page itself, then its posts
// when it is a thread, then the comments of its readers.
#ifndef ARSIP_EXTRACTORS_PAGE_RECORDS_H_
#define ARSIP_EXTRACTORS_PAGE_RECORDS_H_

#include <cstddef>

#include "extractors/extraction.pb.h"
#include "extractors/page_outline.h"

namespace arsip::extractors {

struct RecordLimits {
  size_t max_records;
  size_t max_text_bytes;  // of a record
  size_t max_bytes;       // of all records, serialised
};

// What does not fit is counted in records_dropped; a page that is too large by itself loses
// JSON-LD, facts, media and the end of its text, in this order. Fields are within record_limits.h.
void AddPageRecords(const PageOutline& outline, const RecordLimits& limits, Extraction& extraction);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PAGE_RECORDS_H_
