// Progress, and the one reason why a URL or a host is where it is.
#include <algorithm>
#include <utility>

#include "frontier/partition_frontier.h"

namespace arsip::frontier {
namespace {

constexpr size_t kMaxPath = 64;

const UrlRecord* FindIn(const FrontierBatch& batch, const UrlKey& key) {
  // The last one holds.
  for (auto url = batch.updates.rbegin(); url != batch.updates.rend(); ++url) {
    if (url->key == key) return &*url;
  }
  return nullptr;
}

const UrlRecord* FindPending(const FrontierBatch& batch, const UrlKey& key) {
  for (const FrontierBatch::Insert& insert : batch.inserts) {
    if (insert.url.key == key) return &insert.url;
  }
  return nullptr;
}

std::string WithDetail(std::string text, const std::string& detail) {
  if (!detail.empty()) text += ": " + detail;
  return text;
}

std::string SettledReason(const UrlRecord& url) {
  switch (url.state) {
    case UrlState::kCaptured:
      return WithDetail("captured with status " + std::to_string(url.status_code) + " at " +
                            FormatWarcDate(url.changed),
                        url.detail);
    case UrlState::kFailed:
      return WithDetail("failed after " + std::to_string(url.attempt) + " tries", url.detail);
    case UrlState::kRefused:
      return WithDetail(std::string("refused (") + RefusalName(url.refusal) + ")", url.detail);
    default:
      return "discovered; the batch that makes it durable is not written yet";
  }
}

// "3h", "12d": what a reader wants of a time to come.
std::string Rounded(Duration duration) {
  for (const Duration unit : std::initializer_list<Duration>{
           std::chrono::hours(24), std::chrono::hours(1), std::chrono::minutes(1)}) {
    if (duration >= 2 * unit) return FormatDuration(duration / unit * unit);
  }
  return FormatDuration(std::chrono::ceil<std::chrono::seconds>(duration));
}

const char* ReasonText(VisitReason reason) {
  switch (reason) {
    case VisitReason::kInterval:
      return "";
    case VisitReason::kBurst:
      return ", for takedown evidence";
    case VisitReason::kConfirm:
      return ", to confirm that it is gone";
    case VisitReason::kNamed:
      return ", as its site says that it changed";
  }
  return "";
}

std::string Times(uint32_t count) {
  if (count == 1) return "once";
  return count == 2 ? "twice" : std::to_string(count) + " times";
}

// "next visit in 3h (page, unchanged twice)".
std::string PlanText(const Revisit& revisit, FrontierTime now) {
  std::string text = revisit.next > now ? "next visit in " + Rounded(revisit.next - now)
                                        : "its visit is due and waits for its platform's budget";
  text += ReasonText(revisit.reason);
  text += std::string(" (") + PageKindName(revisit.kind);
  if (revisit.presence == Presence::kGone) {
    text += ", gone";
  } else if (revisit.unchanged > 0) {
    text += ", unchanged " + Times(revisit.unchanged);
  } else if (revisit.visits > 0) {
    text += ", changed at the last visit";
  }
  return text + ")";
}

}  // namespace

FrontierProgress PartitionFrontier::Progress() {
  const FrontierTime now = time_.Now();
  FrontierProgress progress;
  progress.leased = leases_.open();
  progress.dormant = dormant_;
  progress.queued =
      counters_.queued -
      std::min<uint64_t>(counters_.queued, leases_.open_pages() + dormant_ + deferred_);
  progress.deferred = deferred_;
  progress.captured = counters_.captured;
  progress.failed = counters_.failed;
  for (size_t refusal = 1; refusal < counters_.refused.size(); ++refusal) {
    if (counters_.refused[refusal] == 0) continue;
    progress.refused[static_cast<Refusal>(refusal)] = counters_.refused[refusal];
  }
  progress.captured_bytes = counters_.captured_bytes;
  progress.received_bytes = counters_.received_bytes;
  progress.hosts = hosts_.hosts();
  progress.unheard_words = unheard_words_;
  progress.budget_reached =
      (budgets_.max_pages.has_value() && counters_.captures >= *budgets_.max_pages) ||
      (budgets_.max_bytes.has_value() && counters_.captured_bytes >= *budgets_.max_bytes);
  progress.paused = counters_.paused;
  progress.pause_reason = counters_.pause_reason;
  if (progress.budget_reached) return progress;
  if (const auto wake = NextWake(now); wake.has_value()) {
    progress.next_wake = std::max(*wake - now, Duration::zero());
  }
  return progress;
}

std::optional<FrontierTime> PartitionFrontier::NextWake(FrontierTime now) {
  std::optional<FrontierTime> wake;
  const auto consider = [&wake](std::optional<FrontierTime> time) {
    if (time.has_value() && (!wake.has_value() || *time < *wake)) wake = time;
  };
  // A lease that expires is to be handed out again.
  consider(leases_.NextDeadline());
  // Leases in flight may use the budget up: then only their ends change anything.
  if (counters_.paused || !BudgetAllows()) return wake;
  consider(politeness_.NextTime());
  consider(due_.next());
  consider(visits_.next());
  if (!heard_.empty()) consider(now);
  if (!resolving_.empty() || sweep_.has_value() || rescoping()) consider(now);
  return wake;
}

Result<std::optional<UrlRecord>> PartitionFrontier::FindUrl(const UrlKey& key) {
  for (const FrontierBatch* batch :
       {&filling_.batch, sealed_.has_value() ? &sealed_->batch : nullptr}) {
    if (batch == nullptr) continue;
    if (const UrlRecord* url = FindIn(*batch, key)) return std::optional<UrlRecord>(*url);
  }
  ARSIP_ASSIGN(auto stored, store_.FindUrls(options_.partition, {&key, 1}));
  if (stored.front().has_value()) return std::move(stored.front());
  for (const FrontierBatch* batch :
       {&filling_.batch, sealed_.has_value() ? &sealed_->batch : nullptr}) {
    const UrlRecord* const found = batch == nullptr ? nullptr : FindPending(*batch, key);
    if (found == nullptr) continue;
    std::optional<UrlRecord> url(*found);
    if (url->state == UrlState::kQueued) url->state = UrlState::kDiscovered;
    return url;
  }
  return std::optional<UrlRecord>();
}

Result<std::vector<std::string>> PartitionFrontier::PathOf(UrlRecord url) {
  std::vector<std::string> path;
  while (!url.via.empty() && path.size() < kMaxPath) {
    path.push_back(url.via);
    const auto via = Url::Parse(url.via);
    if (!via.has_value()) break;
    ARSIP_ASSIGN(auto found, FindUrl(KeyOf(*via)));
    if (!found.has_value()) break;
    url = std::move(*found);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Result<Explanation> PartitionFrontier::ExplainUrl(const Url& url) {
  Explanation explanation;
  explanation.subject = url.href();
  ARSIP_ASSIGN(auto record, FindUrl(KeyOf(url)));
  if (!record.has_value()) {
    explanation.reason = "never discovered";
    return explanation;
  }
  const FrontierTime now = time_.Now();
  explanation.state = record->state;
  if (const OpenLease* const lease = leases_.FindUrl(record->key); lease != nullptr) {
    explanation.state = UrlState::kLeased;
    explanation.reason = "leased to worker " + lease->worker;
    explanation.wakes_in = std::max(lease->deadline - now, Duration::zero());
  } else if (record->state == UrlState::kQueued) {
    ExplainQueued(*record, now, explanation);
  } else {
    explanation.reason = SettledReason(*record);
    if (record->refusal == Refusal::kGate && TriesGatedAgain()) {
      explanation.reason += "; other addresses are allowed now, and it is about to be tried again";
    }
    if (record->revisit.next != FrontierTime{}) {
      explanation.reason += "; " + PlanText(record->revisit, now);
      explanation.wakes_in = std::max(record->revisit.next - now, Duration::zero());
    }
  }
  ARSIP_ASSIGN(explanation.path, PathOf(std::move(*record)));
  return explanation;
}

void PartitionFrontier::ExplainQueued(const UrlRecord& url, FrontierTime now,
                                      Explanation& explanation) const {
  Reason reason;
  if (url.deferred) {
    explanation.reason = WithDetail("deferred", url.detail);
    return;
  }
  const auto parsed = Url::Parse(url.href);
  const auto number = parsed.has_value() ? hosts_.Find(parsed->origin()) : std::nullopt;
  if (!number.has_value()) {
    explanation.reason = "queued for a host that is not known";
    return;
  }
  const Host& host = hosts_[*number];
  if (host.record.dormant) explanation.state = UrlState::kDormant;
  if (url.retry_at > now && !host.record.dormant) {
    reason.text = WithDetail("retry " + std::to_string(url.attempt) + " is due later", url.detail);
    reason.wakes = url.retry_at;
  } else {
    reason = ReasonOf(host, now);
  }
  explanation.reason = (IsVisit(url) ? "to be seen again: " : "") + std::move(reason.text);
  if (reason.wakes.has_value()) {
    explanation.wakes_in = std::max(*reason.wakes - now, Duration::zero());
  }
}

Result<Explanation> PartitionFrontier::ExplainHost(std::string_view authority) {
  Explanation explanation;
  explanation.subject = authority;
  const Host* const host = FindAuthority(authority);
  if (host == nullptr) {
    explanation.reason = "no URL of this host was ever queued";
    return explanation;
  }
  const FrontierTime now = time_.Now();
  explanation.subject = host->record.origin;
  Reason reason = ReasonOf(*host, now);
  explanation.reason = std::move(reason.text);
  if (reason.wakes.has_value()) {
    explanation.wakes_in = std::max(*reason.wakes - now, Duration::zero());
  }
  return explanation;
}

// "example.org", "example.org:8443" or an origin; without a scheme, the one with more to fetch.
const Host* PartitionFrontier::FindAuthority(std::string_view authority) const {
  const Host* best = nullptr;
  for (const std::string_view scheme : {"", "https://", "http://"}) {
    const auto number = hosts_.Find(std::string(scheme) + std::string(authority));
    if (!number.has_value()) continue;
    const Host& host = ServerOf(hosts_[*number]);
    if (best == nullptr || host.waiting() > best->waiting()) best = &host;
  }
  return best;
}

PartitionFrontier::Reason PartitionFrontier::ReasonOf(const Host& host, FrontierTime now) const {
  if (counters_.paused) {
    return {WithDetail("paused by the operator", counters_.pause_reason), std::nullopt};
  }
  if (!BudgetAllows()) return {"the crawl's budget is reached", std::nullopt};
  if (host.record.operator_block_until > now) {
    const bool ends = host.record.operator_block_until != kForever;
    return {WithDetail("blocked by the operator", host.record.operator_block_reason),
            ends ? std::optional(host.record.operator_block_until) : std::nullopt};
  }
  if (auto reason = BackOffReason(host, now)) return std::move(*reason);
  const HostNumber number = host.record.number;
  if (!AnyAvailable(host) && !robots_.HasHop(number)) {
    if (host.open_leases > 0) return {"its last queued URL is being fetched", std::nullopt};
    if (host.record.retrying > 0) return {"only retries that are due later wait", std::nullopt};
    if (host.record.queued[kDeferredLane] > 0)
      return {"all that is queued is deferred", std::nullopt};
    return {"nothing is queued", std::nullopt};
  }
  if (resolving_.contains(number)) return {"its address is being looked up", std::nullopt};
  if (auto reason = RobotsReason(host, now)) return std::move(*reason);
  return PolitenessReason(host, now);
}

std::optional<PartitionFrontier::Reason> PartitionFrontier::BackOffReason(const Host& host,
                                                                          FrontierTime now) const {
  const HostRecord& record = host.record;
  if (record.dormant && record.blocked_until > now) {
    return Reason{WithDetail("dormant until the next probe", record.blocked_reason),
                  record.blocked_until};
  }
  if (record.blocked_until > now) {
    const char* const why = record.unreachable_level > 0 ? "unreachable" : "backs off";
    return Reason{WithDetail(why, record.blocked_reason), record.blocked_until};
  }
  if (host.probing() && host.open_leases > 0) {
    return Reason{"after a back-off one request goes first; its answer is awaited", std::nullopt};
  }
  return std::nullopt;
}

std::optional<PartitionFrontier::Reason> PartitionFrontier::RobotsReason(const Host& host,
                                                                         FrontierTime now) const {
  if (robots_.fetching(host.record.number)) {
    return Reason{"its robots.txt is being fetched", std::nullopt};
  }
  if (robots_.Check(host.record, now) == RobotsGate::Standing::kWait) {
    return Reason{"robots.txt could not be fetched: everything is disallowed until it can",
                  host.record.robots_until};
  }
  return std::nullopt;
}

PartitionFrontier::Reason PartitionFrontier::PolitenessReason(const Host& host,
                                                              FrontierTime now) const {
  const HostNumber number = host.record.number;
  const GroupNumber group = politeness_.group_of(number);
  const GroupNumber platform = politeness_.platform_of(number);
  const std::string& address = politeness_.group_name(group);
  if (politeness_.host_full(number)) return {"a request to it is in flight", std::nullopt};
  if (politeness_.host_ready(number) > now) {
    return {"host delay after the last response", politeness_.host_ready(number)};
  }
  if (politeness_.group_full(group)) {
    return {"a request to another host at " + address + " is in flight", std::nullopt};
  }
  if (politeness_.group_ready(group) > now) {
    return {"IP delay after the last response from " + address, politeness_.group_ready(group)};
  }
  if (platform != kNoPlatform) {
    if (auto reason = PlatformReason(platform, now)) return std::move(*reason);
  }
  if (robots_.Check(host.record, now) == RobotsGate::Standing::kFetch) {
    return {"ready: its robots.txt is fetched first", now};
  }
  if (Demoted(host)) {
    return {"ready, but other hosts go first: next to nothing of its last 500 pages was new", now};
  }
  return {"ready: waits for a worker", now};
}

std::optional<PartitionFrontier::Reason> PartitionFrontier::PlatformReason(GroupNumber platform,
                                                                           FrontierTime now) const {
  const std::string& name = politeness_.group_name(platform);
  if (politeness_.platform_spent(platform, now)) {
    return Reason{"the requests that " + name + " is given are used up",
                  politeness_.group_ready(platform)};
  }
  if (politeness_.group_full(platform)) {
    return Reason{"as many requests to " + name + " are in flight as may be", std::nullopt};
  }
  if (politeness_.group_ready(platform) > now) {
    return Reason{"delay after the last response from " + name, politeness_.group_ready(platform)};
  }
  return std::nullopt;
}

}  // namespace arsip::frontier
