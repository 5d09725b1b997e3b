// arsip verify: whether an archive, or a WACZ file, still is what was written.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "archive/verify.h"
#include "archive/wacz_verify.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/deviation_text.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/progress_line.h"
#include "cli/stop_signal.h"
#include "cli/work_progress.h"

namespace arsip::cli {
namespace {

struct VerifyArguments {
  std::string archive_directory;
  std::string wacz;
  std::string progress;
  uint64_t max_problems = 1000;
  bool json = false;
};

const char* SeverityName(const archive::VerifyProblem& problem) {
  return problem.severity == archive::VerifyProblem::Severity::kError ? "error" : "warning";
}

nlohmann::json JsonOf(const archive::VerifyReport& report) {
  nlohmann::json problems = nlohmann::json::array();
  for (const archive::VerifyProblem& problem : report.problems) {
    problems.push_back(
        {{"severity", SeverityName(problem)}, {"where", problem.where}, {"what", problem.what}});
  }
  return {{"ok", report.ok()},
          {"files", report.files},
          {"cold_files", report.cold_files},
          {"sealed_files", report.sealed_files},
          {"bytes", report.bytes},
          {"records", report.records},
          {"captures", report.captures},
          {"revisits", report.revisits},
          {"block_digests", report.block_digests},
          {"payload_digests", report.payload_digests},
          {"without_digest", report.without_digest},
          {"index_rows", report.index_rows},
          {"errors", report.errors},
          {"warnings", report.warnings},
          {"problems", problems},
          {"foreign", DeviationsJson(report.foreign)}};
}

const char* SignatureName(archive::WaczSigned signature) {
  switch (signature) {
    case archive::WaczSigned::kUnsigned:
      return "none";
    case archive::WaczSigned::kSigned:
      return "valid";
    case archive::WaczSigned::kWrong:
      return "wrong";
    case archive::WaczSigned::kDomain:
      return "unchecked";
  }
  return "none";
}

void PrintWaczJson(const archive::WaczVerifyReport& report) {
  nlohmann::json out = JsonOf(report.archive);
  out["manifest_files"] = report.manifest_files;
  out["signature"] = SignatureName(report.signature);
  out["key"] = report.key_fingerprint;
  std::printf("%s\n", JsonText(out, 2).c_str());
}

void PrintText(const archive::VerifyReport& report) {
  for (const archive::VerifyProblem& problem : report.problems) {
    std::printf("%s: %s\n", SeverityName(problem), Neutralise(problem.ToString()).c_str());
  }
  const uint64_t all = report.errors + report.warnings;
  if (all > report.problems.size()) {
    std::printf("and %s more\n", Grouped(all - report.problems.size()).c_str());
  }
  if (!report.foreign.entries().empty()) {
    std::printf("imported files are as they came; what they depart from:\n%s",
                FormatDeviations(report.foreign).c_str());
  }
  std::printf(
      "%s records in %s files: %s block digests, %s payload digests, %s index rows compared\n",
      Grouped(report.records).c_str(), Grouped(report.files).c_str(),
      Grouped(report.block_digests).c_str(), Grouped(report.payload_digests).c_str(),
      Grouped(report.index_rows).c_str());
  if (report.cold_files > 0) {
    std::printf("%s files in cold storage only were not verified\n",
                Grouped(report.cold_files).c_str());
  }
  std::printf("%s: %s errors, %s warnings\n", report.ok() ? "intact" : "DAMAGED",
              Grouped(report.errors).c_str(), Grouped(report.warnings).c_str());
}

// `verify` is Verify or VerifyWacz of `subject`.
template <class Verify>
auto WithProgress(Verify verify, const std::string& subject, const VerifyArguments& arguments) {
  archive::VerifyOptions options;
  options.max_problems = arguments.max_problems;
  CatchStopSignals();
  const SystemClock clock;
  WorkProgress progress(ChooseProgressStyle(arguments.progress), clock);
  auto report = verify(subject, options, [&progress](uint64_t done, uint64_t total) {
    progress.Update(done, total);
    return !StopRequested();
  });
  progress.Finish();
  return report;
}

int RunVerifyWacz(const VerifyArguments& arguments) {
  const auto report = WithProgress(archive::VerifyWacz, arguments.wacz, arguments);
  if (!report && StopRequested()) {
    std::fprintf(stderr, "arsip: stopped; nothing was changed\n");
    return kResumable;
  }
  if (!report) return Complain(report.error());
  if (arguments.json) {
    PrintWaczJson(*report);
  } else {
    std::printf("%s files compared with datapackage.json; %s\n",
                Grouped(report->manifest_files).c_str(),
                Neutralise(report->signature_words).c_str());
    PrintText(report->archive);
  }
  return report->ok() ? kDone : kDoneWithRefusals;
}

int RunVerify(const VerifyArguments& arguments) {
  if (arguments.wacz.empty() == arguments.archive_directory.empty()) {
    return Complain(
        Error{ErrorCode::kInvalidInput, "give either --archive DIR or a WACZ file", "verify"});
  }
  if (!arguments.wacz.empty()) return RunVerifyWacz(arguments);
  const auto report = WithProgress(archive::Verify, arguments.archive_directory, arguments);
  if (!report && StopRequested()) {
    std::fprintf(stderr, "arsip: stopped; nothing was changed\n");
    return kResumable;
  }
  if (!report) return Complain(report.error());
  if (arguments.json) {
    std::printf("%s\n", JsonText(JsonOf(*report), 2).c_str());
  } else {
    PrintText(*report);
  }
  return report->ok() ? kDone : kDoneWithRefusals;
}

}  // namespace

void AddVerifyCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<VerifyArguments>();
  Verb verb = program.AddVerb(
      "verify", "Check every record, digest and index entry of an archive or a WACZ file");
  verb.AddOption("FILE.wacz", arguments->wacz, "A WACZ file: its manifest and signature as well");
  verb.AddOption("--archive", arguments->archive_directory, "Archive directory").TypeName("DIR");
  verb.AddOption("--max-problems", arguments->max_problems,
                 "Problems listed; all are counted. Default: 1000");
  verb.AddOption("--progress", arguments->progress, "tty, plain or none")
      .OneOf({"tty", "plain", "none"});
  verb.AddFlag("--json", arguments->json, "The report as one JSON object");
  verb.SetFooter(
      "Examples:\n"
      "  arsip verify --archive /srv/news\n"
      "  arsip verify --archive /srv/news --json | jq .problems\n"
      "  arsip verify news.wacz\n"
      "Nothing is repaired. Exit code 1 when something is damaged.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunVerify(*arguments); });
}

}  // namespace arsip::cli
