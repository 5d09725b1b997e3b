// ReadOoxml, ReadOdf: text, metadata and links of office files: word processing, spreadsheets and
// presentations of Office Open XML (ECMA-376) and OpenDocument 1.3. Pure; thread-safe.
#ifndef ARSIP_EXTRACTORS_OFFICE_DOCUMENT_H_
#define ARSIP_EXTRACTORS_OFFICE_DOCUMENT_H_

#include "extractors/document_reading.h"
#include "extractors/link_set.h"
#include "extractors/package_parts.h"

namespace arsip::extractors {

// The body, then footnotes, endnotes and comments; sheets as lines of cells between tabs, each a
// page of its name; slides as pages, their notes behind them. Deleted text, field codes and
// fallbacks are left out. States: "corrupt" when a part is no XML or declares entities.
DocumentReading ReadOoxml(const PackageParts& parts, const ReadingLimits& limits, LinkSet& links);
// State "encrypted", too.
DocumentReading ReadOdf(const PackageParts& parts, const ReadingLimits& limits, LinkSet& links);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_OFFICE_DOCUMENT_H_
