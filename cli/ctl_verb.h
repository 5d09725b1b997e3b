// What the verbs of `arsip ctl` share.
#ifndef ARSIP_CLI_CTL_VERB_H_
#define ARSIP_CLI_CTL_VERB_H_

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/json_text.h"
#include "cli/verb.h"

namespace arsip::cli {

struct CtlArguments {
  std::string archive_directory;
  bool json = false;
};

// --archive and --json
void AddCtlOptions(Verb verb, CtlArguments& arguments);

// Asks, and prints the answer: with --json as it is, else by `print`. Returns the exit code.
int RunCtl(const CtlArguments& arguments, const nlohmann::json& request,
           const std::function<int(const nlohmann::json& answer)>& print);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_CTL_VERB_H_
