// RevisitInstead: the revisit record that stands for a response of another writer whose payload the
// archive has. WARC 1.1 section 6.7 and Annex B. Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_IMPORT_REVISIT_H_
#define ARSIP_ARCHIVE_IMPORT_REVISIT_H_

#include <string>

#include "archive/capture_index.h"
#include "archive/warc_header_parser.h"
#include "archive/warc_record.h"

namespace arsip::archive {

// With the response's record id, so that its request still leads to it, its date, and every field
// that does not speak of the payload's place. What WARC 1.1 does not allow is taken as it is: ask
// CheckRecord.
WarcRecord RevisitInstead(const WarcHeader& response, std::string http_head,
                          const IndexedOriginal& original);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_IMPORT_REVISIT_H_
