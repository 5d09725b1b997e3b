#include "base/robots_txt.h"

#include <algorithm>
#include <utility>

#include "base/http_message.h"
#include "base/percent_encoding.h"
#include "base/robots_pattern.h"

namespace arsip {
namespace {

constexpr Duration kMaxCrawlDelay = std::chrono::hours(24);

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\0'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

// Leniencies for what publishers write in place of a path: a URL of their own, or a path without
// "/".
std::string_view PathOfValue(std::string_view value, std::string* storage) {
  for (std::string_view scheme : {"http://", "https://"}) {
    if (value.size() > scheme.size() && EqualsIgnoreCase(value.substr(0, scheme.size()), scheme)) {
      const size_t slash = value.find('/', scheme.size());
      return slash == std::string_view::npos ? "/" : value.substr(slash);
    }
  }
  if (value.starts_with('/') || value.starts_with('*')) return value;
  *storage = "/";
  storage->append(value);
  return *storage;
}

enum class Key { kOther, kUserAgent, kAllow, kDisallow, kCrawlDelay, kSitemap };

Key KeyNamed(std::string_view name) {
  static constexpr std::pair<std::string_view, Key> kNames[] = {{"user-agent", Key::kUserAgent},
                                                                {"useragent", Key::kUserAgent},
                                                                {"user agent", Key::kUserAgent},
                                                                {"user_agent", Key::kUserAgent},
                                                                {"allow", Key::kAllow},
                                                                {"disallow", Key::kDisallow},
                                                                {"dissallow", Key::kDisallow},
                                                                {"dissalow", Key::kDisallow},
                                                                {"disalow", Key::kDisallow},
                                                                {"diasllow", Key::kDisallow},
                                                                {"disallaw", Key::kDisallow},
                                                                {"disallows", Key::kDisallow},
                                                                {"crawl-delay", Key::kCrawlDelay},
                                                                {"crawldelay", Key::kCrawlDelay},
                                                                {"crawl delay", Key::kCrawlDelay},
                                                                {"crawl_delay", Key::kCrawlDelay},
                                                                {"sitemap", Key::kSitemap},
                                                                {"site-map", Key::kSitemap}};
  for (const auto& [known, key] : kNames) {
    if (EqualsIgnoreCase(name, known)) return key;
  }
  return Key::kOther;
}

// The leading product token of a User-agent value: "Arsip/1.0 (...)" -> "Arsip" (section 2.2.1).
std::string_view ProductToken(std::string_view value) {
  size_t i = 0;
  while (i < value.size() && (IsAsciiAlpha(value[i]) || value[i] == '-' || value[i] == '_')) ++i;
  return value.substr(0, i);
}

// "5", "0.5", "10 # seconds"; the seconds at the front count, what follows them does not.
std::optional<Duration> ParseCrawlDelay(std::string_view value) {
  size_t i = 0;
  double seconds = 0;
  while (i < value.size() && IsAsciiDigit(value[i])) seconds = seconds * 10 + (value[i++] - '0');
  size_t digits = i;
  if (i < value.size() && (value[i] == '.' || value[i] == ',')) {
    double scale = 0.1;
    for (++i; i < value.size() && IsAsciiDigit(value[i]); ++i, ++digits, scale /= 10) {
      seconds += scale * (value[i] - '0');
    }
  }
  if (digits == 0) return std::nullopt;
  const double limit = std::chrono::duration<double>(kMaxCrawlDelay).count();
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(std::min(seconds, limit)));
}

class RobotsParser {
 public:
  RobotsParser(std::string_view product_token, size_t max_rules)
      : product_token_(product_token), max_rules_(max_rules) {}

  void Line(std::string_view line, uint32_t number) {
    line = Trim(line.substr(0, line.find('#')));
    if (line.empty()) return;
    size_t separator = line.find(':');
    if (separator == std::string_view::npos) {
      // "Disallow /private": only when nothing else stands on the line.
      separator = std::find_if(line.begin(), line.end(), IsBlank) - line.begin();
      const std::string_view value = Trim(line.substr(separator));
      if (value.empty() || std::any_of(value.begin(), value.end(), IsBlank)) return;
    }
    const Key key = KeyNamed(Trim(line.substr(0, separator)));
    const std::string_view value = Trim(line.substr(separator + 1));
    switch (key) {
      case Key::kUserAgent:
        return UserAgent(value);
      case Key::kAllow:
      case Key::kDisallow:
        return Rule(key == Key::kAllow, value, number);
      case Key::kCrawlDelay:
        return CrawlDelay(value);
      case Key::kSitemap:
        return Sitemap(value);
      case Key::kOther:
        return;
    }
  }

