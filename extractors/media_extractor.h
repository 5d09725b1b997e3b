// MediaExtractor: what a video or audio file is, what its frames look like and what it sounds like,
// as one Record: what arsip-media-sandbox does with an ExtractionRequest of kind MEDIA. Bounded by
// media_limits.h; what was found until a bound is the answer, and Record.state names the bound.
// docs/video-and-audio.md. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_MEDIA_EXTRACTOR_H_
#define ARSIP_EXTRACTORS_MEDIA_EXTRACTOR_H_

#include <string>
#include <string_view>

#include "extractors/extraction.pb.h"

namespace arsip::extractors {

class MediaExtractor {
 public:
  // Before the walls: FFmpeg's messages are silenced, its allocations bounded. Later calls do
  // nothing.
  static void Preload();

  // Overwrites `extraction`. Never fails: a file that cannot be read has a record that says why.
  void Extract(const ExtractionRequest& request, std::string_view payload, Extraction& extraction);
};

// "media 1, avformat 59.27, avcodec 59.37, chromaprint 1.5.1"
std::string MediaVersions();

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_MEDIA_EXTRACTOR_H_
