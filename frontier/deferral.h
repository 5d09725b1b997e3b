// Deferral: what speaks against asking for a URL now, though it is in scope. A URL that is deferred
// is known and stays known: it waits in the deferred lane of a host, `arsip explain` says why, and
// when that holds no longer (an ignore rule was taken back, a calendar's day came nearer) it goes
// to its lane. Nothing is ever dropped. Not thread-safe.
#ifndef ARSIP_FRONTIER_DEFERRAL_H_
#define ARSIP_FRONTIER_DEFERRAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/url.h"
#include "base/url_patterns.h"
#include "frontier/frontier_options.h"

namespace arsip::frontier {

inline constexpr size_t kMaxIgnoreRules = 1'000;
inline constexpr size_t kMaxIgnoreRuleBytes = 1'000;

class Deferral {
 public:
  explicit Deferral(const TrapLimits& limits) : limits_(limits) {}

  // RE2 patterns over whole URLs, not anchored; replaces the rules before. kInvalidInput names the
  // pattern that does not compile, or what is too much; the rules before hold on.
  Status SetIgnoreRules(const std::vector<std::string>& rules);
  const std::vector<std::string>& ignore_rules() const { return rules_; }

  // "ignore rule '/calendar/'", "calendar: 2031/05"; nullopt: nothing speaks against it.
  std::optional<std::string> Reason(const Url& url, UtcTime now) const;

  // A host name under which something is queued for the first time. Counts it under its registrable
  // domain.
  void CountHost(std::string_view host_name);
  // A server that answers to any name makes up hosts without end: a new one of a domain that has
  // its share already is deferred. nullopt: there is room.
  std::optional<std::string> WildcardReason(std::string_view host_name) const;

 private:
  const TrapLimits limits_;
  std::vector<std::string> rules_;
  std::optional<UrlPatterns> patterns_;
  std::unordered_map<std::string, uint32_t> hosts_of_domain_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_DEFERRAL_H_
