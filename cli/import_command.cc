// arsip import: WARC files that others wrote, into an archive.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "archive/import.h"
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/import_text.h"
#include "cli/json_text.h"
#include "cli/progress_line.h"
#include "cli/stop_signal.h"
#include "cli/work_progress.h"

namespace arsip::cli {
namespace {

struct ImportArguments {
  std::vector<std::string> files;
  std::string archive_directory;
  std::string progress;
  bool deduplicate = false;
  bool json = false;
};

// What the command line as a whole came to.
struct Outcome {
  int exit_code = kDone;
  nlohmann::json files = nlohmann::json::array();

  void Worse(int code) { exit_code = std::max(exit_code, code); }
};

void Tell(const ImportArguments& arguments, const archive::ImportedFile& file, Outcome& outcome) {
  if (file.survey.deviations.damage()) outcome.Worse(kDoneWithRefusals);
  if (arguments.json) {
    outcome.files.push_back(ImportedJson(file));
  } else {
    std::printf("%s", FormatImported(file).c_str());
    std::fflush(stdout);
  }
}

// One file whose content cannot be imported keeps no other from it; a full disk does.
bool Failed(const Error& error, Outcome& outcome) {
  const int code = Complain(error);
  const bool of_this_file = error.code == ErrorCode::kInvalidInput ||
                            error.code == ErrorCode::kNotFound ||
                            error.code == ErrorCode::kPermission;
  outcome.Worse(of_this_file ? static_cast<int>(kDoneWithRefusals) : code);
  return !of_this_file;
}

Outcome ImportAll(const ImportArguments& arguments, archive::Importer& importer) {
  const SystemClock clock;
  Outcome outcome;
  for (const std::string& path : arguments.files) {
    WorkProgress progress(ChooseProgressStyle(arguments.progress), clock);
    const Status status = importer.Import(
        path,
        [&progress](uint64_t done, uint64_t total) {
          progress.Update(done, total);
          return !StopRequested();
        },
        [&](const archive::ImportedFile& file) {
          progress.Finish();
          Tell(arguments, file, outcome);
        });
    progress.Finish();
    if (!status.has_value() && StopRequested()) {
      std::fprintf(stderr,
                   "arsip: stopped; nothing of %s is in the archive. The same command goes on with "
                   "it\n",
                   path.c_str());
      outcome.exit_code = kResumable;
      break;
    }
    if (!status.has_value() && Failed(status.error(), outcome)) break;
  }
  return outcome;
}

int RunImport(const ImportArguments& arguments) {
  CatchStopSignals();
  const SystemClock clock;
  archive::ImportOptions options;
  options.deduplicate = arguments.deduplicate;
  const auto importer = archive::Importer::Open(arguments.archive_directory, options, clock);
  if (!importer) return Complain(importer.error());
  const Outcome outcome = ImportAll(arguments, **importer);
  if (arguments.json) {
    const nlohmann::json all = {{"files", outcome.files}};
    std::printf("%s\n", JsonText(all, 2).c_str());
  }
  return outcome.exit_code;
}

}  // namespace

void AddImportCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<ImportArguments>();
  Verb verb = program.AddVerb("import",
                              "Take WARC and WACZ files that other programs wrote into an archive");
  verb.AddOption("FILE", arguments->files, "WARC and WACZ files: .warc.gz, .warc, .wacz")
      .Required();
  verb.AddOption("--archive", arguments->archive_directory,
                 "Archive directory; made when it is not there")
      .Required()
      .TypeName("DIR");
  verb.AddFlag("--deduplicate", arguments->deduplicate,
               "Write revisits in place of responses whose payload the archive has");
  verb.AddOption("--progress", arguments->progress, "tty, plain or none")
      .OneOf({"tty", "plain", "none"});
  verb.AddFlag("--json", arguments->json, "One JSON object: files, and what each departs from");
  verb.SetFooter(
      "Examples:\n"
      "  arsip import crawl.warc.gz --archive /srv/news\n"
      "  arsip import browsertrix.wacz --archive /srv/news\n"
      "  arsip import /data/heritrix/*.warc.gz --archive /srv/news --json | jq "
      "'.files[].deviations'\n"
      "Files of one record a gzip member are kept byte for byte; of others each record is written\n"
      "into a member of its own, with its bytes unchanged. What a file departs from is counted "
      "and\n"
      "told. A file is imported whole or not at all, and not twice.\n"
      "Exit code 1 when a file is damaged or is no WARC file.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunImport(*arguments); });
}

}  // namespace arsip::cli
