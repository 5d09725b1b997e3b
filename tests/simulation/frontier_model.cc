#include "frontier_model.h"

#include <algorithm>
#include <utility>

namespace arsip::simulation {

using frontier::CompletionVerdict;
using frontier::Lease;
using frontier::LeaseId;
using frontier::LeasePurpose;
using frontier::Outcome;
using frontier::OutcomeKind;
using frontier::Refusal;
using frontier::UrlState;

namespace {

std::string Name(const LeaseId& id) {
  return std::to_string(id.epoch) + "/" + std::to_string(id.number);
}

}  // namespace

FrontierModel::FrontierModel(const frontier::FrontierOptions& options, const SyntheticWeb& web,
                             const EventLoop& loop, Trace& trace, uint32_t max_depth)
    : options_(options),
      web_(web),
      loop_(loop),
      trace_(trace),
      operator_(options, web, loop, trace, max_depth),
      visits_(options, loop, trace),
      platforms_(options, loop, trace) {}

const ModelUrl* FrontierModel::Any(uint64_t chance) const {
  return hrefs_.empty() ? nullptr : &urls_.at(hrefs_[chance % hrefs_.size()]);
}

const ModelLease* FrontierModel::FindLease(const LeaseId& id) const {
  const auto found = leases_.find(id);
  return found == leases_.end() ? nullptr : &found->second;
}

void FrontierModel::Discovered(std::span<const frontier::DiscoveredUrl> urls) {
  for (const frontier::DiscoveredUrl& found : urls) {
    const auto [entry, is_new] = urls_.try_emplace(found.url.href());
    ModelUrl& url = entry->second;
    if (found.last_modified.has_value()) visits_.Said(*found.last_modified, url.visits);
    if (!is_new) continue;
    url.url = found.url;
    url.depth = found.depth;
    url.named = found.hop_path.empty();
    url.refusal = found.refusal;
    if (operator_.judges_found()) {
      url.refusal = Judge(operator_.scope(), web_, url.url, url.depth).refusal;
    }
    if (url.refusal != Refusal::kNone) url.state = UrlState::kRefused;
    hrefs_.push_back(found.url.href());
    pending_.push_back(Change{Change::Kind::kInserted, url, {}});
  }
}

void FrontierModel::Wanted(const Url& wanted) {
  const auto [entry, is_new] = urls_.try_emplace(wanted.href());
  ModelUrl& url = entry->second;
  if (is_new) {
    url.url = wanted;
    hrefs_.push_back(wanted.href());
  }
  pending_.push_back(Change{is_new ? Change::Kind::kInserted : Change::Kind::kWanted, url, {}});
  url.depth = 0;
  url.named = true;
  if (url.state != UrlState::kQueued) WaitAgain(url);
}

void FrontierModel::WaitAgain(ModelUrl& url) {
  if (url.state == UrlState::kCaptured) --captured_;
  url.state = UrlState::kQueued;
  url.refusal = Refusal::kNone;
}

void FrontierModel::Recrawled(bool sure) {
  for (auto& [href, url] : urls_) {
    if (url.state != UrlState::kCaptured && url.state != UrlState::kFailed) continue;
    pending_.push_back(Change{Change::Kind::kWanted, url, {}});
    WaitAgain(url);
  }
  recrawl_unsure_ = !sure;
  if (!sure) return;
  counts_.captures = counts_.bytes = 0;
  Committed();
}

void FrontierModel::Unsure() {
  for (const Change& change : pending_) urls_.at(change.before.url.href()).told = true;
}

void FrontierModel::Granted(std::string_view worker, size_t credit, std::span<const Lease> leases) {
  ExpireLeases();
  if (leases.size() > credit) trace_.Violate("credit", "more leases than were asked for");
  for (const Lease& lease : leases) Grant(worker, lease);
  if (!leases.empty()) CheckBudget();
}

void FrontierModel::CheckBudget() const {
  const std::optional<uint64_t> max_bytes = operator_.budgets().max_bytes;
  if (max_bytes.has_value() && counts_.bytes >= *max_bytes) {
    trace_.Violate("budget",
                   std::to_string(counts_.bytes) + " bytes, of " + std::to_string(*max_bytes));
  }
  const std::optional<uint64_t> max_pages = operator_.budgets().max_pages;
  if (!max_pages.has_value()) return;
  const auto is_page = [this](const LeaseId& id) {
    return leases_.at(id).purpose == LeasePurpose::kPage;
  };
  const auto pages = static_cast<uint64_t>(std::count_if(open_.begin(), open_.end(), is_page));
  if (counts_.captures + pages > *max_pages) {
    trace_.Violate("budget", std::to_string(counts_.captures) + " captures, " +
                                 std::to_string(pages) + " leased, of " +
                                 std::to_string(*max_pages));
  }
}

void FrontierModel::Grant(std::string_view worker, const Lease& lease) {
  const std::string href = lease.target.url.href();
  trace_.Add("grant " + Name(lease.id) + " to " + std::string(worker) + " " + href);
  if (lease.lasts <= Duration::zero()) trace_.Violate("lease", "it lasts no time: " + href);
  if (lease.addresses.empty()) trace_.Violate("lease", "no address to dial: " + href);
  if (lease.id.epoch < epoch_) trace_.Violate("lease", "of an older epoch: " + href);
  epoch_ = lease.id.epoch;
  if (leases_.contains(lease.id)) trace_.Violate("lease", "its number is used: " + Name(lease.id));
  operator_.CheckGrant(lease);
  platforms_.Granted(lease.target.url);
  if (lease.purpose == LeasePurpose::kPage) GrantPage(lease);
  ModelLease& open = leases_[lease.id];
  open = ModelLease{href,
                    std::string(lease.target.url.origin()),
                    std::string(worker),
                    lease.purpose,
                    loop_.now(),
                    loop_.now() + std::min(options_.lease_duration, options_.lease_hard_cap),
                    std::nullopt};
  open_.insert(lease.id);
}

void FrontierModel::GrantPage(const Lease& lease) {
  const std::string href = lease.target.url.href();
  const auto found = urls_.find(href);
  if (found == urls_.end()) {
    trace_.Violate("origin", "a URL was granted that nobody discovered: " + href);
    return;
  }
  ModelUrl& url = found->second;
  if (url.lease.has_value()) {
    trace_.Violate("one lease",
                   href + " is leased as " + Name(*url.lease) + " and as " + Name(lease.id));
  }
  if (!url.durable && !url.told) {
    trace_.Violate("durable first", "granted before it was durable: " + href);
  }
  if (url.state == UrlState::kCaptured && visits_.enabled()) {
    visits_.CheckBegin(href, url.visits);
    url.visits.early = !visits_.IsDue(url.visits);
    if (url.visits.early) CheckWord(url);
    visits_.Begin(href, platforms_.PlatformOf(url.url), platforms_.QueueOf(url.url));
    WaitAgain(url);
  } else if (url.state != UrlState::kQueued && MayWaitAgain(url)) {
    WaitAgain(url);
  } else if (url.state != UrlState::kQueued) {
    trace_.Violate("captured once",
                   std::string(frontier::UrlStateName(url.state)) + " and granted again: " + href);
  }
  operator_.CheckPage(lease, url.depth, url.named);
  platforms_.Taken(url.url, std::exchange(url.fresh, false));
  url.lease = lease.id;
}

void FrontierModel::Close(ModelLease& lease) {
  lease.closed = loop_.now();
  if (lease.purpose != LeasePurpose::kPage) return;
  const auto url = urls_.find(lease.href);
  if (url != urls_.end()) url->second.lease.reset();
}

// The frontier notices whenever it is asked something; so the model does.
void FrontierModel::ExpireLeases() {
  for (auto at = open_.begin(); at != open_.end();) {
    ModelLease& lease = leases_.at(*at);
    if (lease.deadline > loop_.now()) {
      ++at;
      continue;
    }
    trace_.Add("expired " + Name(*at));
    const auto url = urls_.find(lease.href);
    if (lease.purpose == LeasePurpose::kPage && url != urls_.end()) ++url->second.broken;
    Close(lease);
    at = open_.erase(at);
  }
}

void FrontierModel::Renewed(std::string_view worker, std::span<const LeaseId> leases,
                            std::span<const LeaseId> lost) {
  ExpireLeases();
  const std::set<LeaseId> is_lost(lost.begin(), lost.end());
  for (const LeaseId& id : leases) {
    const auto found = leases_.find(id);
    bool ours = open_.contains(id) && found->second.worker == worker;
    // Close to the hard cap the worker is told to drop it; the lease stays open until then.
    if (ours && found->second.granted + options_.lease_hard_cap - loop_.now() <
                    options_.lease_duration / 2) {
      ours = false;
    }
    if (ours == is_lost.contains(id)) {
      trace_.Violate("renewal", Name(id) + (ours ? " is still" : " is no longer") + " of " +
                                    std::string(worker) + ", and it was told otherwise");
    }
    if (!ours) {
      trace_.Add("lost " + Name(id) + " for " + std::string(worker));
      continue;
    }
    ModelLease& lease = found->second;
    lease.deadline =
        std::min(loop_.now() + options_.lease_duration, lease.granted + options_.lease_hard_cap);
  }
}

CompletionVerdict FrontierModel::Expected(const LeaseId& id) const {
  if (open_.contains(id)) return CompletionVerdict::kAccepted;
  const ModelLease* const lease = FindLease(id);
  const bool repeated = lease != nullptr && lease->completed && id.epoch == epoch_;
  return repeated && !crashed_ ? CompletionVerdict::kRepeated : CompletionVerdict::kStale;
}

void FrontierModel::Completed(const LeaseId& id, const Outcome& outcome,
                              CompletionVerdict verdict) {
  ExpireLeases();
  const CompletionVerdict expected = Expected(id);
  if (verdict != expected) {
    trace_.Violate("verdict", Name(id) + " got " + std::to_string(static_cast<int>(verdict)) +
                                  ", expected " + std::to_string(static_cast<int>(expected)));
  }
  if (verdict != CompletionVerdict::kAccepted || !open_.contains(id)) return;
  ModelLease& lease = leases_.at(id);
  trace_.Add("complete " + Name(id) + " kind " + std::to_string(static_cast<int>(outcome.kind)) +
             " " + lease.href);
  open_.erase(id);
  Close(lease);
  lease.completed = true;
  Apply(lease, outcome);
}

void FrontierModel::Apply(const ModelLease& lease, const Outcome& outcome) {
  ModelHost& host = hosts_[lease.origin];
  const bool news = lease.granted > host.blocked_since;
  if (outcome.kind == OutcomeKind::kCaptured) {
    counts_.bytes += outcome.bytes;
    counts_.received += outcome.bytes;
  }
  if (outcome.kind == OutcomeKind::kHostBusy) HostBusy(lease, outcome);
  if (outcome.kind == OutcomeKind::kCaptured && news) host.busy_level = 0;
  if (outcome.kind == OutcomeKind::kHostUnreachable && news) {
    host.blocked_since = loop_.now();
    host.blocked_until = std::max(host.blocked_until, loop_.now() + options_.host_retries.front());
  }
  if (lease.purpose == LeasePurpose::kRobotsTxt) {
    LearnRobots(lease, host, outcome);
    return;
  }
  ModelUrl& url = urls_.at(lease.href);
  if (outcome.kind == OutcomeKind::kCaptured) {
    CountPayload(host, outcome.novelty);
    JudgeWord(url, outcome);
    Capture(url, outcome);
  }
  if (outcome.kind == OutcomeKind::kTransferFailed) ++url.broken;
}

void FrontierModel::Capture(ModelUrl& url, const Outcome& outcome) {
  pending_.push_back(Change{Change::Kind::kCaptured, url, loop_.clock().Utc()});
  ++counts_.captures;
  ++captured_;
  ++url.captures;
  url.state = UrlState::kCaptured;
  url.captured_at = loop_.clock().Utc();
  visits_.Captured(outcome, url.visits);
}

// Since when fewer than min_novelty_percent of the last five whole hundreds were new.
void FrontierModel::CountPayload(ModelHost& host, frontier::PayloadNovelty novelty) const {
  constexpr size_t kHundred = 100;
  if (novelty == frontier::PayloadNovelty::kUnknown) return;
  host.payloads.push_back(novelty == frontier::PayloadNovelty::kNew);
  const size_t count = host.payloads.size();
  if (count % kHundred != 0 || count < 5 * kHundred) return;
  const auto fresh = std::count(host.payloads.end() - 5 * kHundred, host.payloads.end(), true);
  if (fresh >= 5 * static_cast<int64_t>(options_.traps.min_novelty_percent)) {
    host.demoted.reset();
  } else if (!host.demoted.has_value()) {
    host.demoted = loop_.now();
  }
}

// It is seen before it is due: something was said of it while its site had a say.
void FrontierModel::CheckWord(const ModelUrl& url) {
  const ModelHost& host = hosts_[std::string(url.url.origin())];
  if (!host.disbelieved.has_value() || url.visits.said_at <= *host.disbelieved) return;
  trace_.Violate("site's word", url.url.href() + " is seen early, as its site wants it, which " +
                                    "was wrong too often");
}

// What was seen early was surely named as changed. Of others it is not known what was heeded.
void FrontierModel::JudgeWord(const ModelUrl& url, const Outcome& outcome) {
  constexpr uint32_t kMostLies = 4;
  if (!visits_.enabled() || !(url.visits.heard || url.visits.heard_before)) return;
  ModelHost& host = hosts_[std::string(url.url.origin())];
  const bool gone = outcome.status_code == 404;
  const bool changed =
      outcome.change != frontier::PayloadChange::kUnchanged || gone || url.visits.gone;
  if (url.visits.early && !changed) {
    if (++host.lies < kMostLies) return;
    host.lies = kMostLies / 2;
    host.disbelieved = loop_.now();
  } else if (host.lies > 0) {
    --host.lies;
  }
}

// Of hosts that serve their own robots.txt; what came through a redirect could be anyone's.
void FrontierModel::LearnRobots(const ModelLease& lease, ModelHost& host, const Outcome& outcome) {
  if (!outcome.robots.has_value() || lease.href != lease.origin + "/robots.txt") return;
  using Kind = frontier::RobotsOutcome::Kind;
  const Kind kind = outcome.robots->kind;
  if (kind == Kind::kRules || kind == Kind::kUnavailable) host.robots_at = loop_.now();
  if (kind != Kind::kRules) return;
  host.crawl_delay = outcome.robots->rules.crawl_delay.value_or(Duration::zero());
  host.crawl_delay_since = loop_.now();
}

void FrontierModel::HostBusy(const ModelLease& lease, const Outcome& outcome) {
  ModelHost& host = hosts_[lease.origin];
  const bool news = lease.granted > host.blocked_since;
  if (!news && !outcome.retry_after.has_value()) return;
  if (news) ++host.busy_level;
  Duration wait = options_.busy_backoff_first;
  for (uint32_t level = 1; level < host.busy_level && wait < options_.busy_backoff_max; ++level) {
    wait *= 2;
  }
  wait = std::min(wait, options_.busy_backoff_max);
  if (outcome.retry_after.has_value())
    wait = std::min(*outcome.retry_after, options_.max_retry_after);
  host.blocked_since = loop_.now();
  host.blocked_until = std::max(host.blocked_until, loop_.now() + wait);
}

void FrontierModel::Abandoned(std::string_view worker) {
  for (auto at = open_.begin(); at != open_.end();) {
    ModelLease& lease = leases_.at(*at);
    if (lease.worker != worker) {
      ++at;
      continue;
    }
    Close(lease);
    at = open_.erase(at);
  }
}

void FrontierModel::Committed() {
  for (const Change& change : std::exchange(pending_, {})) {
    ModelUrl& url = urls_.at(change.before.url.href());
    url.durable = true;
    const bool waits = change.kind == Change::Kind::kInserted && url.state == UrlState::kQueued;
    // Where the operator does nothing, posts of channels wait for nothing but their turn.
    if (!waits || operates_ || !url.url.path().starts_with("/s/")) continue;
    url.fresh = true;
    platforms_.Waits(url.url);
  }
  durable_hosts_ = hosts_;
  durable_counts_ = counts_;
  operator_.Committed();
  platforms_.Committed();
}

void FrontierModel::LiftBudgets() {
  visits_.TurnOff();
  platforms_.LiftBudgets();
}

void FrontierModel::LoseTime() {
  time_lost_ = true;
  visits_.LoseTime();
  platforms_.LoseTime();
}

void FrontierModel::Crashed() {
  trace_.Add("the frontier crashed");
  for (const LeaseId& id : open_) {
    Close(leases_.at(id));
    leases_.at(id).orphaned = true;
  }
  open_.clear();
  ++epoch_;
  crashed_ = true;
  operator_.Crashed();
  platforms_.Crashed();
  visits_.Restarted();
}

}  // namespace arsip::simulation
