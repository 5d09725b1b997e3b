#include "archive/query_range.h"

#include "archive/row_bytes.h"
#include "base/surt.h"

namespace arsip::archive {
namespace {

QueryRange Exact(const std::string& urlkey, const Query& query) {
  QueryRange range{urlkey, urlkey};
  range.begin.push_back('\0');
  if (query.from.has_value()) AppendBigEndian64(range.begin, TimeBits(*query.from));
  if (query.to.has_value() && TimeBits(*query.to) != UINT64_MAX) {
    range.end.push_back('\0');
    AppendBigEndian64(range.end, TimeBits(*query.to) + 1);
  } else {
    range.end.push_back('\1');
  }
  return range;
}

// SURT takes a last slash and an empty query away; a prefix that was written with them means them.
QueryRange Prefix(std::string urlkey, const std::string& url) {
  for (const char last : {'/', '?'}) {
    if (url.ends_with(last) && !urlkey.ends_with(last)) urlkey.push_back(last);
  }
  QueryRange range{urlkey, urlkey};
  ++range.end.back();  // urlkeys are ASCII
  return range;
}

}  // namespace

Result<QueryRange> RangeOf(const Query& query) {
  if (query.match == Match::kAll) return QueryRange{};
  const std::string urlkey = Surt(query.url);
  if (query.url.empty() || urlkey.empty()) {
    return Error{ErrorCode::kInvalidInput, "a query needs a URL", query.url};
  }
  if (query.match == Match::kExact) return Exact(urlkey, query);
  if (query.match == Match::kPrefix) return Prefix(urlkey, query.url);
  const size_t end = urlkey.find(")/");
  if (end == std::string::npos || end == 0) {
    return Error{ErrorCode::kInvalidInput, "this URL has no host to match by", query.url};
  }
  const std::string host = urlkey.substr(0, end);
  if (query.match == Match::kHost) return QueryRange{host + ")/", host + "*"};
  const bool top_level = host.find(',') == std::string::npos;
  return QueryRange{host + (top_level ? "," : ")/"), host + "-"};
}

std::string RangeBeginAfter(std::string_view urlkey, UtcTime time) {
  std::string begin(urlkey);
  begin.push_back('\0');
  AppendBigEndian64(begin, TimeBits(time) + 1);
  return begin;
}

}  // namespace arsip::archive
