// How a fetch of robots.txt ends: RFC 9309 section 2.3.1. Each hop obeys the politeness of the
// server it asks, and no robots.txt.
#include <utility>

#include "frontier/partition_frontier.h"

namespace arsip::frontier {

Status PartitionFrontier::CompleteRobots(Host& contact, const OpenLease& lease,
                                         const Outcome& outcome, FrontierTime now) {
  const RobotsHop& hop = lease.robots;
  const bool own_server = hop.for_host == lease.host;
  switch (outcome.kind) {
    case OutcomeKind::kCaptured:
      HostAnswered(contact, lease);
      CountBytes(outcome.bytes);
      return ApplyRobots(hop, outcome.robots.value_or(RobotsOutcome{}), now);
    case OutcomeKind::kTransferFailed:
      HostReached(contact, lease);
      RobotsUnreachable(hop.for_host, now);
      break;
    case OutcomeKind::kHostUnreachable:
      HostUnreachable(contact, lease.granted, outcome.detail, now);
      // The host's own ladder is the wait; another server's is not.
      own_server ? robots_.EndFetch(hop.for_host) : RobotsUnreachable(hop.for_host, now);
      break;
    case OutcomeKind::kHostBusy:
      HostBusy(contact, lease, outcome, now);
      own_server ? robots_.EndFetch(hop.for_host) : RobotsUnreachable(hop.for_host, now);
      break;
    case OutcomeKind::kRefused: {
      // What may not be asked cannot answer: like more redirects than are followed.
      RobotsOutcome unavailable;
      unavailable.kind = RobotsOutcome::Kind::kUnavailable;
      return ApplyRobots(hop, unavailable, now);
    }
    case OutcomeKind::kGivenBack:
      robots_.PutBackHop(lease.host, hop);
      break;
  }
  return Ok();
}

Status PartitionFrontier::ApplyRobots(const RobotsHop& hop, const RobotsOutcome& robots,
                                      FrontierTime now) {
  Host& host = hosts_[hop.for_host];
  switch (robots.kind) {
    case RobotsOutcome::Kind::kUnreachable:
      RobotsUnreachable(hop.for_host, now);
      return Ok();
    case RobotsOutcome::Kind::kRedirect:
      // Section 2.3.1.2: beyond five redirects it may be taken as unavailable.
      if (robots.redirect.has_value() && hop.redirects < options_.robots_max_redirects) {
        return FollowRobots(hop, *robots.redirect, now);
      }
      robots_.Unavailable(host.record, now);
      break;
    case RobotsOutcome::Kind::kUnavailable:
      robots_.Unavailable(host.record, now);
      break;
    case RobotsOutcome::Kind::kRules: {
      RobotsRecord& record = robots_.Rules(host.record, hop, robots.rules, now);
      record.fetched_at = clock_.Utc();
      filling_.batch.robots.push_back(record);
      break;
    }
  }
  robots_.EndFetch(hop.for_host);
  SetDelay(host);
  Touch(host);
  Place(host, now);
  return Ok();
}

Status PartitionFrontier::FollowRobots(const RobotsHop& hop, const Url& target, FrontierTime now) {
  Host& contact = HostOf(target);
  if (contact.record.dormant || contact.record.blocked_until > now) {
    RobotsUnreachable(hop.for_host, now);
    return Ok();
  }
  robots_.AddHop(contact.record.number, RobotsHop{hop.for_host, target, hop.redirects + 1});
  contact.turn = now;
  Place(contact, now);
  return Ok();
}

void PartitionFrontier::RobotsUnreachable(HostNumber for_host, FrontierTime now) {
  Host& host = hosts_[for_host];
  robots_.EndFetch(for_host);
  robots_.Unreachable(host.record, now);
  Touch(host);
  Place(host, now);
}

// `contact` backs off: hosts whose robots.txt led there must not wait for it.
void PartitionFrontier::FailHops(HostNumber contact, FrontierTime now) {
  while (const auto hop = robots_.TakeHop(contact)) {
    if (hop->for_host == contact) {
      robots_.EndFetch(contact);
    } else {
      RobotsUnreachable(hop->for_host, now);
    }
  }
}

}  // namespace arsip::frontier
