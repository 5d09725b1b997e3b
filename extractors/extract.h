// Extract: from a payload as received to what is in it. Pure, and bounded in time and space
// whatever the payload: it runs inside the sandbox, on bytes that somebody else chose.
//
// A payload is decoded (content_decoding.h), sniffed (base/media_type.h), converted to UTF-8
// (charset.h) and read by the extractor for what it declares itself to be; a declared type that
// says nothing gives way to the sniffed one. Extraction.extractor names it: "html", "css",
// "sitemap", "feed", "xml", "json", "activity", "app-manifest", "m3u8", "mpd", "script", "robots",
// "none".
//
// Flags: "bomb", "decoded-cut", "bad-encoding", "truncated-encoding", "body-truncated",
// "charset-conflict", "charset-unknown", "converted-cut", "meta-nofollow", "html-in-<type>", and
// those of structured_document.h and record_annotation.h.
#ifndef ARSIP_EXTRACTORS_EXTRACT_H_
#define ARSIP_EXTRACTORS_EXTRACT_H_

#include <memory>
#include <string_view>

#include "extractors/extraction.pb.h"

namespace arsip::extractors {

// Raise it with any change of what is extracted: an archive's derived facts name the rules they
// came from.
inline constexpr std::string_view kExtractionVersion = "4";
// Links when the request names no limit.
inline constexpr uint32_t kDefaultMaxLinks = 10'000;
inline constexpr uint32_t kDefaultMaxTextBytes = 1u << 20;
// No answer is longer than this, serialised, however generous the request.
inline constexpr size_t kMaxAnswerBytes = (8u << 20) - (64u << 10);

// Keeps its memory from one payload to the next. Not thread-safe.
class Extractor {
 public:
  Extractor();
  ~Extractor();
  Extractor(const Extractor&) = delete;
  Extractor& operator=(const Extractor&) = delete;

  // Loads whatever would be read from disk when it is first needed, and libmagic's database,
  // without which the signatures of base/media_type.h alone tell what a payload is. For the
  // sandbox.
  void Preload();
  // Overwrites `extraction`.
  void Extract(const ExtractionRequest& request, std::string_view payload, Extraction& extraction);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Extraction Extract(const ExtractionRequest& request, std::string_view payload);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_EXTRACT_H_
