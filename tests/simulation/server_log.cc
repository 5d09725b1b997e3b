#include "server_log.h"

#include <algorithm>
#include <utility>

namespace arsip::simulation {
namespace {

std::string Seconds(Duration duration) {
  return std::to_string(std::chrono::duration<double>(duration).count()) + " s";
}

// Empty: the host is not the platform's.
std::string NameAt(const frontier::PlatformLimit& platform, const ServedRequest& request) {
  for (const std::string& domain : platform.domains) {
    if (request.origin.ends_with("://" + domain)) return platform.name;
  }
  return "";
}

}  // namespace

ServerLog::ServerLog(const frontier::FrontierOptions& options, FrontierModel& model,
                     const SyntheticWeb& web, const EventLoop& loop, Trace& trace)
    : options_(options), model_(model), web_(web), loop_(loop), trace_(trace) {
  const bool undelayed = options.host_delay == Duration::zero() && options.ip_delay == Duration();
  AddRule({"host delay", [](const ServedRequest& request) { return request.origin; },
           [this](const ServedRequest& request) { return HostDelay(request); },
           undelayed ? options.connections_per_host : 1});
  if (options.ip_delay > Duration::zero()) {
    AddRule({"IP delay", [](const ServedRequest& request) { return request.address; },
             [this](const ServedRequest&) { return options_.ip_delay; }});
  }
  for (const frontier::PlatformLimit& platform : options_.platforms) {
    if (platform.delay == Duration::zero()) continue;
    AddRule({"platform delay",
             [&platform](const ServedRequest& request) { return NameAt(platform, request); },
             [&platform](const ServedRequest&) { return platform.delay; }});
  }
}

Duration ServerLog::HostDelay(const ServedRequest& request) {
  Duration delay = options_.host_delay.value_or(options_.min_host_delay);
  const ModelHost& host = model_.host(request.origin);
  const ModelLease* const lease = model_.FindLease(request.lease);
  const bool demoted =
      lease != nullptr && host.demoted.has_value() && lease->granted > *host.demoted;
  if (demoted) delay = options_.host_delay.value_or(options_.max_host_delay);
  // A Crawl-delay that was learnt after the grant cannot hold for it.
  if (lease == nullptr || lease->granted < host.crawl_delay_since) return delay;
  return std::max(delay, std::min(host.crawl_delay, options_.max_crawl_delay));
}

std::optional<Duration> ServerLog::EndOf(const ServedRequest& request) const {
  if (!request.excused) return request.end;
  const ModelLease* const lease = model_.FindLease(request.lease);
  if (lease == nullptr || !lease->closed.has_value()) return request.end;
  return std::min(request.end.value_or(Duration::max()), *lease->closed);
}

size_t ServerLog::Begin(const frontier::Lease& lease, const std::string& worker) {
  ServedRequest request;
  request.origin = lease.target.url.origin();
  request.address = lease.addresses.empty() ? "" : lease.addresses.front();
  request.href = lease.target.url.href();
  request.lease = lease.id;
  request.worker = worker;
  request.robots = lease.purpose == frontier::LeasePurpose::kRobotsTxt;
  request.begin = loop_.now();
  trace_.Add("request " + request.href + " at " + request.address + " by " + worker);
  CheckLease(request);
  CheckBackOff(request);
  CheckRobots(lease, request);
  requests_.push_back(request);
  for (const Rule& rule : rules_) CheckRule(rule, request);
  return requests_.size() - 1;
}

void ServerLog::End(size_t request) {
  requests_[request].end = loop_.now();
  trace_.Add("end of " + requests_[request].href);
}

// `request` is the last of requests_.
void ServerLog::CheckRule(const Rule& rule, const ServedRequest& request) {
  const std::string name = rule.name(request);
  if (name.empty()) return;
  std::vector<size_t>& before = by_name_[{rule.invariant, name}];
  const Duration delay = rule.delay(request);
  size_t open = 0;
  std::erase_if(before, [&](size_t number) {
    const ServedRequest& other = requests_[number];
    const auto end = EndOf(other);
    if (!end.has_value()) ++open;
    if (end.has_value() && request.begin - *end < delay) {
      trace_.Violate(rule.invariant, request.href + " came " + Seconds(request.begin - *end) +
                                         " after the end of " + other.href + ", less than " +
                                         Seconds(delay) + ", at " + name);
    }
    return end.has_value() && request.begin - *end > std::chrono::hours(2);
  });
  if (open >= rule.connections) {
    trace_.Violate(rule.invariant, request.href + " came while " + std::to_string(open) +
                                       " others were open at " + name);
  }
  before.push_back(requests_.size() - 1);
}

void ServerLog::CheckLease(const ServedRequest& request) {
  const ModelLease* const lease = model_.FindLease(request.lease);
  if (lease == nullptr) {
    trace_.Violate("inside a lease", "no such lease: " + request.href);
    return;
  }
  // A worker hears of the frontier's end late. Until handover_wait has passed nobody else asks.
  const bool known = lease->closed.has_value() && !lease->orphaned;
  if (known || lease->deadline <= request.begin) {
    trace_.Violate("inside a lease", request.href + " was asked for by " + request.worker +
                                         " after its lease was over");
  }
}

void ServerLog::CheckBackOff(const ServedRequest& request) {
  const ModelHost& host = model_.host(request.origin);
  const ModelLease* const lease = model_.FindLease(request.lease);
  // What was on its way when the host said so cannot be called back.
  if (lease == nullptr || lease->granted <= host.blocked_since) return;
  if (request.begin >= host.blocked_until) return;
  trace_.Violate("back-off", request.href + " was asked for " +
                                 Seconds(host.blocked_until - request.begin) + " too early");
}

void ServerLog::CheckRobots(const frontier::Lease& lease, const ServedRequest& request) {
  if (request.robots || !options_.obey_robots) return;
  const auto host = web_.HostOf(lease.target.url);
  if (!host.has_value()) return;
  // It was fetched within its time to live before the grant; a fetch takes no hour.
  const ModelLease* const granted = model_.FindLease(request.lease);
  const Duration to = granted == nullptr ? request.begin : granted->granted;
  // What lay between two runs may have been more than anybody could tell.
  if (model_.time_lost()) return;
  const Duration from = to - options_.robots_ttl - std::chrono::hours(1);
  const Duration learnt = model_.host(request.origin).robots_at;
  const bool redirected = web_.robots_kind(*host) == RobotsKind::kRedirected;
  if (!redirected && learnt >= Duration::zero() && to - learnt > options_.robots_ttl) {
    trace_.Violate("robots", "what is known of it is older than robots_ttl: " + request.href);
  }
  if (web_.RobotsEverAllow(*host, lease.target.url.path(), from, to)) return;
  trace_.Violate("robots", "robots.txt allowed it at no time that counts: " + request.href);
}

}  // namespace arsip::simulation
