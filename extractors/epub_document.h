// ReadEpub: metadata and text of a book (EPUB 3.3, https://www.w3.org/TR/epub-33/), chapters in the
// order of its spine. Not thread-safe: it keeps the memory of its HTML reader.
#ifndef ARSIP_EXTRACTORS_EPUB_DOCUMENT_H_
#define ARSIP_EXTRACTORS_EPUB_DOCUMENT_H_

#include "extractors/document_reading.h"
#include "extractors/html_text.h"
#include "extractors/link_set.h"
#include "extractors/package_parts.h"

namespace arsip::extractors {

inline constexpr size_t kMaxChapters = 2'000;

// States: "corrupt" when there is no package document, "encrypted" when chapters are.
DocumentReading ReadEpub(const PackageParts& parts, const ReadingLimits& limits,
                         HtmlTextReader& html, LinkSet& links);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_EPUB_DOCUMENT_H_
