// What is said of a command line that does not parse: the word that is wrong, the nearest right
// one, and whose help to read.
#ifndef ARSIP_CLI_USAGE_ERROR_H_
#define ARSIP_CLI_USAGE_ERROR_H_

#include <CLI/CLI.hpp>
#include <string>

namespace arsip::cli {

// "arsip: query: unknown option '--archiv'; did you mean '--archive'?
//    `arsip query --help` shows its options and examples."
// `program` is the one whose parse threw `error`.
std::string UsageError(const CLI::App& program, const CLI::Error& error);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_USAGE_ERROR_H_
