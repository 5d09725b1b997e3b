// UrlPatterns: RE2 patterns over whole URLs, such as a collection's scope.exclude.
// https://github.com/google/re2/wiki/Syntax; linear in the URL, so no pattern can stall a crawl.
// Thread-safe once compiled.
#ifndef ARSIP_BASE_URL_PATTERNS_H_
#define ARSIP_BASE_URL_PATTERNS_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace arsip {

class UrlPatterns {
 public:
  // kInvalidInput names the pattern that does not compile and says why.
  static Result<UrlPatterns> Compile(const std::vector<std::string>& patterns);

  // Not anchored. The index of the first pattern that matches.
  std::optional<size_t> Match(std::string_view href) const;
  const std::string& pattern(size_t index) const;

 private:
  struct Rep;
  explicit UrlPatterns(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
  std::shared_ptr<const Rep> rep_;  // shared: copies of a Scope use one automaton
};

}  // namespace arsip

#endif  // ARSIP_BASE_URL_PATTERNS_H_
