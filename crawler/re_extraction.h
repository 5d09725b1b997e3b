// Re-extraction: the text of captures that a crawl stored without it (`text: deferred`), derived
// offline from the archive: stored payload -> sandbox -> conversion record in DIR/derived/.
//
// Derives for each response of status 200 that is HTML and has no conversion record yet; revisits
// are left to their originals. A page in which there is no text gets no record, so it is looked at
// each time. Stopping at any moment loses nothing: what is durable is not derived again.
//
// Holds the archive as its one writer. Memory: two payloads for each sandbox process, and eight
// bytes for each record in DIR/derived/. Blocks the calling thread, on which all callbacks come.
#ifndef ARSIP_CRAWLER_RE_EXTRACTION_H_
#define ARSIP_CRAWLER_RE_EXTRACTION_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "archive/archive.h"
#include "archive/capture.h"
#include "archive/query.h"
#include "base/clock.h"
#include "base/result.h"
#include "crawler/extraction_request.h"
#include "crawler/sandbox_broker.h"
#include "extractors/extraction.pb.h"

namespace arsip::crawler {

struct ReExtractionOptions {
  std::string archive_directory;        // DIR; must be an archive
  std::optional<archive::Query> query;  // nullopt: every capture
  archive::ArchiveOptions archive;
  SandboxBrokerOptions sandbox;
  ExtractionChoice extraction;  // text is always wanted, whatever it says
};

// Each may be empty.
struct ReExtractionEvents {
  // Its text, if it has any, is durable.
  std::function<void(const archive::Capture&, const extractors::Extraction&)> on_extracted;
  // The stored payload or its extraction failed; the others go on.
  std::function<void(const archive::Capture&, const std::string& reason)> on_failed;
  // Asked for several times a second; once it is true, nothing new begins.
  std::function<bool()> stop_requested;
};

struct ReExtractionCounts {
  uint64_t extracted = 0;  // with a record that is durable
  uint64_t had_text = 0;
  uint64_t without_text = 0;  // extracted, and there was none
  uint64_t failed = 0;
  bool stopped = false;  // before the last capture

  uint64_t captures() const { return extracted + had_text + without_text + failed; }
};

// Errors: kNotFound (no archive there), kUnavailable (another process writes there), kInvalidInput
// (the query, an option), what SandboxBroker::Create returns, and kIo when a record cannot be
// written.
Result<ReExtractionCounts> ReExtract(const ReExtractionOptions& options, const Clock& clock,
                                     const ReExtractionEvents& events);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_RE_EXTRACTION_H_
