// CrawlOptions: everything a crawl on one machine is started with; a collection and the settings
// fill it.
#ifndef ARSIP_CRAWLER_CRAWL_OPTIONS_H_
#define ARSIP_CRAWLER_CRAWL_OPTIONS_H_

#include <string>
#include <vector>

#include "archive/archive.h"
#include "base/clock.h"
#include "crawler/frontier_node.h"
#include "crawler/worker.h"
#include "frontier/crawl_url.h"
#include "seeds/collection.h"
#include "seeds/scope.h"

namespace arsip::crawler {

struct CrawlOptions {
  std::string archive_directory;               // DIR
  std::vector<std::string> allowed_addresses;  // special-use ranges the operator opened
  uint32_t workers = 1;                        // worker threads of `arsip crawl`. Default: 1.
  // A crawl ends when nothing can be fetched for this long; what waits longer stays queued.
  // Default: 2m.
  Duration max_wait = std::chrono::minutes(2);
  bool follow =
      false;  // never end by itself: visits are planned, or links may come. Default: false.
  bool recrawl = false;  // fetch again what was captured before. Default: false.
  archive::ArchiveOptions archive;
  FrontierNodeOptions frontier;
  WorkerOptions worker;
  std::vector<seeds::HashList> hash_lists;  // of the collection
};

inline constexpr const char* kArsipVersion = "0.1.0";

// Puts what the collection says into the options: delays, budgets, robots, retries, media,
// User-Agent, and the warcinfo fields (purpose, legal basis, collection digest, robots policy,
// opened addresses).
void ApplyCollection(const seeds::Collection& collection, CrawlOptions& options);

// Seeds as the frontier takes them.
std::vector<frontier::DiscoveredUrl> SeedUrls(const seeds::Collection& collection);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CRAWL_OPTIONS_H_
