// QueryFilter: "[!][=|~]field:expression", the filter dialect of pywb's CDX server.
//
// Without a sign the field contains the expression; `=` equals it; `~` matches it as a regular
// expression (RE2, linear in the field) from the field's first byte on, as Python's re.match does;
// `!` before the sign inverts. Fields are named as in CDXJ; `original`, `mimetype` and `statuscode`
// stand for url, mime and status. A field that the capture lacks is empty. Immutable; thread-safe.
#ifndef ARSIP_ARCHIVE_QUERY_FILTER_H_
#define ARSIP_ARCHIVE_QUERY_FILTER_H_

#include <memory>
#include <string>
#include <string_view>

#include "archive/capture.h"
#include "base/result.h"

namespace arsip::archive {

class QueryFilter {
 public:
  // kInvalidInput names the filter and what is wrong with it.
  static Result<QueryFilter> Parse(std::string_view text);
  QueryFilter();  // matches every capture; only for containers
  ~QueryFilter();
  QueryFilter(QueryFilter&&) noexcept;
  QueryFilter& operator=(QueryFilter&&) noexcept;

  bool Matches(const Capture& capture) const;

 private:
  enum class Comparison { kContains, kEquals, kMatches };
  struct Pattern;

  bool inverted_ = false;
  Comparison comparison_ = Comparison::kContains;
  std::string field_;
  std::string text_;
  std::unique_ptr<Pattern> pattern_;  // kMatches
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_QUERY_FILTER_H_
