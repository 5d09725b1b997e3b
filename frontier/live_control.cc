// What an operator asks for while workers are served.
#include "frontier/live_control.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/digest.h"
#include "frontier/partition_frontier.h"

namespace arsip::frontier {
namespace {

// Queue entries of one lane that are looked through for a URL that is not where its record says.
constexpr size_t kPlacesPerRead = 1000;
constexpr size_t kPlacesLookedAt = 10'000;

std::string Refused(const ScopeRuling& ruling) {
  return std::string("refused (") + RefusalName(ruling.refusal) + "): " + ruling.reason;
}

bool RefusedByScope(const UrlRecord& url) {
  return url.state == UrlState::kRefused &&
         (url.refusal == Refusal::kScope || url.refusal == Refusal::kTrap);
}

// 0: nothing is open.
uint64_t Fingerprint(std::string_view terms) {
  uint64_t print = 0;
  if (terms.empty()) return print;
  const Sha256 digest = ComputeSha256(terms);
  for (size_t i = 0; i < sizeof(print); ++i) print = print << 8 | digest[i];
  return print;
}

std::string WhatItWas(const UrlRecord& url) {
  if (url.state != UrlState::kRefused) return UrlStateName(url.state);
  return std::string("refused (") + RefusalName(url.refusal) + ")";
}

// What an operator means by the name of a host.
Result<std::vector<Url>> UrlsOfHost(std::string_view authority) {
  std::vector<Url> urls;
  const bool one = authority.find("://") != std::string_view::npos;
  for (const std::string_view prefix : {"https://", "http://"}) {
    auto url = Url::Parse((one ? "" : std::string(prefix)) + std::string(authority));
    if (!url.has_value()) {
      return Error{ErrorCode::kInvalidInput, "this is no host", std::string(authority)};
    }
    if (!one && url->path_and_query() != "/") {
      return Error{ErrorCode::kInvalidInput, "a host has no path: give its name alone",
                   std::string(authority)};
    }
    urls.push_back(std::move(*url));
    if (one) break;
  }
  return urls;
}

}  // namespace

ScopeRuling PartitionFrontier::Judge(const Url& url, std::string_view hop_path,
                                     uint32_t depth) const {
  return judge_ ? judge_(url, hop_path, depth) : ScopeRuling();
}

DiscoveredUrl PartitionFrontier::JudgedAgain(const DiscoveredUrl& found) const {
  DiscoveredUrl judged = found;
  if (found.refusal == Refusal::kGate) return judged;
  ScopeRuling ruling = Judge(found.url, found.hop_path, found.depth);
  judged.refusal = ruling.refusal;
  judged.refusal_detail = std::move(ruling.reason);
  return judged;
}

void PartitionFrontier::SetScopeJudge(ScopeJudge judge) {
  judge_ = std::move(judge);
  judge_is_set_ = true;
}

void PartitionFrontier::Rescope(ScopeJudge judge) {
  SetScopeJudge(std::move(judge));
  counters_.rescoping = Rescoping::kGoesOn;
  counters_.rescoped_to = 0;
  filling_.counters_changed = true;
}

Result<RescopeStep> PartitionFrontier::ContinueRescope() {
  RescopeStep step;
  if (!rescoping()) return step;
  ARSIP_TRY(CheckOwned());
  // What the store says of a URL is then all there is to know of it.
  ARSIP_TRY(Commit());
  ARSIP_ASSIGN(auto urls, store_.ScanUrls(options_.partition, counters_.rescoped_to,
                                          options_.judged_per_step));
  step.more = urls.size() == options_.judged_per_step;
  step.looked_at = urls.size();
  for (UrlRecord& url : urls) {
    counters_.rescoped_to = url.arrival;
    if (url.state != UrlState::kRefused) continue;
    const auto parsed = Url::Parse(url.href);
    if (!parsed.has_value() || !MayComeBack(url, *parsed)) continue;
    if (url.refusal == Refusal::kGate) AskRobotsAgain(HostOf(*parsed));
    const uint8_t lane = LaneOf(LastHop(url.hop_path));
    ARSIP_TRY(Requeue(std::move(url), lane));
    ++step.queued;
  }
  if (!step.more) {
    counters_.rescoping = Rescoping::kDone;
    counters_.gate_terms = gate_terms_;
    filling_.counters_changed = true;
  }
  ARSIP_TRY(Commit());
  return step;
}

bool PartitionFrontier::MayComeBack(const UrlRecord& url, const Url& parsed) const {
  if (url.refusal == Refusal::kGate) return TriesGatedAgain();
  return RefusedByScope(url) && Judge(parsed, url.hop_path, url.depth).refusal == Refusal::kNone;
}

// It was behind the same gate: nobody has heard that it is unavailable.
void PartitionFrontier::AskRobotsAgain(Host& server) {
  if (server.record.robots != RobotsState::kUnavailable) return;
  server.record.robots = RobotsState::kUnknown;
  Touch(server);
}

void PartitionFrontier::SetGateTerms(std::string_view terms) {
  gate_terms_ = Fingerprint(terms);
  if (!TriesGatedAgain()) return;
  filling_.counters_changed = true;
  if (terms.empty() || counters_.refused[static_cast<size_t>(Refusal::kGate)] == 0) {
    counters_.gate_terms = gate_terms_;
    return;
  }
  counters_.rescoping = Rescoping::kGoesOn;
  counters_.rescoped_to = 0;
}

// The counters go into every batch; touching no host, this batch has nothing but them.
void PartitionFrontier::Pause(std::string reason) {
  counters_.paused = true;
  counters_.pause_reason = std::move(reason);
  if (counters_.pause_reason.size() > kMaxStoredDetail) {
    counters_.pause_reason.resize(kMaxStoredDetail);
  }
  filling_.counters_changed = true;
}

void PartitionFrontier::Resume() {
  counters_.paused = false;
  counters_.pause_reason.clear();
  filling_.counters_changed = true;
}

Result<std::vector<std::string>> PartitionFrontier::BlockHost(std::string_view authority,
                                                              std::optional<Duration> lasts,
                                                              std::string reason) {
  ARSIP_TRY(CheckOwned());
  ARSIP_ASSIGN(const std::vector<Url> urls, UrlsOfHost(authority));
  if (reason.size() > kMaxStoredDetail) reason.resize(kMaxStoredDetail);
  const FrontierTime now = time_.Now();
  std::vector<std::string> origins;
  for (const Url& url : urls) {
    Host& host = HostOf(url);
    const bool ends = lasts.has_value() && *lasts < kForever - now;
    host.record.operator_block_until = ends ? now + *lasts : kForever;
    host.record.operator_block_reason = reason;
    Touch(host);
    Place(host, now);
    origins.push_back(host.record.origin);
  }
  return origins;
}

Result<std::vector<std::string>> PartitionFrontier::UnblockHost(std::string_view authority) {
  ARSIP_TRY(CheckOwned());
  ARSIP_ASSIGN(const std::vector<Url> urls, UrlsOfHost(authority));
  const FrontierTime now = time_.Now();
  std::vector<std::string> origins;
  for (const Url& url : urls) {
    const auto number = hosts_.Find(url.origin());
    if (!number.has_value() || hosts_[*number].record.operator_block_until <= now) continue;
    Host& host = hosts_[*number];
    host.record.operator_block_until = {};
    host.record.operator_block_reason.clear();
    Touch(host);
    Place(host, now);
    origins.push_back(host.record.origin);
  }
  return origins;
}

Result<UrlAnswer> PartitionFrontier::AddSeed(const Url& url) {
  ARSIP_TRY(CheckOwned());
  const ScopeRuling ruling = Judge(url, "", 0);
  if (ruling.refusal != Refusal::kNone) return UrlAnswer{false, Refused(ruling)};
  ARSIP_TRY(Commit());
  ARSIP_ASSIGN(auto known, FindUrl(KeyOf(url)));
  if (!known.has_value()) {
    DiscoveredUrl seed;
    seed.url = url;
    seed.hop = Hop::kSeed;
    ARSIP_TRY(Discover({&seed, 1}));
    return UrlAnswer{true, "queued as a seed"};
  }
  std::string was = WhatItWas(*known);
  if (!RefusedByScope(*known)) return UrlAnswer{false, "known already: " + was};
  known->hop_path.clear();
  known->depth = 0;
  ARSIP_TRY(Requeue(std::move(*known), kFirstLane));
  return UrlAnswer{true, "was " + was + "; queued as a seed"};
}

Result<UrlAnswer> PartitionFrontier::CaptureNow(const Url& url) {
  ARSIP_TRY(CheckOwned());
  const ScopeRuling ruling = Judge(url, "", 0);
  if (ruling.refusal != Refusal::kNone) return UrlAnswer{false, Refused(ruling)};
  const UrlKey key = KeyOf(url);
  DiscoveredUrl wanted;
  wanted.url = url;
  wanted.hop = Hop::kSeed;
  ARSIP_TRY(Discover({&wanted, 1}));
  // Known or not, the store has it after this, and the queue has its place.
  ARSIP_TRY(Commit());
  if (leases_.FindUrl(key) != nullptr) return UrlAnswer{true, "is being fetched now"};
  ARSIP_ASSIGN(auto known, FindUrl(key));
  if (!known.has_value()) {
    return Error{ErrorCode::kCorruption, "the store does not have what it was given", url.href()};
  }
  if (known->state == UrlState::kQueued) return MoveAhead(std::move(*known));
  std::string was = WhatItWas(*known);
  // What refused it on its old way here does not hold for one that an operator names.
  known->hop_path.clear();
  known->depth = 0;
  ARSIP_TRY(Requeue(std::move(*known), kUrgentLane));
  return UrlAnswer{true, "was " + was + "; queued ahead of its host's queue"};
}

Result<UrlAnswer> PartitionFrontier::MoveAhead(UrlRecord url) {
  ARSIP_ASSIGN(const Url parsed, Url::Parse(url.href));
  Host& host = QueueOf(parsed);
  const DueEntry due{url.retry_at, url.key};
  std::optional<QueuePosition> from;
  // A retry whose time has come may be back in the queue with its old record.
  const bool retry_waits =
      url.retry_at != FrontierTime{} && (due_.Remove(due) || url.retry_at > time_.Now());
  if (!retry_waits) {
    ARSIP_ASSIGN(from, PlaceOf(host.record.number, url));
    // Before its host was known it waited with its domain's.
    const auto domain = url.deferred ? HostOfDomain(parsed) : std::nullopt;
    if (!from.has_value() && domain.has_value()) {
      ARSIP_ASSIGN(from, PlaceOf(*domain, url));
    }
    if (!from.has_value()) {
      return Error{ErrorCode::kUnavailable, "its place in a long queue was not found; it keeps it",
                   url.href};
    }
    if (from->lane == kUrgentLane) return UrlAnswer{true, "is ahead of its host's queue already"};
  }
  const QueuePosition to = NextPosition(host.record.number, kUrgentLane);
  Host& left = from.has_value() ? hosts_[from->host] : host;
  Recount(left,
          [&] { --(from.has_value() ? left.record.queued[from->lane] : left.record.retrying); });
  Recount(host, [&] { ++host.record.queued[to.lane]; });
  Touch(left);
  Touch(host);
  if (url.deferred) --deferred_;
  if (from.has_value()) {
    if (!url.deferred) host.queue.Remove(*from, memory_);
    filling_.batch.dequeued.push_back(*from);
  } else {
    filling_.batch.due_removed.push_back(due);
  }
  url.retry_at = {};
  if (url.deferred) url.detail.clear();
  url.deferred = false;
  // What speaks against it on its way here does not hold for one that an operator names.
  url.hop_path.clear();
  url.depth = 0;
  url.place = to.arrival;
  filling_.batch.updates.push_back(url);
  filling_.batch.enqueued.push_back({to, url.key});
  filling_.moved.push_back(QueuedUrl{to, std::move(url)});
  return UrlAnswer{true, "moved ahead of its host's queue"};
}

Result<std::optional<QueuePosition>> PartitionFrontier::PlaceOf(HostNumber host,
                                                                const UrlRecord& url) {
  const auto& queued = hosts_[host].record.queued;
  for (uint8_t lane = 0; lane < kLanes; ++lane) {
    if (queued[lane] == 0) continue;
    const uint64_t place = url.place == 0 ? url.arrival : url.place;
    const QueuePosition before{host, lane, place - 1};
    ARSIP_ASSIGN(const auto found, store_.LoadQueue(options_.partition, before, 1));
    if (!found.empty() && found[0].url.key == url.key) return std::optional(found[0].position);
  }
  // Records of version 1 say only where it was first.
  for (uint8_t lane = 0; lane < kLanes; ++lane) {
    QueuePosition after{host, lane, 0};
    for (size_t seen = 0; seen < std::min<size_t>(queued[lane], kPlacesLookedAt);) {
      ARSIP_ASSIGN(const auto read, store_.LoadQueue(options_.partition, after, kPlacesPerRead));
      for (const QueuedUrl& place : read) {
        if (place.url.key == url.key) return std::optional(place.position);
      }
      if (read.size() < kPlacesPerRead) break;
      after = read.back().position;
      seen += read.size();
    }
  }
  return std::optional<QueuePosition>();
}

QueueListing PartitionFrontier::ListQueues(QueueOrder order, size_t limit) {
  const FrontierTime now = time_.Now();
  std::vector<std::pair<uint64_t, HostNumber>> ranked;
  for (HostNumber number = 0; number < hosts_.size(); ++number) {
    const Host& host = hosts_[number];
    const bool blocked = host.record.operator_block_until > now;
    if (host.waiting() == 0 && host.open_leases == 0 && !blocked) continue;
    ranked.emplace_back(
        order == QueueOrder::kMostWaiting ? host.waiting() : ServerOf(host).record.fetch_time_ms,
        number);
  }
  QueueListing listing;
  listing.total = ranked.size();
  const auto end = ranked.begin() + static_cast<std::ptrdiff_t>(std::min(limit, ranked.size()));
  // The host met first comes first of equals.
  std::partial_sort(ranked.begin(), end, ranked.end(), [](const auto& a, const auto& b) {
    return std::tie(b.first, a.second) < std::tie(a.first, b.second);
  });
  listing.queues.reserve(static_cast<size_t>(end - ranked.begin()));
  for (auto at = ranked.begin(); at != end; ++at) {
    listing.queues.push_back(StateOf(hosts_[at->second], now));
  }
  return listing;
}

QueueState PartitionFrontier::StateOf(const Host& host, FrontierTime now) const {
  const Host& server = ServerOf(host);
  const HostNumber number = server.record.number;
  QueueState state;
  state.host = host.record.origin;
  state.ip_group = politeness_.group_name(politeness_.group_of(number));
  state.retrying = host.record.retrying;
  state.leased = host.leased_pages;
  state.queued = host.waiting() - std::min<uint64_t>(host.waiting(), state.retrying);
  state.fetch_time = std::chrono::milliseconds(server.record.fetch_time_ms);
  state.delay = politeness_.delay_of(number);
  state.dormant = server.record.dormant;
  Reason reason = ReasonOf(server, now);
  state.reason = std::move(reason.text);
  if (reason.wakes.has_value()) {
    state.wakes_in = std::max(*reason.wakes - now, Duration::zero());
  }
  return state;
}

}  // namespace arsip::frontier
