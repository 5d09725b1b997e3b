// How a lease ends, and what that does to its URL.
#include <algorithm>
#include <utility>

#include "frontier/partition_frontier.h"
#include "frontier/retry_ladder.h"

namespace arsip::frontier {
namespace {

// A URL whose lease expires this often, or as often as the ladder of broken transfers has steps, is
// given up: whatever fetches it hangs.
constexpr size_t kMaxExpiries = 3;

uint16_t StatusCode(const Outcome& outcome) {
  return static_cast<uint16_t>(std::clamp(outcome.status_code, 0, 999));
}

}  // namespace

std::vector<LeaseId> PartitionFrontier::Renew(std::string_view worker,
                                              std::span<const LeaseId> leases) {
  const FrontierTime now = time_.Now();
  ExpireLeases(now);
  std::vector<LeaseId> lost;
  for (const LeaseId& id : leases) {
    const bool ours = id.partition == options_.partition && id.epoch == epoch_ && !fenced_;
    if (!ours || !leases_.Renew(id.number, worker, now)) lost.push_back(id);
  }
  return lost;
}

void PartitionFrontier::ResponseEnded(const ResponseEnd& end) {
  if (end.lease.partition != options_.partition || end.lease.epoch != epoch_) return;
  OpenLease* const lease = leases_.Find(end.lease.number);
  if (lease == nullptr || !lease->connected) return;
  lease->connected = false;
  const FrontierTime now = time_.Now();
  Host& host = hosts_[lease->host];
  const auto milliseconds = std::clamp<int64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(end.fetch_time).count(), 1, 3'600'000);
  // Moving average over about four responses. It is stored when the host's record changes anyway.
  const int64_t old = host.record.fetch_time_ms;
  host.record.fetch_time_ms =
      static_cast<uint32_t>(old == 0 ? milliseconds : (3 * old + milliseconds) / 4);
  SetDelay(host);
  politeness_.ResponseEnded(lease->host, lease->group, now);
  Place(host, now);
}

Result<CompletionVerdict> PartitionFrontier::Complete(const LeaseId& id, const Outcome& outcome,
                                                      std::span<const DiscoveredUrl> discovered) {
  ARSIP_TRY(CheckOwned());
  const FrontierTime now = time_.Now();
  ExpireLeases(now);
  if (id.partition != options_.partition || id.epoch != epoch_) return CompletionVerdict::kStale;
  if (leases_.Find(id.number) == nullptr) {
    return leases_.Completed(id.number) ? CompletionVerdict::kRepeated : CompletionVerdict::kStale;
  }
  OpenLease lease = CloseLease(id.number, now);
  leases_.MarkCompleted(id.number);
  Host& host = hosts_[lease.host];
  if (lease.purpose == LeasePurpose::kRobotsTxt) {
    ARSIP_TRY(CompleteRobots(host, lease, outcome, now));
  } else {
    QueuedUrl page = std::move(lease.page);
    CompletePage(host, std::move(page), lease, outcome, now);
  }
  Place(host, now);
  ARSIP_TRY(Discover(discovered));
  return CompletionVerdict::kAccepted;
}

Status PartitionFrontier::Abandon(std::string_view worker) {
  ARSIP_TRY(CheckOwned());
  const FrontierTime now = time_.Now();
  for (const uint64_t number : leases_.OfWorker(worker)) TakeBack(number, /*expired=*/false, now);
  return Ok();
}

void PartitionFrontier::ExpireLeases(FrontierTime now) {
  while (const auto number = leases_.Expired(now)) TakeBack(*number, /*expired=*/true, now);
}

// Its URL keeps its place.
void PartitionFrontier::TakeBack(uint64_t number, bool expired, FrontierTime now) {
  OpenLease lease = CloseLease(number, now);
  Host& host = hosts_[lease.host];
  if (lease.purpose == LeasePurpose::kRobotsTxt) {
    if (expired) {
      RobotsUnreachable(lease.robots.for_host, now);
    } else {
      robots_.PutBackHop(lease.host, std::move(lease.robots));
    }
  } else {
    if (expired) ++lease.page.url.attempt;
    const size_t limit = std::max(kMaxExpiries, options_.transfer_retries.size());
    if (lease.page.url.attempt > limit) {
      Settle(hosts_[lease.page.position.host], std::move(lease.page), UrlState::kFailed,
             Refusal::kNone, "its lease expired again and again: the fetch hangs");
    } else {
      PutBack(std::move(lease.page));
    }
  }
  Place(host, now);
}

OpenLease PartitionFrontier::CloseLease(uint64_t number, FrontierTime now) {
  OpenLease lease = leases_.End(number);
  Host& host = hosts_[lease.host];
  --host.open_leases;
  if (lease.purpose == LeasePurpose::kPage) {
    Host& queue = hosts_[lease.page.position.host];
    Recount(queue, [&] { --queue.leased_pages; });
  }
  if (lease.connected) politeness_.ResponseEnded(lease.host, lease.group, now);
  auto& granted = filling_.batch.granted;
  if (lease.sequence == filling_sequence()) {
    // It never became durable.
    std::erase_if(granted, [&](const LeaseRecord& record) { return record.number == number; });
  } else {
    filling_.batch.ended.push_back({epoch_, number});
  }
  return lease;
}

