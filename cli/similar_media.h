// arsip similar: archived videos and recordings that share frames or sound with a file, or with one
// that is archived (docs/video-and-audio.md).
#ifndef ARSIP_CLI_SIMILAR_MEDIA_H_
#define ARSIP_CLI_SIMILAR_MEDIA_H_

#include <cstdint>
#include <optional>
#include <string>

#include "crawler/crawl_options.h"

namespace arsip::cli {

struct SimilarMediaArguments {
  std::string archive_directory;
  std::string subject;                    // the name of a file, or "sha256:" of a payload
  std::optional<std::string> file_bytes;  // of the file, when it is one
  uint32_t radius = 31;                   // bits in which the hashes of two frames may differ
  uint64_t limit = 100;                   // files, and captures of each, the earliest first
  bool json = false;
  bool hidden = false;  // also what access rules hide
};

// Brings DIR/media-index up to date first. A file is read behind the walls of the media sandbox. An
// exit code.
int PrintSimilarMedia(const SimilarMediaArguments& arguments,
                      const crawler::CrawlOptions& settings);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_SIMILAR_MEDIA_H_
