// arsip hash: the perceptual hashes of image files.
#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/crawl_flags.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "crawler/image_hashing.h"
#include "extractors/pdq_hash.h"
#include "extractors/pdq_transform.h"

namespace arsip::cli {
namespace {

struct HashArguments {
  CrawlFlags flags;
  std::vector<std::string> files;
  bool json = false;
};

// A longer file is refused by name, not read.
Result<std::string> ReadImage(const std::string& path, uint64_t max_bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorCode::kNotFound, "cannot be read", path};
  std::string bytes;
  constexpr size_t kPiece = 1u << 16;
  while (file && bytes.size() <= max_bytes) {
    const size_t before = bytes.size();
    bytes.resize(before + kPiece);
    file.read(bytes.data() + before, kPiece);
    bytes.resize(before + static_cast<size_t>(file.gcount()));
  }
  if (file.bad()) return Error{ErrorCode::kIo, "cannot be read", path};
  return bytes;
}

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

int RunHash(const HashArguments& arguments) {
  Result<crawler::CrawlOptions> settings = PrepareSettings(arguments.flags);
  if (!settings) return Complain(settings.error());
  crawler::SandboxBrokerOptions sandbox = settings->worker.sandbox;
  sandbox.binary.clear();  // that of pages
  sandbox.processes = 1;   // one file after another
  auto hashing = crawler::ImageHashing::Create(sandbox);
  if (!hashing) return Complain(hashing.error());
  int exit_code = kDone;
  for (const std::string& path : arguments.files) {
    Result<std::string> bytes = ReadImage(path, sandbox.max_payload_bytes);
    Result<extractors::ImageHash> hash =
        bytes ? (*hashing)->Hash(*bytes) : Result<extractors::ImageHash>(bytes.error());
    if (!hash) {
      std::fprintf(stderr, "arsip: %s: %s\n", Neutralise(path).c_str(),
                   Neutralise(hash.error().message).c_str());
      exit_code = kDoneWithRefusals;
      continue;
    }
    const std::string line = arguments.json ? JsonLine(path, *hash) : TextLine(path, *hash);
    if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size()) {
      return Complain(Error{ErrorCode::kIo, "standard output cannot be written", "hash"});
    }
  }
  return exit_code;
}

}  // namespace

void AddHashCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<HashArguments>();
  Verb verb = program.AddVerb("hash", "Perceptual hashes (PDQ) of image files");
  verb.AddOption("FILE", arguments->files, "JPEG, PNG, GIF or WebP").Required();
  verb.AddFlag("--json", arguments->json,
               "One JSON object a line: the hash turned and mirrored, too, and what the file is");
  arguments->flags.AddSettings(verb);
  verb.SetFooter(
      "Examples:\n"
      "  arsip hash photograph.jpg\n"
      "  arsip hash --json *.jpg | jq -r 'select(.matchable) | .pdq'\n"
      "Prints hash, quality and file, separated by tabs. Two images are the same to a person when\n"
      "their hashes differ in at most 31 of 256 bits and both qualities are at least 50. Files "
      "are\n"
      "decoded behind the walls of the sandbox. Exit code 1 when a file has no hash.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunHash(*arguments); });
}

}  // namespace arsip::cli
