// What is said of a command line that does not parse: the word that is wrong, the nearest right
// one, and whose help to read.
#ifndef ARSIP_CLI_USAGE_ERROR_H_
#define ARSIP_CLI_USAGE_ERROR_H_

#include <string>

#include "cli/verb.h"

namespace arsip::cli {

// "arsip: query: unknown option '--archiv'; did you mean '--archive'?
//    `arsip query --help` shows its options and examples."
// `program` is the root of the one whose parse came to `outcome`: kMissing or kWrong.
std::string UsageError(const Verb& program, const ParseOutcome& outcome);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_USAGE_ERROR_H_
