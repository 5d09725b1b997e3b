// The first line is the charset of a Content-Type field, the rest a document: its encoding is
// decided, and it is converted from that and from another that its length picks.
#include <cstdint>
#include <string_view>

#include "extractors/charset.h"
#include "link_checks.h"

namespace arsip::extractors {
namespace {

void CheckConversion(std::string_view bytes, const Encoding& encoding) {
  static CharsetConverter converter;
  const std::string_view text = converter.ToUtf8(bytes, encoding);
  if (&encoding == &Utf8()) {
    Require(text == bytes);
  } else {
    RequireUtf8(text);
  }
}

void CheckCut(std::string_view document) {
  const size_t room = document.size() / 2;
  const std::string_view cut = CutUtf8(document, room);
  Require(cut.size() <= room && document.starts_with(cut));
  std::string well_formed;
  AppendWellFormedUtf8(well_formed, document);
  RequireUtf8(CutUtf8(well_formed, room));
}

}  // namespace
}  // namespace arsip::extractors

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const size_t line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  const std::string_view document = text.substr(line + 1);
  const EncodingDecision decision = DecideEncoding(document, text.substr(0, line));
  Require(decision.encoding != nullptr && decision.bom_bytes <= document.size());
  Require((decision.source == EncodingSource::kDetection) == (decision.confidence > 0));
  CheckConversion(document.substr(decision.bom_bytes), *decision.encoding);
  CheckConversion(document, Encodings()[document.size() % Encodings().size()]);
  CheckCut(document);
  return 0;
}
