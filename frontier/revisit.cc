#include "frontier/revisit.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace arsip::frontier {
namespace {

constexpr double kUnchangedFactor = 1.4;
constexpr double kChangedFactor = 0.7;
// At its balance of the two factors an interval ends with a change 48.5 times in 100:
// exp(-rate * interval) = 1 - ln 1.4 / (ln 1.4 - ln 0.7).
constexpr double kChangesPerInterval = 0.6644175;
constexpr Duration kFirstGoneInterval = std::chrono::hours(168);

Duration Scaled(Duration duration, double factor) {
  return Duration(static_cast<int64_t>(static_cast<double>(duration.count()) * factor));
}

// On time the factors are 1.4 and 0.7. Sooner or later than an interval one of them is weaker or
// stronger, so that the balance stays where it is: at 0.664 changes an interval, whenever visits
// come.
double FactorOf(double intervals, bool changed) {
  const double odds = std::expm1(kChangesPerInterval * std::max(intervals, 0.0));
  if (intervals <= 1) return changed ? kChangedFactor : std::pow(kChangedFactor, -odds);
  const double longer = std::max(kUnchangedFactor, intervals);
  return changed ? std::pow(longer, -1 / odds) : longer;
}

Duration Adapted(Duration interval, Duration elapsed, PayloadChange change) {
  if (change == PayloadChange::kUnknown) return interval;
  const double intervals = static_cast<double>(elapsed.count()) /
                           static_cast<double>(std::max(interval, Duration(1)).count());
  return Scaled(interval, FactorOf(intervals, change != PayloadChange::kUnchanged));
}

// Whatever the payloads say: there and gone are different, gone and gone are the same.
PayloadChange ChangeOf(const Revisit& before, const Visit& visit) {
  const bool was_gone = before.presence != Presence::kThere;
  if (was_gone != visit.gone) return PayloadChange::kChanged;
  return visit.gone ? PayloadChange::kUnchanged : visit.change;
}

Presence PresenceAfter(const Revisit& before, bool gone) {
  if (!gone) return Presence::kThere;
  const bool first = before.captured() && before.presence == Presence::kThere;
  return first ? Presence::kGoneOnce : Presence::kGone;
}

void PlanNext(const RevisitOptions& options, Revisit& revisit, FrontierTime now, double lateness) {
  const std::vector<Duration>& bursts = options.bursts;
  if (revisit.presence == Presence::kGone) revisit.bursts = static_cast<uint8_t>(bursts.size());
  while (revisit.bursts < bursts.size() && now >= revisit.first_captured + bursts[revisit.bursts]) {
    ++revisit.bursts;
  }
  // What is gone is worth no spare visits.
  const double earliest = revisit.presence == Presence::kGone ? 1 : options.earliest;
  const Duration wait =
      std::max(Scaled(revisit.interval, earliest), options.range(revisit.kind).min);
  revisit.next = now + Scaled(wait, 1 + lateness / 16);
  revisit.reason = VisitReason::kInterval;
  const auto sooner = [&revisit](FrontierTime time, VisitReason reason) {
    if (time > revisit.next) return;
    revisit.next = time;
    revisit.reason = reason;
  };
  if (revisit.bursts < bursts.size()) {
    sooner(revisit.first_captured + bursts[revisit.bursts], VisitReason::kBurst);
  }
  if (revisit.presence == Presence::kGoneOnce) {
    sooner(now + options.confirm_gone, VisitReason::kConfirm);
  }
}

}  // namespace

const char* PageKindName(PageKind kind) {
  switch (kind) {
    case PageKind::kPage:
      return "page";
    case PageKind::kChannelHead:
      return "channel head";
    case PageKind::kManifest:
      return "sitemap or feed";
    case PageKind::kMedia:
      return "media";
  }
  return "page";
}

bool IsGone(int status_code) {
  return status_code == 404 || status_code == 410 || status_code == 451;
}

Revisit AfterVisit(const RevisitOptions& options, const Revisit& before, const Visit& visit,
                   double lateness) {
  Revisit after = before;
  // What says that nothing changed, or that it is gone, shows nothing of its kind.
  const bool shows_kind = visit.change == PayloadChange::kNew ||
                          (visit.change == PayloadChange::kChanged && !visit.gone);
  if (!before.captured() || shows_kind) after.kind = visit.kind;
  const RevisitRange& range = options.range(after.kind);
  after.presence = PresenceAfter(before, visit.gone);
  after.visited = visit.at;
  after.word = SiteWord::kNone;
  if (!before.captured()) {
    after.first_captured = after.changed = visit.at;
    if (after.interval == Duration::zero()) after.interval = range.first;
  } else {
    const PayloadChange change = ChangeOf(before, visit);
    ++after.visits;
    if (change == PayloadChange::kUnchanged) {
      if (after.unchanged < std::numeric_limits<uint16_t>::max()) ++after.unchanged;
    } else if (change != PayloadChange::kUnknown) {
      after.unchanged = 0;
      after.changed = visit.at;
    }
    after.interval = Adapted(before.interval, visit.at - before.visited, change);
  }
  if (after.presence == Presence::kGone) {
    after.interval = std::max(after.interval, kFirstGoneInterval);
  }
  after.interval = std::clamp(after.interval, range.min, range.max);
  PlanNext(options, after, visit.at, lateness);
  return after;
}

Revisit AfterLostVisit(const RevisitOptions& options, const Revisit& before, FrontierTime now) {
  Revisit after = before;
  after.word = SiteWord::kNone;
  PlanNext(options, after, now, 0);
  // It could not be confirmed; its interval is soon enough for a server that breaks off.
  if (after.reason == VisitReason::kConfirm) {
    after.next = now + after.interval;
    after.reason = VisitReason::kInterval;
  }
  return after;
}

double WeightOf(PageKind kind) {
  switch (kind) {
    case PageKind::kChannelHead:
    case PageKind::kManifest:
      return 8;
    case PageKind::kMedia:
      return 0.5;
    case PageKind::kPage:
      break;
  }
  return 1;
}

double ValueOf(const Revisit& revisit, FrontierTime now) {
  const double interval = std::max(std::chrono::duration<double>(revisit.interval).count(), 1.0);
  const double rate = kChangesPerInterval / interval;
  const double most = WeightOf(revisit.kind) / rate;
  if (revisit.reason == VisitReason::kNamed) return most;
  const double age = std::chrono::duration<double>(now - revisit.visited).count();
  const double x = rate * std::max(age, 0.0);
  return most * (1 - (1 + x) * std::exp(-x));
}

}  // namespace arsip::frontier
