#include "operator_model.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace arsip::simulation {
namespace {

constexpr Duration kNeverEnds = Duration::max();

// Of "/cal/2031/05", the only calendars of the synthetic web.
std::optional<int> CalendarYear(std::string_view path) {
  const size_t at = path.find("/cal/");
  if (at == std::string_view::npos || path.size() < at + 12) return std::nullopt;
  int year = 0;
  const auto [end, error] = std::from_chars(path.data() + at + 5, path.data() + at + 9, year);
  if (error != std::errc() || *end != '/') return std::nullopt;
  return year;
}

int YearOf(UtcTime now) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(now));
  return static_cast<int>(day.year());
}

// The simulated operator's patterns are plain texts.
bool Matches(const std::vector<std::string>& rules, const std::string& href) {
  return std::ranges::any_of(
      rules, [&href](const std::string& rule) { return href.find(rule) != std::string::npos; });
}

}  // namespace

OperatorModel::OperatorModel(const frontier::FrontierOptions& options, const SyntheticWeb& web,
                             const EventLoop& loop, Trace& trace, uint32_t max_depth)
    : options_(options),
      web_(web),
      loop_(loop),
      trace_(trace),
      budgets_{options.max_pages, options.max_bytes},
      scopes_{SimulatedScope{max_depth, 0}} {}

void OperatorModel::Pause(bool paused) {
  said_.paused = paused;
  told_pause_ = true;
}

void OperatorModel::Block(const std::vector<std::string>& origins, std::optional<Duration> until) {
  for (const std::string& origin : origins) {
    told_blocks_.insert(origin);
    if (until.has_value()) {
      said_.blocks[origin] = *until;
    } else {
      said_.blocks.erase(origin);
    }
  }
}

void OperatorModel::SetRules(const std::vector<std::string>& rules, bool sure) {
  if (sure) rules_.clear();
  rules_.push_back(rules);
}

void OperatorModel::Rescope(const SimulatedScope& scope) {
  scopes_.push_back(scope);
  judges_found_ = true;
  urgent_.clear();
  told_urgent_.clear();
}

void OperatorModel::CheckGrant(const frontier::Lease& lease) const {
  const std::string href = lease.target.url.href();
  if (said_.paused) trace_.Violate("paused", "granted while it is paused: " + href);
  const auto block = said_.blocks.find(std::string(lease.target.url.origin()));
  if (block != said_.blocks.end() && block->second > loop_.now()) {
    trace_.Violate("blocked", "granted though its host is blocked: " + href);
  }
}

void OperatorModel::CheckPage(const frontier::Lease& lease, uint32_t depth, bool named) {
  const Url& url = lease.target.url;
  if (!Inside(url, depth)) trace_.Violate("scope", "granted, and outside: " + url.href());
  const auto why = named ? std::nullopt : WhyDeferred(url);
  if (why.has_value())
    trace_.Violate("deferred", "granted in spite of " + *why + ": " + url.href());
  if (const auto before = UrgentBefore(lease); before.has_value()) {
    trace_.Violate("capture now", url.href() + " was granted before " + *before);
  }
  urgent_.erase(url.href());
}

std::optional<std::string> OperatorModel::UrgentBefore(const frontier::Lease& lease) const {
  const std::string origin(lease.target.url.origin());
  // Given back, it keeps its place.
  if (ever_urgent_.contains(lease.target.url.href())) return std::nullopt;
  for (auto at = urgent_.lower_bound(origin + "/"); at != urgent_.end(); ++at) {
    if (!at->starts_with(origin + "/")) break;
    // It may have been refused by robots.txt when its turn came.
    const std::string_view path = std::string_view(*at).substr(origin.size());
    if (path.starts_with("/private/") || path.starts_with("/version")) continue;
    return *at;
  }
  return std::nullopt;
}

std::optional<std::string> OperatorModel::WhyDeferred(const Url& url) const {
  const std::string& href = url.href();
  if (std::ranges::all_of(rules_, [&](const auto& rules) { return Matches(rules, href); })) {
    return "an ignore rule";
  }
  const auto year = CalendarYear(url.path());
  if (year.has_value() && *year > YearOf(loop_.clock().Utc()) + 1) return "its calendar";
  if (href.find("PHPSESSID=") != std::string::npos) return "its session id";
  return std::nullopt;
}

bool OperatorModel::EverInside(const Url& url, uint32_t depth) const {
  return std::ranges::any_of(scopes_, [&](const SimulatedScope& scope) {
    return Judge(scope, web_, url, depth).refusal == frontier::Refusal::kNone;
  });
}

bool OperatorModel::EverOutside(const Url& url, uint32_t depth) const {
  return std::ranges::any_of(scopes_, [&](const SimulatedScope& scope) {
    return Judge(scope, web_, url, depth).refusal != frontier::Refusal::kNone;
  });
}

void OperatorModel::Committed() {
  durable_ = said_;
  told_pause_ = false;
  told_blocks_.clear();
  if (rules_.size() > 1) rules_ = {rules_.back()};
  for (std::string& href : std::exchange(told_urgent_, {})) urgent_.insert(std::move(href));
}

void OperatorModel::CaptureNow(const Url& url) {
  told_urgent_.push_back(url.href());
  ever_urgent_.insert(url.href());
}

// The operator starts it again with the collection's file as it is now.
void OperatorModel::Crashed() {
  budgets_ = {options_.max_pages, options_.max_bytes};
  told_urgent_.clear();
}

void OperatorModel::Reconcile(const StoredFrontier& stored) {
  const bool paused = stored.counters.paused;
  if (paused != durable_.paused && !std::exchange(told_pause_, false)) {
    trace_.Violate("paused", paused ? "nobody paused it" : "the pause ended with its process");
  }
  durable_.paused = paused;
  for (const std::string& origin : std::exchange(told_blocks_, {})) {
    const auto host = stored.hosts.find(origin);
    const bool blocked =
        host != stored.hosts.end() && host->second.operator_block_until != frontier::FrontierTime{};
    const auto before = durable_.blocks.find(origin);
    const auto told = said_.blocks.find(origin);
    Duration until = kNeverEnds;
    if (before != durable_.blocks.end()) until = std::min(until, before->second);
    if (told != said_.blocks.end()) until = std::min(until, told->second);
    if (blocked && until < kNeverEnds) durable_.blocks[origin] = until;
    if (!blocked) durable_.blocks.erase(origin);
  }
  said_ = durable_;
  judges_found_ = stored.counters.rescoping != frontier::Rescoping::kNever;
}

void OperatorModel::CheckRulesAtStart(const std::vector<std::string>& rules) {
  if (std::ranges::find(rules_, rules) == rules_.end()) {
    trace_.Violate("ignore rules", "others came back than were given");
  }
  rules_ = {rules};
}

}  // namespace arsip::simulation
