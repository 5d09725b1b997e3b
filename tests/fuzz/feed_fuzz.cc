// Records of feeds and sitemaps.
#include <cstdint>
#include <string_view>

#include "entry_checks.h"
#include "extractors/feed_records.h"
#include "link_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  const std::string_view xml(reinterpret_cast<const char*>(bytes), size);
  CheckEntrySet(
      [xml](PostMarkup& markup, EntrySet& records) { ReadFeedRecords(xml, markup, records); });
  return 0;
}
