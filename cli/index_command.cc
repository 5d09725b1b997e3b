// arsip index rebuild: the index from the WARC files alone.
#include <cstdio>
#include <memory>

#include "archive/rebuild.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/progress_line.h"
#include "cli/work_progress.h"

namespace arsip::cli {
namespace {

int RunRebuild(const std::string& archive_directory, const std::string& style) {
  archive::ReadProblems problems(20);
  const SystemClock clock;
  WorkProgress progress(ChooseProgressStyle(style), clock);
  Result<archive::IndexingCounts> counts = archive::RebuildIndex(
      archive_directory, problems, [&progress](uint64_t done, uint64_t total) {
        progress.Update(done, total);
        return true;
      });
  progress.Finish();
  if (!counts) return Complain(counts.error());
  std::printf("index rebuilt: %s captures, %s records in %s files\n",
              Grouped(counts->captures).c_str(), Grouped(counts->records).c_str(),
              Grouped(counts->files).c_str());
  for (const archive::ReadProblem& problem : problems.list()) {
    std::printf("  damaged: %s\n", Neutralise(problem.ToString()).c_str());
  }
  if (problems.count() > problems.list().size()) {
    std::printf("  and %s more; `arsip verify` lists them\n",
                Grouped(problems.count() - problems.list().size()).c_str());
  }
  return problems.count() == 0 ? kDone : kDoneWithRefusals;
}

}  // namespace

void AddIndexCommand(Verb program, int& exit_code) {
  struct IndexArguments {
    std::string archive_directory;
    std::string progress;
  };
  auto arguments = std::make_shared<IndexArguments>();
  Verb verb = program.AddVerb("index", "Work with the index of an archive");
  verb.RequireVerb();
  Verb rebuild = verb.AddVerb("rebuild", "Make the index anew from the WARC files");
  rebuild.AddOption("--archive", arguments->archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  rebuild.AddOption("--progress", arguments->progress, "tty, plain or none")
      .OneOf({"tty", "plain", "none"});
  rebuild.SetFooter(
      "Examples:\n  arsip index rebuild --archive /srv/news\n"
      "The old index stays until the new one is durable. Exit code 1 when a WARC file is damaged.");
  verb.SetFooter("Examples:\n  arsip index rebuild --archive /srv/news");
  rebuild.SetCallback([arguments, &exit_code] {
    exit_code = RunRebuild(arguments->archive_directory, arguments->progress);
  });
}

}  // namespace arsip::cli
