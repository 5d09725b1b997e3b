// Whether the records of a sandbox's answer keep to extractors/record_limits.h. Pure; thread-safe.
#ifndef ARSIP_CRAWLER_RECORD_CHECK_H_
#define ARSIP_CRAWLER_RECORD_CHECK_H_

#include "base/result.h"
#include "extractors/extraction.pb.h"

namespace arsip::crawler {

// Counts, sizes, enumerations, parents that come first, runs that lie in order within their text.
// Error: kInvalidInput, naming the field; a retry makes sense in a fresh process only.
Status CheckRecords(const extractors::ExtractionRequest& request,
                    const extractors::Extraction& extraction);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_RECORD_CHECK_H_
