// Sitemaps and feeds, and sitemaps as text.
#include <cstdint>
#include <string_view>

#include "extractors/xml_links.h"
#include "link_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  CheckLinks([text](LinkSet& links) {
    const XmlFacts facts = ScanXmlLinks(text, links);
    RequireUtf8(facts.title);
    RequireUtf8(facts.language);
  });
  CheckLinks([text](LinkSet& links) { ScanTextSitemap(text, links); });
  Require(text.find("<") != text.npos || XmlVocabularyOf(text) == XmlVocabulary::kUnknown);
  return 0;
}
