// VisitPlan: captured URLs whose next visit is due, until their platform's budget has room.
//
// A platform (a registrable domain) has as many visits as its politeness allows, less while
// something new waits there. When more are due than it has, the plan chooses; docs/recrawl.md has
// the rule. A platform's best kMostWaiting wait here; what is over goes back, to be put off. All of
// them stay in the due table until they are admitted. Not thread-safe.
#ifndef ARSIP_FRONTIER_VISIT_PLAN_H_
#define ARSIP_FRONTIER_VISIT_PLAN_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "frontier/frontier_records.h"
#include "frontier/revisit.h"

namespace arsip::frontier {

class VisitPlan {
 public:
  static constexpr size_t kMostWaiting = 256;
  static constexpr size_t kMostWaitingInAll = 8192;
  // Visits that a platform saves up while none is due.
  static constexpr double kMostSaved = 16;

  struct Waiting {
    HostNumber host = 0;
    DueUrl visit;
  };
  // How a host stands at this moment.
  struct Terms {
    Duration delay{};      // between two of its requests
    bool open = true;      // it answers, and not too many of its visits are queued
    bool shared = false;   // something new waits there
    FrontierTime opens{};  // not open: not before then
  };
  using TermsOf = std::function<Terms(HostNumber)>;

  explicit VisitPlan(const RevisitOptions& options) : options_(options) {}

  void Add(const std::string& platform, Waiting waiting, FrontierTime now);
  // The next visit to be made; nullopt: none, before next().
  std::optional<Waiting> Admit(FrontierTime now, const TermsOf& terms);
  // What Add found no room for.
  std::vector<Waiting> TakeExcess() { return std::exchange(excess_, {}); }
  // A host of the platform has room again.
  void Wake(const std::string& platform, FrontierTime now);
  // A visit that is not to be made.
  void Remove(const std::string& platform, const UrlKey& key);

  // When Admit may give something; nullopt: nothing waits.
  std::optional<FrontierTime> next() const;
  size_t size() const { return size_; }

 private:
  struct Pool {
    std::vector<Waiting> waiting;
    double saved = 1;  // visits
    FrontierTime filled{};
    FrontierTime ready{};  // its key in agenda_
    uint32_t urgent_in_row = 0;
  };
  using Pools = std::map<std::string, Pool>;

  void SetReady(Pools::iterator pool, FrontierTime ready);
  std::optional<size_t> Choose(const Pool& pool, FrontierTime now, const TermsOf& terms) const;
  bool GoesBefore(const Waiting& a, const Waiting& b, FrontierTime now) const;
  // Visits a second.
  double RateOf(const Terms& terms) const;
  static FrontierTime OpensAt(const Pool& pool, FrontierTime now, const TermsOf& terms);
  Waiting TakeOut(Pool& pool, size_t index);
  void DropIdlePools(FrontierTime now);

  const RevisitOptions options_;
  Pools pools_;
  std::set<std::pair<FrontierTime, std::string_view>> agenda_;  // of pools in which one waits
  std::vector<Waiting> excess_;
  size_t size_ = 0;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_VISIT_PLAN_H_
