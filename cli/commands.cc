#include "cli/commands.h"

namespace arsip::cli {

void AddAllCommands(Verb program, int& exit_code) {
  AddCrawlCommand(program, exit_code);
  AddReportCommand(program, exit_code);
  AddQueryCommand(program, exit_code);
  AddGetCommand(program, exit_code);
  AddServeCommand(program, exit_code);
  AddAccessCommand(program, exit_code);
  AddExplainCommand(program, exit_code);
  AddCtlCommand(program, exit_code);
  AddTopCommand(program, exit_code);
  AddImportCommand(program, exit_code);
  AddVerifyCommand(program, exit_code);
  AddIndexCommand(program, exit_code);
  AddExportCommand(program, exit_code);
  AddSegmentsCommand(program, exit_code);
  AddExtractCommand(program, exit_code);
  AddHashCommand(program, exit_code);
  AddSimilarCommand(program, exit_code);
  AddSeedsCommand(program, exit_code);
  AddConfigCommand(program, exit_code);
  AddFrontierCommand(program, exit_code);
  AddWorkerCommand(program, exit_code);
  AddKeygenCommand(program, exit_code);
  AddCompletionCommand(program, exit_code);
  AddManCommand(program, exit_code);
}

}  // namespace arsip::cli
