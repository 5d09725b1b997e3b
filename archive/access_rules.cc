#include "archive/access_rules.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "archive/access_rule_line.h"
#include "base/surt.h"

namespace arsip::archive {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"embargo", "blocked", "takedown", "legal-hold"};
constexpr std::array<std::string_view, 6> kMatches = {"exact",  "prefix", "host",
                                                      "domain", "surt",   "all"};

bool Denies(const AccessRule& rule, UtcTime now) {
  if (rule.kind == AccessKind::kLegalHold) return false;
  return rule.kind != AccessKind::kEmbargo || !rule.until.has_value() || now < *rule.until;
}

int Strictness(const AccessRule& rule) {
  if (rule.kind == AccessKind::kTakedown) return 3;
  return rule.kind == AccessKind::kBlocked ? 2 : 1;
}

// "org,example" of "http://www.example.org/x", "example.org" and "example.org:8080".
Result<std::string> SurtHostOf(const std::string& target) {
  const std::string urlkey = Surt(target);
  std::string host = urlkey.substr(0, urlkey.find_first_of(":)"));
  if (!host.empty() && urlkey.find(")/") != std::string::npos) return host;
  return Error{ErrorCode::kInvalidInput, "this has no host to match by", target};
}

std::string PrefixKey(const std::string& url) {
  std::string urlkey = Surt(url);
  for (const char last : {'/', '?'}) {
    if (url.ends_with(last) && !urlkey.ends_with(last)) urlkey.push_back(last);
  }
  return urlkey;
}

Result<std::string> SelectorKey(const AccessRule& rule) {
  if (rule.match == AccessMatch::kAll) return std::string();
  if (rule.target.empty()) {
    return Error{ErrorCode::kInvalidInput, "a rule needs a URL, a host or a SURT", "access rule"};
  }
  switch (rule.match) {
    case AccessMatch::kExact:
      return Surt(rule.target);
    case AccessMatch::kPrefix:
      return PrefixKey(rule.target);
    case AccessMatch::kHost:
    case AccessMatch::kDomain:
      return SurtHostOf(rule.target);
    default:
      return rule.target;
  }
}

bool HostIs(std::string_view urlkey, std::string_view host, bool below) {
  if (!urlkey.starts_with(host) || urlkey.size() == host.size()) return false;
  const char next = urlkey[host.size()];
  return next == ')' || next == ':' || (below && next == ',');
}

}  // namespace

const char* AccessKindName(AccessKind kind) { return kKinds[static_cast<size_t>(kind)].data(); }
const char* AccessMatchName(AccessMatch match) {
  return kMatches[static_cast<size_t>(match)].data();
}

Result<AccessKind> ParseAccessKind(std::string_view name) {
  const auto* const found = std::ranges::find(kKinds, name);
  if (found != kKinds.end()) return static_cast<AccessKind>(found - kKinds.begin());
  return Error{ErrorCode::kInvalidInput, "no kind of access rule: " + std::string(name), {}};
}

Result<AccessMatch> ParseAccessMatch(std::string_view name) {
  const auto* const found = std::ranges::find(kMatches, name);
  if (found != kMatches.end()) return static_cast<AccessMatch>(found - kMatches.begin());
  return Error{ErrorCode::kInvalidInput, "no way to match: " + std::string(name), {}};
}

std::string AccessRules::PathIn(const std::string& archive_directory) {
  return archive_directory + "/access-rules.jsonl";
}

Result<AccessRules> AccessRules::Load(const std::string& archive_directory) {
  const std::string path = PathIn(archive_directory);
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    if (errno == ENOENT) return AccessRules();
    return ErrnoError(errno, "read", path);
  }
  const std::string lines{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return ErrnoError(EIO, "read", path);
  return Parse(lines, path);
}

Result<AccessRules> AccessRules::Parse(std::string_view lines, const std::string& where) {
  AccessRules rules;
  size_t number = 0;
  while (!lines.empty()) {
    const size_t end = std::min(lines.find('\n'), lines.size());
    const std::string place = where + ":" + std::to_string(++number);
    if (end == lines.size()) {
      return Error{ErrorCode::kCorruption, "the last line is cut off", place};
    }
    ARSIP_TRY(rules.Apply(lines.substr(0, end), place));
    lines.remove_prefix(end + 1);
  }
  return rules;
}

