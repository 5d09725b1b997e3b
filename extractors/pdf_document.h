// ReadPdf: text, metadata, links, outline and attachments of a PDF (ISO 32000), by poppler.
//
// Scripts never run: poppler has nothing to run them with here. Pages are rendered only to read
// the text of those that have none, by OCR. Text of fonts that need a table from a disk (predefined
// CMaps of Chinese, Japanese and Korean fonts without a ToUnicode map) is not understood:
// docs/documents.md. Poppler keeps state of its process: used by one thread.
#ifndef ARSIP_EXTRACTORS_PDF_DOCUMENT_H_
#define ARSIP_EXTRACTORS_PDF_DOCUMENT_H_

#include <string>
#include <string_view>

#include "extractors/document_reading.h"
#include "extractors/link_set.h"
#include "extractors/ocr.h"

namespace arsip::extractors {

// Pages beyond are counted, their text is not read.
inline constexpr int kMaxPdfTextPages = 1'000;
// For OCR; the longer side of the picture, in pixels.
inline constexpr int kMaxRenderedPages = 10;
inline constexpr int kMaxRenderedSide = 2'000;
// For the perceptual hash of a page: grey, the longer side in pixels.
inline constexpr int kMaxHashedPages = 10;
inline constexpr int kHashedPageSide = 512;
inline constexpr int kMaxAttachments = 100;
inline constexpr size_t kMaxAttachmentBytes = 64u << 20;

// Loads what poppler would load at first use, to render as well.
void PreloadPdf();

// Of poppler, "22.12.0".
std::string PdfVersion();

// `ocr` may be null. The record's state: empty, "encrypted", "corrupt", "refused-limit: pages",
// "refused-limit: time". Links that go out of the document are added to `links`.
DocumentReading ReadPdf(std::string_view bytes, const ReadingLimits& limits, LinkSet& links,
                        Ocr* ocr);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PDF_DOCUMENT_H_
