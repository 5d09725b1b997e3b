// The first byte names up to three codings, the rest is coded: what comes out stays within the caps
// and says so when it was cut.
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "extractors/content_decoding.h"
#include "link_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  constexpr uint64_t kMaxBytes = 2u << 20;
  constexpr std::string_view kCodings[] = {"", "gzip", "deflate", "identity, x-gzip"};
  if (size == 0) return 0;
  std::vector<std::string_view> codings;
  for (unsigned layer = 0; layer < 3; ++layer) {
    const std::string_view coding = kCodings[(bytes[0] >> (2 * layer)) & 3];
    if (!coding.empty()) codings.push_back(coding);
  }
  const std::string_view coded(reinterpret_cast<const char*>(bytes + 1), size - 1);
  static ContentDecoder decoder;
  const DecodedContent decoded = decoder.Decode(coded, codings, kMaxBytes);
  if (codings.empty()) Require(decoded.bytes == coded);
  Require(decoded.bytes.size() <= std::max<uint64_t>(kMaxBytes, coded.size()));
  Require(decoded.bytes.size() <=
          std::max<uint64_t>(kRatioFreeBytes, kMaxDecodingRatio * coded.size()) + kRatioFreeBytes);
  // Every byte may be read: a sanitizer would tell.
  Require(std::count(decoded.bytes.begin(), decoded.bytes.end(), '\0') <=
          static_cast<std::ptrdiff_t>(decoded.bytes.size()));
  return 0;
}
