// A derived record of JSON lines, and the rows of the text index: what is read can be written and
// read again; nothing crashes.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "archive/sketched_lines.h"
#include "archive/text_rows.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::archive;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const auto texts = SketchedTextsIn(input);
  for (const SketchedText& text : texts.value_or(std::vector<SketchedText>())) {
    Require(text.sketch.shingles > 0 && text.uri.size() <= kMaxSketchedUriBytes);
    const auto back = ParseSketchRow(SketchKey(text.sketch.digest), SketchRow(text.sketch));
    Require(back.has_value() && back->shingles == text.sketch.shingles);
  }
  if (const auto source = ParseSourceRow(input)) Require(SourceRow(*source) == input);
  const size_t half = size / 2;
  if (const auto at = ParseOccurrence(input.substr(0, half), input.substr(half))) {
    Require(OccurrenceRow(*at) == input.substr(half));
  }
  (void)ParseSketchRow(input.substr(0, half), input.substr(half));
  return 0;
}
