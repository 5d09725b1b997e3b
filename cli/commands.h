// One function a verb: adds it to the program. A verb's callback leaves its exit code in
// `exit_code`.
#ifndef ARSIP_CLI_COMMANDS_H_
#define ARSIP_CLI_COMMANDS_H_

#include "cli/verb.h"

namespace arsip::cli {

void AddCrawlCommand(Verb program, int& exit_code);
void AddFrontierCommand(Verb program, int& exit_code);
void AddWorkerCommand(Verb program, int& exit_code);
void AddSeedsCommand(Verb program, int& exit_code);
void AddQueryCommand(Verb program, int& exit_code);
void AddGetCommand(Verb program, int& exit_code);
void AddImportCommand(Verb program, int& exit_code);
void AddServeCommand(Verb program, int& exit_code);
void AddAccessCommand(Verb program, int& exit_code);
void AddVerifyCommand(Verb program, int& exit_code);
void AddIndexCommand(Verb program, int& exit_code);
void AddSegmentsCommand(Verb program, int& exit_code);
void AddColdStorageVerbs(Verb segments, int& exit_code);  // `upload` and `fetch` of the same
void AddReportCommand(Verb program, int& exit_code);
void AddExplainCommand(Verb program, int& exit_code);
void AddCtlCommand(Verb program, int& exit_code);
void AddCtlHostVerbs(Verb ctl, int& exit_code);  // `block`, `unblock` and `queues` of the same
void AddTopCommand(Verb program, int& exit_code);
void AddExportCommand(Verb program, int& exit_code);
void AddExtractCommand(Verb program, int& exit_code);
void AddHashCommand(Verb program, int& exit_code);
void AddSimilarCommand(Verb program, int& exit_code);
void AddConfigCommand(Verb program, int& exit_code);
void AddKeygenCommand(Verb program, int& exit_code);
void AddCompletionCommand(Verb program, int& exit_code);
void AddManCommand(Verb program, int& exit_code);

// All of the above, in the order `arsip --help` shows them.
void AddAllCommands(Verb program, int& exit_code);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_COMMANDS_H_
