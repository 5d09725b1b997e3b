// What a worker makes of an answer: the outcome of the lease, and the links.
#include <utility>

#include "simulated_worker.h"

namespace arsip::simulation {

using frontier::DiscoveredUrl;
using frontier::Lease;
using frontier::Outcome;
using frontier::OutcomeKind;
using frontier::RobotsOutcome;

frontier::RobotsOutcome SimulatedWorker::RobotsOf(const WebAnswer& answer) const {
  RobotsOutcome robots;
  if (answer.location.has_value()) {
    robots.kind = RobotsOutcome::Kind::kRedirect;
    robots.redirect = answer.location;
  } else if (answer.status >= 500) {
    robots.kind = RobotsOutcome::Kind::kUnreachable;
  } else if (answer.status >= 400) {
    robots.kind = RobotsOutcome::Kind::kUnavailable;
  } else {
    robots.kind = RobotsOutcome::Kind::kRules;
    robots.rules = ParseRobotsTxt(answer.body, "arsip");
  }
  return robots;
}

Outcome SimulatedWorker::OutcomeOf(const Lease& lease, const WebAnswer& answer) {
  Outcome outcome;
  outcome.status_code = answer.status;
  outcome.bytes = answer.bytes;
  if (answer.kind == WebAnswer::Kind::kNoConnection) {
    outcome.kind = OutcomeKind::kHostUnreachable;
    outcome.detail = "connection refused";
  } else if (answer.kind == WebAnswer::Kind::kCutOff) {
    outcome.kind = OutcomeKind::kTransferFailed;
    outcome.detail = "the transfer was cut off";
  } else if (answer.status == 429 || answer.status == 503) {
    outcome.kind = OutcomeKind::kHostBusy;
    outcome.retry_after = answer.retry_after;
  } else if (lease.purpose == frontier::LeasePurpose::kRobotsTxt) {
    outcome.robots = RobotsOf(answer);
  } else {
    const auto [captured, is_new] =
        around_.archive.try_emplace(lease.target.url.href(), answer.version);
    outcome.page_kind = answer.page_kind;
    outcome.change = frontier::PayloadChange::kNew;
    if (!is_new) {
      const bool same = captured->second == answer.version;
      outcome.change =
          same ? frontier::PayloadChange::kUnchanged : frontier::PayloadChange::kChanged;
    }
    captured->second = answer.version;
    const bool new_payload =
        around_.archive.try_emplace("payload " + std::to_string(answer.version), 0).second;
    outcome.novelty =
        new_payload ? frontier::PayloadNovelty::kNew : frontier::PayloadNovelty::kKnown;
  }
  return outcome;
}

std::vector<DiscoveredUrl> SimulatedWorker::LinksOf(const Lease& lease,
                                                    const WebAnswer& answer) const {
  std::vector<DiscoveredUrl> links;
  if (lease.purpose == frontier::LeasePurpose::kRobotsTxt) return links;
  const auto add = [&](const Url& url, frontier::Hop hop, uint16_t depth) {
    DiscoveredUrl link;
    link.url = url;
    link.hop = hop;
    link.via = lease.target.url.href();
    link.hop_path = lease.target.hop_path + static_cast<char>(hop);
    link.depth = depth;
    frontier::ScopeRuling ruling = Judge(scope_, around_.web, url, depth);
    link.refusal = ruling.refusal;
    link.refusal_detail = std::move(ruling.reason);
    links.push_back(std::move(link));
  };
  const auto deeper = static_cast<uint16_t>(lease.target.depth + 1);
  if (answer.location.has_value()) add(*answer.location, frontier::Hop::kRedirect, deeper);
  for (size_t i = 0; i < answer.links.size(); ++i) {
    add(answer.links[i], frontier::Hop::kLink, deeper);
    if (i >= answer.changed.size() || !answer.changed[i].has_value()) continue;
    // Servers' clocks are right.
    const UtcTime time =
        ManualClock().Utc() + std::chrono::floor<std::chrono::microseconds>(*answer.changed[i]);
    links.back().last_modified = frontier::LastModified{time, false};
    if (i % 3 != 0) continue;
    links.back().last_modified->time = std::chrono::floor<std::chrono::days>(time);
    links.back().last_modified->whole_day = true;
  }
  return links;
}

}  // namespace arsip::simulation
