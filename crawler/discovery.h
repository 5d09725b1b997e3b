// Glue: the references an extraction found become DiscoveredUrls: resolved, scoped, each once.
#ifndef ARSIP_CRAWLER_DISCOVERY_H_
#define ARSIP_CRAWLER_DISCOVERY_H_

#include <string>
#include <vector>

#include "base/url.h"
#include "crawler/fetch_result.h"
#include "extractors/extraction.pb.h"
#include "frontier/crawl_url.h"
#include "frontier/lease.h"
#include "frontier/scope_judge.h"
#include "seeds/scope.h"

namespace arsip::crawler {

// At most this many URLs a page go to the frontier (sitemaps: max_manifest); what is cut is
// counted.
struct DiscoveryLimits {
  size_t max_links = 6'000;
  size_t max_manifest_links = 50'000;
  // Links of a page, not what it embeds, to one host of another site (registrable domain): nobody
  // aims a crawl at a stranger with one page. Default: 100.
  size_t max_links_per_foreign_host = 100;
};

struct Discovery {
  std::vector<frontier::DiscoveredUrl> urls;  // out-of-scope ones included, marked refused
  size_t dropped = 0;        // beyond the limits; of a sitemap, also other sites and a third level
  size_t not_fetchable = 0;  // mailto:, javascript:, data:, malformed
};

// The Location of a redirect, the links of the page (`extraction` may be null), the sitemaps of a
// robots.txt.
Discovery DiscoveredIn(const frontier::Lease& lease, const FetchResult& fetched,
                       const extractors::Extraction* extraction, const seeds::Scope& scope,
                       const DiscoveryLimits& limits);

// The scope, as the frontier asks it.
frontier::ScopeJudge JudgeOf(const seeds::Scope& scope);

// Why the lease's URL may be fetched, for its metadata record: "in; " and the rule, or, when the
// scope has changed since it was found, "out; " and the reason. A robots.txt needs no rule.
std::string ScopeDecision(const frontier::Lease& lease, const seeds::Scope& scope);

// What the references of a page are relative to: its base element, or the URL it came from.
Url BaseOf(const FetchResult& fetched, const extractors::Extraction& extraction);
frontier::Hop HopOf(extractors::Link::Kind kind);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_DISCOVERY_H_
