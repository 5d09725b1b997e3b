#include "revisited_web.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <utility>

#include "frontier/frontier.h"
#include "frontier/frontier_store.h"
#include "frontier/host_resolver.h"
#include "frontier/revisit.h"

namespace arsip::frontier {
namespace {

constexpr double kHour = 3600;
constexpr double kDay = 24 * kHour;

// A page's rate of change; of each hundred pages so many have it.
struct RateClass {
  int percent;
  double mean_interval;  // seconds; 0: never
  bool bursts;           // ten changes in hours, then nothing for weeks
};
constexpr RateClass kClasses[] = {{12, 6 * kHour, false}, {20, kDay, false},
                                  {25, 7 * kDay, false},  {20, 45 * kDay, false},
                                  {10, 20 * kDay, true},  {13, 0, false}};
constexpr int kHeadsPerPlatform = 2;
constexpr double kHeadInterval = kHour;
constexpr double kBurstChanges = 10;

const RateClass& ClassOf(int percent) {
  for (const RateClass& rate : kClasses) {
    if (percent < rate.percent) return rate;
    percent -= rate.percent;
  }
  return kClasses[std::size(kClasses) - 1];
}

double After(double mean, std::mt19937_64& random) {
  return std::exponential_distribution<double>(1 / mean)(random);
}

std::vector<double> ChangesOf(const RateClass& rate, double from, double to,
                              std::mt19937_64& random) {
  std::vector<double> changes;
  if (rate.mean_interval == 0) return changes;
  for (double at = from + After(rate.mean_interval, random); at < to;
       at += After(rate.mean_interval, random)) {
    changes.push_back(at);
    if (!rate.bursts) continue;
    for (double in_burst = at + After(kHour, random);
         changes.size() % static_cast<size_t>(kBurstChanges) != 0;
         in_burst += After(kHour, random)) {
      if (in_burst >= to) return changes;
      changes.push_back(in_burst);
    }
    at = changes.back();
  }
  return changes;
}

std::string HostOf(int platform) { return "p" + std::to_string(platform) + ".example"; }

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

size_t ChangesUpTo(const std::vector<double>& changes, double time) {
  return static_cast<size_t>(std::upper_bound(changes.begin(), changes.end(), time) -
                             changes.begin());
}

// One platform of a policy that is not the frontier's.
class Replayed {
 public:
  explicit Replayed(VisitPolicy policy) : policy_(policy) {}

  void Know(size_t page, double rate, double now) { known_.push_back({page, rate, now, 0}); }

  // The page that is visited next; it may be one that was just captured.
  size_t Choose(double now) const {
    size_t best = 0;
    double worth = -1;
    for (size_t i = 0; i < known_.size(); ++i) {
      if (const double value = WorthOf(known_[i], now); value > worth) {
        worth = value;
        best = i;
      }
    }
    return best;
  }
  size_t page(size_t index) const { return known_[index].page; }
  void Visit(size_t index, double now, bool gone) {
    known_[index].visited = now;
    known_[index].gone = gone ? known_[index].gone + 1 : 0;
    // What is twice seen to be gone is not visited again: more than the frontier spares itself.
    if (known_[index].gone < 2 || known_.size() == 1) return;
    known_.erase(known_.begin() + static_cast<std::ptrdiff_t>(index));
  }

 private:
  struct Known {
    size_t page;
    double rate;
    double visited;
    int gone;
  };
  double WorthOf(const Known& known, double now) const {
    const double age = now - known.visited;
    const double x = known.rate * age;
    switch (policy_) {
      case VisitPolicy::kProportional:
        return x;
      case VisitPolicy::kBestKnown:
        return known.rate > 0 ? (1 - (1 + x) * std::exp(-x)) / known.rate : 0;
      default:
        return age;
    }
  }

