// DocumentExtractor: from a payload that is no web page to its records: what arsip-document-sandbox
// does with an ExtractionRequest of kind DOCUMENT. The first record is the payload itself; members
// of containers, attachments and pages follow, parents first. docs/documents.md says what is read.
//
// Bounded in time and space whatever the payload: containers nest three deep at most and share one
// budget (archive_members.h), nothing here recurses, and what was found when the time is up is the
// answer. Extraction.extractor is "document"; flags are those of the content coding (extract.h) and
// "memory" when that gave out.
#ifndef ARSIP_EXTRACTORS_DOCUMENT_EXTRACTOR_H_
#define ARSIP_EXTRACTORS_DOCUMENT_EXTRACTOR_H_

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "extractors/extraction.pb.h"
#include "extractors/ocr.h"

namespace arsip::extractors {

// Of one payload; the wall clock of its process ends what does not stop by itself.
inline constexpr std::chrono::seconds kDocumentTime{20};
// The same when pictures are read by OCR.
inline constexpr std::chrono::seconds kDocumentTimeWithOcr{45};

// What its answers depend on besides the payload: "extraction 1, poppler 22.12.0, ..."; fewer than
// 128 bytes.
std::string DocumentVersions();

// Keeps its memory from one payload to the next. Not thread-safe.
class DocumentExtractor {
 public:
  // Without `ocr` a request for it is answered without, and flagged "no-ocr".
  explicit DocumentExtractor(std::unique_ptr<Ocr> ocr = nullptr);
  ~DocumentExtractor();
  DocumentExtractor(const DocumentExtractor&) = delete;
  DocumentExtractor& operator=(const DocumentExtractor&) = delete;

  // Loads whatever would be read from disk when it is first needed. For the sandbox.
  void Preload();
  // Overwrites `extraction`.
  void Extract(const ExtractionRequest& request, std::string_view payload, Extraction& extraction);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_DOCUMENT_EXTRACTOR_H_
