// CrawlReport: what an archive directory holds and where its URLs stand, computed from the index
// and the frontier's store, so that it is the same after a crash.
#ifndef ARSIP_CRAWLER_CRAWL_REPORT_H_
#define ARSIP_CRAWLER_CRAWL_REPORT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "archive/image_search.h"
#include "base/clock.h"
#include "base/result.h"

namespace arsip::crawler {

struct CrawlReport {
  std::string archive_directory;
  // From the index.
  uint64_t captures = 0;  // responses and revisits
  uint64_t pages = 0;     // 200 text/html
  uint64_t revisits = 0;  // duplicates: payloads stored once
  uint64_t truncated = 0;
  std::map<int, uint64_t> by_status;
  std::map<std::string, uint64_t>
      by_kind;  // page, image, video, audio, document, style, script, feed, other
  archive::ImageCounts images;
  std::optional<UtcTime> first, last;
  uint64_t warc_bytes = 0;
  uint64_t segments = 0;
  // From the frontier; all 0 when the archive has none (an imported one).
  uint64_t hosts = 0;
  uint64_t queued = 0, captured_urls = 0, failed = 0, dormant = 0, deferred = 0;
  uint64_t payload_bytes = 0;               // received, in every round
  std::map<std::string, uint64_t> refused;  // by reason
  bool budget_reached = false;  // set by who ran the crawl: an archive does not know its budgets
  std::optional<Duration> next_wake;

  // Anything an operator should look at: failures, dormant hosts, refusals other than scope,
  // waiting URLs.
  bool worth_reading() const;
};

// kUnavailable while a crawl writes; kNotFound when `archive_directory` is no archive.
Result<CrawlReport> BuildCrawlReport(const std::string& archive_directory);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CRAWL_REPORT_H_
