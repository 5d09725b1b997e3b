#include "frontier/robots_gate.h"

#include <algorithm>

#include "frontier/retry_ladder.h"

namespace arsip::frontier {
namespace {

constexpr size_t kMaxCachedBytes = size_t{32} << 20;

size_t BytesOf(const RobotsRecord& record) {
  size_t bytes = sizeof(RobotsRecord) + record.robots_txt_url.size();
  for (const RobotsRule& rule : record.rules.rules) {
    bytes += sizeof(RobotsRule) + rule.path_pattern.size();
  }
  return bytes;
}

uint32_t Milliseconds(Duration duration) {
  return static_cast<uint32_t>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

}  // namespace

RobotsGate::RobotsGate(const FrontierOptions& options, FrontierStore& store)
    : options_(options), store_(store) {}

RobotsGate::Standing RobotsGate::Check(const HostRecord& host, FrontierTime now) const {
  if (host.robots == RobotsState::kUnknown || now >= host.robots_until) return Standing::kFetch;
  if (host.robots == RobotsState::kUnreachable && options_.obey_robots) return Standing::kWait;
  return Standing::kOpen;
}

Result<Lease::RobotsDecision> RobotsGate::Judge(const HostRecord& host, const Url& url) {
  Lease::RobotsDecision decision;
  decision.overridden = !options_.obey_robots;
  // RFC 9309 section 2.3.1.4: without an answer everything is disallowed. Only an override gets
  // here.
  if (host.robots == RobotsState::kUnreachable) decision.allowed = false;
  if (host.robots != RobotsState::kRules) return decision;
  ARSIP_ASSIGN(const RobotsRecord* const robots, Load(host.number));
  const RobotsVerdict verdict = MatchRobots(robots->rules, url.path_and_query());
  decision.allowed = verdict.allowed;
  decision.line = verdict.line;
  decision.robots_txt_url = robots->robots_txt_url;
  decision.fetched_at = robots->fetched_at;
  return decision;
}

Result<RobotsHop> RobotsGate::BeginFetch(const HostRecord& host) {
  RobotsHop hop;
  hop.for_host = host.number;
  ARSIP_ASSIGN(hop.url, Url::Parse(host.origin + "/robots.txt"));
  fetching_.insert(host.number);
  return hop;
}

void RobotsGate::AddHop(HostNumber contact, RobotsHop hop) {
  hops_[contact].push_back(std::move(hop));
}

void RobotsGate::PutBackHop(HostNumber contact, RobotsHop hop) {
  hops_[contact].push_front(std::move(hop));
}

std::optional<RobotsHop> RobotsGate::TakeHop(HostNumber contact) {
  const auto found = hops_.find(contact);
  if (found == hops_.end()) return std::nullopt;
  std::optional<RobotsHop> hop(std::move(found->second.front()));
  found->second.pop_front();
  if (found->second.empty()) hops_.erase(found);
  return hop;
}

RobotsRecord& RobotsGate::Rules(HostRecord& host, const RobotsHop& hop, RobotsRules rules,
                                FrontierTime now) {
  host.robots = RobotsState::kRules;
  host.robots_until = now + options_.robots_ttl;
  host.robots_level = 0;
  const Duration delay = rules.crawl_delay.value_or(Duration::zero());
  host.crawl_delay_ms = Milliseconds(std::clamp(delay, Duration::zero(), options_.max_crawl_delay));
  RobotsRecord record;
  record.host = host.number;
  record.robots_txt_url = hop.url.href();
  record.rules = std::move(rules);
  record.rules.sitemaps.clear();
  return Keep(std::move(record));
}

// RFC 9309 section 2.3.1.3: may access any resources.
void RobotsGate::Unavailable(HostRecord& host, FrontierTime now) {
  host.robots = RobotsState::kUnavailable;
  host.robots_until = now + options_.robots_ttl;
  host.robots_level = 0;
  host.crawl_delay_ms = 0;
}

void RobotsGate::Unreachable(HostRecord& host, FrontierTime now) {
  host.robots = RobotsState::kUnreachable;
  if (host.robots_level < UINT16_MAX) ++host.robots_level;
  host.robots_until =
      now + DoublingWait(options_.robots_retry_first, options_.robots_ttl, host.robots_level);
}

void RobotsGate::Trim() {
  while (cached_bytes_ > kMaxCachedBytes && !uses_.empty()) {
    const auto oldest = cache_.find(uses_.back());
    cached_bytes_ -= oldest->second.bytes;
    cache_.erase(oldest);
    uses_.pop_back();
  }
}

Result<const RobotsRecord*> RobotsGate::Load(HostNumber host) {
  const auto found = cache_.find(host);
  if (found != cache_.end()) {
    uses_.splice(uses_.begin(), uses_, found->second.use);
    return &found->second.record;
  }
  ARSIP_ASSIGN(auto stored, store_.LoadRobots(options_.partition, host));
  if (!stored.has_value()) {
    return Error{ErrorCode::kCorruption, "the rules of robots.txt are missing",
                 "host " + std::to_string(host)};
  }
  return &Keep(std::move(*stored));
}

RobotsRecord& RobotsGate::Keep(RobotsRecord record) {
  const HostNumber host = record.host;
  if (const auto old = cache_.find(host); old != cache_.end()) {
    cached_bytes_ -= old->second.bytes;
    uses_.erase(old->second.use);
    cache_.erase(old);
  }
  uses_.push_front(host);
  const size_t bytes = BytesOf(record);
  cached_bytes_ += bytes;
  return cache_.emplace(host, Cached{std::move(record), bytes, uses_.begin()}).first->second.record;
}

}  // namespace arsip::frontier
