// Glue: what the sandbox is asked to find in a payload.
#ifndef ARSIP_CRAWLER_EXTRACTION_REQUEST_H_
#define ARSIP_CRAWLER_EXTRACTION_REQUEST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/fetch_result.h"
#include "extractors/extraction.pb.h"
#include "frontier/lease.h"

namespace arsip::crawler {

struct ExtractionChoice {
  bool want_text = true;  // text and records inline; false: links only, the rest later
  bool want_speculative =
      false;  // links that scripts and JSON merely seem to hold. Default: false.
  std::string product_token = "arsip";      // the robots.txt group that is ours. Default: arsip.
  uint64_t max_decoded_bytes = 256u << 20;  // Default: 256 MiB.
  uint32_t max_text_bytes = 4u << 20;       // Default: 4 MiB.
  uint32_t max_links = 50'000;              // per payload, the rest is counted. Default: 50,000.
  std::vector<std::string> ocr_languages;   // of documents and images. Default: none, no OCR.
};

// Whether a payload that is asked for as a page is for arsip-document-sandbox instead: PDF, office
// files and books, archives, JPEG, PNG, GIF, WebP, plain text. By its bytes; by its declared type
// when its content is coded or is text. Or for arsip-media-sandbox: video and audio, by its bytes,
// when its content is not coded.
extractors::ExtractionRequest::Kind KindFor(const extractors::ExtractionRequest& request,
                                            std::string_view payload);
// Makes a request for a page one for a document.
void AskForDocument(const ExtractionChoice& choice, extractors::ExtractionRequest& request);

extractors::ExtractionRequest ExtractionRequestFor(const frontier::Lease& lease,
                                                   const FetchResult& fetched,
                                                   const ExtractionChoice& choice);
// The same for a payload that lies in an archive: `head` is the stored head, empty without one.
extractors::ExtractionRequest ExtractionRequestFor(const std::string& url, std::string_view head,
                                                   bool truncated, const ExtractionChoice& choice);

// Whether payloads of that declared type (an essence) can have text or records. Plain text
// is read by the crawl alone: most of it that lies in an archive is robots.txt.
bool CanHaveRecords(std::string_view media_type);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_EXTRACTION_REQUEST_H_
