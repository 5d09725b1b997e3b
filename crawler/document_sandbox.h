// DocumentSandbox: hands documents, archives and images to arsip-document-sandbox
// (docs/documents.md). A document gets a process that has read nothing before it and reads nothing
// after it; images, of which there are many, share one for a while. Otherwise as SandboxBroker.
// Lives on its loop's thread.
#ifndef ARSIP_CRAWLER_DOCUMENT_SANDBOX_H_
#define ARSIP_CRAWLER_DOCUMENT_SANDBOX_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/event_loop.h"
#include "crawler/sandbox_broker.h"
#include "crawler/task.h"
#include "extractors/extraction.pb.h"

namespace arsip::crawler {

struct DocumentSandboxOptions {
  bool enabled = false;  // Default: false; a collection's is on.
  // Path of `arsip-document-sandbox`. Default: beside arsip-sandbox.
  std::string binary;
  // For documents, and for images. Default: 0, one for every two cores.
  uint32_t processes = 0;
  uint32_t image_processes = 0;
  // Of one document or image; beyond the reader's own limits of 20 s, 45 s with OCR. Default: 60s.
  Duration wall_clock_limit = std::chrono::seconds(60);
  // Default: 200.
  uint32_t recycle_images_after = 200;
  // Longer payloads are cut, and marked as cut. Default: 64 MiB.
  uint64_t max_payload_bytes = 64u << 20;
  // tesseract's names, "ind". Default: none, no OCR.
  std::vector<std::string> ocr_languages;
};

class DocumentSandbox {
 public:
  // `pages` are the options of the broker for pages: what is not said otherwise holds here, too.
  // Errors as of SandboxBroker::Create; kPermission also when an OCR language is not installed.
  static Result<std::unique_ptr<DocumentSandbox>> Create(EventLoop& loop,
                                                         const DocumentSandboxOptions& options,
                                                         const SandboxBrokerOptions& pages);
  // REQUIRES: no Extract is pending (see CancelAll).
  ~DocumentSandbox() = default;

  // `request` is of kind DOCUMENT. `payload` must stay alive and unchanged until the task ends.
  Task<SandboxResult> Extract(extractors::ExtractionRequest request, std::string_view payload);
  // Ends everything that is pending with kCancelled.
  void CancelAll();
  // Of both. Thread-safe.
  SandboxCounters counters() const;
  const SandboxBroker& documents() const { return *documents_; }
  const SandboxBroker& images() const { return *images_; }

 private:
  DocumentSandbox() = default;

  std::unique_ptr<SandboxBroker> documents_;
  std::unique_ptr<SandboxBroker> images_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_DOCUMENT_SANDBOX_H_
