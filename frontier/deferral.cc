#include "frontier/deferral.h"

#include <utility>

#include "frontier/url_traps.h"

namespace arsip::frontier {

Status Deferral::SetIgnoreRules(const std::vector<std::string>& rules) {
  if (rules.size() > kMaxIgnoreRules) {
    return Error{ErrorCode::kInvalidInput,
                 "more than " + std::to_string(kMaxIgnoreRules) + " ignore rules", ""};
  }
  for (const std::string& rule : rules) {
    if (!rule.empty() && rule.size() <= kMaxIgnoreRuleBytes) continue;
    return Error{ErrorCode::kInvalidInput, "an ignore rule is empty or too long",
                 rule.substr(0, 200)};
  }
  std::optional<UrlPatterns> patterns;
  if (!rules.empty()) {
    ARSIP_ASSIGN(patterns, UrlPatterns::Compile(rules));
  }
  rules_ = rules;
  patterns_ = std::move(patterns);
  return Ok();
}

std::optional<std::string> Deferral::Reason(const Url& url, UtcTime now) const {
  if (patterns_.has_value()) {
    if (const auto index = patterns_->Match(url.href())) {
      return "ignore rule '" + patterns_->pattern(*index) + "'";
    }
  }
  if (limits_.calendars) {
    if (const auto date = CalendarTrap(url, now)) return "calendar: " + *date;
  }
  if (limits_.session_ids) {
    if (const auto page = WithoutSessionId(url)) return "session id: asked for as " + page->href();
  }
  return std::nullopt;
}

void Deferral::CountHost(std::string_view host_name) {
  ++hosts_of_domain_[RegistrableDomain(host_name)];
}

std::optional<std::string> Deferral::WildcardReason(std::string_view host_name) const {
  const auto found = hosts_of_domain_.find(RegistrableDomain(host_name));
  if (found == hosts_of_domain_.end() || found->second < limits_.max_hosts_per_domain) {
    return std::nullopt;
  }
  return "wildcard hosts: " + found->first + " has " + std::to_string(found->second) + " already";
}

}  // namespace arsip::frontier
