// Byte sizes as people write them: "512", "20MB" (10^6), "64MiB" (2^20), "1.5GB".
#ifndef ARSIP_CLI_BYTE_SIZE_H_
#define ARSIP_CLI_BYTE_SIZE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip::cli {

Result<uint64_t> ParseByteSize(std::string_view text);
// The largest unit that is exact, so that ParseByteSize reads back the same value.
std::string FormatByteSize(uint64_t bytes);
// For people: "1.4 GB", three digits.
std::string HumanBytes(uint64_t bytes);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_BYTE_SIZE_H_
