// Settings: every limit that is not the collection's, with its default: `arsip config --print`.
// A settings file is YAML with the same keys ("fetch.total_timeout: 5m" or nested); --set KEY=VALUE
// wins over the file, the file over the default. Unknown keys are errors.
#ifndef ARSIP_CLI_SETTINGS_H_
#define ARSIP_CLI_SETTINGS_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crawler/crawl_options.h"

namespace arsip::cli {

// One setting: its key, what it means, and its way into and out of the options.
struct Setting {
  std::string key;
  std::string meaning;
  std::function<Status(std::string_view value, crawler::CrawlOptions&)> set;
  std::function<std::string(const crawler::CrawlOptions&)> get;
};

// In the order they are printed.
const std::vector<Setting>& AllSettings();

// kInvalidInput names the key (with the nearest known one) or the value.
Status ApplySetting(std::string_view key, std::string_view value, const std::string& where,
                    crawler::CrawlOptions& options);
// "KEY=VALUE"
Status ApplyAssignment(std::string_view assignment, crawler::CrawlOptions& options);
Status ApplySettingsFile(const std::string& path, crawler::CrawlOptions& options);

// YAML with a comment a key; ApplySettingsFile reads it back to the same values.
std::string PrintSettings(const crawler::CrawlOptions& options);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_SETTINGS_H_
