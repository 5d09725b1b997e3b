// arsip extract: text of captures that were stored without it.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/crawl_flags.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/progress_line.h"
#include "cli/stop_signal.h"
#include "crawler/re_extraction.h"

namespace arsip::cli {
namespace {

struct ExtractArguments {
  CrawlFlags flags;
  std::string url;
  bool all = false;
  bool json = false;
};

// False when nobody reads standard output any more.
bool PrintJson(const archive::Capture& capture, const extractors::Extraction& extraction) {
  const nlohmann::json json = {
      {"url", capture.url},          {"timestamp", FormatTimestamp14(capture.time)},
      {"title", extraction.title()}, {"language", extraction.language()},
      {"text", extraction.text()},   {"links", extraction.links_size()}};
  const std::string line = JsonText(json, -1) + "\n";
  return std::fwrite(line.data(), 1, line.size(), stdout) == line.size() &&
         std::fflush(stdout) == 0;
}

void PrintSummary(const crawler::ReExtractionCounts& counts) {
  std::printf("%s captures extracted, %s had text already, %s failed",
              Grouped(counts.extracted).c_str(), Grouped(counts.had_text).c_str(),
              Grouped(counts.failed).c_str());
  if (counts.without_text > 0) {
    std::printf(", %s without any text", Grouped(counts.without_text).c_str());
  }
  std::printf("\n");
}

int Finish(const ExtractArguments& arguments, const crawler::ReExtractionCounts& counts,
           bool output_ended) {
  if (output_ended) {
    return Complain(Error{ErrorCode::kIo, "standard output cannot be written", "extract"});
  }
  if (!arguments.json) PrintSummary(counts);
  if (counts.stopped) {
    std::fprintf(stderr, "arsip: stopped; the same command resumes\n");
    return kResumable;
  }
  if (counts.captures() == 0) {
    std::fprintf(stderr, "arsip: no HTML capture with status 200 matches\n");
    return kDoneWithRefusals;
  }
  return counts.failed == 0 ? kDone : kDoneWithRefusals;
}

int RunExtract(const ExtractArguments& arguments) {
  if (arguments.url.empty() == !arguments.all) {
    return Complain(Error{ErrorCode::kInvalidInput, "give either a URL, or --all for every capture",
                          "extract"});
  }
  Result<crawler::CrawlOptions> settings = PrepareSettings(arguments.flags);
  if (!settings) return Complain(settings.error());
  crawler::ReExtractionOptions options;
  options.archive_directory = arguments.flags.archive_directory;
  if (!arguments.all) options.query = archive::Query{.url = arguments.url};
  options.archive = settings->archive;
  options.sandbox = settings->worker.sandbox;
  options.extraction = settings->worker.pipeline.extraction;

  CatchStopSignals();
  bool output_ended = false;
  crawler::ReExtractionEvents events;
  if (arguments.json) {
    events.on_extracted = [&output_ended](const auto& capture, const auto& extraction) {
      if (!output_ended) output_ended = !PrintJson(capture, extraction);
    };
  }
  events.on_failed = [](const archive::Capture& capture, const std::string& reason) {
    std::fprintf(stderr, "arsip: %s %s: %s\n", FormatTimestamp14(capture.time).c_str(),
                 Neutralise(capture.url).c_str(), Neutralise(reason).c_str());
  };
  events.stop_requested = [&output_ended] { return output_ended || StopRequested(); };
  const SystemClock clock;
  Result<crawler::ReExtractionCounts> counts = crawler::ReExtract(options, clock, events);
  if (!counts) return Complain(counts.error());
  return Finish(arguments, *counts, output_ended);
}

}  // namespace

void AddExtractCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<ExtractArguments>();
  Verb verb = program.AddVerb("extract", "Derive the text of captures that were stored without it");
  verb.AddOption("URL", arguments->url, "Captures of this URL");
  verb.AddOption("--archive", arguments->flags.archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  verb.AddFlag("--all", arguments->all, "Every capture of the archive");
  verb.AddFlag("--json", arguments->json,
               "One JSON object a line on standard output: each capture once its text is durable");
  arguments->flags.AddSettings(verb);
  verb.SetFooter(
      "Examples:\n"
      "  arsip extract --all --archive /srv/news\n"
      "  arsip extract http://example.org/ --archive /srv/news --json | jq -r .text\n"
      "For crawls with `extraction: {text: deferred}`. What has text already is passed over.\n"
      "Ctrl-C stops cleanly; the same command resumes. Exit code 1 when a capture failed, or none\n"
      "matches.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunExtract(*arguments); });
}

}  // namespace arsip::cli
