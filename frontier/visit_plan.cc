#include "frontier/visit_plan.h"

#include <algorithm>
#include <cmath>

namespace arsip::frontier {
namespace {

// A server without a delay still has a budget: ten visits a second.
constexpr Duration kLeastDelay = std::chrono::milliseconds(100);
// While all hosts of a platform are closed, it is looked at no more often than this.
constexpr Duration kLookAgain = std::chrono::seconds(1);
constexpr Duration kLookAgainAtLast = std::chrono::hours(1);  // what an operator blocks, he opens
// Of four visits three go to bursts and confirmations as long as they wait.
constexpr uint32_t kUrgentInRow = 3;
constexpr size_t kManyPools = 4096;
constexpr Duration kIdle = std::chrono::hours(1);
constexpr double kSecondsPerDay = 86'400;

bool IsUrgent(const VisitPlan::Waiting& waiting) {
  const VisitReason reason = waiting.visit.url.revisit.reason;
  return reason == VisitReason::kBurst || reason == VisitReason::kConfirm;
}

Duration Seconds(double seconds) {
  constexpr double kLongest = 365 * kSecondsPerDay;
  return Duration(static_cast<int64_t>(std::ceil(std::min(seconds, kLongest) * 1e9)));
}

}  // namespace

void VisitPlan::SetReady(Pools::iterator pool, FrontierTime ready) {
  agenda_.erase({pool->second.ready, pool->first});
  pool->second.ready = ready;
  if (!pool->second.waiting.empty()) agenda_.insert({ready, pool->first});
}

void VisitPlan::Add(const std::string& platform, Waiting waiting, FrontierTime now) {
  if (pools_.size() >= kManyPools && !pools_.contains(platform)) DropIdlePools(now);
  const auto [found, is_new] = pools_.try_emplace(platform);
  Pool& pool = found->second;
  if (is_new) pool.filled = now;
  pool.waiting.push_back(std::move(waiting));
  ++size_;
  if (pool.waiting.size() > kMostWaiting || size_ > kMostWaitingInAll) {
    const auto last = std::max_element(
        pool.waiting.begin(), pool.waiting.end(),
        [this, now](const Waiting& a, const Waiting& b) { return GoesBefore(a, b, now); });
    excess_.push_back(TakeOut(pool, static_cast<size_t>(last - pool.waiting.begin())));
  }
  SetReady(found, std::min(pool.ready, now));
}

std::optional<VisitPlan::Waiting> VisitPlan::Admit(FrontierTime now, const TermsOf& terms) {
  while (!agenda_.empty() && agenda_.begin()->first <= now) {
    const auto found = pools_.find(std::string(agenda_.begin()->second));
    Pool& pool = found->second;
    const auto chosen = Choose(pool, now, terms);
    if (!chosen.has_value()) {
      SetReady(found, OpensAt(pool, now, terms));
      continue;
    }
    const double rate = RateOf(terms(pool.waiting[*chosen].host));
    const double elapsed = std::chrono::duration<double>(now - pool.filled).count();
    pool.saved = std::min(pool.saved + elapsed * rate, kMostSaved);
    pool.filled = now;
    if (pool.saved < 1) {
      SetReady(found, now + std::max(Seconds((1 - pool.saved) / rate), Duration(1)));
      continue;
    }
    pool.saved -= 1;
    pool.urgent_in_row = IsUrgent(pool.waiting[*chosen]) ? pool.urgent_in_row + 1 : 0;
    Waiting admitted = TakeOut(pool, *chosen);
    SetReady(found, now);
    return admitted;
  }
  return std::nullopt;
}

void VisitPlan::Wake(const std::string& platform, FrontierTime now) {
  const auto found = pools_.find(platform);
  if (found != pools_.end()) SetReady(found, std::min(found->second.ready, now));
}

void VisitPlan::Remove(const std::string& platform, const UrlKey& key) {
  const auto found = pools_.find(platform);
  if (found == pools_.end()) return;
  Pool& pool = found->second;
  const auto waiting =
      std::find_if(pool.waiting.begin(), pool.waiting.end(),
                   [&key](const Waiting& other) { return other.visit.entry.key == key; });
  if (waiting == pool.waiting.end()) return;
  TakeOut(pool, static_cast<size_t>(waiting - pool.waiting.begin()));
  SetReady(found, pool.ready);
}

std::optional<FrontierTime> VisitPlan::next() const {
  if (agenda_.empty()) return std::nullopt;
  return agenda_.begin()->first;
}

std::optional<size_t> VisitPlan::Choose(const Pool& pool, FrontierTime now,
                                        const TermsOf& terms) const {
  std::optional<size_t> urgent;
  std::optional<size_t> other;
  for (size_t i = 0; i < pool.waiting.size(); ++i) {
    const Waiting& waiting = pool.waiting[i];
    std::optional<size_t>& best = IsUrgent(waiting) ? urgent : other;
    if (best.has_value() && !GoesBefore(waiting, pool.waiting[*best], now)) continue;
    if (terms(waiting.host).open) best = i;
  }
  if (!urgent.has_value()) return other;
  return other.has_value() && pool.urgent_in_row >= kUrgentInRow ? other : urgent;
}

// Urgent ones by their time; then those that were not visited for longer than their kind ever
// waits, the longest first; then by what a visit is worth.
bool VisitPlan::GoesBefore(const Waiting& a, const Waiting& b, FrontierTime now) const {
  if (IsUrgent(a) != IsUrgent(b)) return IsUrgent(a);
  const Revisit& first = a.visit.url.revisit;
  const Revisit& second = b.visit.url.revisit;
  if (IsUrgent(a)) return first.next < second.next;
  const auto beyond = [this, now](const Revisit& revisit) {
    return now - revisit.visited > options_.range(revisit.kind).max;
  };
  if (beyond(first) != beyond(second)) return beyond(first);
  if (beyond(first)) return first.visited < second.visited;
  return ValueOf(first, now) > ValueOf(second, now);
}

double VisitPlan::RateOf(const Terms& terms) const {
  double rate = 1 / std::chrono::duration<double>(std::max(terms.delay, kLeastDelay)).count();
  if (terms.shared) rate *= options_.budget_share;
  if (options_.visits_per_day.has_value()) {
    rate = std::min(rate, *options_.visits_per_day / kSecondsPerDay);
  }
  return rate;
}

FrontierTime VisitPlan::OpensAt(const Pool& pool, FrontierTime now, const TermsOf& terms) {
  FrontierTime first = FrontierTime::max();
  for (const Waiting& waiting : pool.waiting) first = std::min(first, terms(waiting.host).opens);
  return std::clamp(first, now + kLookAgain, now + kLookAgainAtLast);
}

VisitPlan::Waiting VisitPlan::TakeOut(Pool& pool, size_t index) {
  Waiting taken = std::move(pool.waiting[index]);
  if (index + 1 < pool.waiting.size()) pool.waiting[index] = std::move(pool.waiting.back());
  pool.waiting.pop_back();
  --size_;
  return taken;
}

void VisitPlan::DropIdlePools(FrontierTime now) {
  std::erase_if(pools_, [now](const auto& pool) {
    return pool.second.waiting.empty() && now - pool.second.filled > kIdle;
  });
}

}  // namespace arsip::frontier