  RobotsRules Finish() {
    RobotsRules& chosen = named_found_ ? named_ : any_;
    if (named_found_) {
      chosen.group.assign(product_token_);
      std::transform(chosen.group.begin(), chosen.group.end(), chosen.group.begin(), AsciiLower);
    } else if (any_found_) {
      chosen.group = "*";
    }
    chosen.sitemaps = std::move(sitemaps_);
    chosen.truncated |= truncated_;
    return std::move(chosen);
  }

 private:
  void UserAgent(std::string_view value) {
    if (in_rules_) {
      in_rules_ = named_applies_ = any_applies_ = false;
    }
    if (value.starts_with('*') && (value.size() == 1 || IsBlank(value[1]))) {
      any_applies_ = any_found_ = true;
    } else if (EqualsIgnoreCase(value, product_token_) ||
               EqualsIgnoreCase(ProductToken(value), product_token_)) {
      named_applies_ = named_found_ = true;
    }
  }

  void Rule(bool allow, std::string_view value, uint32_t number) {
    in_rules_ = true;
    if (value.empty()) return;  // "Disallow:" with no path forbids nothing
    if (!named_applies_ && !any_applies_) return;
    std::string storage;
    RobotsRule rule{allow, NormalizeRobotsPattern(PathOfValue(value, &storage)), number};
    if (named_applies_) Add(rule, &named_);
    if (any_applies_) Add(rule, &any_);
  }

  void Add(const RobotsRule& rule, RobotsRules* rules) const {
    if (rules->rules.size() < max_rules_) {
      rules->rules.push_back(rule);
    } else {
      rules->truncated = true;
    }
  }

  // Section 2.2.4: other records do not end a group. Of several delays the longest holds.
  void CrawlDelay(std::string_view value) {
    const std::optional<Duration> delay = ParseCrawlDelay(value);
    if (!delay) return;
    for (RobotsRules* rules :
         {named_applies_ ? &named_ : nullptr, any_applies_ ? &any_ : nullptr}) {
      if (rules == nullptr) continue;
      rules->crawl_delay = std::max(rules->crawl_delay.value_or(Duration::zero()), *delay);
    }
  }

  void Sitemap(std::string_view value) {
    if (value.empty()) return;
    if (sitemaps_.size() < max_rules_) {
      sitemaps_.emplace_back(value);
    } else {
      truncated_ = true;
    }
  }

  std::string_view product_token_;
  size_t max_rules_;
  RobotsRules named_;
  RobotsRules any_;
  std::vector<std::string> sitemaps_;
  bool truncated_ = false;
  bool named_found_ = false;
  bool any_found_ = false;
  // Of the group being read.
  bool named_applies_ = false;
  bool any_applies_ = false;
  bool in_rules_ = false;
};

}  // namespace

RobotsRules ParseRobotsTxt(std::string_view bytes, std::string_view product_token,
                           size_t max_rules) {
  RobotsParser parser(product_token, max_rules);
  bool truncated = false;
  if (bytes.size() > kMaxRobotsTxtBytes) {
    truncated = true;
    bytes = bytes.substr(0, kMaxRobotsTxtBytes);
    // A line cut in two says something its publisher did not.
    bytes = bytes.substr(0, bytes.find_last_of("\r\n") + 1);
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  uint32_t number = 0;
  while (!bytes.empty()) {
    const size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    parser.Line(bytes.substr(0, end), ++number);
    const bool crlf = bytes.substr(end).starts_with("\r\n");
    bytes.remove_prefix(std::min(end + (crlf ? 2 : 1), bytes.size()));
  }
  RobotsRules rules = parser.Finish();
  rules.truncated |= truncated;
  return rules;
}

RobotsVerdict MatchRobots(const RobotsRules& rules, std::string_view path_and_query) {
  if (path_and_query == "/robots.txt" || rules.rules.empty()) return {};
  std::string storage;
  path_and_query = NormalizeRobotsPath(path_and_query, &storage);
  const RobotsRule* best = nullptr;
  for (const RobotsRule& rule : rules.rules) {
    const size_t length = rule.path_pattern.size();
    if (best != nullptr &&
        (length < best->path_pattern.size() ||
         (length == best->path_pattern.size() && (best->allow || !rule.allow)))) {
      continue;
    }
    if (RobotsPatternMatches(rule.path_pattern, path_and_query)) best = &rule;
  }
  if (best == nullptr) return {};
  return {best->allow, best->line};
}

}  // namespace arsip
