// Sizes as people write them in a collection: "512", "20MB" (10^6), "64MiB" (2^20), "1.5GB".
#ifndef ARSIP_SEEDS_BYTE_SIZE_H_
#define ARSIP_SEEDS_BYTE_SIZE_H_

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace arsip::seeds {

// Exact: a fraction that is no whole number of bytes is rounded down. kInvalidInput names the text.
Result<uint64_t> ParseByteSize(std::string_view text);

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_BYTE_SIZE_H_
