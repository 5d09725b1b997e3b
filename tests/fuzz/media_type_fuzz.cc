#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/media_type.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::string_view sniffed = arsip::SniffMediaType(text);
  const arsip::MediaType type = arsip::MediaType::Parse(sniffed);
  if (type.essence != sniffed || type.css()) std::abort();
  const arsip::MediaType parsed = arsip::MediaType::Parse(text);
  if (parsed.essence.empty() && !parsed.charset.empty()) std::abort();
  return 0;
}
