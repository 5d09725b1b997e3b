// Re-extraction: text and records of captures that a crawl stored without them (`text: deferred`),
// or derived by older rules (kExtractionVersion), derived offline from the archive: stored payload
// -> sandbox -> conversion records in DIR/derived/.
//
// Derives for each response of status 200 whose type can hold text or records (CanHaveRecords) and
// that has no conversion record of these rules yet; of an image also the perceptual hash and the
// thumbnail, when there is none by the rule in force (image_backfill.h). Revisits are left to their
// originals, but that the index is told where hashed images were seen again. Nothing is
// overwritten: a newer version stands beside the older one, and whoever reads takes the newest. A
// payload in which there is nothing gets no record, so it is looked at each time. Stopping at any
// moment loses nothing: what is durable is not derived again.
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
#include "archive/capture_index.h"
#include "archive/query.h"
#include "base/clock.h"
#include "base/result.h"
#include "crawler/document_sandbox.h"
#include "crawler/extraction_request.h"
#include "crawler/media_sandbox.h"
#include "crawler/record_json.h"
#include "crawler/sandbox_broker.h"
#include "crawler/sandboxes.h"
#include "extractors/extraction.pb.h"

namespace arsip::crawler {

struct ReExtractionOptions {
  std::string archive_directory;        // DIR; must be an archive
  std::optional<archive::Query> query;  // nullopt: every capture
  archive::ArchiveOptions archive;
  SandboxBrokerOptions sandbox;
  DocumentSandboxOptions documents;  // started when the first document comes
  ImageHashOptions images;           // likewise; `enabled`: thumbnails. Default: no
  MediaSandboxOptions media;         // likewise
  ExtractionChoice extraction;       // text is always wanted, whatever it says
  bool rederive = false;             // also what these very rules have derived. Default: false.
};

// Each may be empty.
struct ReExtractionEvents {
  // What was derived, if anything was, is durable.
  std::function<void(const RecordOrigin&, const extractors::Extraction&)> on_extracted;
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

// What the records of a capture name as their origin. Errors: kCorruption (the index lacks it).
Result<RecordOrigin> OriginOf(archive::CaptureIndex& index, const archive::Capture& capture,
                              const Sha256& payload);

// Errors: kNotFound (no archive there), kUnavailable (another process writes there), kInvalidInput
// (the query, an option), what SandboxBroker::Create returns, and kIo when a record cannot be
// written.
Result<ReExtractionCounts> ReExtract(const ReExtractionOptions& options, const Clock& clock,
                                     const ReExtractionEvents& events);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_RE_EXTRACTION_H_
