// CrawlUrl: a URL the frontier knows, how it was found, and the states it passes through.
// docs/url_lifecycle.md draws the states; no other state words are used anywhere.
#ifndef ARSIP_FRONTIER_CRAWL_URL_H_
#define ARSIP_FRONTIER_CRAWL_URL_H_

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/url.h"
#include "base/url_key.h"

namespace arsip::frontier {

// Part of the persistent format; do not renumber.
enum class UrlState : uint8_t {
  kDiscovered = 0,  // seen in a page, its batch not yet durable
  kQueued = 1,      // waits for its turn, or for a retry that is due later
  kLeased = 2,      // a worker has it
  kCaptured = 3,    // its record is durable
  kFailed = 4,      // the retry ladder is used up
  kRefused = 5,     // see Refusal
  kDormant = 6,     // its host does not answer; probed weekly
};

// Part of the persistent format; do not renumber.
enum class Refusal : uint8_t {
  kNone = 0,
  kScope = 1,
  kRobots = 2,
  kTrap = 3,
  kBudget = 4,
  kGate = 5
};

// The letters of Heritrix's discovery path. Part of the persistent format.
enum class Hop : char {
  kSeed = 'S',  // never appears in a hop path; a seed's path is empty
  kLink = 'L',
  kRedirect = 'R',
  kEmbed = 'E',
  kSpeculative = 'X',
  kPrerequisite = 'P',  // robots.txt
  kInferred = 'I',
  kManifest = 'M',  // sitemap or feed
};

struct CrawlUrl {
  Url url;
  UrlKey key;
  std::string via;       // href it was found on; empty for a seed
  std::string hop_path;  // "LLE"; at most 255 letters, the oldest dropped
  uint16_t depth = 0;    // L and M hops since the seed; what scope's max_depth counts
};

// What a sitemap's lastmod or a feed's updated says of an entry.
struct LastModified {
  UtcTime time{};
  bool whole_day = false;  // a date without a time: some time within the day that begins there
  bool operator==(const LastModified&) const = default;
};

// A URL that a page (or a seed list) names. Scope has been decided by the caller.
struct DiscoveredUrl {
  Url url;
  Hop hop = Hop::kLink;
  Refusal refusal = Refusal::kNone;  // kScope, kTrap or kGate: kept as refused, never fetched
  std::string refusal_detail;        // "no prefix matches"; for `arsip explain`
  std::optional<LastModified> last_modified;
  std::optional<Duration> revisit_after;  // first interval between visits, with recrawl on
  std::string via;
  std::string hop_path;  // of the discovered URL itself, its own hop included
  uint16_t depth = 0;    // likewise
};

const char* UrlStateName(UrlState state);
const char* RefusalName(Refusal refusal);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_CRAWL_URL_H_
