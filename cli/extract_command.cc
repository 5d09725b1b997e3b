// arsip extract: text, records and links of a local file, of a WARC file, or of captures.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/crawl_flags.h"
#include "cli/exit_code.h"
#include "cli/progress_line.h"
#include "cli/stop_signal.h"
#include "crawler/offline_extraction.h"
#include "crawler/re_extraction.h"
#include "crawler/record_json.h"

namespace arsip::cli {
namespace {

using crawler::RecordOrigin;
using extractors::Extraction;

struct ExtractArguments {
  CrawlFlags flags;
  std::string target;  // a URL of the archive, or a file
  std::string url;
  std::string content_type;
  bool all = false;
  bool json = false;
  bool full_text = false;
  bool rederive = false;

  bool of_archive() const { return !flags.archive_directory.empty(); }
};

// Standard output, until nobody reads it any more.
class Output {
 public:
  void Write(const std::string& text) {
    if (ended_ || text.empty()) return;
    ended_ =
        std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0;
  }
  bool ended() const { return ended_; }

 private:
  bool ended_ = false;
};

std::string NameOf(const RecordOrigin& origin) {
  return Neutralise(origin.url.empty() ? origin.file : origin.url);
}

// What one payload came to, for people.
std::string Summary(const RecordOrigin& origin, const Extraction& extraction) {
  std::string text = NameOf(origin) + "  (" + Neutralise(extraction.extractor()) + "/" +
                     Neutralise(extraction.version()) + ")\n";
  if (!extraction.title().empty()) text += "  title    " + Neutralise(extraction.title()) + "\n";
  text += "  text     " + Grouped(extraction.text().size()) + " bytes\n";
  text += "  links    " + Grouped(static_cast<uint64_t>(extraction.links_size()));
  if (extraction.links_dropped() > 0) text += ", " + Grouped(extraction.links_dropped()) + " more";
  text += "\n  records  " + Grouped(static_cast<uint64_t>(extraction.records_size()));
  if (extraction.records_dropped() > 0)
    text += ", " + Grouped(extraction.records_dropped()) + " more";
  text += "\n";
  constexpr int kShown = 20;
  for (int i = 0; i < extraction.records_size() && i < kShown; ++i) {
    const extractors::Record& record = extraction.records(i);
    text += "    " + crawler::RecordKindName(record.kind());
    if (record.has_published()) text += "  " + Neutralise(record.published().utc());
    text += "  " + Neutralise(record.title().empty() ? record.uri() : record.title()) + "\n";
  }
  if (extraction.records_size() > kShown) text += "    ...\n";
  for (const std::string& flag : extraction.flags())
    text += "  flag     " + Neutralise(flag) + "\n";
  return text;
}

std::string Lines(const ExtractArguments& arguments, const RecordOrigin& origin,
                  const Extraction& extraction) {
  return crawler::RecordLines(extraction, origin,
                              {crawler::JsonCharacters::kAscii, arguments.full_text});
}

void PrintCounts(const crawler::ReExtractionCounts& counts) {
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
  if (!arguments.json) PrintCounts(counts);
  if (counts.stopped) {
    std::fprintf(stderr, "arsip: stopped; the same command resumes\n");
    return kResumable;
  }
  if (counts.captures() == 0) {
    std::fprintf(stderr,
                 "arsip: no capture with status 200 matches that could hold text or records\n");
    return kDoneWithRefusals;
  }
  return counts.failed == 0 ? kDone : kDoneWithRefusals;
}

int ExtractCaptures(const ExtractArguments& arguments, const crawler::CrawlOptions& settings) {
  crawler::ReExtractionOptions options;
  options.archive_directory = arguments.flags.archive_directory;
  if (!arguments.all) options.query = archive::Query{.url = arguments.target};
  options.archive = settings.archive;
  options.sandbox = settings.worker.sandbox;
  options.documents = settings.worker.documents;
  options.images = settings.worker.images;
  options.images.enabled = true;
  options.media = settings.worker.media;
  options.extraction = settings.worker.pipeline.extraction;
  options.rederive = arguments.rederive;

  Output output;
  crawler::ReExtractionEvents events;
  if (arguments.json) {
    events.on_extracted = [&](const RecordOrigin& origin, const Extraction& extraction) {
      output.Write(Lines(arguments, origin, extraction));
    };
  }
  events.on_failed = [](const archive::Capture& capture, const std::string& reason) {
    std::fprintf(stderr, "arsip: %s %s: %s\n", FormatTimestamp14(capture.time).c_str(),
                 Neutralise(capture.url).c_str(), Neutralise(reason).c_str());
  };
  events.stop_requested = [&output] { return output.ended() || StopRequested(); };
  const SystemClock clock;
  Result<crawler::ReExtractionCounts> counts = crawler::ReExtract(options, clock, events);
  if (!counts) return Complain(counts.error());
  return Finish(arguments, *counts, output.ended());
}

int ExtractFile(const ExtractArguments& arguments, const crawler::CrawlOptions& settings) {
  crawler::OfflineOptions options;
  options.path = arguments.target;
  options.url = arguments.url;
  options.content_type = arguments.content_type;
  options.sandbox = settings.worker.sandbox;
  options.documents = settings.worker.documents;
  options.media = settings.worker.media;
  options.extraction = settings.worker.pipeline.extraction;

  Output output;
  crawler::OfflineEvents events;
  events.on_extracted = [&](const RecordOrigin& origin, const Extraction& extraction) {
    output.Write(arguments.json ? Lines(arguments, origin, extraction)
                                : Summary(origin, extraction));
  };
  events.on_failed = [](const RecordOrigin& origin, const std::string& reason) {
    std::fprintf(stderr, "arsip: %s: %s\n", NameOf(origin).c_str(), Neutralise(reason).c_str());
  };
  events.stop_requested = [&output] { return output.ended() || StopRequested(); };
  Result<crawler::OfflineCounts> counts = crawler::ExtractFromFile(options, events);
  if (!counts) return Complain(counts.error());
  if (output.ended()) {
    return Complain(Error{ErrorCode::kIo, "standard output cannot be written", "extract"});
  }
  if (counts->problems > 0) {
    std::fprintf(stderr, "arsip: %s: %s places are damaged and were read over\n",
                 Neutralise(arguments.target).c_str(), Grouped(counts->problems).c_str());
  }
  if (counts->stopped) return kResumable;
  const bool clean = counts->failed == 0 && counts->problems == 0 && counts->extracted > 0;
  return clean ? kDone : kDoneWithRefusals;
}

Status CheckArguments(const ExtractArguments& arguments) {
  if (arguments.target.empty() == !arguments.all) {
    return Error{ErrorCode::kInvalidInput,
                 "give a file, a URL and --archive, or --all and --archive", "extract"};
  }
  const bool for_archives = arguments.all || arguments.rederive;
  if (!arguments.of_archive() && for_archives) {
    return Error{ErrorCode::kInvalidInput, "--all and --rederive need --archive", "extract"};
  }
  if (arguments.of_archive() && (!arguments.url.empty() || !arguments.content_type.empty())) {
    return Error{ErrorCode::kInvalidInput, "--url and --content-type are for a local file",
                 "extract"};
  }
  std::error_code error;
  if (!arguments.of_archive() && !std::filesystem::is_regular_file(arguments.target, error)) {
    return Error{ErrorCode::kNotFound, "no such file; captures of a URL need --archive",
                 arguments.target};
  }
  return Ok();
}

int RunExtract(const ExtractArguments& arguments) {
  if (const Status sound = CheckArguments(arguments); !sound) return Complain(sound.error());
  Result<crawler::CrawlOptions> settings = PrepareSettings(arguments.flags);
  if (!settings) return Complain(settings.error());
  CatchStopSignals();
  return arguments.of_archive() ? ExtractCaptures(arguments, *settings)
                                : ExtractFile(arguments, *settings);
}

}  // namespace

void AddExtractCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<ExtractArguments>();
  Verb verb =
      program.AddVerb("extract", "Derive text and records of a file, a WARC file, or of captures");
  verb.AddOption("TARGET", arguments->target, "A local file, a WARC file, or a URL of the archive")
      .TypeName("FILE|WARC|URL");
  verb.AddOption("--archive", arguments->flags.archive_directory,
                 "Archive directory: what is derived is kept there")
      .TypeName("DIR");
  verb.AddFlag("--all", arguments->all, "Every capture of the archive");
  verb.AddFlag("--rederive", arguments->rederive,
               "Also what the present rules have derived; older versions stay");
  verb.AddOption("--url", arguments->url, "Of a local file: what its references are relative to");
  verb.AddOption("--content-type", arguments->content_type,
                 "Of a local file; default: by its name and bytes")
      .TypeName("TYPE");
  verb.AddFlag("--json", arguments->json,
               "One JSON object a line for each record (docs/records.md), once it is durable");
  verb.AddFlag("--full-text", arguments->full_text,
               "With --json: all visible text beside the main text");
  arguments->flags.AddSettings(verb);
  verb.SetFooter(
      "Examples:\n"
      "  arsip extract feed.xml --url http://example.org/feed --json | jq -r .title\n"
      "  arsip extract old.warc.gz --json > records.jsonl\n"
      "  arsip extract --all --archive /srv/news\n"
      "  arsip extract http://example.org/ --archive /srv/news --json | jq -r .text\n"
      "Everything is parsed in the sandbox. Of an archive: what the present rules have derived is\n"
      "passed over, what older ones did is derived again beside it; for crawls with\n"
      "`extraction: {text: deferred}`, too. Ctrl-C stops cleanly; the same command resumes.\n"
      "Exit code 1 when a payload failed, or none matches.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunExtract(*arguments); });
}

}  // namespace arsip::cli
