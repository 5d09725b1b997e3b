// arsip similar: archived images that are the same to a person as a file, a hash, an archived image
// or the one of a URL, and the clusters they belong to.
#ifndef ARSIP_CLI_SIMILAR_IMAGES_H_
#define ARSIP_CLI_SIMILAR_IMAGES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "crawler/crawl_options.h"

namespace arsip::cli {

struct SimilarImagesArguments {
  std::string archive_directory;
  // The name of a file, a PDQ hash with or without "pdq:", "sha256:" of a payload, or a URL.
  std::string subject;
  std::optional<std::string> file_bytes;  // of the file, when it is one
  uint32_t radius = 31;                   // bits
  uint64_t limit = 100;                   // images, and captures of each, the earliest first
  bool dihedral = false;
  bool json = false;
  bool hidden = false;  // also what access rules hide
};

// An exit code.
int PrintSimilarImages(const SimilarImagesArguments& arguments,
                       const crawler::CrawlOptions& settings);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_SIMILAR_IMAGES_H_
