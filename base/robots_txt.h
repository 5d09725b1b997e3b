// robots.txt: RFC 9309. Parsing (inside the sandbox) is apart from matching (in the frontier, which
// decides each URL when its turn comes); the two share RobotsRules, which is why this lives in
// base/. Thread-safe.
#ifndef ARSIP_BASE_ROBOTS_TXT_H_
#define ARSIP_BASE_ROBOTS_TXT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace arsip {

// Section 2.5: parse at least the first 500 KiB; bytes beyond are ignored.
inline constexpr size_t kMaxRobotsTxtBytes = 500u << 10;

struct RobotsRule {
  bool allow = false;
  std::string path_pattern;  // percent-normalised (section 2.2.2); may hold `*` and a final `$`
  uint32_t line = 0;         // 1-based, for `arsip explain`
};

// The rules that concern one product token: all groups that name it, merged (section 2.2.1), else
// those of `*`.
struct RobotsRules {
  std::vector<RobotsRule> rules;
  // The product token in lower case, "*", or empty when no group applies (all is allowed).
  std::string group;
  // Not in the RFC; honoured because publishers use it. The longest of several; 24 h at most.
  std::optional<Duration> crawl_delay;
  std::vector<std::string> sitemaps;  // as written; absolute URLs by convention
  // The file was longer than kMaxRobotsTxtBytes, or had more than `max_rules` rules or sitemaps.
  bool truncated = false;
};

// Linear in its input; never fails: what is no rule is skipped. Leniencies have tests in
// LenientRobots. `product_token` is compared case-insensitively (section 2.2.1). At most
// `max_rules` rules, and as many sitemaps, are kept.
RobotsRules ParseRobotsTxt(std::string_view bytes, std::string_view product_token,
                           size_t max_rules = 10'000);

struct RobotsVerdict {
  bool allowed = true;
  uint32_t line = 0;  // of the rule that decided; 0 when none did
};

// Longest match wins, allow wins a tie (section 2.2.2); "/robots.txt" itself is always allowed.
// `path_and_query` as in Url::path_and_query(). Time is at most linear in its length times the
// number of rules, whatever their wildcards.
RobotsVerdict MatchRobots(const RobotsRules& rules, std::string_view path_and_query);

}  // namespace arsip

#endif  // ARSIP_BASE_ROBOTS_TXT_H_
