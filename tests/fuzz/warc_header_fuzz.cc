// Whatever bytes a header has: what is parsed keeps its promises to the index.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "archive/block_digest.h"
#include "archive/warc_header_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::archive;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto header = WarcHeader::Parse(text);
  if (!header.has_value()) {
    if (header.error().code != arsip::ErrorCode::kInvalidInput) std::abort();
    return 0;
  }
  if (!header->version().starts_with("WARC/1.")) std::abort();
  if (!header->record_id().starts_with('<') || header->date().empty()) std::abort();
  if (header->leniencies().size() > 8 || header->fields().size() > 1024) std::abort();
  for (const auto& [name, value] : header->fields()) {
    if (name.empty() || header->GetAll(name).empty()) std::abort();
    if (value.find('\n') != std::string::npos) std::abort();
    const LabelledDigest digest = LabelledDigest::Parse(value);
    if (digest.known() && value.find(':') == std::string::npos) std::abort();
  }
  return 0;
}
