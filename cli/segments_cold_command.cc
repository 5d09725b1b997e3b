// arsip segments upload, arsip segments fetch: sealed segments in an S3-compatible object store.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "archive/cold_segment.h"
#include "archive/object_store.h"
#include "archive/segment_upload.h"
#include "base/log.h"
#include "cli/archive_directory.h"
#include "cli/byte_size.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/progress_line.h"
#include "cli/stop_signal.h"
#include "cli/work_progress.h"

namespace arsip::cli {
namespace {

struct ColdArguments {
  std::string archive_directory;
  std::vector<std::string> segments;
  std::string endpoint;
  std::string bucket;
  std::string region = "us-east-1";
  std::string credentials;
  std::string prefix;
  std::string part_size = "16MiB";
  bool read_back = false;
  bool drop_local = false;
  bool json = false;
  std::string progress;
};

void PrintSegment(const archive::UploadedSegment& segment, const char* done, bool json) {
  if (json) {
    const nlohmann::json out = {
        {"segment", segment.filename},     {"key", segment.key},
        {"bytes", segment.size},           {"sent_bytes", segment.sent_bytes},
        {"resumed", segment.resumed},      {"read_back", segment.read_back},
        {"dropped_local", segment.dropped}};
    std::printf("%s\n", JsonText(out, -1).c_str());
  } else {
    std::printf("%s: %s bytes %s%s%s%s\n", Neutralise(segment.filename).c_str(),
                Grouped(segment.size).c_str(), done, segment.resumed ? ", resumed" : "",
                segment.read_back ? ", content compared" : "",
                segment.dropped ? ", local file dropped" : "");
  }
  std::fflush(stdout);
}

Result<std::unique_ptr<archive::ObjectStore>> OpenStore(const ColdArguments& arguments) {
  ARSIP_ASSIGN(auto credentials, archive::ReadCredentials(arguments.credentials));
  archive::ObjectStoreOptions options;
  options.endpoint = arguments.endpoint;
  options.bucket = arguments.bucket;
  options.region = arguments.region;
  return archive::ObjectStore::Open(std::move(options), std::move(credentials));
}

int Finished(const Status& status) {
  if (status) return kDone;
  if (!StopRequested()) return Complain(status.error());
  std::fprintf(stderr, "arsip: stopped; the same command goes on\n");
  return kResumable;
}

int RunUpload(const ColdArguments& arguments) {
  if (Status there = CheckIndexedArchive(arguments.archive_directory); !there) {
    return Complain(there.error());
  }
  archive::UploadOptions options;
  options.prefix = arguments.prefix;
  options.read_back = arguments.read_back;
  options.drop_local = arguments.drop_local;
  const auto part_bytes = ParseByteSize(arguments.part_size);
  if (!part_bytes) return Complain(part_bytes.error());
  options.part_bytes = *part_bytes;
  const auto store = OpenStore(arguments);
  if (!store) return Complain(store.error());
  CatchStopSignals();
  const SystemClock clock;
  WorkProgress progress(ChooseProgressStyle(arguments.progress), clock);
  const Status status = archive::UploadSegments(
      arguments.archive_directory, arguments.segments, **store, options,
      [&](const archive::UploadedSegment& segment) {
        const char* done = segment.sent_bytes == 0 ? "were stored already" : "stored";
        PrintSegment(segment, done, arguments.json);
      },
      [&progress](uint64_t done, uint64_t total) {
        progress.Update(done, total);
        return !StopRequested();
      });
  progress.Finish();
  return Finished(status);
}

// Where the first absent segment was sent, unless the command line says it.
Status CompleteFromNotes(ColdArguments& arguments) {
  ARSIP_ASSIGN(const auto absent, archive::ListAbsentSegments(arguments.archive_directory));
  if (absent.empty()) {
    return Error{ErrorCode::kNotFound, "no segment lies in cold storage alone",
                 arguments.archive_directory};
  }
  if (!arguments.endpoint.empty() || !arguments.bucket.empty()) return Ok();
  arguments.endpoint = absent.front().endpoint;
  arguments.bucket = absent.front().bucket;
  arguments.region = absent.front().region;
  return Ok();
}

int RunFetch(ColdArguments& arguments) {
  if (Status known = CompleteFromNotes(arguments); !known) return Complain(known.error());
  const auto store = OpenStore(arguments);
  if (!store) return Complain(store.error());
  CatchStopSignals();
  const SystemClock clock;
  WorkProgress progress(ChooseProgressStyle(arguments.progress), clock);
  const Status status = archive::FetchSegments(
      arguments.archive_directory, arguments.segments, **store,
      [&](const archive::UploadedSegment& segment) {
        PrintSegment(segment, "fetched, content compared", arguments.json);
      },
      [&progress](uint64_t done, uint64_t total) {
        progress.Update(done, total);
        return !StopRequested();
      });
  progress.Finish();
  return Finished(status);
}

void AddCommonOptions(Verb verb, ColdArguments& arguments, bool store_required) {
  verb.AddOption("SEGMENT", arguments.segments,
                 "File names, as `arsip segments list` has them. Default: all");
  verb.AddOption("--archive", arguments.archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  Option endpoint = verb.AddOption("--endpoint", arguments.endpoint,
                                   "The store, without the bucket; https, or http on this machine");
  endpoint.TypeName("URL");
  Option bucket = verb.AddOption("--bucket", arguments.bucket, "Bucket; it must exist");
  bucket.TypeName("NAME");
  if (store_required) {
    endpoint.Required();
    bucket.Required();
  }
  verb.AddOption("--region", arguments.region, "Region of the bucket. Default: us-east-1")
      .TypeName("NAME");
  verb.AddOption("--credentials", arguments.credentials,
                 "File of mode 0600 with aws_access_key_id and aws_secret_access_key. Default: the "
                 "environment, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
      .TypeName("FILE");
  verb.AddOption("--progress", arguments.progress, "tty, plain or none")
      .OneOf({"tty", "plain", "none"});
  verb.AddFlag("--json", arguments.json, "One JSON object a segment");
}

}  // namespace

void AddColdStorageVerbs(Verb segments, int& exit_code) {
  auto upload_arguments = std::make_shared<ColdArguments>();
  Verb upload = segments.AddVerb("upload", "Send sealed segments to an S3-compatible store");
  AddCommonOptions(upload, *upload_arguments, true);
  upload.AddOption("--prefix", upload_arguments->prefix, "Before every object's name")
      .TypeName("TEXT");
  upload.AddOption("--part-size", upload_arguments->part_size,
                   "Larger segments are sent in parts of this size, each kept when a run is cut "
                   "short; S3 itself wants 5MiB at least. Default: 16MiB");
  upload.AddFlag("--read-back", upload_arguments->read_back,
                 "Read every stored segment and compare its SHA-256. Default: size and ETag");
  upload.AddFlag("--drop-local", upload_arguments->drop_local,
                 "Delete the local file once its stored content was read back and compared. "
                 "Default: it stays");
  upload.SetFooter(
      "Examples:\n"
      "  arsip segments upload --endpoint https://s3.example.org --bucket news --archive "
      "/srv/news\n"
      "  arsip segments upload NAME.warc.zst --endpoint https://s3.example.org --bucket news "
      "--drop-local --archive /srv/news\n"
      "What is stored already is not sent again; a run cut short goes on with the next part.\n"
      "Each segment has its CDXJ lines beside it, as NAME.cdxj.");
  upload.SetCallback([upload_arguments, &exit_code] { exit_code = RunUpload(*upload_arguments); });

  auto fetch_arguments = std::make_shared<ColdArguments>();
  Verb fetch = segments.AddVerb("fetch", "Bring segments back from the store, content compared");
  AddCommonOptions(fetch, *fetch_arguments, false);
  fetch.SetFooter(
      "Examples:\n"
      "  arsip segments fetch --archive /srv/news\n"
      "Without --endpoint and --bucket: from where they were sent to.");
  fetch.SetCallback([fetch_arguments, &exit_code] { exit_code = RunFetch(*fetch_arguments); });
}

}  // namespace arsip::cli
