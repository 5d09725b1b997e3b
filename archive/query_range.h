// The range of index keys that a query reads, by pywb's rules for its match types. Pure;
// thread-safe.
#ifndef ARSIP_ARCHIVE_QUERY_RANGE_H_
#define ARSIP_ARCHIVE_QUERY_RANGE_H_

#include <string>
#include <string_view>

#include "archive/query.h"
#include "base/result.h"

namespace arsip::archive {

// [begin, end) over urlkeys, each perhaps followed by a NUL and the first bytes of a time, as
// capture keys are.
struct QueryRange {
  std::string begin;
  std::string end;
};

// exact: one urlkey. prefix: urlkeys that begin with it; a "/" or "?" that ended the URL is kept.
// host: every path of the host. domain: that and its subdomains; of a bare top-level domain, all
// below it. all: everything, `end` is empty. kInvalidInput: host or domain of a URL that has none,
// or an empty URL.
Result<QueryRange> RangeOf(const Query& query);

// The bound of a range that begins after the captures of `urlkey` at `time` and before.
std::string RangeBeginAfter(std::string_view urlkey, UtcTime time);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_QUERY_RANGE_H_
