// arsip segments: the WARC files of an archive, and their conversion.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "archive/cold_segment.h"
#include "archive/segment_conversion.h"
#include "archive/segment_list.h"
#include "base/log.h"
#include "cli/archive_directory.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/progress_line.h"
#include "cli/stop_signal.h"
#include "cli/work_progress.h"

namespace arsip::cli {
namespace {

struct ConvertArguments {
  std::string archive_directory;
  std::vector<std::string> segments;
  bool all = false;
  std::string to;
  int level = 9;
  bool drop_original = false;
  bool json = false;
  std::string progress;
};

// "-37.2%"
std::string Change(uint64_t before, uint64_t after) {
  if (before == 0) return "";
  char text[32];
  std::snprintf(text, sizeof(text), "%+.1f%%",
                100.0 * (static_cast<double>(after) / static_cast<double>(before) - 1.0));
  return text;
}

void PrintConverted(const archive::ConvertedSegment& converted, bool json) {
  const archive::RecodedSegment& recoded = converted.recoded;
  if (json) {
    const nlohmann::json out = {{"old", converted.old_filename},
                                {"new", converted.new_filename},
                                {"records", recoded.records.size()},
                                {"record_bytes", recoded.record_bytes},
                                {"bytes_before", recoded.old_bytes},
                                {"bytes_after", recoded.new_bytes},
                                {"dictionary_bytes", recoded.dictionary_bytes},
                                {"sha256", HexEncode(recoded.sha256)}};
    std::printf("%s\n", JsonText(out, -1).c_str());
  } else {
    std::printf("%s: %s records, %s bytes, before %s (%s)\n",
                Neutralise(converted.new_filename).c_str(), Grouped(recoded.records.size()).c_str(),
                Grouped(recoded.new_bytes).c_str(), Grouped(recoded.old_bytes).c_str(),
                Change(recoded.old_bytes, recoded.new_bytes).c_str());
  }
  std::fflush(stdout);
}

// Sealed segments that are not of the wanted form already.
Result<std::vector<std::string>> OthersThan(const std::string& archive_directory,
                                            std::string_view suffix) {
  ARSIP_ASSIGN(const auto segments, archive::ListSegments(archive_directory));
  std::vector<std::string> names;
  for (const archive::SegmentOnDisk& segment : segments) {
    const bool plain = segment.filename.ends_with(".warc");
    const bool imported = segment.kind == archive::SegmentKind::kImported;
    if (!segment.open && !plain && !imported && !segment.filename.ends_with(suffix)) {
      names.push_back(segment.filename);
    }
  }
  return names;
}

Result<archive::ConvertedSegment> ConvertOne(const ConvertArguments& arguments,
                                             const std::string& filename,
                                             const archive::ConversionOptions& options) {
  const SystemClock clock;
  WorkProgress progress(ChooseProgressStyle(arguments.progress), clock);
  auto converted = archive::ConvertSegment(arguments.archive_directory, filename, options,
                                           [&progress](uint64_t done, uint64_t total) {
                                             progress.Update(done, total);
                                             return !StopRequested();
                                           });
  progress.Finish();
  return converted;
}

int RunConvert(const ConvertArguments& arguments) {
  if (arguments.all == !arguments.segments.empty()) {
    return Complain(Error{ErrorCode::kInvalidInput, "give either names of segments, or --all",
                          "segments convert"});
  }
  if (Status there = CheckIndexedArchive(arguments.archive_directory); !there) {
    return Complain(there.error());
  }
  archive::ConversionOptions options;
  options.coding = {
      arguments.to == "gzip" ? archive::SegmentForm::kGzip : archive::SegmentForm::kZstd,
      arguments.level};
  options.drop_original = arguments.drop_original;
  std::vector<std::string> filenames = arguments.segments;
  if (arguments.all) {
    auto found = OthersThan(arguments.archive_directory, archive::SuffixOf(options.coding.form));
    if (!found) return Complain(found.error());
    filenames = std::move(*found);
  }
  CatchStopSignals();
  int exit_code = kDone;
  for (const std::string& filename : filenames) {
    const auto converted = ConvertOne(arguments, filename, options);
    if (!converted && StopRequested()) {
      std::fprintf(stderr, "arsip: stopped; the segment at hand is as it was\n");
      return kResumable;
    }
    if (converted) {
      PrintConverted(*converted, arguments.json);
      continue;
    }
    const ExitCode code = Complain(converted.error());
    // A damaged segment is no reason to leave the others.
    if (converted.error().code != ErrorCode::kCorruption) return code;
    exit_code = kDoneWithRefusals;
  }
  return exit_code;
}

const char* KindName(archive::SegmentKind kind) {
  if (kind == archive::SegmentKind::kDerived) return "derived";
  return kind == archive::SegmentKind::kImported ? "imported" : "captures";
}

void PrintAbsent(const archive::ColdSegment& segment, bool json) {
  const std::string object = segment.endpoint + "/" + segment.bucket + "/" + segment.key;
  if (json) {
    const nlohmann::json out = {{"segment", segment.filename},
                                {"object", object},
                                {"kind", KindName(segment.kind)},
                                {"open", false},
                                {"bytes", segment.size}};
    std::printf("%s\n", JsonText(out, -1).c_str());
  } else {
    std::printf("%15s  %s  (in cold storage: %s)\n", Grouped(segment.size).c_str(),
                Neutralise(segment.filename).c_str(), Neutralise(object).c_str());
  }
}

int RunList(const std::string& archive_directory, bool json) {
  const auto segments = archive::ListSegments(archive_directory);
  if (!segments) return Complain(segments.error());
  const auto absent = archive::ListAbsentSegments(archive_directory);
  if (!absent) return Complain(absent.error());
  for (const archive::ColdSegment& segment : *absent) PrintAbsent(segment, json);
  for (const archive::SegmentOnDisk& segment : *segments) {
    if (json) {
      const nlohmann::json out = {{"segment", segment.filename},
                                  {"path", segment.path},
                                  {"kind", KindName(segment.kind)},
                                  {"open", segment.open},
                                  {"bytes", segment.size}};
      std::printf("%s\n", JsonText(out, -1).c_str());
    } else {
      std::printf("%15s  %s%s\n", Grouped(segment.size).c_str(),
                  Neutralise(segment.filename).c_str(), segment.open ? "  (open)" : "");
    }
  }
  return kDone;
}

void AddConvert(Verb segments, int& exit_code) {
  auto arguments = std::make_shared<ConvertArguments>();
  Verb verb = segments.AddVerb("convert", "Compress sealed segments anew, as gzip or Zstandard");
  verb.AddOption("SEGMENT", arguments->segments, "File names, as `arsip segments list` has them");
  verb.AddOption("--archive", arguments->archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  verb.AddOption("--to", arguments->to, "gzip or zstd").Required().OneOf({"gzip", "zstd"});
  verb.AddOption("--level", arguments->level, "gzip: 1-12, zstd: 1-19. Default: 9");
  verb.AddFlag("--all", arguments->all, "Every segment that is not of that form yet");
  verb.AddFlag("--drop-original", arguments->drop_original,
               "Delete the old file once every record of the new one was compared. Default: it is "
               "kept in DIR/originals");
  verb.AddOption("--progress", arguments->progress, "tty, plain or none")
      .OneOf({"tty", "plain", "none"});
  verb.AddFlag("--json", arguments->json, "One JSON object a segment");
  verb.SetFooter(
      "Examples:\n"
      "  arsip segments convert --all --to zstd --drop-original --archive /srv/news\n"
      "  arsip segments convert NAME.warc.gz --to gzip --level 12 --archive /srv/news\n"
      "Records keep every byte. Few other programs read .warc.zst; --to gzip makes .warc.gz of it\n"
      "again. A damaged segment is left as it is: exit code 1.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunConvert(*arguments); });
}

}  // namespace

void AddSegmentsCommand(Verb program, int& exit_code) {
  struct ListArguments {
    std::string archive_directory;
    bool json = false;
  };
  Verb verb =
      program.AddVerb("segments", "List, convert and store away the WARC files of an archive");
  verb.RequireVerb();
  verb.SetFooter(
      "Examples:\n"
      "  arsip segments list --archive /srv/news\n"
      "  arsip segments convert --all --to zstd --archive /srv/news\n"
      "  arsip segments upload --endpoint https://s3.example.org --bucket news --archive "
      "/srv/news\n"
      "  arsip segments fetch --archive /srv/news");
  auto arguments = std::make_shared<ListArguments>();
  Verb list = verb.AddVerb("list", "The WARC files of an archive and their sizes");
  list.AddOption("--archive", arguments->archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  list.AddFlag("--json", arguments->json, "One JSON object a segment");
  list.SetFooter("Examples:\n  arsip segments list --archive /srv/news");
  list.SetCallback([arguments, &exit_code] {
    exit_code = RunList(arguments->archive_directory, arguments->json);
  });
  AddConvert(verb, exit_code);
  AddColdStorageVerbs(verb, exit_code);
}

}  // namespace arsip::cli
