// CdxQuery: what a request to one of the three CDX servers asks for.
//
//   pywb       https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html
//   OutbackCDX https://github.com/nla/outbackcdx#querying
//   Wayback    https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server
//
// They share most parameters and differ in the meaning of some: docs/http-api.md has the table.
// Parameters that are not known are ignored, as those servers do; a value that cannot be read is
// kInvalidInput and names the parameter. Pure; thread-safe.
#ifndef ARSIP_PORTAL_CDX_QUERY_H_
#define ARSIP_PORTAL_CDX_QUERY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/query.h"
#include "archive/query_filter.h"
#include "base/clock.h"
#include "base/result.h"
#include "portal/query_string.h"

namespace arsip::portal {

enum class CdxDialect : uint8_t { kPywb, kOutback, kWayback };

enum class CdxOutput : uint8_t {
  kCdxj,        // urlkey timestamp {json}
  kNdjson,      // one JSON object a line
  kText,        // the chosen fields, "-" for none
  kCdx11,       // the eleven fields " CDX N b a m s k r M S V g"
  kJsonArrays,  // an array of arrays
  kJsonHeader,  // the same, after an array of the fields' names
  kJsonDict,    // an array of objects
  kLink,        // a TimeMap, application/link-format
};

inline constexpr uint64_t kMaxKeptCaptures =
    10'000;  // a negative limit and its offset: held in memory
inline constexpr uint64_t kBlockCaptures = 3'000;  // pageSize counts blocks of so many captures

struct CdxQuery {
  enum class Sort : uint8_t { kForward, kReverse, kClosest };
  // Of captures that follow each other and agree in the first `length` characters of a field, one
  // is given: the first, or the last.
  struct Collapse {
    std::string field;  // as in CDXJ
    size_t length = SIZE_MAX;
    bool keep_last = false;
  };
  // Captures up to this one were given before.
  struct ResumePoint {
    std::string urlkey;
    UtcTime after{};
  };

  archive::Query query;  // url, match, from, to
  std::vector<archive::QueryFilter> filters;
  Sort sort = Sort::kForward;
  UtcTime closest{};
  uint64_t limit = 0;      // 0: none
  bool last_ones = false;  // the limit counts from the end
  uint64_t offset = 0;
  std::vector<Collapse> collapses;
  std::vector<std::string> fields;  // as the request names them
  CdxOutput output = CdxOutput::kCdxj;
  bool resolve_revisits = false;
  bool show_resume_key = false;
  std::optional<ResumePoint> resume;
  std::optional<uint64_t> page;
  uint64_t page_size = 5;  // blocks
  bool show_page_count = false;
  bool gzip = true;  // if the reader takes it
};

Result<CdxQuery> ParseCdxQuery(CdxDialect dialect, const QueryString& parameters);

// "org%2Cexample%29%2F+20261122101112123456%21": with the time to the microsecond, so that captures
// of one second are not lost between two answers. Times of 14 digits are read too, as the end of
// that second.
std::string FormatResumeKey(std::string_view urlkey, UtcTime time);
Result<CdxQuery::ResumePoint> ParseResumeKey(std::string_view decoded_key);

// The CDXJ name of a field that a request may name: "original" -> "url". Empty: there is none.
std::string_view CdxjFieldName(std::string_view name);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_CDX_QUERY_H_