void PartitionFrontier::CompletePage(Host& host, QueuedUrl page, const OpenLease& lease,
                                     const Outcome& outcome, FrontierTime now) {
  // What a visit that breaks says is in its detail.
  if (outcome.kind == OutcomeKind::kCaptured || !IsVisit(page.url)) {
    page.url.status_code = StatusCode(outcome);
  }
  Host& queue = hosts_[page.position.host];
  switch (outcome.kind) {
    case OutcomeKind::kCaptured:
      HostAnswered(host, lease);
      CountNovelty(host, outcome.novelty);
      CountBytes(outcome.bytes);
      ++counters_.captures;
      PlanAfterCapture(host, page.url, outcome, now);
      Settle(queue, std::move(page), UrlState::kCaptured, Refusal::kNone, outcome.detail);
      break;
    case OutcomeKind::kTransferFailed:
      HostReached(host, lease);
      Retry(queue, std::move(page), outcome, now);
      break;
    case OutcomeKind::kHostUnreachable:
      PutBack(std::move(page));
      HostUnreachable(host, lease.granted, outcome.detail, now);
      break;
    case OutcomeKind::kHostBusy:
      PutBack(std::move(page));
      HostBusy(host, lease, outcome, now);
      break;
    case OutcomeKind::kRefused:
      Settle(queue, std::move(page), UrlState::kRefused,
             outcome.refusal == Refusal::kNone ? Refusal::kGate : outcome.refusal, outcome.detail);
      break;
    case OutcomeKind::kGivenBack:
      PutBack(std::move(page));
      break;
  }
}

void PartitionFrontier::CountNovelty(Host& host, PayloadNovelty novelty) {
  if (novelty == PayloadNovelty::kUnknown) return;
  host.record.novelty.Count(novelty == PayloadNovelty::kNew);
  Touch(host);  // its page may have been a channel's
  if (host.record.novelty.pages == 0) SetDelay(host);
}

void PartitionFrontier::Retry(Host& host, QueuedUrl page, const Outcome& outcome,
                              FrontierTime now) {
  if (page.url.attempt < UINT16_MAX) ++page.url.attempt;
  const auto wait = LadderWait(options_.transfer_retries, page.url.attempt);
  if (!wait.has_value()) {
    Settle(host, std::move(page), UrlState::kFailed, Refusal::kNone, outcome.detail);
    return;
  }
  page.url.retry_at = now + *wait;
  page.url.detail = outcome.detail.substr(0, kMaxStoredDetail);
  Recount(host, [&] {
    --host.record.queued[page.position.lane];
    ++host.record.retrying;
  });
  Touch(host);
  const DueEntry due{page.url.retry_at, page.url.key};
  filling_.batch.dequeued.push_back(page.position);
  filling_.batch.due_added.push_back(due);
  filling_.batch.updates.push_back(page.url);
  filling_.postponed.push_back(DueUrl{due, std::move(page.url)});
}

void PartitionFrontier::Settle(Host& host, QueuedUrl page, UrlState state, Refusal refusal,
                               std::string detail) {
  if (state != UrlState::kCaptured && IsVisit(page.url)) {
    SettleLostVisit(host, std::move(page), detail, time_.Now());
    return;
  }
  page.url.refusal = refusal;
  page.url.changed = clock_.Utc();
  page.url.detail = std::move(detail);
  LeaveQueue(host, std::move(page), state);
}

void PartitionFrontier::LeaveQueue(Host& host, QueuedUrl page, UrlState state) {
  page.url.state = state;
  page.url.retry_at = {};
  if (page.url.detail.size() > kMaxStoredDetail) page.url.detail.resize(kMaxStoredDetail);
  --counters_.queued;
  if (state == UrlState::kCaptured) ++counters_.captured;
  if (state == UrlState::kFailed) ++counters_.failed;
  if (state == UrlState::kRefused) ++counters_.refused[static_cast<size_t>(page.url.refusal)];
  Recount(host, [&] { --host.record.queued[page.position.lane]; });
  Touch(host);
  filling_.batch.dequeued.push_back(page.position);
  filling_.batch.updates.push_back(page.url);
  if (page.position.lane == kRevisitLane) visits_.Wake(PlatformOf(host), time_.Now());
  const bool planned = state == UrlState::kCaptured && page.url.revisit.next != FrontierTime{};
  if (planned) PlanVisit(std::move(page.url));
}

void PartitionFrontier::PutBack(QueuedUrl page) {
  Host& queue = hosts_[page.position.host];
  queue.queue.PutBack(std::move(page), memory_);
  TakesTurns(queue);
}

}  // namespace arsip::frontier
