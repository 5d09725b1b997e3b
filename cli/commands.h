// One function a verb: adds it to the program. A verb's callback leaves its exit code in
// `exit_code`.
#ifndef ARSIP_CLI_COMMANDS_H_
#define ARSIP_CLI_COMMANDS_H_

#include <CLI/CLI.hpp>

namespace arsip::cli {

void AddCrawlCommand(CLI::App& program, int& exit_code);
void AddFrontierCommand(CLI::App& program, int& exit_code);
void AddWorkerCommand(CLI::App& program, int& exit_code);
void AddSeedsCommand(CLI::App& program, int& exit_code);
void AddQueryCommand(CLI::App& program, int& exit_code);
void AddGetCommand(CLI::App& program, int& exit_code);
void AddVerifyCommand(CLI::App& program, int& exit_code);
void AddIndexCommand(CLI::App& program, int& exit_code);
void AddReportCommand(CLI::App& program, int& exit_code);
void AddExplainCommand(CLI::App& program, int& exit_code);
void AddExtractCommand(CLI::App& program, int& exit_code);
void AddConfigCommand(CLI::App& program, int& exit_code);
void AddKeygenCommand(CLI::App& program, int& exit_code);
void AddCompletionCommand(CLI::App& program, int& exit_code);
void AddManCommand(CLI::App& program, int& exit_code);

// All of the above, in the order `arsip --help` shows them.
void AddAllCommands(CLI::App& program, int& exit_code);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_COMMANDS_H_
