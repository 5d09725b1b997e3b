// arsip report: what an archive holds and where its URLs stand.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/event_json.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/report_text.h"
#include "crawler/crawl_report.h"

namespace arsip::cli {
namespace {

struct ReportArguments {
  std::string archive_directory;
  bool json = false;
};

int RunReport(const ReportArguments& arguments) {
  Result<crawler::CrawlReport> report = crawler::BuildCrawlReport(arguments.archive_directory);
  if (!report) return Complain(report.error());
  const std::string text =
      arguments.json ? JsonText(ReportJson(*report), 2) + "\n" : ReportText(*report);
  std::fputs(text.c_str(), stdout);
  return kDone;
}

}  // namespace

void AddReportCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<ReportArguments>();
  Verb verb = program.AddVerb("report", "Summarise a crawl: pages, bytes, refusals by reason");
  verb.AddOption("--archive", arguments->archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  verb.AddFlag("--json", arguments->json, "The same as one JSON object");
  verb.SetFooter(
      "Examples:\n"
      "  arsip report --archive /srv/news\n"
      "  arsip report --archive /srv/news --json | jq .refused");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunReport(*arguments); });
}

}  // namespace arsip::cli
