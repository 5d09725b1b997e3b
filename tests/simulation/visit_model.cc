#include "visit_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace arsip::simulation {
namespace {

using frontier::PayloadChange;

// Clocks of two runs differ by microseconds.
constexpr Duration kTolerance = std::chrono::seconds(1);
constexpr Duration kDay = std::chrono::hours(24);
constexpr Duration kGoneInterval = std::chrono::hours(168);
constexpr size_t kSaved = 16;
constexpr size_t kQueuedAtOnce = 4;

double FactorOf(double intervals, bool changed) {
  const double d = std::expm1(0.664 * intervals);
  if (intervals <= 1) return changed ? 0.7 : std::pow(0.7, -d);
  const double longer = std::max(1.4, intervals);
  return changed ? std::pow(longer, -1 / d) : longer;
}

}  // namespace

Duration VisitModel::NextBurst(const ModelVisits& visits) const {
  for (const Duration burst : options_.recrawl.bursts) {
    if (visits.first + burst > loop_.now()) return visits.first + burst;
  }
  return Duration::max();
}

Duration VisitModel::Adapted(const ModelVisits& before, PayloadChange change, bool gone) const {
  if (before.gone != gone) {
    change = PayloadChange::kChanged;
  } else if (gone) {
    change = PayloadChange::kUnchanged;
  }
  if (change == PayloadChange::kUnknown) return before.interval;
  const std::chrono::duration<double> elapsed = loop_.now() - before.last;
  const std::chrono::duration<double> interval = before.interval;
  const double factor = FactorOf(elapsed / interval, change != PayloadChange::kUnchanged);
  return std::chrono::duration_cast<Duration>(interval * factor);
}

void VisitModel::Captured(const frontier::Outcome& outcome, ModelVisits& visits) const {
  if (!enabled_) return;
  const int status = outcome.status_code;
  const bool gone = status == 404 || status == 410 || status == 451;
  const bool again = visits.first >= Duration::zero();
  if (!again) visits.kind = outcome.page_kind;
  const frontier::RevisitRange& range = options_.recrawl.range(visits.kind);
  visits.interval = again ? Adapted(visits, outcome.change, gone) : range.first;
  if (!again) visits.first = loop_.now();
  const bool gone_once = gone && again && !visits.gone;
  visits.gone_twice = gone && !gone_once;
  visits.gone = gone;
  visits.last = loop_.now();
  visits.captured_at = loop_.clock().Utc();
  visits.early = false;
  visits.heard_before = std::exchange(visits.heard, false);
  if (visits.gone_twice) visits.interval = std::max(visits.interval, kGoneInterval);
  visits.interval = std::clamp(visits.interval, range.min, range.max);
  Duration wait = visits.interval;
  if (!visits.gone_twice) {
    wait = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(wait) *
                                                options_.recrawl.earliest);
  }
  visits.not_before = loop_.now() + std::max(wait, range.min);
  if (!visits.gone_twice) visits.not_before = std::min(visits.not_before, NextBurst(visits));
  if (gone_once) {
    visits.not_before = std::min(visits.not_before, loop_.now() + options_.recrawl.confirm_gone);
  }
  // A burst that is over may still be to come on the frontier's time line.
  if (time_lost_) visits.not_before = loop_.now();
}

void VisitModel::Lost(ModelVisits& visits) const {
  const Duration least = options_.recrawl.range(visits.kind).min;
  visits.not_before = std::min(visits.last + least, NextBurst(visits));
}

void VisitModel::Said(const frontier::LastModified& said, ModelVisits& visits) const {
  if (!enabled_ || visits.first < Duration::zero()) return;
  visits.heard = true;
  if (said.time <= visits.captured_at) return;
  if (!visits.named()) visits.said_at = loop_.now();
  visits.said = std::max(said.time, visits.said.value_or(said.time));
}

bool VisitModel::IsDue(const ModelVisits& visits) const {
  return loop_.now() + kTolerance >= visits.not_before;
}

bool VisitModel::MayBegin(const ModelVisits& visits) const {
  return enabled_ && visits.first >= Duration::zero() && (IsDue(visits) || visits.named());
}

void VisitModel::CheckBegin(const std::string& href, const ModelVisits& visits) const {
  if (MayBegin(visits)) return;
  const std::chrono::duration<double> early = visits.not_before - loop_.now();
  trace_.Violate("visit due",
                 href + " is seen again " + std::to_string(early.count()) + " s before it is due");
}

void VisitModel::Begin(const std::string& href, const std::string& platform,
                       const std::string& queue) {
  const auto most = options_.recrawl.visits_per_day;
  if (!most.has_value()) return;
  std::deque<Duration>& begun = begun_[platform];
  std::set<std::string>& queues = queues_of_[platform];
  queues.insert(queue);
  begun.push_back(loop_.now());
  while (begun.front() < loop_.now() - kDay) begun.pop_front();
  while (!restarts_.empty() && restarts_.front() < loop_.now() - kDay) restarts_.pop_front();
  const size_t allowed = *most + kSaved + kQueuedAtOnce * queues.size() + restarts_.size() + 1;
  if (begun.size() <= allowed) return;
  trace_.Violate("visit budget", href + " is visit " + std::to_string(begun.size()) + " of " +
                                     platform + " within a day, of " + std::to_string(*most));
}

}  // namespace arsip::simulation
