// CrawlEvent: one thing that happened to a URL, reported after it was acknowledged: one line of the
// crawl log, one NDJSON object of `arsip crawl --json`.
#ifndef ARSIP_CRAWLER_CRAWL_EVENT_H_
#define ARSIP_CRAWLER_CRAWL_EVENT_H_

#include <cstdint>
#include <string>

#include "archive/warc_record.h"
#include "base/clock.h"
#include "frontier/lease.h"

namespace arsip::crawler {

struct CrawlEvent {
  // kControl: an operator did something to the crawl; `url` is "urn:arsip:control:pause", `detail`
  // says who and what.
  enum class Kind { kCaptured, kRetry, kRefused, kGivenBack, kControl } kind = Kind::kCaptured;
  std::string url;
  int status_code = 0;  // 0: no response
  std::string mime;
  uint64_t bytes = 0;  // of the payload
  archive::RecordType type = archive::RecordType::kResponse;
  bool robots_txt = false;
  Duration fetch_time{};
  std::string hop_path;
  std::string via;
  UtcTime began{};
  std::string detail;                // "HTTP 200", "connect: refused"
  archive::RecordLocation location;  // empty filename: nothing was written

  static Kind KindOf(frontier::OutcomeKind outcome);
};

// "2026-11-22T10:11:12.123456Z 200 1234 http://... LE http://via text/html 12ms response
// FILE@OFFSET detail";
// "-" for what is unknown. One line without its end; hostile bytes escaped.
std::string FormatCrawlLogLine(const CrawlEvent& event);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CRAWL_EVENT_H_
