// The options that crawl, frontier and worker share: collection, archive, settings.
#ifndef ARSIP_CLI_CRAWL_FLAGS_H_
#define ARSIP_CLI_CRAWL_FLAGS_H_

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "cli/verb.h"
#include "crawler/crawl_options.h"
#include "seeds/collection.h"

namespace arsip::cli {

struct CrawlFlags {
  std::string collection_path;
  std::string archive_directory;
  std::vector<std::string> allow_addresses;
  std::string settings_file;
  std::vector<std::string> assignments;
  std::string metrics;

  void AddCollection(Verb verb);
  void AddArchive(Verb verb);
  void AddAllowAddress(Verb verb);
  void AddSettings(Verb verb);
  void AddMetrics(Verb verb);
};

// For Option::Check: "demo is a directory, a file is needed", a slip that would read as a broken
// disk; empty when `path` is none.
std::string NotADirectory(const std::string& path);

struct PreparedCrawl {
  seeds::Collection collection;
  crawler::CrawlOptions options;
};

// Reads the collection and the settings, in the order default < file < --set < collection.
// kInvalidInput, kPermission (expired), kNotFound.
Result<PreparedCrawl> Prepare(const CrawlFlags& flags, const Clock& clock);
// The settings alone.
Result<crawler::CrawlOptions> PrepareSettings(const CrawlFlags& flags);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_CRAWL_FLAGS_H_