Status AccessRules::Apply(std::string_view line, const std::string& where) {
  Result<AccessRuleLine> parsed = ParseAccessRuleLine(line);
  if (!parsed) return Error{ErrorCode::kCorruption, parsed.error().message, where};
  if (parsed->removes != 0) {
    const auto found = std::ranges::find(rules_, parsed->removes, &AccessRule::id);
    if (found == rules_.end()) {
      return Error{ErrorCode::kCorruption, "it removes a rule that is not there", where};
    }
    selectors_.erase(selectors_.begin() + (found - rules_.begin()));
    rules_.erase(found);
    return Ok();
  }
  AccessRule& rule = parsed->rule;
  if (rule.id <= last_id_) {
    return Error{ErrorCode::kCorruption, "rule ids do not grow", where};
  }
  Result<std::string> key = SelectorKey(rule);
  if (!key) return Error{ErrorCode::kCorruption, key.error().message, where};
  last_id_ = rule.id;
  selectors_.push_back({std::move(*key)});
  rules_.push_back(std::move(rule));
  return Ok();
}

bool AccessRules::Selects(size_t at, std::string_view urlkey, UtcTime time) const {
  const AccessRule& rule = rules_[at];
  if (rule.from.has_value() && time < *rule.from) return false;
  if (rule.to.has_value() && time > *rule.to) return false;
  const std::string& key = selectors_[at].key;
  switch (rule.match) {
    case AccessMatch::kExact:
      return urlkey == key;
    case AccessMatch::kPrefix:
    case AccessMatch::kSurt:
      return urlkey.starts_with(key);
    case AccessMatch::kHost:
      return HostIs(urlkey, key, false);
    case AccessMatch::kDomain:
      return HostIs(urlkey, key, true);
    case AccessMatch::kAll:
      return true;
  }
  return true;
}

const AccessRule* AccessRules::Denial(std::string_view urlkey, UtcTime time, UtcTime now) const {
  const AccessRule* strictest = nullptr;
  for (size_t i = 0; i < rules_.size(); ++i) {
    if (!Denies(rules_[i], now) || !Selects(i, urlkey, time)) continue;
    if (strictest == nullptr || Strictness(rules_[i]) > Strictness(*strictest)) {
      strictest = &rules_[i];
    }
  }
  return strictest;
}

const AccessRule* AccessRules::Denial(const Capture& capture, UtcTime now) const {
  if (rules_.empty()) return nullptr;
  const AccessRule* own = Denial(capture.urlkey, capture.time, now);
  if (own != nullptr || !capture.original.has_value()) return own;
  return Denial(Surt(capture.original->url), capture.original->time, now);
}

const AccessRule* AccessRules::DenialOfRecord(std::string_view target_uri, UtcTime time,
                                              UtcTime now) const {
  if (rules_.empty() || target_uri.empty()) return nullptr;
  return Denial(Surt(target_uri), time, now);
}

std::vector<QueryRange> AccessRules::DenyingRanges(UtcTime now) const {
  std::vector<QueryRange> ranges;
  for (size_t i = 0; i < rules_.size(); ++i) {
    if (!Denies(rules_[i], now)) continue;
    QueryRange range{selectors_[i].key, selectors_[i].key};
    if (rules_[i].match == AccessMatch::kExact) {
      range.begin.push_back('\0');
      range.end.push_back('\1');
    } else if (!range.end.empty()) {
      ++range.end.back();  // urlkeys are ASCII
    }
    ranges.push_back(std::move(range));
  }
  return ranges;
}

const AccessRule* AccessRules::FirstDenying(UtcTime now) const {
  const auto found =
      std::ranges::find_if(rules_, [now](const AccessRule& rule) { return Denies(rule, now); });
  return found == rules_.end() ? nullptr : &*found;
}

std::optional<UtcTime> AccessRules::NextChange(UtcTime now) const {
  std::optional<UtcTime> next;
  for (const AccessRule& rule : rules_) {
    if (!rule.until.has_value() || *rule.until <= now) continue;
    if (!next.has_value() || *rule.until < *next) next = rule.until;
  }
  return next;
}

}  // namespace arsip::archive
