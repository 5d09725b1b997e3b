// Bytes of any kind as video or audio: no crash of ours; a record within its bounds, and a reason
// of a known kind when it says nothing. FFmpeg itself is not instrumented here.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "extractors/media_extractor.h"
#include "extractors/media_limits.h"

namespace {

using namespace arsip::extractors;

void Check(bool holds) {
  if (!holds) std::abort();
}

void CheckFacts(const MediaFacts& facts) {
  Check(facts.streams_size() <= kMaxMediaStreams);
  Check(static_cast<size_t>(facts.frames_size()) <= kMaxVideoFrames);
  Check(static_cast<size_t>(facts.fingerprint_size()) <= kMaxFingerprintWords);
  for (const VideoFrame& frame : facts.frames()) {
    Check(frame.pdq().size() == 32 && frame.quality() <= 100);
    Check(frame.number() < facts.frames_decoded());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  MediaExtractor::Preload();
  ExtractionRequest request;
  request.set_kind(ExtractionRequest::MEDIA);
  request.set_max_media_seconds(10);
  request.set_max_work_ms(1'000);
  request.set_want_contact_sheet(true);
  Extraction extraction;
  MediaExtractor().Extract(request, {reinterpret_cast<const char*>(bytes), size}, extraction);
  Check(extraction.records_size() == 1);
  const Record& record = extraction.records(0);
  CheckFacts(record.media_facts());
  const bool says_something =
      record.media_facts().frames_decoded() > 0 || record.media_facts().audio_ms() > 0;
  Check(says_something || !record.state().empty());
  Check(record.state().size() <= 256);
  Check(extraction.contact_sheet().size() <= kMaxContactSheetBytes);
  return 0;
}
