// What the broker accepts from a sandbox: whatever the bytes, never more than was asked for.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crawler/extraction_check.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  constexpr uint32_t kMaxLinks = 3;
  constexpr uint32_t kMaxTextBytes = 64;
  arsip::extractors::ExtractionRequest request;
  request.set_want_text(size % 2 == 0);
  request.set_max_links(kMaxLinks);
  request.set_max_text_bytes(kMaxTextBytes);
  const auto checked = arsip::crawler::CheckedExtraction(
      request, std::string_view(reinterpret_cast<const char*>(bytes), size));
  if (!checked) {
    Require(checked.error().code == arsip::ErrorCode::kInvalidInput);
    Require(!checked.error().message.empty());
    return 0;
  }
  Require(checked->links_size() <= static_cast<int>(kMaxLinks));
  Require(checked->text().size() <= (request.want_text() ? kMaxTextBytes : 0));
  for (const auto& link : checked->links()) {
    Require(arsip::extractors::Link::Kind_IsValid(link.kind()));
  }
  // What was accepted once is accepted again.
  Require(arsip::crawler::CheckedExtraction(request, checked->SerializeAsString()).has_value());
  return 0;
}
