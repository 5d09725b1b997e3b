// What was captured is seen again: planned, chosen within a platform's budget, queued. The rules
// are in docs/recrawl.md.
#include <algorithm>
#include <bit>
#include <utility>

#include "base/log.h"
#include "frontier/partition_frontier.h"
#include "frontier/site_word.h"

namespace arsip::frontier {
namespace {

// Visits of one host that wait in its queue: few, so that the choice is late.
constexpr uint32_t kVisitsQueuedPerHost = 4;
constexpr size_t kAdmittedPerAcquire = 256;
constexpr size_t kMaxHeard = 100'000;  // 48 bytes each
constexpr size_t kHeededPerAcquire = 128;
constexpr Duration kLeastPutOff = std::chrono::minutes(1);
constexpr int kPutOffShare = 4;

// Within [0, 1): the same for the same visit of the same URL.
double LatenessOf(const UrlKey& key, uint32_t visits) {
  uint64_t mixed = visits;
  for (const auto byte : key.bytes) {
    mixed = (mixed ^ static_cast<uint8_t>(byte)) * 0x9E3779B97F4A7C15;
  }
  return static_cast<double>(mixed >> 40) / (1u << 24);
}

}  // namespace

bool PartitionFrontier::IsVisit(const UrlRecord& url) const {
  return options_.recrawl.enabled && url.revisit.captured();
}

void PartitionFrontier::PlanAfterCapture(Host& host, UrlRecord& url, const Outcome& outcome,
                                         FrontierTime now) {
  if (!options_.recrawl.enabled) return;
  const Visit visit{now, outcome.change, IsGone(outcome.status_code), outcome.page_kind};
  const SiteWord word = url.revisit.word;
  const double lateness = LatenessOf(url.key, url.revisit.visits);
  url.revisit = AfterVisit(options_.recrawl, url.revisit, visit, lateness);
  const bool changed = url.revisit.changed == now;
  if (JudgeWord(host.record, word, changed, now)) Touch(host);
}

// A visit that comes to nothing takes nothing away: the URL stays captured.
void PartitionFrontier::SettleLostVisit(Host& host, QueuedUrl page, std::string_view why,
                                        FrontierTime now) {
  page.url.revisit = AfterLostVisit(options_.recrawl, page.url.revisit, now);
  page.url.detail = "the last visit came to nothing: " + std::string(why);
  LeaveQueue(host, std::move(page), UrlState::kCaptured);
}

// Into the due table, in the batch that is filling.
void PartitionFrontier::PlanVisit(UrlRecord url) {
  const DueEntry due{url.revisit.next, url.key};
  filling_.batch.due_added.push_back(due);
  filling_.postponed.push_back(DueUrl{due, std::move(url)});
}

// REQUIRES: no batch is sealed.
void PartitionFrontier::UnplanVisit(const UrlRecord& url, const Host& host) {
  const DueEntry due{url.revisit.next, url.key};
  // A batch removes before it adds: what this one was to add is not added at all.
  const auto same = [&due](const DueUrl& other) { return other.entry == due; };
  if (std::erase_if(filling_.postponed, same) > 0) {
    std::erase(filling_.batch.due_added, due);
    return;
  }
  filling_.batch.due_removed.push_back(due);
  due_.Remove(due);
  visits_.Remove(PlatformOf(host), url.key);
}

std::string PartitionFrontier::PlatformOf(const Host& host) const {
  const GroupNumber platform = politeness_.platform_of(host.server);
  if (platform != kNoPlatform) return politeness_.group_name(platform);
  return RegistrableDomain(HostNameOf(ServerOf(host).record.origin));
}

Duration PartitionFrontier::PlatformDelay(const Host& host) const {
  const GroupNumber platform = politeness_.platform_of(host.server);
  if (platform == kNoPlatform) return Duration::zero();
  const std::string name = politeness_.platform_record(platform).name;
  for (const PlatformLimit& limit : options_.platforms) {
    if (limit.name != name) continue;
    if (!limit.max_requests.has_value()) return limit.delay;
    return std::max(limit.delay, limit.window / static_cast<int64_t>(*limit.max_requests));
  }
  return Duration::zero();
}

// A captured URL whose time has come.
Status PartitionFrontier::TakeVisit(DueUrl due, FrontierTime now) {
  if (!options_.recrawl.enabled) {
    filling_.batch.due_removed.push_back(due.entry);
    due.url.revisit.next = {};
    filling_.batch.updates.push_back(std::move(due.url));
    return Ok();
  }
  ARSIP_ASSIGN(const Url url, Url::Parse(due.url.href));
  const Host& host = QueueOf(url);
  visits_.Add(PlatformOf(host), {host.record.number, std::move(due)}, now);
  return Ok();
}

void PartitionFrontier::AdmitVisits(FrontierTime now) {
  if (!options_.recrawl.enabled) return;
  for (VisitPlan::Waiting& waiting : visits_.TakeExcess()) PutOff(std::move(waiting), now);
  if (!BudgetAllows()) return;
  const auto terms = [this, now](HostNumber number) { return TermsOf(hosts_[number], now); };
  for (size_t i = 0; i < kAdmittedPerAcquire; ++i) {
    auto admitted = visits_.Admit(now, terms);
    if (!admitted.has_value()) break;
    filling_.batch.due_removed.push_back(admitted->visit.entry);
    admitted->visit.url.revisit.next = {};
    admitted->visit.url.detail.clear();
    Enqueue(hosts_[admitted->host], std::move(admitted->visit.url), kRevisitLane);
  }
}

VisitPlan::Terms PartitionFrontier::TermsOf(const Host& host, FrontierTime now) const {
  const HostRecord& server = ServerOf(host).record;
  uint64_t others = 0;
  for (const uint8_t lane : {kUrgentLane, kFirstLane, kEmbedLane, kLinkLane}) {
    others += host.record.queued[lane];
  }
  const FrontierTime opens = std::max(server.blocked_until, server.operator_block_until);
  VisitPlan::Terms terms;
  terms.delay =
      std::max({politeness_.delay_of(host.server), options_.ip_delay, PlatformDelay(host)});
  terms.open =
      host.record.queued[kRevisitLane] < kVisitsQueuedPerHost && !server.dormant && opens <= now;
  terms.opens = opens;
  terms.shared = others > host.leased_pages;
  return terms;
}

// By a quarter of the time since its last visit: one that is never chosen costs a write each time
// its age has grown by a quarter.
void PartitionFrontier::PutOff(VisitPlan::Waiting waiting, FrontierTime now) {
  UrlRecord& url = waiting.visit.url;
  filling_.batch.due_removed.push_back(waiting.visit.entry);
  url.revisit.next = now + std::max((now - url.revisit.visited) / kPutOffShare, kLeastPutOff);
  filling_.batch.updates.push_back(url);
  PlanVisit(std::move(url));
}

// What is heard of known URLs is heeded bit by bit: a sitemap may name 50,000 of them.
void PartitionFrontier::Hear(const UrlKey& key, const LastModified& said) {
  if (!options_.recrawl.enabled) return;
  if (heard_.size() < kMaxHeard) {
    heard_.emplace_back(key, said);
    return;
  }
  // A line each time their number has doubled: a flood of them is no flood of the log.
  if (std::has_single_bit(++unheard_words_)) {
    Log(LogLevel::kWarning, "frontier", "site_words_unheard",
        {{"words", unheard_words_}, {"waiting", heard_.size()}});
  }
}

Status PartitionFrontier::HeedSites(FrontierTime now) {
  if (sealed_.has_value()) return Ok();
  for (size_t i = 0; i < kHeededPerAcquire && !heard_.empty(); ++i) {
    const auto [key, said] = heard_.front();
    heard_.pop_front();
    ARSIP_ASSIGN(auto url, FindUrl(key));
    if (!url.has_value() || url->state != UrlState::kCaptured) continue;
    if (url->revisit.next <= now) continue;  // due anyway, or none is planned
    ARSIP_ASSIGN(const Url parsed, Url::Parse(url->href));
    const Host& host = HostOf(parsed);
    if (!IsHeeded(host.record, now)) continue;
    const SiteWord word = WordOf(said, url->changed, clock_.Utc());
    const Revisit after = AfterWord(options_.recrawl, url->revisit, word, now);
    if (after == url->revisit) continue;
    UnplanVisit(*url, host);
    url->revisit = after;
    filling_.batch.updates.push_back(*url);
    PlanVisit(std::move(*url));
  }
  return Ok();
}

}  // namespace arsip::frontier
