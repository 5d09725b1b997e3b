// VisitModel: when a captured URL may be seen again at the earliest, and how many visits a platform
// has, by docs/recrawl.md. Shares no code with the frontier. Not thread-safe.
#ifndef ARSIP_TESTS_SIMULATION_VISIT_MODEL_H_
#define ARSIP_TESTS_SIMULATION_VISIT_MODEL_H_

#include <deque>
#include <map>
#include <set>
#include <string>

#include "event_loop.h"
#include "frontier/frontier_options.h"
#include "frontier/lease.h"

namespace arsip::simulation {

// Of one URL. Plain value: what a crash undoes is restored from a copy.
struct ModelVisits {
  Duration first{-1};  // capture
  Duration last{};
  Duration interval{};
  Duration not_before{};  // the next visit
  bool gone = false;      // the last capture did not find it
  bool gone_twice = false;
  frontier::PageKind kind = frontier::PageKind::kPage;
  UtcTime captured_at{};        // by the frontier's date, the last time
  std::optional<UtcTime> said;  // the latest change that its site told of
  Duration said_at{};           // when it first told of one after the last capture
  bool early = false;           // seen again only because of that
  bool heard = false;           // its site told of it at all since the last capture,
  bool heard_before = false;    // since the one before: it may be heeded only now
  bool named() const { return said.has_value() && *said > captured_at; }
};

class VisitModel {
 public:
  VisitModel(const frontier::FrontierOptions& options, const EventLoop& loop, Trace& trace)
      : options_(options), loop_(loop), trace_(trace), enabled_(options.recrawl.enabled) {}

  bool enabled() const { return enabled_; }
  void TurnOff() { enabled_ = false; }
  // From now on elapsed times may seem shorter to the frontier than they were.
  void LoseTime() { time_lost_ = true; }

  void Captured(const frontier::Outcome& outcome, ModelVisits& visits) const;
  // A sitemap or feed told when it changed.
  void Said(const frontier::LastModified& said, ModelVisits& visits) const;
  // By its own plan, whatever its site says.
  bool IsDue(const ModelVisits& visits) const;
  // A visit came to nothing.
  void Lost(ModelVisits& visits) const;
  bool MayBegin(const ModelVisits& visits) const;
  void CheckBegin(const std::string& href, const ModelVisits& visits) const;
  // A visit is leased for the first time; `queue`: that it waited in.
  void Begin(const std::string& href, const std::string& platform, const std::string& queue);
  void Restarted() { restarts_.push_back(loop_.now()); }

 private:
  Duration NextBurst(const ModelVisits& visits) const;
  Duration Adapted(const ModelVisits& before, frontier::PayloadChange change, bool gone) const;

  const frontier::FrontierOptions options_;
  const EventLoop& loop_;
  Trace& trace_;
  bool enabled_;
  bool time_lost_ = false;
  std::deque<Duration> restarts_;
  std::map<std::string, std::deque<Duration>> begun_;       // by platform
  std::map<std::string, std::set<std::string>> queues_of_;  // likewise
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_VISIT_MODEL_H_
