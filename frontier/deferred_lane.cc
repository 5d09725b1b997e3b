// Into the deferred lane, and out of it.
#include <utility>

#include "frontier/partition_frontier.h"

namespace arsip::frontier {
namespace {

constexpr size_t kSweptPerAcquire = 64;
constexpr size_t kHostsPerSweep = 4096;

}  // namespace

// What an operator asked for by name is asked for.
bool PartitionFrontier::MayDefer(const UrlRecord& url, uint8_t lane) {
  return lane != kUrgentLane && !url.hop_path.empty();
}

// A host that is not known yet must not become known only because a wildcard made its name up: its
// URLs wait with the domain's own host.
std::optional<std::string> PartitionFrontier::ReasonToDefer(const Url& url) const {
  if (auto reason = deferral_.Reason(url, clock_.Utc())) return reason;
  if (hosts_.Find(url.origin()).has_value()) return std::nullopt;
  return deferral_.WildcardReason(url.host());
}

Host& PartitionFrontier::HostToWaitWith(const Url& url) {
  if (hosts_.Find(url.origin()).has_value() || !deferral_.WildcardReason(url.host()).has_value()) {
    return QueueOf(url);
  }
  const auto domain = Url::Parse(std::string(url.scheme()) + "://" + RegistrableDomain(url.host()));
  return HostOf(domain.has_value() ? *domain : url);
}

std::optional<HostNumber> PartitionFrontier::HostOfDomain(const Url& url) const {
  return hosts_.Find(std::string(url.scheme()) + "://" + RegistrableDomain(url.host()));
}

void PartitionFrontier::Defer(Host& host, QueuedUrl page, std::string reason) {
  const QueuePosition position = NextPosition(host.record.number, kDeferredLane);
  Recount(host, [&] {
    --host.record.queued[page.position.lane];
    ++host.record.queued[kDeferredLane];
  });
  ++deferred_;
  Touch(host);
  page.url.deferred = true;
  page.url.place = position.arrival;
  page.url.detail = std::move(reason);
  if (page.url.detail.size() > kMaxStoredDetail) page.url.detail.resize(kMaxStoredDetail);
  filling_.batch.dequeued.push_back(page.position);
  filling_.batch.enqueued.push_back({position, page.url.key});
  filling_.batch.updates.push_back(std::move(page.url));
}

Status PartitionFrontier::SetIgnoreRules(const std::vector<std::string>& rules) {
  ARSIP_TRY(CheckOwned());
  ARSIP_TRY(deferral_.SetIgnoreRules(rules));
  filling_.batch.ignore_rules = rules;
  // They hold from now on, even if they become durable later.
  sweep_ = Sweep{};
  return Commit();
}

// Looks at what is deferred, a little in each call, from the first host to the last. REQUIRES: what
// the store holds of the deferred lane behind the sweep is durable, so that nothing is seen twice.
Status PartitionFrontier::SweepDeferred() {
  if (sealed_.has_value()) return Ok();
  for (size_t hosts = 0; sweep_.has_value() && hosts < kHostsPerSweep; ++hosts) {
    if (sweep_->host >= hosts_.size()) {
      sweep_.reset();
      break;
    }
    const Host& host = hosts_[sweep_->host];
    if (host.record.queued[kDeferredLane] == 0) {
      sweep_ = Sweep{sweep_->host + 1, 0};
      continue;
    }
    const QueuePosition after{sweep_->host, kDeferredLane, sweep_->arrival};
    ARSIP_ASSIGN(auto urls, store_.LoadQueue(options_.partition, after, kSweptPerAcquire));
    if (urls.empty()) {
      sweep_ = Sweep{sweep_->host + 1, 0};
      continue;
    }
    sweep_->arrival = urls.back().position.arrival;
    for (QueuedUrl& url : urls) {
      ARSIP_TRY(Reconsider(std::move(url)));
    }
    break;
  }
  return Ok();
}

Status PartitionFrontier::Reconsider(QueuedUrl page) {
  ARSIP_ASSIGN(const Url url, Url::Parse(page.url.href));
  if (ReasonToDefer(url).has_value()) return Ok();
  Host& from = hosts_[page.position.host];
  --from.record.queued[kDeferredLane];
  --deferred_;
  Touch(from);
  filling_.batch.dequeued.push_back(page.position);
  page.url.deferred = false;
  page.url.detail.clear();
  Host& host = QueueOf(url);
  const QueuePosition position =
      NextPosition(host.record.number, LaneOf(LastHop(page.url.hop_path)));
  Recount(host, [&] { ++host.record.queued[position.lane]; });
  Touch(host);
  page.url.place = position.arrival;
  filling_.batch.enqueued.push_back({position, page.url.key});
  filling_.batch.updates.push_back(page.url);
  filling_.moved.push_back(QueuedUrl{position, std::move(page.url)});
  return Ok();
}

}  // namespace arsip::frontier
