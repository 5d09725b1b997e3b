// A filter of any text is refused, or matches exactly what its inversion does not.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "archive/query_filter.h"
#include "archive/query_range.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::archive;
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  Capture capture;
  capture.urlkey = "org,example)/";
  capture.url = "https://example.org/";
  capture.mime = "text/html";
  capture.status = 200;
  const auto filter = QueryFilter::Parse(text);
  const auto inverted = QueryFilter::Parse("!" + text);
  if (filter.has_value() && inverted.has_value() && !text.starts_with('!') &&
      filter->Matches(capture) == inverted->Matches(capture)) {
    std::abort();
  }
  for (const Match match : {Match::kExact, Match::kPrefix, Match::kHost, Match::kDomain}) {
    const auto range = RangeOf({.url = text, .match = match});
    if (range.has_value() && !range->end.empty() && range->end < range->begin) std::abort();
  }
  return 0;
}
