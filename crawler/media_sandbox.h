// Glue to arsip-media-sandbox (docs/video-and-audio.md): its options, its broker, and what it is
// asked. Every file gets a process that has read nothing before it and reads nothing after it.
#ifndef ARSIP_CRAWLER_MEDIA_SANDBOX_H_
#define ARSIP_CRAWLER_MEDIA_SANDBOX_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/event_loop.h"
#include "crawler/sandbox_broker.h"
#include "extractors/extraction.pb.h"

namespace arsip::crawler {

struct MediaSandboxOptions {
  bool enabled = false;  // Default: false; a collection's is on.
  // Path of `arsip-media-sandbox`. Default: beside arsip-sandbox.
  std::string binary;
  // Default: 0, one for every two cores.
  uint32_t processes = 0;
  // Of one file; beyond the processor time that the reader allows itself. Default: 300s.
  Duration wall_clock_limit = std::chrono::seconds(300);
  // Processor time; what was found until then is the answer. Default: 120s.
  Duration work_limit = std::chrono::seconds(120);
  // Of the media's own time; the reader never looks at more than four hours. Default: 4h.
  Duration duration_limit = std::chrono::hours(4);
  // Longer files are cut, and marked as cut. Default: 256 MiB.
  uint64_t max_payload_bytes = 256u << 20;
  // Between two hashed frames. Default: 1s, vPDQ's.
  Duration hash_interval = std::chrono::seconds(1);
  // Many times faster, and not what vPDQ hashes. Default: false.
  bool keyframes_only = false;
  // A frame at this distance from the last one kept, or nearer, is counted only; 0: none is.
  // Default: 0.
  uint32_t prune_distance = 0;
  bool contact_sheet = true;  // Default: true.
};

// Errors as of SandboxBroker::Create. `pages` are the options of the broker for pages: what is not
// said otherwise holds here, too. `options.binary` empty and `pages.binary` empty: beside the
// running executable.
Result<std::unique_ptr<SandboxBroker>> CreateMediaSandbox(EventLoop& loop,
                                                          const MediaSandboxOptions& options,
                                                          const SandboxBrokerOptions& pages);

// Makes a request for a page one for a media file.
void AskForMedia(const MediaSandboxOptions& options, extractors::ExtractionRequest& request);

// Media files that somebody hands over by name rather than by URL, as `arsip hash` does. One
// thread; synchronous.
class MediaReading {
 public:
  // One process. The errors of CreateMediaSandbox.
  static Result<std::unique_ptr<MediaReading>> Create(const MediaSandboxOptions& options,
                                                      const SandboxBrokerOptions& pages);

  // kInvalidInput: what befell the process ("crashed: signal 11"), or the record's state when
  // nothing could be read ("unsupported: text/plain"). A longer file than the limit is read in
  // part.
  Result<extractors::Extraction> Read(std::string_view bytes);

  const SandboxBroker& sandbox() const { return *sandbox_; }

 private:
  MediaReading() = default;

  MediaSandboxOptions options_;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<SandboxBroker> sandbox_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_MEDIA_SANDBOX_H_
