// What a frontier or its store says, compared with the model.
#include <algorithm>
#include <utility>
#include <vector>

#include "frontier_model.h"

namespace arsip::simulation {

using frontier::Refusal;
using frontier::UrlRecord;
using frontier::UrlState;

void FrontierModel::Compare(const StoredFrontier& stored) {
  if (std::exchange(crashed_, false)) Reconcile(stored);
  CheckCounts(stored);
  CheckMadeUp(stored);
  CheckNovelty(stored);
  for (auto& [href, url] : urls_) {
    const auto found = stored.urls.find(href);
    if (found == stored.urls.end()) {
      trace_.Violate("no URL lost", "acknowledged, and not in the store: " + href);
      return;
    }
    CompareUrl(url, found->second);
  }
  for (const auto& [href, record] : stored.urls) {
    if (!urls_.contains(href)) trace_.Violate("origin", "nobody discovered it: " + href);
  }
}

// Batches survive whole and in order: what was told up to some moment is there, the rest is not.
void FrontierModel::Reconcile(const StoredFrontier& stored) {
  std::vector<Change> changes = std::exchange(pending_, {});
  std::vector<const Change*> undone;
  std::string lost;
  for (const Change& change : changes) {
    const std::string href = change.before.url.href();
    const bool survived = Survived(change, stored);
    urls_.at(href).durable = urls_.at(href).durable || survived;
    if (!survived) undone.push_back(&change);
    if (change.kind == Change::Kind::kWanted) continue;
    if (survived && !lost.empty()) {
      trace_.Violate("batches in order", href + " survived a crash, and not " + lost);
    }
    if (!survived) lost = href;
  }
  std::reverse(undone.begin(), undone.end());
  for (const Change* const change : undone) Undo(*change);
  // Back-offs of the last batch survived with it; whether they did does not show in URLs alone.
  // A robots.txt that came with it may have.
  ReconcileHosts(stored);
  operator_.Reconcile(stored);
  platforms_.Reconcile();
  // Some batches more than were acknowledged may have survived, and a round that was begun.
  const frontier::FrontierCounters& said = stored.counters;
  const auto between = [](uint64_t count, uint64_t least, uint64_t most) {
    return count >= least && count <= most;
  };
  const bool anew = std::exchange(recrawl_unsure_, false) && said.captured_bytes == 0;
  if (!anew && between(said.captures, durable_counts_.captures, counts_.captures) &&
      between(said.captured_bytes, durable_counts_.bytes, counts_.bytes)) {
    counts_.captures = said.captures;
    counts_.bytes = said.captured_bytes;
  } else if (anew) {
    counts_.captures = counts_.bytes = 0;
  }
  if (between(said.received_bytes, durable_counts_.received, counts_.received)) {
    counts_.received = said.received_bytes;
  }
  durable_counts_ = counts_;
}

void FrontierModel::ReconcileHosts(const StoredFrontier& stored) {
  for (auto& [origin, told] : hosts_) {
    ModelHost& host = durable_hosts_[origin];
    host.robots_at = std::max(host.robots_at, told.robots_at);
    host.lies = std::min(host.lies, told.lies);
    // As many pages as the store has counted; CheckNovelty() says whether those are they.
    const auto record = stored.hosts.find(origin);
    const size_t counted = record == stored.hosts.end() ? 0 : record->second.novelty.pages;
    while (host.payloads.size() < told.payloads.size() && host.payloads.size() % 100 != counted) {
      const bool is_new = told.payloads[host.payloads.size()];
      CountPayload(host,
                   is_new ? frontier::PayloadNovelty::kNew : frontier::PayloadNovelty::kKnown);
    }
  }
  hosts_ = durable_hosts_;
}

// Those that an operator names are beyond the limit.
void FrontierModel::CheckMadeUp(const StoredFrontier& stored) {
  std::set<std::string> named;
  for (const auto& [href, url] : urls_) {
    if (url.named) named.insert(std::string(url.url.origin()));
  }
  known_hosts_.clear();
  uint32_t made_up = 0;
  for (const auto& [origin, record] : stored.hosts) {
    const auto url = Url::Parse(origin);
    if (!url || url->path() != "/") continue;  // a channel
    known_hosts_.insert(origin);
    if (SyntheticWeb::IsMadeUp(*url) && !named.contains(origin)) ++made_up;
  }
  if (made_up <= options_.traps.max_hosts_per_domain) return;
  trace_.Violate("made-up hosts", std::to_string(made_up) + " of one domain are known");
}

bool FrontierModel::IsOneTooMany(const Url& url) const {
  if (!SyntheticWeb::IsMadeUp(url) || known_hosts_.contains(std::string(url.origin()))) {
    return false;
  }
  const auto count = std::ranges::count_if(known_hosts_, [&url](const std::string& origin) {
    return origin.ends_with(std::string(SyntheticWeb::DomainOf(url)));
  });
  return static_cast<uint64_t>(count) >= options_.traps.max_hosts_per_domain;
}

void FrontierModel::CheckNovelty(const StoredFrontier& stored) {
  for (const auto& [origin, host] : hosts_) {
    if (host.payloads.empty()) continue;
    const auto record = stored.hosts.find(origin);
    if (record == stored.hosts.end()) continue;
    const frontier::Novelty& said = record->second.novelty;
    const auto full = static_cast<std::ptrdiff_t>(host.payloads.size() / 100);
    const auto fresh = std::count(host.payloads.begin() + full * 100, host.payloads.end(), true);
    bool same = said.pages == host.payloads.size() % 100 && said.fresh == fresh &&
                said.full == std::min<std::ptrdiff_t>(full, 5);
    for (std::ptrdiff_t i = 0; i < std::min<std::ptrdiff_t>(full, 5); ++i) {
      const auto end = host.payloads.begin() + (full - i) * 100;
      same = same && said.hundreds.at(static_cast<size_t>(i)) == std::count(end - 100, end, true);
    }
    if (same) continue;
    trace_.Violate("novelty", "it is not stored as it was: " + std::to_string(said.full) +
                                  " hundred and " + std::to_string(said.pages) + " pages, told " +
                                  std::to_string(host.payloads.size()) + ", of " + origin);
    return;
  }
}

void FrontierModel::CheckCounts(const StoredFrontier& stored) {
  const frontier::FrontierCounters& said = stored.counters;
  if (said.captures == counts_.captures && said.captured_bytes == counts_.bytes &&
      said.received_bytes == counts_.received) {
    return;
  }
  trace_.Violate("counts", "stored are " + std::to_string(said.captures) + " captures, " +
                               std::to_string(said.captured_bytes) + " and " +
                               std::to_string(said.received_bytes) + " bytes, the model has " +
                               std::to_string(counts_.captures) + ", " +
                               std::to_string(counts_.bytes) + " and " +
                               std::to_string(counts_.received));
}

// What is refused is not asked for again, and what waits waits; all else does from now on.
void FrontierModel::CheckRecrawled(const StoredFrontier& stored) const {
  for (const auto& [href, record] : stored.urls) {
    if (record.state != UrlState::kCaptured && record.state != UrlState::kFailed) continue;
    trace_.Violate("recrawl",
                   std::string("it stays ") + frontier::UrlStateName(record.state) + ": " + href);
  }
}

bool FrontierModel::Survived(const Change& change, const StoredFrontier& stored) {
  const auto found = stored.urls.find(change.before.url.href());
  if (found == stored.urls.end()) return false;
  const UrlRecord& record = found->second;
  switch (change.kind) {
    case Change::Kind::kInserted:
      return true;
    case Change::Kind::kCaptured:
      return record.changed == change.at;
    case Change::Kind::kWanted:
      break;
  }
  return record.state != change.before.state || record.depth != change.before.depth;
}

void FrontierModel::Undo(const Change& change) {
  const std::string href = change.before.url.href();
  ModelUrl& url = urls_.at(href);
  if (url.state == UrlState::kCaptured) --captured_;
  if (change.kind == Change::Kind::kInserted) {
    std::erase(hrefs_, href);
    urls_.erase(href);
    return;
  }
  if (change.before.state == UrlState::kCaptured) ++captured_;
  const uint32_t broken = url.broken;
  const bool durable = url.durable;
  url = change.before;
  url.broken = broken;
  url.durable = durable;
  url.lease.reset();
}

bool FrontierModel::MayWaitAgain(const ModelUrl& url) const {
  if (url.state == UrlState::kCaptured) return visits_.MayBegin(url.visits);
  const bool by_scope = url.refusal == Refusal::kScope || url.refusal == Refusal::kTrap;
  return url.state == UrlState::kRefused && by_scope && operator_.EverInside(url.url, url.depth);
}

// A URL that waits may also have been refused when its turn came, or have failed; one that is seen
// again may have come to nothing, and is captured as before.
void FrontierModel::CompareUrl(ModelUrl& url, const UrlRecord& record) {
  const std::string& href = url.url.href();
  if (record.state == url.state && record.refusal == url.refusal) return;
  const std::string says = std::string("the store says ") + frontier::UrlStateName(record.state) +
                           " (" + record.detail + "), the model " +
                           frontier::UrlStateName(url.state) + ": " + href;
  if (url.state != UrlState::kQueued) {
    if (!MayWaitAgain(url)) trace_.Violate("one state", says);
    WaitAgain(url);
    if (record.state == UrlState::kQueued) return;
  }
  const bool by_scope = record.refusal == Refusal::kScope || record.refusal == Refusal::kTrap;
  if (record.state == UrlState::kRefused && record.refusal == Refusal::kRobots) {
    if (!MayBeRefused(url)) trace_.Violate("refused for a reason", says);
  } else if (record.state == UrlState::kRefused && by_scope) {
    if (!operator_.EverOutside(url.url, url.depth)) trace_.Violate("refused for a reason", says);
  } else if (record.state == UrlState::kFailed) {
    if (url.broken <= options_.transfer_retries.size()) trace_.Violate("tries", says);
  } else if (record.state == UrlState::kCaptured && url.visits.first >= Duration::zero()) {
    ++captured_;
    visits_.Lost(url.visits);
  } else {
    trace_.Violate("one state", says);
  }
  url.state = record.state;
  url.refusal = record.refusal;
}

bool FrontierModel::MayBeRefused(const ModelUrl& url) {
  const std::string_view path = url.url.path();
  return path.starts_with("/private/") || path.starts_with("/version");
}

void FrontierModel::CheckProgress(const frontier::FrontierProgress& progress) {
  // Which visits have begun, or came to nothing, is known when they are leased or all is compared.
  if (!options_.recrawl.enabled && progress.captured != captured_) {
    trace_.Violate("counters", std::to_string(progress.captured) + " captured, the model has " +
                                   std::to_string(captured_));
  }
  if (progress.captured_bytes != counts_.bytes || progress.received_bytes != counts_.received) {
    trace_.Violate("counts", std::to_string(progress.captured_bytes) + " of " +
                                 std::to_string(progress.received_bytes) +
                                 " bytes, the model has " + std::to_string(counts_.bytes) + " of " +
                                 std::to_string(counts_.received));
  }
  if (progress.leased != open_.size()) {
    trace_.Violate("counters", std::to_string(progress.leased) + " leased, the model has " +
                                   std::to_string(open_.size()));
  }
}

void FrontierModel::CheckExplanation(const ModelUrl& url,
                                     const frontier::Explanation& explanation) {
  const std::string& href = url.url.href();
  if (explanation.reason.empty()) trace_.Violate("explained", "without a reason: " + href);
  if (!explanation.state.has_value()) {
    trace_.Violate("no URL lost", "explained as never discovered: " + href);
    return;
  }
  const UrlState state = *explanation.state;
  const auto wrong = [&](const char* why) {
    trace_.Violate("one state", std::string(why) + ", explained as " +
                                    frontier::UrlStateName(state) + " (" + explanation.reason +
                                    "): " + href);
  };
  if (explanation.wakes_in.has_value() && *explanation.wakes_in < Duration::zero()) {
    wrong("it wakes in the past");
  }
  if (!url.durable && state == UrlState::kDiscovered) return;
  if (url.state != UrlState::kQueued) {
    if (state == UrlState::kQueued && url.state == UrlState::kCaptured && visits_.enabled()) {
      visits_.CheckBegin(href, url.visits);
    } else if (state != url.state && !MayWaitAgain(url)) {
      wrong("settled");
    }
    return;
  }
  const ModelLease* const lease = url.lease.has_value() ? FindLease(*url.lease) : nullptr;
  if (lease != nullptr) {
    if (state != UrlState::kLeased) wrong("leased");
    return;
  }
  const bool seen = state == UrlState::kCaptured && url.visits.first >= Duration::zero();
  const bool settles = state == UrlState::kRefused || state == UrlState::kFailed || seen;
  const bool waits = state == UrlState::kQueued || state == UrlState::kDormant;
  if (!waits && !settles && url.durable) wrong("it waits");
}

}  // namespace arsip::simulation
