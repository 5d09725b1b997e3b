// Glue: what a fetch means to the frontier. The table is docs/url_lifecycle.md's; one place
// decides.
#ifndef ARSIP_CRAWLER_OUTCOME_H_
#define ARSIP_CRAWLER_OUTCOME_H_

#include "archive/archive.h"
#include "base/clock.h"
#include "crawler/fetch_result.h"
#include "extractors/extraction.pb.h"
#include "frontier/lease.h"

namespace arsip::crawler {

// `extraction` may be null. `now` dates a Retry-After given as a date.
frontier::Outcome OutcomeOf(const frontier::Lease& lease, const FetchResult& fetched,
                            const extractors::Extraction* extraction, UtcTime now);

// Whether the archive had a whole payload already; kUnknown for what is empty, cut or not sent.
frontier::PayloadNovelty NoveltyOf(const FetchResult& fetched,
                                   const archive::DedupVerdict& verdict);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_OUTCOME_H_
