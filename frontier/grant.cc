// Who is served next: retries that are due, addresses, robots.txt, and then a lease.
#include <algorithm>
#include <utility>

#include "frontier/partition_frontier.h"

namespace arsip::frontier {
namespace {

constexpr size_t kMaxLookUps = 256;     // what a HostResolver has in flight
constexpr size_t kDuePerAcquire = 256;  // of the due table in one call
// Hosts visited in one call, for a lease or not. A call that stops here is called again at once:
// Progress().next_wake stays zero.
constexpr size_t kVisitsPerLease = 4;
constexpr size_t kVisitsAtLeast = 64;

// Hosts behind one address are one group; without an address (behind a proxy) a host is its own.
std::string GroupName(const Host& host, const Resolution& resolution) {
  if (!resolution.addresses.empty()) return resolution.addresses.front();
  return "host " + std::string(HostNameOf(host.record.origin));
}

}  // namespace

bool PartitionFrontier::BudgetAllows() const {
  if (budgets_.max_pages.has_value() &&
      counters_.captures + leases_.open_pages() >= *budgets_.max_pages) {
    return false;
  }
  return !budgets_.max_bytes.has_value() || counters_.captured_bytes < *budgets_.max_bytes;
}

Result<std::vector<Lease>> PartitionFrontier::Acquire(std::string_view worker, size_t credit) {
  ARSIP_TRY(CheckOwned());
  const FrontierTime now = time_.Now();
  EndOrphans(now);
  ExpireLeases(now);
  if (time_.DateWasSet()) filling_.counters_changed = true;
  ARSIP_TRY(HeedSites(now));
  ARSIP_TRY(TakeDue(now));
  AdmitVisits(now);
  PollResolver(now);
  if (counters_.paused) return std::vector<Lease>();
  ARSIP_TRY(SweepDeferred());
  const size_t wanted = std::min<size_t>(credit, options_.max_leases_per_grant);
  const size_t visits = kVisitsAtLeast + kVisitsPerLease * wanted;
  std::vector<Lease> leases;
  for (size_t visit = 0; visit < visits && leases.size() < wanted && BudgetAllows(); ++visit) {
    const auto number = politeness_.Next(now);
    if (!number.has_value()) break;
    ARSIP_ASSIGN(auto lease, Serve(hosts_[*number], worker, now));
    if (lease.has_value()) leases.push_back(std::move(*lease));
  }
  return leases;
}

// A retry goes to the end of the first lane: served soon, after what has waited there.
Status PartitionFrontier::TakeDue(FrontierTime now) {
  for (DueUrl& due : due_.Take(now, kDuePerAcquire)) {
    if (due.url.state == UrlState::kCaptured) {
      ARSIP_TRY(TakeVisit(std::move(due), now));
      continue;
    }
    ARSIP_ASSIGN(const Url url, Url::Parse(due.url.href));
    Host& host = QueueOf(url);
    const QueuePosition position = NextPosition(host.record.number, kFirstLane);
    Recount(host, [&] {
      // Platforms may have other channels than when it began to wait.
      if (host.record.retrying > 0) --host.record.retrying;
      ++host.record.queued[position.lane];
    });
    Touch(host);
    due.url.place = position.arrival;
    due.url.retry_at = {};
    filling_.batch.updates.push_back(due.url);
    filling_.batch.due_removed.push_back(due.entry);
    filling_.batch.enqueued.push_back({position, due.entry.key});
    filling_.moved.push_back(QueuedUrl{position, std::move(due.url)});
  }
  return Ok();
}

void PartitionFrontier::PollResolver(FrontierTime now) {
  const std::vector<HostNumber> waiting(resolving_.begin(), resolving_.end());
  for (const HostNumber number : waiting) {
    Host& host = hosts_[number];
    // What it answers counts when the host is served; here it only ends the wait.
    if (!resolver_.Resolve(HostNameOf(host.record.origin)).has_value()) continue;
    resolving_.erase(number);
    Place(host, now);
  }
  politeness_.SetUnresolvedOpen(resolving_.size() < kMaxLookUps);
}

// nullopt: the host is not to be served now; it waits for its address, for its group, or backs off.
std::optional<std::vector<std::string>> PartitionFrontier::AddressesOf(Host& host,
                                                                       FrontierTime now) {
  const HostNumber number = host.record.number;
  auto resolution = resolver_.Resolve(HostNameOf(host.record.origin));
  if (!resolution.has_value()) {
    resolving_.insert(number);
    JoinGroup(host, kUnresolved);
    politeness_.SetUnresolvedOpen(resolving_.size() < kMaxLookUps);
    Place(host, now);
    return std::nullopt;
  }
  if (!resolution->failure.empty()) {
    HostUnreachable(host, now, "DNS: " + resolution->failure, now);
    Place(host, now);
    return std::nullopt;
  }
  const GroupNumber group = politeness_.Group(GroupName(host, *resolution));
  if (politeness_.group_of(number) != group) {
    // It waits there now, and is the next to be served if its group allows.
    JoinGroup(host, group);
    return std::nullopt;
  }
  return std::move(resolution->addresses);
}

Result<std::optional<Lease>> PartitionFrontier::Serve(Host& host, std::string_view worker,
                                                      FrontierTime now) {
  auto addresses = AddressesOf(host, now);
  if (!addresses.has_value()) return std::optional<Lease>();
  const HostNumber number = host.record.number;
  std::optional<Lease> lease;
  if (auto hop = robots_.TakeHop(number); hop.has_value()) {
    lease = GrantRobots(host, std::move(*hop), worker, now);
  } else {
    switch (robots_.Check(host.record, now)) {
      case RobotsGate::Standing::kFetch: {
        ARSIP_ASSIGN(RobotsHop first, robots_.BeginFetch(host.record));
        lease = GrantRobots(host, std::move(first), worker, now);
        break;
      }
      case RobotsGate::Standing::kOpen: {
        ARSIP_ASSIGN(lease, GrantPage(host, worker, now));
        break;
      }
      case RobotsGate::Standing::kWait:
        break;
    }
  }
  if (lease.has_value()) lease->addresses = std::move(*addresses);
  Place(host, now);
  return lease;
}

Result<std::optional<Lease>> PartitionFrontier::GrantPage(Host& host, std::string_view worker,
                                                          FrontierTime now) {
  for (size_t refused = 0; refused <= memory_.per_queue; ++refused) {
    ARSIP_ASSIGN(auto page, TakeNext(host));
    if (!page.has_value()) break;
    Host& queue = hosts_[page->position.host];
    auto url = Url::Parse(page->url.href);
    if (!url.has_value()) {
      Settle(queue, std::move(*page), UrlState::kFailed, Refusal::kNone, url.error().message);
      continue;
    }
    // The scope may have changed since it was found.
    ScopeRuling ruling = Judge(*url, page->url.hop_path, page->url.depth);
    if (ruling.refusal != Refusal::kNone) {
      Settle(queue, std::move(*page), UrlState::kRefused, ruling.refusal, std::move(ruling.reason));
      continue;
    }
    if (MayDefer(page->url, page->position.lane)) {
      if (auto reason = deferral_.Reason(*url, clock_.Utc())) {
        Defer(queue, std::move(*page), std::move(*reason));
        continue;
      }
    }
    ARSIP_ASSIGN(auto decision, robots_.Judge(host.record, *url));
    if (!decision.allowed && !decision.overridden) {
      Settle(queue, std::move(*page), UrlState::kRefused, Refusal::kRobots,
             "robots.txt line " + std::to_string(decision.line));
      continue;
    }
    Lease lease;
    lease.target = CrawlUrl{std::move(*url), page->url.key, page->url.via, page->url.hop_path,
                            page->url.depth};
    lease.attempt = page->url.attempt;
    lease.robots = std::move(decision);
    Recount(queue, [&] { ++queue.leased_pages; });
    OpenLease open;
    open.worker = worker;
    open.page = std::move(*page);
    const UrlKey key = open.page.url.key;
    lease.id = {options_.partition, epoch_, OpenLeaseOf(host, std::move(open), key, now).number};
    lease.lasts = options_.lease_duration;
    return std::optional<Lease>(std::move(lease));
  }
  return std::optional<Lease>();
}

Lease PartitionFrontier::GrantRobots(Host& host, RobotsHop hop, std::string_view worker,
                                     FrontierTime now) {
  Lease lease;
  lease.purpose = LeasePurpose::kRobotsTxt;
  lease.target.url = hop.url;
  lease.target.key = KeyOf(hop.url);
  lease.target.hop_path = static_cast<char>(Hop::kPrerequisite);
  lease.target.hop_path.append(hop.redirects, static_cast<char>(Hop::kRedirect));
  lease.lasts = options_.lease_duration;
  OpenLease open;
  open.purpose = LeasePurpose::kRobotsTxt;
  open.worker = worker;
  open.robots = std::move(hop);
  lease.id = {options_.partition, epoch_,
              OpenLeaseOf(host, std::move(open), lease.target.key, now).number};
  return lease;
}

// The lease, its record, and what politeness has to know of it.
OpenLease& PartitionFrontier::OpenLeaseOf(Host& host, OpenLease lease, const UrlKey& key,
                                          FrontierTime now) {
  const HostNumber number = host.record.number;
  const GroupNumber group = politeness_.group_of(number);
  lease.host = number;
  lease.group = group;
  lease.sequence = filling_sequence();
  OpenLease& open = leases_.Open(std::move(lease), now);
  filling_.batch.granted.push_back(LeaseRecord{epoch_, open.number, key, now, open.worker});
  ++host.open_leases;
  host.turn = now;
  politeness_.RequestBegan(number, now);
  if (!host.record.served) {
    host.record.served = true;
    Touch(host);
  }
  if (const GroupNumber platform = politeness_.platform_of(number); platform != kNoPlatform) {
    filling_.platforms.insert(platform);
  }
  if (stored_groups_.size() <= group) stored_groups_.resize(group + 1);
  if (options_.ip_delay > Duration::zero() && !stored_groups_[group]) {
    stored_groups_[group] = true;
    filling_.batch.groups.push_back(GroupRecord{politeness_.group_name(group)});
  }
  return open;
}

bool PartitionFrontier::Demoted(const Host& host) const {
  const auto percent = host.record.novelty.Percent();
  return percent.has_value() && *percent < options_.traps.min_novelty_percent;
}

Rank PartitionFrontier::RankOf(const Host& host) const {
  if (AnyAvailable(host) && hosts_[host.turns.front()].queue.urgent()) return Rank::kUrgent;
  return Demoted(host) ? Rank::kDemoted : Rank::kNormal;
}

void PartitionFrontier::Place(Host& host, FrontierTime now) {
  politeness_.SetRank(host.record.number, RankOf(host));
  if (const auto wish = WishOf(host, now); wish.has_value()) {
    politeness_.Await(host.record.number, *wish);
  } else {
    politeness_.Leave(host.record.number);
  }
}

std::optional<FrontierTime> PartitionFrontier::WishOf(const Host& host, FrontierTime now) const {
  const HostNumber number = host.record.number;
  if (host.probing() && host.open_leases > 0) return std::nullopt;
  if (resolving_.contains(number)) return std::nullopt;
  if (host.record.operator_block_until == kForever) return std::nullopt;
  const FrontierTime from =
      std::max({host.turn, host.record.blocked_until, host.record.operator_block_until});
  if (robots_.HasHop(number)) return from;
  if (!AnyAvailable(host) || robots_.fetching(number)) return std::nullopt;
  if (robots_.Check(host.record, now) == RobotsGate::Standing::kWait) {
    return std::max(from, host.record.robots_until);
  }
  return from;
}

}  // namespace arsip::frontier
