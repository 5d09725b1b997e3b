// The query of a request target as name and value pairs: application/x-www-form-urlencoded.
// https://url.spec.whatwg.org/#urlencoded-parsing. Pure; thread-safe.
#ifndef ARSIP_PORTAL_QUERY_STRING_H_
#define ARSIP_PORTAL_QUERY_STRING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace arsip::portal {

inline constexpr size_t kMaxParameters = 100;

class QueryString {
 public:
  // kInvalidInput: more than kMaxParameters, or a NUL, CR or LF in one of them.
  static Result<QueryString> Parse(std::string_view text);

  // The first of that name.
  std::optional<std::string> Get(std::string_view name) const;
  std::vector<std::string> GetAll(std::string_view name) const;
  bool empty() const { return parameters_.empty(); }

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

// For a value in a query string: all but letters, digits and "-._~" is percent-encoded.
std::string PercentEncodeQueryValue(std::string_view text);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_QUERY_STRING_H_
