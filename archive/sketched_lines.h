// The sketched texts in a derived record of JSON lines: docs/records.md. Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_SKETCHED_LINES_H_
#define ARSIP_ARCHIVE_SKETCHED_LINES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_sketch.h"

namespace arsip::archive {

// Of a line, cut there.
inline constexpr size_t kMaxSketchedUriBytes = 1'024;

struct SketchedText {
  uint32_t index = 0;  // of the record among those of its source
  std::string kind;    // "post"
  std::string uri;     // as the content claims it; may be empty
  TextSketch sketch;
};

// Texts with a sketch of kTextSketchVersion, in order; lines of another form are passed over.
// nullopt: no line is a record with a text, so these are other facts of the source.
std::optional<std::vector<SketchedText>> SketchedTextsIn(std::string_view lines);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SKETCHED_LINES_H_
