// A Range field of any text names bytes that are there, or none.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "portal/byte_range.h"
#include "portal/gzip_body.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using arsip::portal::ByteRange;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (const uint64_t length : {uint64_t{0}, uint64_t{1}, uint64_t{1000}, UINT64_MAX}) {
    const ByteRange range = arsip::portal::ParseByteRange(text, length);
    if (range.kind == ByteRange::Kind::kPart && (range.begin >= range.end || range.end > length)) {
      std::abort();
    }
  }
  static_cast<void>(arsip::portal::AcceptsGzip(text));
  return 0;
}
