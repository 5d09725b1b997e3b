// The border control for what comes out of the sandbox: an Extraction is believed in its meaning,
// never in its sizes.
#ifndef ARSIP_CRAWLER_EXTRACTION_CHECK_H_
#define ARSIP_CRAWLER_EXTRACTION_CHECK_H_

#include <string_view>

#include "base/result.h"
#include "extractors/extraction.pb.h"

namespace arsip::crawler {

// Parses the answer and checks every count and length against what an honest process can send for
// `request`, and that all text is UTF-8 (proto3 does so for its strings). kInvalidInput names the
// field.
Result<extractors::Extraction> CheckedExtraction(const extractors::ExtractionRequest& request,
                                                 std::string_view answer);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_EXTRACTION_CHECK_H_
