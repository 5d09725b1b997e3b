// Whatever the content: decoding stays within its limits, and where the pieces are cut does not
// matter. The input's first line is the Content-Encoding field.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "archive/content_decoder.h"

namespace {

using namespace arsip::archive;
constexpr ContentDecoder::Limits kLimits = {.max_bytes = 4u << 20, .max_ratio = 50};

struct Decoded {
  std::string bytes;
  bool well = false;
};

Decoded Decode(std::string_view codings, std::string_view coded, size_t piece) {
  Decoded decoded;
  const auto decoder = ContentDecoder::Make(codings, kLimits, [&](std::string_view bytes) {
    decoded.bytes.append(bytes);
    return arsip::Ok();
  });
  if (!decoder.has_value()) return decoded;
  arsip::Status status = arsip::Ok();
  while (status.has_value() && !coded.empty()) {
    status = (*decoder)->Update(coded.substr(0, piece));
    coded.remove_prefix(std::min(piece, coded.size()));
  }
  if (status.has_value()) status = (*decoder)->Finish();
  if (!status.has_value() && status.error().code != arsip::ErrorCode::kInvalidInput) std::abort();
  decoded.well = status.has_value();
  return decoded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const size_t line = std::min(input.find('\n'), input.size());
  const std::string_view codings = input.substr(0, line);
  const std::string_view coded = input.substr(std::min(line + 1, input.size()));
  const Decoded whole = Decode(codings, coded, coded.size() + 1);
  const Decoded pieces = Decode(codings, coded, 1 + size % 13);
  // Bytes that are passed through are not limited.
  if (whole.bytes.size() > std::max<uint64_t>(kLimits.max_bytes, coded.size())) std::abort();
  // The ratio is of the bytes until then, so pieces may end earlier.
  if (pieces.well && (!whole.well || whole.bytes != pieces.bytes)) std::abort();
  return 0;
}
