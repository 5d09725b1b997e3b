// arsip index: rebuild it from the WARC files alone, or export it.
#include <cstdio>
#include <memory>

#include "archive/index_export.h"
#include "archive/rebuild.h"
#include "base/log.h"
#include "cli/archive_directory.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/hidden_text.h"
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

struct IndexExportArguments {
  archive::IndexExportOptions index;
  std::string cdxj;
  std::string zipnum;
};

int RunExport(IndexExportArguments& arguments) {
  if (arguments.cdxj.empty() == arguments.zipnum.empty()) {
    return Complain(
        Error{ErrorCode::kInvalidInput, "give either --cdxj FILE or --zipnum DIR", "index export"});
  }
  if (Status there = CheckIndexedArchive(arguments.index.archive_directory); !there) {
    return Complain(there.error());
  }
  const bool zipnum = arguments.cdxj.empty();
  arguments.index.output = zipnum ? arguments.zipnum : arguments.cdxj;
  arguments.index.form = zipnum ? archive::IndexForm::kZipNum : archive::IndexForm::kCdxj;
  const auto counts = archive::ExportIndex(arguments.index, SystemClock());
  if (!counts) return Complain(counts.error());
  std::printf("%s: %s captures\n%s", Neutralise(arguments.index.output).c_str(),
              Grouped(counts->captures).c_str(), FormatHidden(counts->hidden).c_str());
  return kDone;
}

void AddExport(Verb verb, int& exit_code) {
  auto arguments = std::make_shared<IndexExportArguments>();
  Verb index_export = verb.AddVerb("export", "The index as CDXJ, for other programs");
  index_export.AddOption("--archive", arguments->index.archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  index_export.AddOption("--cdxj", arguments->cdxj, "One text file to make").TypeName("FILE");
  index_export
      .AddOption("--zipnum", arguments->zipnum,
                 "A directory to make: index.cdx.gz in blocks of 300 lines, and index.idx")
      .TypeName("DIR");
  index_export.AddFlag("--hidden", arguments->index.include_hidden, "Also what access rules hide");
  index_export.SetFooter(
      "Examples:\n"
      "  arsip index export --archive /srv/news --cdxj news.cdxj\n"
      "  arsip index export --archive /srv/news --zipnum news-index");
  index_export.SetCallback([arguments, &exit_code] { exit_code = RunExport(*arguments); });
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
  AddExport(verb, exit_code);
  verb.SetFooter(
      "Examples:\n"
      "  arsip index rebuild --archive /srv/news\n"
      "  arsip index export --archive /srv/news --cdxj news.cdxj");
  rebuild.SetCallback([arguments, &exit_code] {
    exit_code = RunRebuild(arguments->archive_directory, arguments->progress);
  });
}

}  // namespace arsip::cli
