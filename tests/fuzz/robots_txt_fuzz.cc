// The first line is a path, the rest a robots.txt.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/robots_txt.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const size_t line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  constexpr size_t kMaxRules = 100;
  const arsip::RobotsRules rules = arsip::ParseRobotsTxt(text.substr(line + 1), "arsip", kMaxRules);
  if (rules.rules.size() > kMaxRules || rules.sitemaps.size() > kMaxRules) std::abort();
  if (rules.group != "arsip" && rules.group != "*" && !rules.group.empty()) std::abort();
  if (rules.group.empty() && !rules.rules.empty()) std::abort();
  if (rules.crawl_delay && *rules.crawl_delay < arsip::Duration::zero()) std::abort();
  const arsip::RobotsVerdict verdict = arsip::MatchRobots(rules, text.substr(0, line));
  if (!verdict.allowed && verdict.line == 0) std::abort();
  if (!arsip::MatchRobots(rules, "/robots.txt").allowed) std::abort();
  return 0;
}
