// The answers of the control socket as JSON, one line each: {"ok":true,...} or
// {"ok":false,"error":{"code":...,"message":...}}. docs/control.md names their keys, which scripts
// rely on. Everything but ASCII is escaped. Pure; thread-safe.
#ifndef ARSIP_CRAWLER_CONTROL_ANSWER_H_
#define ARSIP_CRAWLER_CONTROL_ANSWER_H_

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crawler/progress_history.h"
#include "frontier/frontier.h"
#include "frontier/live_control.h"
#include "frontier/transport.h"

namespace arsip::crawler {

struct DiskSpace {
  uint64_t free_bytes = 0;  // that we may use
  uint64_t total_bytes = 0;
};
// Of the file system that has `directory`; nullopt: it does not say.
std::optional<DiskSpace> DiskSpaceOf(const std::string& directory);

// Where the crawl stands.
struct CrawlStatus {
  std::string collection;
  frontier::FrontierProgress progress;
  frontier::Budgets budgets;
  CrawlRates rates;
  frontier::TransportCounters transport;
  std::optional<DiskSpace> disk;
  bool rescoping = false;  // known URLs are being judged again
};
nlohmann::json StatusJson(const CrawlStatus& status);
nlohmann::json ListingJson(const frontier::QueueListing& listing);
// {"subject","state","reason","wakes_in_seconds","via"}: as `arsip explain --json` prints it.
nlohmann::json ExplanationJson(const frontier::Explanation& explanation);

// `fields` with "ok" true.
std::string OkAnswer(nlohmann::json fields);
std::string ErrorAnswer(const Error& error);
// The fields of an answer, or the error it tells. kUnavailable: it is no answer.
Result<nlohmann::json> ReadAnswer(std::string_view line);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CONTROL_ANSWER_H_
