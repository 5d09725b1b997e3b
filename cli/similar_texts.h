// arsip similar --text: archived texts that are nearly the same as a file's, a URL's or one that is
// named by its digest, with every capture that holds them.
#ifndef ARSIP_CLI_SIMILAR_TEXTS_H_
#define ARSIP_CLI_SIMILAR_TEXTS_H_

#include <cstdint>
#include <string>

#include "crawler/crawl_options.h"

namespace arsip::cli {

struct SimilarTextsArguments {
  std::string archive_directory = {};
  std::string subject = {};  // FILE, URL, or "sha256:" of a folded text (docs/text-sketch.md)
  uint64_t limit = 100;      // occurrences printed, the earliest first
  bool json = false;
  bool hidden = false;  // also what access rules hide
};

// Brings DIR/text-index up to date first. An exit code.
int PrintSimilarTexts(const SimilarTextsArguments& arguments,
                      const crawler::CrawlOptions& settings);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_SIMILAR_TEXTS_H_
