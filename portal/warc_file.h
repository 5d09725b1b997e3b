// A WARC file, or a range of it, as it lies on the disk: what pywb, cdx_toolkit and ReplayWeb.page
// fetch records by (offset and length of a CDXJ line).
//
// Only files of captures (DIR/warc, DIR/imported), not derived ones. A range that touches a record
// which may not be shown is refused (403). Up to kJudgedRecords records each one's own header is
// read; a longer range is refused when its file holds any such capture, and so are bytes that are
// no record of the index while any rule denies anything. Thread-safe.
#ifndef ARSIP_PORTAL_WARC_FILE_H_
#define ARSIP_PORTAL_WARC_FILE_H_

#include <cstdint>
#include <string>

#include "portal/http_exchange.h"
#include "portal/raw_fetch.h"
#include "portal/served_archive.h"

namespace arsip::portal {

inline constexpr size_t kJudgedRecords = 64;

// Range, If-Range and If-None-Match of RFC 9110; a suffix longer than the file is the file.
RawFetch AnswerWarcFile(const SharedView& view, const std::string& filename,
                        const HttpRequest& request);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_WARC_FILE_H_
