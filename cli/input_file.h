// A file that the command line names, read into memory: one that is to be looked into rather than
// archived.
#ifndef ARSIP_CLI_INPUT_FILE_H_
#define ARSIP_CLI_INPUT_FILE_H_

#include <cstdint>
#include <string>

#include "base/result.h"

namespace arsip::cli {

// Read once, so that a pipe will do. Of a longer file more than `max_bytes` come back, and not all:
// who may not read in part refuses it by that. kNotFound, kIo.
Result<std::string> ReadInputFile(const std::string& path, uint64_t max_bytes);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_INPUT_FILE_H_
