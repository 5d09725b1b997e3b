// arsip: a crawler and archiver of public web pages. main() only dispatches; each verb is one file.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/usage_error.h"
#include "crawler/crawl_options.h"

int main(int argc, char** argv) {
  using namespace arsip;  // NOLINT(google-build-using-namespace): the one place where all meets
  CLI::App program{
      "Arsip collects public web pages and channels, keeps them as evidence in WARC files, and "
      "finds\n"
      "them again. Start with: arsip crawl COLLECTION.yaml --archive DIR"};
  program.name("arsip");
  program.set_version_flag("--version", std::string("arsip ") + crawler::kArsipVersion);
  program.require_subcommand(1);
  program.footer(
      "Exit codes: 0 done, 1 finished with refusals or problems worth reading, 2 usage or invalid\n"
      "input, 3 stopped and resumable, 4 environment (disk, permission, kernel).\n"
      "`arsip VERB --help` shows examples of each verb.");
  int exit_code = cli::kDone;
  try {
    cli::AddAllCommands(program, exit_code);
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);  // --help, --version
    std::fputs(cli::UsageError(program, error).c_str(), stderr);
    return cli::kUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "arsip: internal error: %s\n", error.what());
    return cli::kEnvironment;
  }
  return exit_code;
}
