// ReadPdfReferences: where a PDF points to, which poppler's stable interface does not say: URI
// actions of link annotations (ISO 32000-1 section 12.6.4.7) and the titles of the outline
// (12.3.3). Poppler keeps state of its process: used by one thread.
#ifndef ARSIP_EXTRACTORS_PDF_REFERENCES_H_
#define ARSIP_EXTRACTORS_PDF_REFERENCES_H_

#include <string_view>

#include "extractors/document_reading.h"
#include "extractors/link_set.h"

namespace arsip::extractors {

// Links are looked for on so many pages.
inline constexpr int kMaxPdfLinkPages = 500;
// Of an outline.
inline constexpr int kMaxOutlineDepth = 8;

// Poppler's parameters, kept for the life of the process.
void PreloadPdfReferences();

// Links become edges of the reading's record, too; titles its headings. May throw what poppler
// throws.
void ReadPdfReferences(std::string_view bytes, const ReadingLimits& limits, LinkSet& links,
                       DocumentReading& reading);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PDF_REFERENCES_H_
