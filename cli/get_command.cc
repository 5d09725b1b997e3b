// arsip get: the payload of a capture, its record, or what is known of it.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "archive/access_rules.h"
#include "archive/capture.h"
#include "archive/capture_index.h"
#include "archive/query.h"
#include "archive/record_payload.h"
#include "archive/thumbnail.h"
#include "base/clock.h"
#include "base/http_message.h"
#include "base/log.h"
#include "cli/archive_directory.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/output_file.h"

namespace arsip::cli {
namespace {

struct GetArguments {
  std::string archive_directory;
  std::string url;
  std::string at;
  std::string record_id;
  std::string output;
  bool record = false;
  bool head = false;
  bool json = false;
  bool raw = false;
  bool force = false;
  bool hidden = false;
  bool thumbnail = false;
};

std::string WithBrackets(const std::string& record_id) {
  return record_id.starts_with('<') ? record_id : "<" + record_id + ">";
}

Duration Distance(UtcTime a, UtcTime b) { return a < b ? b - a : a - b; }

struct Found {
  std::optional<archive::Capture> capture;
  std::string record_id;  // of it
  std::string thumbnail;  // when it was asked for
};

// The one with --id, the one nearest to --at, or else the latest.
Result<Found> FindCapture(const GetArguments& arguments) {
  archive::Query query;
  query.url = arguments.url;
  std::optional<UtcTime> at;
  if (!arguments.at.empty()) {
    ARSIP_ASSIGN(at, ParseTimestamp14(arguments.at, TimestampPadding::kLow));
  }
  const std::string id = arguments.record_id.empty() ? "" : WithBrackets(arguments.record_id);
  ARSIP_TRY(CheckIndexedArchive(arguments.archive_directory));
  ARSIP_ASSIGN(const auto reader, archive::CaptureReader::Open(arguments.archive_directory));
  Found found;
  std::optional<archive::Capture>& best = found.capture;
  Status read = Ok();
  ARSIP_TRY(reader->ForEach(query, [&](const archive::Capture& capture) {
    if (!id.empty()) {
      const auto its_id = reader->index().RecordIdOf(capture);
      if (!its_id) read = its_id.error();
      if (!its_id) return false;
      if (*its_id != id) return true;
    }
    const bool better = !best || !at || Distance(capture.time, *at) < Distance(best->time, *at);
    if (better) best = capture;
    return id.empty();
  }));
  ARSIP_TRY(std::move(read));
  if (best) {
    ARSIP_ASSIGN(found.record_id, reader->index().RecordIdOf(*best));
  }
  if (best && arguments.thumbnail) {
    ARSIP_ASSIGN(found.thumbnail,
                 archive::ReadThumbnail(arguments.archive_directory, reader->index(), *best));
  }
  return found;
}

nlohmann::json LocationJson(const archive::RecordLocation& location) {
  return {{"file", location.filename}, {"offset", location.offset}, {"length", location.length}};
}

nlohmann::json FactsJson(const archive::Capture& capture, const std::string& record_id,
                         const archive::PayloadRead& read) {
  nlohmann::json json = {{"url", capture.url},
                         {"timestamp", FormatTimestamp14(capture.time)},
                         {"type", archive::RecordTypeName(capture.type)},
                         {"status", capture.status},
                         {"mime", capture.mime},
                         {"truncated", capture.truncated},
                         {"record_id", record_id},
                         {"record", LocationJson(capture.location)},
                         {"payload_record", LocationJson(read.location)},
                         {"payload_bytes", read.coded_length},
                         {"content_coding", read.coding},
                         {"warc", nlohmann::json::array()},
                         {"http", nlohmann::json::array()}};
  for (const auto& [name, value] : read.header.fields()) json["warc"].push_back({name, value});
  const HttpHead head = HttpHead::ParseResponse(read.http_head);
  json["status_line"] = head.status_line();
  for (const HttpField& field : head.fields()) json["http"].push_back({field.name, field.value});
  if (capture.original) {
    json["revisit_of"] = {{"url", capture.original->url},
                          {"timestamp", FormatTimestamp14(capture.original->time)}};
  }
  return json;
}

Status CheckAccess(const GetArguments& arguments, const archive::Capture& capture) {
  if (arguments.hidden) return Ok();
  ARSIP_ASSIGN(const auto rules, archive::AccessRules::Load(arguments.archive_directory));
  const archive::AccessRule* rule = rules.Denial(capture, SystemClock().Utc());
  if (rule == nullptr) return Ok();
  return Error{ErrorCode::kPermission,
               std::string("not shown, by access rule ") + std::to_string(rule->id) + " (" +
                   archive::AccessKindName(rule->kind) + "); --hidden gives it all the same",
               capture.url};
}

Status Print(const GetArguments& arguments, const Found& found) {
  const archive::Capture& capture = *found.capture;
  ARSIP_TRY(CheckAccess(arguments, capture));
  ARSIP_ASSIGN(OutputFile output, OutputFile::Open(arguments.output, arguments.force));
  if (arguments.thumbnail) {
    ARSIP_TRY(output.Write(found.thumbnail));
    return output.Close();
  }
  const archive::ByteSink write = [&output](std::string_view bytes) { return output.Write(bytes); };
  if (arguments.record) {
    ARSIP_TRY(archive::CopyRecord(arguments.archive_directory, capture.location, write));
    return output.Close();
  }
  const bool facts_only = arguments.head || arguments.json;
  archive::PayloadOptions options;
  options.decode = !arguments.raw && !facts_only;
  const archive::ByteSink nowhere = [](std::string_view) { return Ok(); };
  ARSIP_ASSIGN(const archive::PayloadRead read,
               archive::ReadPayload(arguments.archive_directory, capture, options,
                                    facts_only ? nowhere : write));
  if (arguments.head) ARSIP_TRY(output.Write(read.http_head));
  if (arguments.json) {
    ARSIP_TRY(output.Write(JsonText(FactsJson(capture, found.record_id, read), 2) + "\n"));
  }
  return output.Close();
}

int RunGet(const GetArguments& arguments) {
  Result<Found> found = FindCapture(arguments);
  if (!found) return Complain(found.error());
  if (!found->capture) {
    const std::string url = Neutralise(arguments.url);
    std::fprintf(stderr,
                 "arsip: %s: no capture%s; `arsip query '%s' --archive %s` lists what is there\n",
                 url.c_str(), arguments.record_id.empty() ? "" : " with this record id",
                 (url + (arguments.record_id.empty() ? "*" : "")).c_str(),
                 Neutralise(arguments.archive_directory).c_str());
    return kDoneWithRefusals;
  }
  const Status printed = Print(arguments, *found);
  return printed ? kDone : Complain(printed.error());
}

}  // namespace

void AddGetCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<GetArguments>();
  Verb verb = program.AddVerb("get", "Print the payload of a capture, or its record");
  verb.AddOption("URL", arguments->url, "The URL as it was captured").Required();
  verb.AddOption("--archive", arguments->archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  const Option at =
      verb.AddOption("--at", arguments->at,
                     "The capture nearest to this time, 1 to 14 digits of YYYYMMDDhhmmss. "
                     "Default: the latest");
  verb.AddOption("--id", arguments->record_id, "The capture with this WARC-Record-ID")
      .TypeName("RECORD-ID")
      .Excludes(at);
  const Option record = verb.AddFlag("--record", arguments->record,
                                     "The whole WARC record, uncompressed, instead of the payload");
  const Option head =
      verb.AddFlag("--head", arguments->head, "The HTTP head only").Excludes(record);
  const Option json = verb.AddFlag("--json", arguments->json,
                                   "What is known of it: capture, WARC fields, HTTP fields")
                          .Excludes(record)
                          .Excludes(head);
  verb.AddFlag("--thumbnail", arguments->thumbnail,
               "Of an image, the small blurred grey JPEG for a first look")
      .Excludes(record)
      .Excludes(head)
      .Excludes(json);
  verb.AddFlag("--raw", arguments->raw, "Leave the content coding (gzip, deflate) as it came")
      .Excludes(record)
      .Excludes(head)
      .Excludes(json);
  verb.AddOption("--output", arguments->output, "Write to this new file").TypeName("FILE");
  verb.AddFlag("--hidden", arguments->hidden, "Also what access rules hide");
  verb.AddFlag("--force", arguments->force, "Print to a terminal what is no plain text");
  verb.SetFooter(
      "Examples:\n"
      "  arsip get http://example.org/ --archive /srv/news\n"
      "  arsip get http://example.org/logo.png --at 20261124 --output logo.png --archive "
      "/srv/news\n"
      "  arsip get http://example.org/ --record --archive /srv/news | less\n"
      "  arsip get http://example.org/ --json --archive /srv/news | jq .http\n"
      "Digests are checked before the first byte is printed. A revisit gives the payload it refers "
      "to.\nWhat is no plain text is not printed to a terminal.\n"
      "Exit code 1 when there is no such capture.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunGet(*arguments); });
}

}  // namespace arsip::cli
