// A query string of any text is refused, or is a query whose bounds hold; a capture it selects is
// formatted without a line break of its own. A replay path of any text is read without harm.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "archive/query_range.h"
#include "portal/cdx_format.h"
#include "portal/cdx_query.h"
#include "portal/replay_url.h"

namespace {

using namespace arsip::portal;

void Check(CdxDialect dialect, const QueryString& parameters,
           const arsip::archive::Capture& capture) {
  const auto query = ParseCdxQuery(dialect, parameters);
  if (!query.has_value()) return;
  if (query->last_ones && query->limit > kMaxKeptCaptures) std::abort();
  if (query->page_size < 1 || query->page_size > 1000) std::abort();
  static_cast<void>(arsip::archive::RangeOf(query->query));
  for (const auto& filter : query->filters) static_cast<void>(filter.Matches(capture));
  CdxFormat format(dialect, *query, "http://h/news");
  std::string line;
  format.Line(capture, line);
  if (query->output == CdxOutput::kText && line.find('\n') + 1 != line.size()) std::abort();
  if (!query->resume.has_value()) return;
  const std::string key = FormatResumeKey(query->resume->urlkey, query->resume->after);
  const auto again = QueryString::Parse("k=" + key);
  if (!again.has_value()) std::abort();
  const auto point = ParseResumeKey(*again->Get("k"));
  if (!point.has_value() || point->urlkey != query->resume->urlkey ||
      point->after != query->resume->after) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  static_cast<void>(ParseReplayPath(text));
  arsip::archive::Capture capture;
  capture.urlkey = "org,example)/";
  capture.url = text;
  const std::string replay = ReplayUrl("", capture);
  if (replay.find_first_of("\r\n <>\"") != std::string::npos) std::abort();
  const auto parameters = QueryString::Parse(text);
  if (!parameters.has_value()) return 0;
  for (const CdxDialect dialect : {CdxDialect::kPywb, CdxDialect::kOutback, CdxDialect::kWayback}) {
    Check(dialect, *parameters, capture);
  }
  return 0;
}
