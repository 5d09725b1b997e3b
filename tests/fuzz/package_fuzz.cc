// Office files and books, without the ZIP around them: lines "=NAME" begin a part.
#include <cstdint>
#include <string>
#include <string_view>

#include "extractors/epub_document.h"
#include "extractors/office_document.h"
#include "record_checks.h"

namespace arsip::extractors {
namespace {

constexpr size_t kMaxText = 2'000;

PackageParts PartsOf(std::string_view text) {
  PackageParts parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find("\n="), text.size());
    std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.starts_with('=')) part.remove_prefix(1);
    const size_t line = std::min(part.find('\n'), part.size());
    parts.Keep(std::string(part.substr(0, line)),
               std::string(part.substr(std::min(line + 1, part.size()))));
  }
  return parts;
}

void Check(const DocumentReading& reading, const Extraction& links) {
  RequireSoundRecord(reading.record, kMaxText);
  RequireSoundLinks(links, kFuzzedMaxLinks, kFuzzedMaxLinkBytes);
  size_t last = 0;
  for (const PageSpan& span : reading.pages) {
    Require(span.begin <= span.end && span.end <= reading.record.text().size());
    Require(span.begin >= last || span.begin == span.end);
    last = span.begin;
  }
}

}  // namespace
}  // namespace arsip::extractors

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  const PackageParts parts = PartsOf({reinterpret_cast<const char*>(bytes), size});
  ReadingLimits limits;
  limits.max_text_bytes = kMaxText;
  static HtmlTextReader html;
  for (int kind = 0; kind < 3; ++kind) {
    Extraction found;
    LinkSet links;
    links.Begin(found, kFuzzedMaxLinks, kFuzzedMaxLinkBytes);
    const DocumentReading reading = kind == 0   ? ReadOoxml(parts, limits, links)
                                    : kind == 1 ? ReadOdf(parts, limits, links)
                                                : ReadEpub(parts, limits, html, links);
    Check(reading, found);
  }
  return 0;
}
