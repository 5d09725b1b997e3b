// LiveControl: what an operator asks of a Frontier while it serves its workers. docs/control.md
// tells it to operators.
//
// On the frontier's thread, between its other calls; what a call changes is durable after the next
// Commit(), and is not to be confirmed to anyone before. A pause and the blocks of hosts survive a
// restart, as do ignore rules, and a rescope goes on after one. Budgets and the judge do not: they
// are the collection's at each start, and the gate's terms the operator's. Politeness holds for
// everything that is asked for here. Errors: those of the store, kPermission when fenced.
#ifndef ARSIP_FRONTIER_LIVE_CONTROL_H_
#define ARSIP_FRONTIER_LIVE_CONTROL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "frontier/scope_judge.h"

namespace arsip::frontier {

// Captures beyond are not granted; unset: no limit.
struct Budgets {
  std::optional<uint64_t> max_pages;
  std::optional<uint64_t> max_bytes;
  bool operator==(const Budgets&) const = default;
};

// What became of a URL that was asked for.
struct UrlAnswer {
  bool queued = false;  // it will be fetched, or is being fetched
  std::string what;     // "queued as a seed", "refused (scope): depth 4 > 3", ...
};

enum class QueueOrder : uint8_t { kMostWaiting, kSlowest };

// One host's queue, as an operator sees it.
struct QueueState {
  std::string host;       // its origin
  std::string ip_group;   // empty: not looked up yet
  uint64_t queued = 0;    // waits for its turn
  uint64_t retrying = 0;  // waits for a retry that is due later
  uint32_t leased = 0;    // pages that workers have
  Duration fetch_time{};  // moving average
  Duration delay{};       // between two requests
  bool dormant = false;
  std::string reason;                // ExplainHost's
  std::optional<Duration> wakes_in;  // likewise
};

struct QueueListing {
  uint64_t total = 0;              // hosts with anything queued, retrying or leased, or blocked
  std::vector<QueueState> queues;  // the first of them
};

struct RescopeStep {
  uint64_t looked_at = 0;
  uint64_t queued = 0;  // were refused for scope or at the gate, and are to be tried now
  bool more = false;    // call again
};

class LiveControl {
 public:
  virtual ~LiveControl() = default;

  // The judge of what is granted and asked for from now on; empty: everything is inside.
  virtual void SetScopeJudge(ScopeJudge judge) = 0;
  // As SetScopeJudge; what workers find is judged again too (they may know the old scope only), and
  // URLs that are queued when their turn comes. Call ContinueRescope() as long as rescoping():
  // after a restart too, once the judge is set, and without another Rescope().
  virtual void Rescope(ScopeJudge judge) = 0;
  // Judges the next known URLs: those refused for scope that are inside now are queued. Bounded
  // work; commits.
  virtual Result<RescopeStep> ContinueRescope() = 0;
  // What the gate refused (an address that must not be dialled) hangs on `terms`, the ranges that
  // an operator opened. When they are others than those before, ContinueRescope() queues it once
  // more, and judges what was refused for scope; to be told at each start. Empty: none is open, and
  // what was refused stays so.
  virtual void SetGateTerms(std::string_view terms) = 0;
  // ContinueRescope() has more to do.
  virtual bool rescoping() const = 0;

  // Nothing is granted while paused; what is in flight ends as ever.
  virtual void Pause(std::string reason) = 0;
  virtual void Resume() = 0;
  // The queue of the host stays, and nothing of it is granted for `lasts`; nullopt: until
  // UnblockHost(). "example.org" and "example.org:8443" are meant with http and https and may be
  // hosts not met yet; an origin means itself. Returns the origins. kInvalidInput: no host.
  virtual Result<std::vector<std::string>> BlockHost(std::string_view authority,
                                                     std::optional<Duration> lasts,
                                                     std::string reason) = 0;
  // The origins that were blocked and are no longer.
  virtual Result<std::vector<std::string>> UnblockHost(std::string_view authority) = 0;

  virtual Budgets budgets() const = 0;
  virtual void SetBudgets(const Budgets& budgets) = 0;

  // As the collection's seeds are added, when the judge says it is inside.
  virtual Result<UrlAnswer> AddSeed(const Url& url) = 0;
  // Ahead of its host's queue, when the judge says it is inside; fetched again if it was captured.
  // Commits what came before.
  virtual Result<UrlAnswer> CaptureNow(const Url& url) = 0;

  // Patterns (RE2, not anchored) over whole URLs: what matches is deferred, what no longer does
  // goes to its lane. Replaces the rules before, for good; commits. kInvalidInput names the rule,
  // and nothing changed.
  virtual Status SetIgnoreRules(const std::vector<std::string>& rules) = 0;
  virtual const std::vector<std::string>& ignore_rules() const = 0;

  // At most `limit` queues. O(hosts).
  virtual QueueListing ListQueues(QueueOrder order, size_t limit) = 0;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_LIVE_CONTROL_H_
