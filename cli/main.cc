// arsip: a crawler and archiver of public web pages. main() only dispatches; each verb is one file.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "base/freed_memory.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/usage_error.h"
#include "cli/verb.h"
#include "crawler/crawl_options.h"

namespace arsip::cli {
namespace {

int Run(const std::vector<std::string>& words) {
  Program program(
      "arsip",
      "Arsip collects public web pages and channels, keeps them as evidence in WARC files, and "
      "finds\n"
      "them again. Start with: arsip crawl COLLECTION.yaml --archive DIR",
      std::string("arsip ") + crawler::kArsipVersion);
  program.root().RequireVerb();
  program.root().SetFooter(
      "Exit codes: 0 done, 1 finished with refusals or problems worth reading, 2 usage or invalid\n"
      "input, 3 stopped and resumable, 4 environment (disk, permission, kernel).\n"
      "`arsip VERB --help` shows examples of each verb.");
  int exit_code = kDone;
  AddAllCommands(program.root(), exit_code);
  const ParseOutcome outcome = program.Parse(words);
  switch (outcome.kind) {
    case ParseOutcome::Kind::kCalled:
      return exit_code;
    case ParseOutcome::Kind::kShow:
      std::fputs(outcome.text.c_str(), stdout);
      return kDone;
    case ParseOutcome::Kind::kMissing:
    case ParseOutcome::Kind::kWrong:
      break;
  }
  std::fputs(UsageError(program.root(), outcome).c_str(), stderr);
  return kUsage;
}

}  // namespace
}  // namespace arsip::cli

int main(int argc, char** argv) {
  arsip::KeepFreedMemory();
  try {
    return arsip::cli::Run({argv + std::min(argc, 1), argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "arsip: internal error: %s\n", error.what());
    return arsip::cli::kEnvironment;
  }
}
