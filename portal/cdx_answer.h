// The answer of a CDX server: what a CdxQuery selects, streamed.
//
// Thread-safe. Memory is bounded whatever the archive: see CaptureSource.
#ifndef ARSIP_PORTAL_CDX_ANSWER_H_
#define ARSIP_PORTAL_CDX_ANSWER_H_

#include <string>

#include "portal/cdx_query.h"
#include "portal/http_exchange.h"
#include "portal/served_archive.h"

namespace arsip::portal {

// 400 for what cannot be read, and, in the pywb dialect, for a page past the last (cdx_toolkit asks
// for pages until then); Wayback answers that with nothing.
HttpResponse AnswerCdx(SharedView view, CdxDialect dialect, const HttpRequest& request,
                       const std::string& collection_url);

// Every capture that may be seen, as CDXJ. Up to some 60 MiB with its length, an ETag and ranges.
HttpResponse AnswerWholeIndex(const SharedView& view, const HttpRequest& request);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_CDX_ANSWER_H_
