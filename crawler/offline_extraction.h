// Offline extraction: what lies in a file, without an archive: a local document, or a WARC file of
// anybody. Every payload is parsed in the sandbox.
#ifndef ARSIP_CRAWLER_OFFLINE_EXTRACTION_H_
#define ARSIP_CRAWLER_OFFLINE_EXTRACTION_H_

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "crawler/document_sandbox.h"
#include "crawler/extraction_request.h"
#include "crawler/media_sandbox.h"
#include "crawler/record_json.h"
#include "crawler/sandbox_broker.h"
#include "extractors/extraction.pb.h"

namespace arsip::crawler {

struct OfflineOptions {
  std::string path;
  std::string url;           // of a local document: its base; may be empty
  std::string content_type;  // of a local document; empty: by its name and bytes
  SandboxBrokerOptions sandbox;
  DocumentSandboxOptions documents;  // started when the first document comes
  MediaSandboxOptions media;         // likewise
  ExtractionChoice extraction;       // text is always wanted, whatever it says
};

struct OfflineEvents {
  std::function<void(const RecordOrigin&, const extractors::Extraction&)> on_extracted;
  std::function<void(const RecordOrigin&, const std::string& reason)> on_failed;
  // Asked between payloads; once it is true, nothing new begins.
  std::function<bool()> stop_requested;
};

struct OfflineCounts {
  uint64_t extracted = 0;
  uint64_t failed = 0;
  uint64_t skipped = 0;   // records of a WARC file that are no response of status 200, no resource
  uint64_t problems = 0;  // damage in a WARC file, read over
  bool stopped = false;
};

// By its name (.warc, .warc.gz, .warc.zst) or its first bytes ("WARC/1.").
bool IsWarcFile(const std::string& path);

// Of a WARC file each response of status 200 and each resource, in order; of anything else the file
// itself. Payloads longer than the sandbox takes are read in part, and marked so. Blocks; callbacks
// come on the calling thread. Errors: kNotFound, kPermission, kIo, and what
// SandboxBroker::Create returns.
Result<OfflineCounts> ExtractFromFile(const OfflineOptions& options, const OfflineEvents& events);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_OFFLINE_EXTRACTION_H_
