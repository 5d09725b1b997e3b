#include "cli/crawl_flags.h"

#include <filesystem>
#include <system_error>

#include "cli/settings.h"

namespace arsip::cli {

std::string NotADirectory(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return "";
  return path + " is a directory, a file is needed";
}

void CrawlFlags::AddCollection(Verb verb) {
  verb.AddOption("COLLECTION", collection_path, "Collection file: what may be crawled, and why")
      .Required()
      .Check(NotADirectory);
}

void CrawlFlags::AddArchive(Verb verb) {
  verb.AddOption("--archive", archive_directory, "Archive directory; made when it does not exist")
      .Required()
      .TypeName("DIR");
}

void CrawlFlags::AddAllowAddress(Verb verb) {
  verb.AddOption("--allow-address", allow_addresses,
                 "Special-use address range that may be dialled, such as 127.0.0.0/8; recorded in "
                 "every warcinfo. Repeatable")
      .TypeName("CIDR")
      .Repeatable();
}

void CrawlFlags::AddSettings(Verb verb) {
  verb.AddOption("--config", settings_file, "Settings file (YAML); see `arsip config --print`")
      .TypeName("FILE");
  verb.AddOption("--set", assignments, "One setting, such as fetch.total_timeout=5m. Repeatable")
      .TypeName("KEY=VALUE")
      .Repeatable();
}

void CrawlFlags::AddMetrics(Verb verb) {
  verb.AddOption("--metrics", metrics,
                 "Serve Prometheus metrics at /metrics here: 127.0.0.1:9464 or unix:/PATH")
      .TypeName("ADDRESS");
}

Result<crawler::CrawlOptions> PrepareSettings(const CrawlFlags& flags) {
  crawler::CrawlOptions options;
  if (!flags.settings_file.empty()) ARSIP_TRY(ApplySettingsFile(flags.settings_file, options));
  for (const std::string& assignment : flags.assignments) {
    ARSIP_TRY(ApplyAssignment(assignment, options));
  }
  return options;
}

Result<PreparedCrawl> Prepare(const CrawlFlags& flags, const Clock& clock) {
  PreparedCrawl prepared;
  ARSIP_ASSIGN(prepared.collection, seeds::ReadCollection(flags.collection_path, clock.Utc()));
  ARSIP_ASSIGN(prepared.options, PrepareSettings(flags));
  prepared.options.archive_directory = flags.archive_directory;
  prepared.options.allowed_addresses = flags.allow_addresses;
  return prepared;
}

}  // namespace arsip::cli
