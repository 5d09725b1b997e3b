// Exit codes of every verb; documented in the man page and README. Scripts rely on them.
#ifndef ARSIP_CLI_EXIT_CODE_H_
#define ARSIP_CLI_EXIT_CODE_H_

#include "base/result.h"

namespace arsip::cli {

enum ExitCode : int {
  kDone = 0,
  kDoneWithRefusals = 1,  // finished, with refusals, failures or problems worth reading
  kUsage = 2,             // wrong usage or invalid input
  kResumable = 3,         // stopped; run the same command again to resume
  kEnvironment = 4,       // disk, permission, kernel, another process
};

ExitCode ExitCodeOf(const Error& error);

// "arsip: FILE:LINE: what happened (...)" on standard error, with what to do next where we know it.
// Returns ExitCodeOf(error).
ExitCode Complain(const Error& error);
// The same of a collection and its settings: one that has expired (kPermission) is invalid input,
// not the machine's trouble.
ExitCode ComplainOfCollection(const Error& error);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_EXIT_CODE_H_
