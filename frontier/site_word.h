// SiteWord: what sitemaps and feeds say of a page's last change, and how long it is believed.
//
// Each visit of a page of which the site said something shows whether that was true. A host that
// was wrong kMostLies times more often than right has no say for kIgnoredFor; then it begins anew,
// half trusted. Pure functions; thread-safe.
#ifndef ARSIP_FRONTIER_SITE_WORD_H_
#define ARSIP_FRONTIER_SITE_WORD_H_

#include <cstdint>

#include "base/clock.h"
#include "frontier/crawl_url.h"
#include "frontier/frontier_records.h"
#include "frontier/revisit.h"

namespace arsip::frontier {

inline constexpr uint8_t kMostLies = 4;
inline constexpr Duration kIgnoredFor = std::chrono::hours(24 * 30);

// Of a page that was captured last at `captured`. kNone: a day that both are in, or a time to come.
SiteWord WordOf(const LastModified& said, UtcTime captured, UtcTime now);

bool IsHeeded(const HostRecord& host, FrontierTime now);

// A visit found that the page had `changed`, or not. True when it changed the record.
bool JudgeWord(HostRecord& host, SiteWord word, bool changed, FrontierTime now);

// A captured page's plan after the site's word: due now when it changed; when it did not, an
// interval from now, within four of them and the kind's longest since the last visit. Bursts and
// confirmations stay.
Revisit AfterWord(const RevisitOptions& options, const Revisit& before, SiteWord word,
                  FrontierTime now);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SITE_WORD_H_
