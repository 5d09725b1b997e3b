// arsip export wacz: an archive, or some of its captures, as one file that ReplayWeb.page plays.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "archive/wacz_export.h"
#include "base/log.h"
#include "cli/archive_directory.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/hidden_text.h"
#include "cli/json_text.h"
#include "cli/progress_line.h"
#include "cli/query_flags.h"
#include "cli/stop_signal.h"
#include "cli/work_progress.h"
#include "crawler/crawl_options.h"

namespace arsip::cli {
namespace {

struct ExportArguments {
  archive::WaczExportOptions wacz;
  QueryFlags flags;
  std::string progress;
  bool json = false;
};

nlohmann::json HiddenJson(const archive::HiddenCaptures& hidden) {
  nlohmann::json counts = nlohmann::json::object();
  for (const archive::AccessKind kind : archive::kDenyingKinds) {
    counts[archive::AccessKindName(kind)] = hidden.count(kind);
  }
  return counts;
}

void PrintJson(const std::string& output, const archive::WaczExportCounts& counts) {
  const nlohmann::json out = {{"output", output},
                              {"captures", counts.captures},
                              {"pages", counts.pages},
                              {"segments", counts.segments},
                              {"bytes", counts.bytes},
                              {"hidden", HiddenJson(counts.hidden)},
                              {"missing_originals", counts.missing_originals},
                              {"zipnum", counts.zipnum},
                              {"key", counts.key_fingerprint}};
  std::printf("%s\n", JsonText(out, 2).c_str());
}

void PrintText(const std::string& output, const archive::WaczExportCounts& counts) {
  std::printf("%s: %s captures, %s pages, %s WARC files, %s bytes\n", Neutralise(output).c_str(),
              Grouped(counts.captures).c_str(), Grouped(counts.pages).c_str(),
              Grouped(counts.segments).c_str(), Grouped(counts.bytes).c_str());
  if (!counts.key_fingerprint.empty()) {
    std::printf("signed by key %s\n", counts.key_fingerprint.c_str());
  }
  std::printf("%s", FormatHidden(counts.hidden).c_str());
  if (counts.missing_originals > 0) {
    std::printf(
        "%s revisits refer to captures that are not in the archive; they cannot be replayed\n",
        Grouped(counts.missing_originals).c_str());
  }
}

// What the reader of the file is told of how it was chosen.
std::string Description(const ExportArguments& arguments) {
  if (!arguments.wacz.capture_list.empty()) return "Captures chosen from a web archive by a list.";
  const QueryFlags& flags = arguments.flags;
  if (flags.url.empty()) return "";
  std::string text = "Captures chosen from a web archive: " + flags.url;
  if (!flags.match.empty()) text += ", match " + flags.match;
  if (!flags.from.empty()) text += ", from " + flags.from;
  if (!flags.to.empty()) text += ", to " + flags.to;
  for (const std::string& filter : flags.filters) text += ", filter " + filter;
  return text + ". Originals of revisits are included.";
}

Status ReadChoice(ExportArguments& arguments) {
  const QueryFlags& flags = arguments.flags;
  const bool narrowed =
      !flags.match.empty() || !flags.from.empty() || !flags.to.empty() || !flags.filters.empty();
  if (flags.url.empty() && flags.match.empty() && narrowed) {
    // Times and filters alone choose from the whole archive.
    ARSIP_ASSIGN(arguments.wacz.query, MakeQuery(flags));
    arguments.wacz.query->match = archive::Match::kAll;
    return Ok();
  }
  if (flags.url.empty() && narrowed) {
    return Error{ErrorCode::kInvalidInput, "--match needs --query URL", "export"};
  }
  if (flags.url.empty()) return Ok();
  ARSIP_ASSIGN(arguments.wacz.query, MakeQuery(flags));
  return Ok();
}

int RunExport(ExportArguments& arguments) {
  if (Status choice = ReadChoice(arguments); !choice) return Complain(choice.error());
  if (Status there = CheckIndexedArchive(arguments.wacz.archive_directory); !there) {
    return Complain(there.error());
  }
  arguments.wacz.software = std::string("arsip ") + crawler::kArsipVersion;
  if (arguments.wacz.description.empty()) arguments.wacz.description = Description(arguments);
  CatchStopSignals();
  const SystemClock clock;
  WorkProgress progress(ChooseProgressStyle(arguments.progress), clock);
  const auto counts =
      archive::ExportWacz(arguments.wacz, clock, [&progress](uint64_t done, uint64_t total) {
        progress.Update(done, total);
        return !StopRequested();
      });
  progress.Finish();
  if (!counts && StopRequested()) {
    std::fprintf(stderr, "arsip: stopped; nothing was written\n");
    return kResumable;
  }
  if (!counts) return Complain(counts.error());
  if (arguments.json) {
    PrintJson(arguments.wacz.output, *counts);
  } else {
    PrintText(arguments.wacz.output, *counts);
  }
  return counts->missing_originals == 0 ? kDone : kDoneWithRefusals;
}

void AddWacz(Verb verb, int& exit_code) {
  auto arguments = std::make_shared<ExportArguments>();
  archive::WaczExportOptions& wacz = arguments->wacz;
  Verb wacz_verb = verb.AddVerb("wacz", "One WACZ file that ReplayWeb.page plays");
  wacz_verb.AddOption("--archive", wacz.archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  wacz_verb.AddOption("--output", wacz.output, "The file to make").Required().TypeName("FILE.wacz");
  Option query = wacz_verb.AddOption(
      "--query", arguments->flags.url,
      "Captures of this URL (a trailing * is a prefix, a leading *. a domain). Default: all");
  AddQueryFlags(wacz_verb, arguments->flags);
  wacz_verb.AddOption("--list", wacz.capture_list, "A file of lines as `arsip query` prints them")
      .TypeName("FILE")
      .Excludes(query);
  wacz_verb.AddFlag("--hidden", wacz.include_hidden, "Also what access rules hide");
  wacz_verb.AddOption("--title", wacz.title, "Title that replay shows").ShowDefault();
  wacz_verb.AddOption("--description", wacz.description, "Default: how captures were chosen");
  wacz_verb
      .AddOption("--sign", wacz.signing_key, "Sign with this key; `arsip keygen --wacz` makes one")
      .TypeName("KEY.pem");
  wacz_verb.AddFlag("--force", wacz.overwrite, "Replace FILE.wacz when it is there");
  wacz_verb.AddOption("--progress", arguments->progress, "tty, plain or none")
      .OneOf({"tty", "plain", "none"});
  wacz_verb.AddFlag("--json", arguments->json, "What was written, as one JSON object");
  wacz_verb.SetFooter(
      "Examples:\n"
      "  arsip export wacz --archive /srv/news --output news.wacz\n"
      "  arsip export wacz --archive /srv/news --output org.wacz --query example.org --match "
      "domain --from 2026\n"
      "  arsip query example.org --match host --archive /srv/news > chosen.cdxj\n"
      "  arsip export wacz --archive /srv/news --output chosen.wacz --list chosen.cdxj --sign "
      "key.pem\n"
      "Then: arsip verify news.wacz. Exit code 1 when a revisit's original is not in the archive.");
  wacz_verb.SetCallback([arguments, &exit_code] { exit_code = RunExport(*arguments); });
}

}  // namespace

void AddExportCommand(Verb program, int& exit_code) {
  Verb verb = program.AddVerb("export", "Captures as files for other programs");
  verb.RequireVerb();
  AddWacz(verb, exit_code);
  verb.SetFooter("Examples:\n  arsip export wacz --archive /srv/news --output news.wacz");
}

}  // namespace arsip::cli
