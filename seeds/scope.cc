#include "seeds/scope.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/url_patterns.h"
#include "seeds/invite_link.h"

namespace arsip::seeds {
namespace {

// Lookups by string_view, without making a string.
struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using TextSet = std::unordered_set<std::string, TextHash, std::equal_to<>>;

// Path prefixes of one host and port: sorted, and none begins with another. So the only one that
// can match a path is the last that is not behind it.
class PathPrefixes {
 public:
  void Add(std::string_view path) { paths_.emplace_back(path); }
  void Finish() {
    std::ranges::sort(paths_);
    std::vector<std::string> kept;
    for (std::string& path : paths_) {
      if (kept.empty() || !path.starts_with(kept.back())) kept.push_back(std::move(path));
    }
    paths_ = std::move(kept);
  }
  // Null when none matches.
  const std::string* Match(std::string_view path) const {
    const auto behind = std::upper_bound(paths_.begin(), paths_.end(), path);
    if (behind == paths_.begin() || !path.starts_with(*(behind - 1))) return nullptr;
    return &*(behind - 1);
  }

 private:
  std::vector<std::string> paths_;
};

ScopeVerdict Out(std::string reason) { return {ScopeVerdict::Kind::kOut, std::move(reason)}; }
ScopeVerdict Trap(std::string reason) { return {ScopeVerdict::Kind::kTrap, std::move(reason)}; }

std::string Above(std::string_view what, size_t value, size_t limit) {
  return std::string(what) + " " + std::to_string(value) + " > " + std::to_string(limit);
}

size_t TrailingEmbeds(std::string_view hop_path) {
  return hop_path.size() - (hop_path.find_last_not_of('E') + 1);  // npos + 1 is 0
}

// A rule, in views: every link is judged, few rules are written down.
struct Rule {
  std::string_view kind;
  std::string_view name;
  std::string_view path;
};

}  // namespace

struct Scope::Rep {
  std::unordered_map<std::string, PathPrefixes, TextHash, std::equal_to<>>
      prefixes;  // by authority
  TextSet hosts;
  TextSet domains;
  std::optional<UrlPatterns> exclude;
  std::optional<uint32_t> max_depth;
  uint32_t embed_hops = 0;
  uint32_t max_repeated_segments = 0;
  uint32_t max_path_segments = 0;
  uint32_t max_hops = 0;

  std::optional<Rule> Within(const Url& url) const;
  std::optional<std::string> TrapIn(std::string_view path) const;
};

// authority() leaves the default port out, so http and https of one host meet in one entry, and an
// explicit port meets only itself.
std::optional<Rule> Scope::Rep::Within(const Url& url) const {
  if (const auto entry = prefixes.find(url.authority()); entry != prefixes.end()) {
    if (const std::string* path = entry->second.Match(url.path_and_query())) {
      return Rule{"prefix", entry->first, *path};
    }
  }
  const std::string_view host = url.host();
  if (hosts.contains(host)) return Rule{"host", host, {}};
  if (domains.empty()) return std::nullopt;
  for (std::string_view rest = host;;) {
    if (domains.contains(rest)) return Rule{"domain", rest, {}};
    const size_t dot = url.host_is_ip() ? std::string_view::npos : rest.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(dot + 1);
  }
}

// Calendars, and relative links that grow: /a/b/a/b/a/b/. An empty segment counts as any other.
std::optional<std::string> Scope::Rep::TrapIn(std::string_view path) const {
  // Where each segment begins, and one past the last one's "/". Not initialised: this runs for each
  // link.
  std::array<uint16_t, kMaxPathSegments + 1> begins;
  size_t segments = 0;
  for (size_t at = 1; at < path.size(); ++segments) {
    const auto* slash = static_cast<const char*>(std::memchr(&path[at], '/', path.size() - at));
    if (segments < kMaxPathSegments) begins[segments] = static_cast<uint16_t>(at);
    at = (slash == nullptr ? path.size() : static_cast<size_t>(slash - path.data())) + 1;
    if (segments < kMaxPathSegments) begins[segments + 1] = static_cast<uint16_t>(at);
  }
  if (segments > max_path_segments) return Above("path segments", segments, max_path_segments);
  const auto segment = [&](size_t i) {
    return path.substr(begins[i], begins[i + 1] - begins[i] - 1u);
  };
  for (size_t i = 0; i + max_repeated_segments < segments; ++i) {
    size_t times = 1;
    for (size_t j = i + 1; j < segments; ++j) times += segment(i) == segment(j) ? 1 : 0;
    if (times <= max_repeated_segments) continue;
    return "segment '" + std::string(segment(i).substr(0, 50)) + "' repeats " +
           std::to_string(times) + " times > " + std::to_string(max_repeated_segments);
  }
  return std::nullopt;
}

Result<Scope> Scope::Create(const ScopeRules& rules) {
  auto rep = std::make_shared<Rep>();
  for (const Url& url : rules.prefixes) {
    rep->prefixes[std::string(url.authority())].Add(url.path_and_query());
  }
  for (auto& [authority, paths] : rep->prefixes) paths.Finish();
  rep->hosts = TextSet(rules.hosts.begin(), rules.hosts.end());
  rep->domains = TextSet(rules.domains.begin(), rules.domains.end());
  if (!rules.exclude.empty()) {
    ARSIP_ASSIGN(rep->exclude, UrlPatterns::Compile(rules.exclude));
  }
  rep->max_depth = rules.max_depth;
  rep->embed_hops = rules.embed_hops;
  rep->max_repeated_segments = rules.max_repeated_segments;
  rep->max_path_segments = std::min(rules.max_path_segments, kMaxPathSegments);
  rep->max_hops = rules.max_hops;
  return Scope(std::move(rep));
}

ScopeVerdict Scope::Judge(const Url& url, std::string_view hop_path, uint32_t depth) const {
  if (IsInviteLink(url)) return Out("invite link: not public");
  const size_t embeds = TrailingEmbeds(hop_path);
  const bool embed_may_leave = embeds > 0 && embeds <= rep_->embed_hops;
  if (!embed_may_leave && !rep_->Within(url)) {
    return Out("no prefix, host or domain of the scope matches");
  }
  if (rep_->max_depth && depth > *rep_->max_depth) {
    return Out(Above("depth", depth, *rep_->max_depth));
  }
  if (rep_->exclude) {
    if (const auto index = rep_->exclude->Match(url.href())) {
      return Out("excluded by '" + rep_->exclude->pattern(*index) + "'");
    }
  }
  if (hop_path.size() > rep_->max_hops) return Trap(Above("hops", hop_path.size(), rep_->max_hops));
  if (auto trap = rep_->TrapIn(url.path())) return Trap(std::move(*trap));
  return {};
}

std::string Scope::AdmittedBy(const Url& url, std::string_view hop_path) const {
  if (const auto rule = rep_->Within(url)) {
    std::string text(rule->kind);
    text += rule->kind == "prefix" ? " //" : " ";
    text += rule->name;
    return text.append(rule->path);
  }
  const size_t embeds = TrailingEmbeds(hop_path);
  if (embeds == 0 || embeds > rep_->embed_hops) return {};
  return "embed hop " + std::to_string(embeds) + " of " + std::to_string(rep_->embed_hops);
}

}  // namespace arsip::seeds