  const VisitPolicy policy_;
  std::vector<Known> known_;
};

}  // namespace

RevisitedWeb::RevisitedWeb(const WebOptions& options)
    : options_(options), end_(kDay * options.days) {
  std::mt19937_64 random(options.seed);
  for (int platform = 0; platform < options.platforms; ++platform) {
    for (int number = 0; number < options.pages; ++number) {
      pages_.push_back(MakePage(platform, number, random));
    }
  }
  std::stable_sort(pages_.begin(), pages_.end(),
                   [](const Page& a, const Page& b) { return a.born < b.born; });
}

RevisitedWeb::Page RevisitedWeb::MakePage(int platform, int number, std::mt19937_64& random) const {
  std::uniform_real_distribution<double> share(0, 1);
  Page page;
  page.platform = platform;
  page.href = "http://" + HostOf(platform) + "/" + std::to_string(number);
  page.head = number < kHeadsPerPlatform;
  RateClass rate = ClassOf(static_cast<int>(100 * share(random)));
  if (page.head) rate = {0, kHeadInterval, false};
  page.rate = rate.mean_interval > 0 ? 1 / rate.mean_interval : 0;
  if (rate.bursts) page.rate *= kBurstChanges;
  // Four in ten are there at the beginning, the others appear.
  const double appears = share(random);
  page.born = page.head || appears < 0.4 ? 0 : share(random) * 0.9 * end_;
  // Three in twenty vanish, half of them within hours.
  const double vanishes = share(random);
  page.gone = 2 * end_;
  if (!page.head && vanishes < 0.15) {
    page.gone = page.born + 600 + After(vanishes < 0.075 ? 12 * kHour : 20 * kDay, random);
  }
  page.changes = ChangesOf(rate, page.born, std::min(page.gone, end_), random);
  return page;
}

PolicyResult RevisitedWeb::Measure(VisitPolicy policy) {
  if (visits_.empty()) RunFrontier();
  return Score(policy == VisitPolicy::kFrontier ? visits_ : Replay(policy));
}

void RevisitedWeb::RunFrontier() {
  std::map<std::string, std::string> addresses;
  for (int i = 0; i < options_.platforms; ++i) {
    addresses[HostOf(i)] = "192.0.2." + std::to_string(i + 1);
  }
  const auto store = NewMemoryStore();
  const auto resolver = NewFixedResolver({addresses.begin(), addresses.end()});
  ManualClock clock;
  FrontierOptions options;
  options.host_delay = std::chrono::seconds(86'400 / options_.requests_per_day);
  options.ip_delay = Duration::zero();
  options.delay_jitter = 0;
  options.recrawl.enabled = true;
  auto frontier = std::move(*Frontier::Open(*store, *resolver, clock, options));

  std::map<std::string, size_t> numbers;
  for (size_t i = 0; i < pages_.size(); ++i) numbers[pages_[i].href] = i;
  struct Seen {
    bool captured = false;
    size_t changes = 0;
  };
  std::vector<Seen> seen(pages_.size());
  size_t born = 0;
  for (double now = 0; now < end_;) {
    for (; born < pages_.size() && pages_[born].born <= now; ++born) {
      DiscoveredUrl found;
      found.url = *Url::Parse(pages_[born].href);
      found.hop = pages_[born].head ? Hop::kSeed : Hop::kLink;
      (void)frontier->Discover({&found, 1});
    }
    (void)frontier->Commit();
    const auto leases = std::move(*frontier->Acquire("w", 64));
    (void)frontier->Commit();
    for (const Lease& lease : leases) {
      Outcome outcome;
      outcome.status_code = 200;
      if (lease.purpose == LeasePurpose::kRobotsTxt) {
        outcome.robots.emplace().kind = RobotsOutcome::Kind::kUnavailable;
      } else {
        const size_t number = numbers.at(lease.target.url.href());
        const Page& page = pages_[number];
        const size_t changes = ChangesUpTo(page.changes, now);
        const bool first = !std::exchange(seen[number].captured, true);
        const bool same = changes == std::exchange(seen[number].changes, changes);
        outcome.change = first  ? PayloadChange::kNew
                         : same ? PayloadChange::kUnchanged
                                : PayloadChange::kChanged;
        if (page.gone <= now) outcome.status_code = 404;
        if (page.head) outcome.page_kind = PageKind::kChannelHead;
        visits_.push_back({now, number, first});
      }
      frontier->ResponseEnded({lease.id, std::chrono::milliseconds(100)});
      (void)frontier->Complete(lease.id, outcome, {});
      (void)frontier->Commit();
    }
    if (!leases.empty()) continue;
    const Duration wake = frontier->Progress().next_wake.value_or(std::chrono::hours(1));
    double step = std::max(std::chrono::duration<double>(wake).count(), 1.0);
    if (born < pages_.size()) step = std::min(step, std::max(pages_[born].born - now, 1.0));
    step = std::ceil(step);
    now += step;
    clock.Advance(std::chrono::seconds(static_cast<int64_t>(step)));
  }
}

std::vector<RevisitedWeb::Visited> RevisitedWeb::Replay(VisitPolicy policy) const {
  std::vector<Replayed> platforms(static_cast<size_t>(options_.platforms), Replayed(policy));
  std::vector<Visited> visits;
  visits.reserve(visits_.size());
  for (const Visited& slot : visits_) {
    const Page& page = pages_[slot.page];
    Replayed& platform = platforms[static_cast<size_t>(page.platform)];
    if (slot.first) {
      platform.Know(slot.page, page.rate, slot.time);
      visits.push_back(slot);
      continue;
    }
    const size_t index = platform.Choose(slot.time);
    const size_t chosen = platform.page(index);
    visits.push_back({slot.time, chosen, false});
    platform.Visit(index, slot.time, pages_[chosen].gone <= slot.time);
  }
  return visits;
}

PolicyResult RevisitedWeb::Score(const std::vector<Visited>& visits) const {
  std::vector<std::vector<double>> times(pages_.size());
  for (const Visited& visit : visits) times[visit.page].push_back(visit.time);
  double there = 0, fresh = 0, age = 0, heads_there = 0, heads_fresh = 0;
  double changes = 0, caught = 0, vanished = 0, missed = 0;
  std::vector<double> gaps;
  for (size_t i = 0; i < pages_.size(); ++i) {
    const Page& page = pages_[i];
    const double last = std::min(page.gone, end_);
    if (times[i].empty() || times[i].front() >= last) continue;
    double page_fresh = 0;
    const double begin = times[i].front();
    for (size_t visit = 0; visit < times[i].size() && times[i][visit] < last; ++visit) {
      const double from = times[i][visit];
      const double to = visit + 1 < times[i].size() ? std::min(times[i][visit + 1], last) : last;
      const size_t seen = ChangesUpTo(page.changes, from);
      if (visit > 0 && seen > ChangesUpTo(page.changes, times[i][visit - 1])) ++caught;
      const double stale_from = seen < page.changes.size() ? std::min(page.changes[seen], to) : to;
      page_fresh += stale_from - from;
      age += (to - stale_from) * (to - stale_from) / 2;
    }
    changes += static_cast<double>(page.changes.size() - ChangesUpTo(page.changes, begin));
    there += last - begin;
    fresh += page_fresh;
    if (page.head) heads_there += last - begin;
    if (page.head) heads_fresh += page_fresh;
    if (page.gone >= end_) continue;
    ++vanished;
    const auto noticed = std::lower_bound(times[i].begin(), times[i].end(), page.gone);
    if (noticed == times[i].end()) ++missed;
    // What was not noticed counts as noticed at the end.
    gaps.push_back((noticed == times[i].end() ? end_ : *noticed) - *std::prev(noticed));
  }
  PolicyResult result;
  result.visits = visits.size();
  result.fresh = fresh / there;
  result.fresh_heads = heads_fresh / heads_there;
  result.age_hours = age / there / kHour;
  result.caught = caught / std::max(changes, 1.0);
  result.takedown_gap_hours = Median(std::move(gaps)) / kHour;
  result.takedowns_missed = missed / std::max(vanished, 1.0);
  return result;
}

}  // namespace arsip::frontier
