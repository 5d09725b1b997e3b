// Glue: what a fetch means to the frontier. The table is docs/url_lifecycle.md's; one place
// decides.
#ifndef ARSIP_CRAWLER_OUTCOME_H_
#define ARSIP_CRAWLER_OUTCOME_H_

#include <optional>

#include "archive/archive.h"
#include "base/clock.h"
#include "base/url_patterns.h"
#include "crawler/capture_records.h"
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

// How the capture compares with the one before: `last`, the last whole one with status 200, and the
// verdict on its payload.
frontier::PayloadChange ChangeOf(const FetchResult& fetched, const PayloadDigests& payload,
                                 const std::optional<archive::LastCapture>& last,
                                 const archive::DedupVerdict& verdict);

// What the URL is to its visits. `extraction` may be null; `heads`: the collection's patterns.
frontier::PageKind PageKindOf(const frontier::Lease& lease, const FetchResult& fetched,
                              const extractors::Extraction* extraction,
                              const std::optional<UrlPatterns>& heads);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_OUTCOME_H_
