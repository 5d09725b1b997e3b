// JSON documents: the bounded tree, its links and records, and speculative links.
#include <cstdint>
#include <string_view>

#include "entry_checks.h"
#include "extractors/json_documents.h"
#include "extractors/json_tree.h"
#include "extractors/speculative_links.h"
#include "link_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const JsonTree json(text);
  for (const auto vocabulary : {JsonVocabulary::kJsonFeed, JsonVocabulary::kActivityStreams,
                                JsonVocabulary::kAppManifest}) {
    CheckLinks([&](LinkSet& links) { CollectJsonLinks(json, vocabulary, links); });
    CheckEntrySet([&](PostMarkup& markup, EntrySet& records) {
      ReadJsonRecords(json, vocabulary, markup, records);
    });
    RequireUtf8(JsonTitle(json, vocabulary));
  }
  Require(JsonVocabularyOf(json, "") == JsonVocabulary::kUnknown || json.object(json.root()));
  CheckLinks([text](LinkSet& links) {
    size_t taken = 0;
    CollectSpeculativeLinks(text, "json@text", taken, links);
    Require(taken == links.size() && taken <= kMaxSpeculativeLinks);
  });
  return 0;
}
