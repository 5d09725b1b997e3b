// CrawlLog: DIR/reports/crawl-<timestamp>.log, a line an event, and its copy in the archive at the
// end of the run (a `resource` record, WARC 1.1 section 6.5), with the collection as it was read.
// Not thread-safe.
#ifndef ARSIP_CRAWLER_CRAWL_LOG_H_
#define ARSIP_CRAWLER_CRAWL_LOG_H_

#include <cstdio>
#include <memory>
#include <string>

#include "archive/archive.h"
#include "base/clock.h"
#include "base/result.h"
#include "crawler/crawl_event.h"
#include "seeds/collection.h"

namespace arsip::crawler {

class CrawlLog {
 public:
  static Result<std::unique_ptr<CrawlLog>> Open(const std::string& archive_directory,
                                                const seeds::Collection& collection,
                                                const Clock& clock);
  ~CrawlLog();
  CrawlLog(const CrawlLog&) = delete;
  CrawlLog& operator=(const CrawlLog&) = delete;

  // Buffered; a full disk loses lines of the log (counted in its archived copy), never a capture.
  void Add(const CrawlEvent& event);

  // The collection's YAML as a resource record: under which rules the captures from `since` on were
  // made. Once a run, and when its scope changes.
  static void AppendCollection(archive::Archive& archive, const seeds::Collection& collection,
                               UtcTime since);
  // The log so far as a resource record; nothing when it is empty. The archive writes it before it
  // closes.
  void AppendTo(archive::Archive& archive);

  const std::string& path() const { return path_; }

 private:
  CrawlLog() = default;

  std::string path_;
  std::string name_;       // of the collection
  std::string timestamp_;  // 14 digits
  UtcTime began_{};
  std::FILE* file_ = nullptr;
  uint64_t lines_ = 0;
  uint64_t lost_lines_ = 0;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CRAWL_LOG_H_
