// Style sheets, and the other small languages that attributes hold: srcset and meta refresh.
#include <cstdint>
#include <string_view>

#include "extractors/css_links.h"
#include "extractors/link_types.h"
#include "extractors/srcset.h"
#include "link_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  CheckLinks([text](LinkSet& links) { CollectCssLinks(text, links); });
  size_t candidate_bytes = 0;
  for (const std::string_view candidate : ImageCandidates(text)) {
    Require(!candidate.empty() && candidate.find_first_of(" \t\r\n\f") == candidate.npos);
    candidate_bytes += candidate.size();
  }
  Require(candidate_bytes <= text.size());
  const std::string_view target = RefreshTarget(text);
  Require(target.empty() || text.find(target) != text.npos);
  return 0;
}
