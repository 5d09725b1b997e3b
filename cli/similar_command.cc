// arsip similar: archived images, videos, recordings or texts that are the same to a person as a
// file, a hash or a URL.
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "archive/image_clusters.h"
#include "archive/image_fact.h"
#include "cli/commands.h"
#include "cli/crawl_flags.h"
#include "cli/exit_code.h"
#include "cli/input_file.h"
#include "cli/similar_images.h"
#include "cli/similar_media.h"
#include "cli/similar_texts.h"
#include "crawler/extraction_request.h"

namespace arsip::cli {
namespace {

constexpr uint32_t kMaxRadius = 128;

struct SimilarArguments {
  std::string subject;
  std::string archive_directory;
  CrawlFlags flags;
  uint32_t radius = archive::kNearDistance;
  uint32_t limit = 100;
  bool dihedral = false;
  bool json = false;
  bool hidden = false;
  bool text = false;
  bool video = false;
};

bool NamesFile(std::string_view subject) {
  return !subject.starts_with("sha256:") && !subject.starts_with("pdq:") &&
         !archive::ParseHash256(subject) && subject.find("://") == std::string_view::npos;
}

bool IsMedia(std::string_view bytes) {
  return crawler::KindFor(extractors::ExtractionRequest(), bytes) ==
         extractors::ExtractionRequest::MEDIA;
}

int RunSimilarTexts(const SimilarArguments& arguments, const crawler::CrawlOptions& settings) {
  return PrintSimilarTexts({arguments.archive_directory, arguments.subject, arguments.limit,
                            arguments.json, arguments.hidden},
                           settings);
}

int RunSimilarMedia(const SimilarArguments& arguments, std::optional<std::string> file_bytes,
                    const crawler::CrawlOptions& settings) {
  if (arguments.dihedral) {
    return Complain(Error{ErrorCode::kInvalidInput,
                          "--dihedral is for images: the frames of a video are not turned",
                          arguments.subject});
  }
  return PrintSimilarMedia({arguments.archive_directory, arguments.subject, std::move(file_bytes),
                            arguments.radius, arguments.limit, arguments.json, arguments.hidden},
                           settings);
}

int RunSimilar(const SimilarArguments& arguments) {
  const Result<crawler::CrawlOptions> settings = PrepareSettings(arguments.flags);
  if (!settings) return Complain(settings.error());
  if (arguments.text) return RunSimilarTexts(arguments, *settings);
  std::optional<std::string> file_bytes;
  if (NamesFile(arguments.subject)) {
    const crawler::WorkerOptions& worker = settings->worker;
    Result<std::string> bytes =
        ReadInputFile(arguments.subject,
                      std::max(worker.images.max_payload_bytes, worker.media.max_payload_bytes));
    if (!bytes) return Complain(bytes.error());
    file_bytes = std::move(*bytes);
  }
  if (arguments.video || (file_bytes && IsMedia(*file_bytes))) {
    return RunSimilarMedia(arguments, std::move(file_bytes), *settings);
  }
  return PrintSimilarImages(
      {arguments.archive_directory, arguments.subject, std::move(file_bytes), arguments.radius,
       arguments.limit, arguments.dihedral, arguments.json, arguments.hidden},
      *settings);
}

std::string WrongRadius(const std::string& value) {
  const bool digits = !value.empty() && value.size() <= 3 &&
                      value.find_first_not_of("0123456789") == std::string::npos;
  return digits && std::stoul(value) <= kMaxRadius ? "" : "a number from 0 to 128 is needed";
}

void AddOptions(Verb verb, SimilarArguments& arguments) {
  verb.AddOption("SUBJECT", arguments.subject,
                 "An image, video or audio file, a PDQ hash, sha256:DIGEST of a payload, or a "
                 "captured URL of an image")
      .Required();
  verb.AddOption("--archive", arguments.archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  const Option text = verb.AddFlag(
      "--text", arguments.text,
      "Texts instead: near-duplicates of those of a file, a URL or a text's sha256:DIGEST");
  const Option video =
      verb.AddFlag("--video", arguments.video,
                   "A file is video or audio whatever its first bytes look like, and sha256:DIGEST "
                   "that of one")
          .Excludes(text);
  verb.AddOption("--radius", arguments.radius,
                 "Bits in which hashes may differ, 0-128; of frames of videos, 0-47")
      .Check(WrongRadius)
      .ShowDefault()
      .Excludes(text);
  verb.AddOption("--limit", arguments.limit,
                 "At most so many images, videos and recordings, and captures of each; of texts, "
                 "captures")
      .ShowDefault();
  verb.AddFlag("--dihedral", arguments.dihedral, "Also look for an image turned and mirrored")
      .Excludes(text)
      .Excludes(video);
  verb.AddFlag("--hidden", arguments.hidden, "Also what access rules hide");
  verb.AddFlag("--json", arguments.json,
               "One JSON object a line, for each image, video or recording; of texts, for each "
               "capture");
  arguments.flags.AddSettings(verb);
}

}  // namespace

void AddSimilarCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<SimilarArguments>();
  Verb verb = program.AddVerb(
      "similar", "Find archived images, videos, audio or texts that are like a file, hash or URL");
  AddOptions(verb, *arguments);
  verb.SetFooter(
      "Examples:\n"
      "  arsip similar photograph.jpg --archive /srv/news\n"
      "  arsip similar https://example.org/poster.png --archive /srv/news --json\n"
      "  arsip similar film.mp4 --archive /srv/news\n"
      "  arsip similar --text https://example.org/post/12 --archive /srv/news\n"
      "  arsip similar --dihedral --archive /srv/news \\\n"
      "    d8f8f0cce0f4a84f0e370a22028f67f0b36e2ed596623e1d33e6b39c4e9c9b22\n"
      "Prints what is near and the clusters it belongs to, a line a capture, earliest first: "
      "time,\n"
      "distance, form, digest, exemplar or member, URL, separated by tabs. Of video and audio: "
      "time,\n"
      "percent of the subject's frames, percent of its own, where these are in it (seconds), "
      "where\n"
      "sound of the subject is in it, digest, URL. Of texts: time, part of what either says that\n"
      "both say, kind, digest, URL, the text's own URI. Exit code 1 when there is nothing, or "
      "when\n"
      "the subject says too little (an image of a quality below 50).");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunSimilar(*arguments); });
}

}  // namespace arsip::cli
