// What the media tests share: a film, and what is read of bytes.
#ifndef ARSIP_TESTS_EXTRACTORS_READ_MEDIA_H_
#define ARSIP_TESTS_EXTRACTORS_READ_MEDIA_H_

#include <gtest/gtest.h>

#include <string>

#include "extractors/media_extractor.h"
#include "generated_media.h"

namespace arsip::extractors {

inline Extraction Read(const std::string& bytes, ExtractionRequest request = {}) {
  MediaExtractor::Preload();
  request.set_kind(ExtractionRequest::MEDIA);
  Extraction extraction;
  MediaExtractor().Extract(request, bytes, extraction);
  EXPECT_EQ(extraction.records_size(), 1);
  return extraction;
}

// Six seconds of 25 frames, a keyframe every second one of them.
inline const std::string& Film() {
  return MediaOf(PatternInput(6, 320, 240) +
                     " -c:v libx264 -preset veryfast -g 50 -sc_threshold 0 -metadata title=Judul",
                 ".mp4");
}

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_EXTRACTORS_READ_MEDIA_H_
