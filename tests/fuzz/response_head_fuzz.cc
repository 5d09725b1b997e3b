// ResponseHead under arbitrary lines: never more than its limit, never a head without its end.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crawler/response_head.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  constexpr uint64_t kMaxBytes = 4096;
  using arsip::crawler::ResponseHead;
  ResponseHead head(kMaxBytes);
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end == rest.npos ? rest.size() : end + 1);
    rest.remove_prefix(line.size());
    const bool was_complete = head.complete();
    const size_t before = head.bytes().size();
    if (!head.Add(line)) break;
    Require(head.bytes().size() <= kMaxBytes);
    Require(!was_complete || head.bytes().size() == before);
  }
  if (!head.complete()) return 0;
  Require(head.bytes().ends_with('\n'));
  const arsip::crawler::Framing& framing = head.framing();
  Require(!framing.content_length || *framing.content_length <= uint64_t{INT64_MAX});
  Require(!framing.ambiguous_length || !head.bytes().empty());
  return 0;
}
