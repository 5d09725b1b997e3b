// arsip hash: the perceptual hashes of image, video and audio files.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/crawl_flags.h"
#include "cli/exit_code.h"
#include "cli/input_file.h"
#include "cli/json_text.h"
#include "crawler/extraction_request.h"
#include "crawler/image_hashing.h"
#include "crawler/media_sandbox.h"
#include "crawler/record_json.h"
#include "extractors/pdq_hash.h"
#include "extractors/pdq_transform.h"

namespace arsip::cli {
namespace {

struct HashArguments {
  CrawlFlags flags;
  std::vector<std::string> files;
  bool json = false;
  bool video = false;
};

// Nullopt only for what the sandbox's answer was checked for already.
std::string Hex(const std::string& bytes) {
  return extractors::PdqHash::FromBytes(bytes).value_or(extractors::PdqHash()).ToHex();
}

bool Matchable(const extractors::ImageHash& hash) {
  return hash.quality() >= extractors::kPdqMinQuality &&
         !IsDegenerate(extractors::PdqHash::FromBytes(hash.pdq()).value_or(extractors::PdqHash()));
}

std::string JsonLine(const std::string& path, const extractors::ImageHash& hash) {
  nlohmann::json dihedral = nlohmann::json::object();
  for (int i = 0; i < hash.dihedral_size(); ++i) {
    dihedral[std::string(NameOf(static_cast<extractors::Dihedral>(i)))] = Hex(hash.dihedral(i));
  }
  const nlohmann::json json = {{"file", path},
                               {"pdq", Hex(hash.pdq())},
                               {"quality", hash.quality()},
                               {"matchable", Matchable(hash)},
                               {"dihedral", dihedral},
                               {"width", hash.width()},
                               {"height", hash.height()},
                               {"frames", hash.frames()},
                               {"media_type", hash.media_type()},
                               {"state", hash.state()}};
  return JsonText(json, -1) + "\n";
}

std::string TextLine(const std::string& path, const extractors::ImageHash& hash) {
  return Hex(hash.pdq()) + "\t" + std::to_string(hash.quality()) + "\t" + Neutralise(path) + "\n";
}

// A video as vPDQ's files have it, audio as `fpcalc -raw` prints it; with the file's name behind
// each line when there are several.
std::string MediaText(const extractors::MediaFacts& facts, const std::string& ending) {
  std::string text;
  for (const extractors::VideoFrame& frame : facts.frames()) {
    text += crawler::VideoFrameText(frame) + ending;
  }
  if (!facts.frames().empty() || facts.fingerprint().empty()) return text;
  text = "DURATION=" + std::to_string(facts.audio_ms() / 1'000) + ending + "FINGERPRINT=";
  for (int i = 0; i < facts.fingerprint_size(); ++i) {
    text += (i > 0 ? "," : "") + std::to_string(facts.fingerprint(i));
  }
  return text + ending;
}

// Starts the process for a kind of file when the first of them comes.
class Hashers {
 public:
  Hashers(const HashArguments& arguments, const crawler::WorkerOptions& options)
      : arguments_(arguments), options_(options) {
    options_.sandbox.binary.clear();  // that of pages
    options_.sandbox.processes = 1;   // one file after another
  }

  // False: a process could not be started, so that no file can be hashed.
  bool started() const { return started_; }

  // What is printed.
  Result<std::string> Hash(const std::string& path) {
    const uint64_t most =
        std::max(options_.sandbox.max_payload_bytes, options_.media.max_payload_bytes);
    ARSIP_ASSIGN(const std::string bytes, ReadInputFile(path, most));
    const bool media =
        arguments_.video || crawler::KindFor(extractors::ExtractionRequest(), bytes) ==
                                extractors::ExtractionRequest::MEDIA;
    return media ? HashMedia(path, bytes) : HashImage(path, bytes);
  }

 private:
  Result<std::string> HashImage(const std::string& path, const std::string& bytes) {
    if (!images_) {
      started_ = false;
      ARSIP_ASSIGN(images_, crawler::ImageHashing::Create(options_.sandbox));
      started_ = true;
    }
    ARSIP_ASSIGN(const extractors::ImageHash hash, images_->Hash(bytes));
    return arguments_.json ? JsonLine(path, hash) : TextLine(path, hash);
  }

  Result<std::string> HashMedia(const std::string& path, const std::string& bytes) {
    if (!media_) {
      started_ = false;
      ARSIP_ASSIGN(media_, crawler::MediaReading::Create(options_.media, options_.sandbox));
      started_ = true;
    }
    ARSIP_ASSIGN(const extractors::Extraction extraction, media_->Read(bytes));
    if (arguments_.json) {
      crawler::RecordOrigin origin;
      origin.file = path;
      origin.payload_sha256 = ComputeSha256(bytes);
      return crawler::RecordLines(extraction, origin,
                                  {.characters = crawler::JsonCharacters::kAscii});
    }
    const extractors::Record& record = extraction.records(0);
    std::string text = MediaText(
        record.media_facts(), arguments_.files.size() > 1 ? "\t" + Neutralise(path) + "\n" : "\n");
    if (text.empty()) return Error{ErrorCode::kInvalidInput, record.state(), path};
    if (!record.state().empty()) {
      std::fprintf(stderr, "arsip: %s: %s\n", Neutralise(path).c_str(),
                   Neutralise(record.state()).c_str());
    }
    return text;
  }

  const HashArguments& arguments_;
  crawler::WorkerOptions options_;
  std::unique_ptr<crawler::ImageHashing> images_;
  std::unique_ptr<crawler::MediaReading> media_;
  bool started_ = true;
};

int RunHash(const HashArguments& arguments) {
  Result<crawler::CrawlOptions> settings = PrepareSettings(arguments.flags);
  if (!settings) return Complain(settings.error());
  Hashers hashers(arguments, settings->worker);
  int exit_code = kDone;
  for (const std::string& path : arguments.files) {
    const Result<std::string> lines = hashers.Hash(path);
    if (!lines) {
      if (!hashers.started()) return Complain(lines.error());
      std::fprintf(stderr, "arsip: %s: %s\n", Neutralise(path).c_str(),
                   Neutralise(lines.error().message).c_str());
      exit_code = kDoneWithRefusals;
      continue;
    }
    if (std::fwrite(lines->data(), 1, lines->size(), stdout) != lines->size()) {
      return Complain(Error{ErrorCode::kIo, "standard output cannot be written", "hash"});
    }
  }
  return exit_code;
}

}  // namespace

void AddHashCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<HashArguments>();
  Verb verb = program.AddVerb("hash", "Perceptual hashes of image, video and audio files");
  verb.AddOption("FILE", arguments->files, "JPEG, PNG, GIF, WebP, video or audio").Required();
  verb.AddFlag("--json", arguments->json,
               "One JSON object a line: the hash turned and mirrored, too, and what the file is");
  verb.AddFlag("--video", arguments->video,
               "As video or audio, whatever the first bytes look like");
  arguments->flags.AddSettings(verb);
  verb.SetFooter(
      "Examples:\n"
      "  arsip hash photograph.jpg\n"
      "  arsip hash --json *.jpg | jq -r 'select(.matchable) | .pdq'\n"
      "Prints hash, quality and file, separated by tabs. Two images are the same to a person when\n"
      "their hashes differ in at most 31 of 256 bits and both qualities are at least 50. Of a "
      "video\n"
      "a line for each second as vPDQ's files have it (frame,quality,hash,time), of audio\n"
      "Chromaprint's fingerprint as fpcalc -raw prints it. Files are\n"
      "decoded behind the walls of the sandbox. Exit code 1 when a file has no hash.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunHash(*arguments); });
}

}  // namespace arsip::cli
