// Sandboxes, ExtractIn: which sandbox a payload is handed to. The one place that decides it: pages
// to arsip-sandbox; documents, archives and images to arsip-document-sandbox; images to
// arsip-image-sandbox besides, for their perceptual hash and thumbnail; video and audio to
// arsip-media-sandbox, apart, because it takes minutes.
#ifndef ARSIP_CRAWLER_SANDBOXES_H_
#define ARSIP_CRAWLER_SANDBOXES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "archive/image_fact.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"
#include "crawler/document_sandbox.h"
#include "crawler/event_loop.h"
#include "crawler/extraction_request.h"
#include "crawler/media_sandbox.h"
#include "crawler/sandbox_broker.h"
#include "crawler/task.h"

namespace arsip::crawler {

struct ImageHashOptions {
  bool enabled = false;  // Default: false; a collection's is on.
  // Path of `arsip-image-sandbox`. Default: beside arsip-sandbox.
  std::string binary;
  // Default: 0, one for every four cores; a core hashes some 400 JPEGs of 512 x 512 a second.
  uint32_t processes = 0;
  // Of one image. Default: 10s.
  Duration wall_clock_limit = std::chrono::seconds(10);
  // A longer image has no hash: of a part there is another. Default: 64 MiB.
  uint64_t max_payload_bytes = 64u << 20;
};

// `pages` are the options of the broker for pages: what is not said otherwise holds here, too.
// Errors as of SandboxBroker::Create.
Result<std::unique_ptr<SandboxBroker>> CreateImageSandbox(EventLoop& loop,
                                                          const ImageHashOptions& options,
                                                          const SandboxBrokerOptions& pages);

// Borrowed; they live on one loop.
struct Sandboxes {
  SandboxBroker* pages = nullptr;        // required
  DocumentSandbox* documents = nullptr;  // null: documents are archived, not read
  SandboxBroker* images = nullptr;       // null: images have no hash and no thumbnail
  uint64_t max_image_bytes = ImageHashOptions().max_payload_bytes;
  SandboxBroker* media = nullptr;          // null: video and audio are archived, not read
  MediaSandboxOptions media_reading = {};  // what is asked of them
};

// Whether arsip-image-sandbox hashes it: an image by its first bytes, or, when they are coded, by
// its declared type.
bool IsForImages(const extractors::ExtractionRequest& request, std::string_view payload);

// Whether a request for a page is for arsip-document-sandbox, by its payload.
bool IsForDocuments(const extractors::ExtractionRequest& request, std::string_view payload);

// Likewise arsip-media-sandbox.
bool IsForMedia(const extractors::ExtractionRequest& request, std::string_view payload);

// `request` is for a page, unless it is of a kind of its own (robots.txt, sitemap). An image's
// answer has `image_hash`, whatever becomes of the rest. `choice` and `payload` must stay alive
// and unchanged until the task ends.
Task<SandboxResult> ExtractIn(Sandboxes sandboxes, const ExtractionChoice& choice,
                              extractors::ExtractionRequest request, std::string_view payload);

// Of an image: hash and thumbnail alone, as `image_hash` beside kNothing.
Task<SandboxResult> HashImageIn(Sandboxes sandboxes, extractors::ExtractionRequest request,
                                std::string_view payload);

// Of video and audio; kNothing for all else, and when nobody reads them. Likewise.
Task<SandboxResult> ReadMediaIn(Sandboxes sandboxes, extractors::ExtractionRequest request,
                                std::string_view payload);

// The rule of hashing that is in force: kImageHashVersion.
uint32_t ImageHashRule();

// The hash as the archive takes it; nullopt: there is none.
std::optional<archive::ImageFact> ImageFactOf(const SandboxResult& result, const Sha256& payload,
                                              uint64_t payload_bytes);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_SANDBOXES_H_
