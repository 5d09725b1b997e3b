// Frontier: decides what is fetched next, and when. One owner thread per partition.
//
// URLs wait in one queue per host; hosts share IP groups. A queue is served when its host delay,
// its IP group's delay, its back-off and its robots.txt allow it: politeness is decided here,
// atomically, for all workers. Everything that changes is collected and made durable by Commit(),
// one fenced batch of the FrontierStore: a caller must not pass on a lease, nor acknowledge a
// completion, before the Commit() after it returned OK. After a failed Commit() the batch is kept;
// call Commit() again when the cause is gone (kNoSpace, kUnavailable); kPermission means fenced:
// another owner has the partition, stop.
//
// Not thread-safe. Time comes from Clock only; no call blocks but Open(), Commit() and Recrawl().
#ifndef ARSIP_FRONTIER_FRONTIER_H_
#define ARSIP_FRONTIER_FRONTIER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "frontier/crawl_url.h"
#include "frontier/frontier_options.h"
#include "frontier/lease.h"

namespace arsip::frontier {

class FrontierStore;
class HostResolver;
class LiveControl;

// Counts of URLs by state, and what the crawl waits for.
struct FrontierProgress {
  uint64_t queued = 0;  // retries included
  uint64_t leased = 0;  // pages and robots.txt: while any is, the crawl is not at its end
  uint64_t captured = 0;
  uint64_t failed = 0;
  uint64_t dormant = 0;
  uint64_t deferred = 0;  // queued, but not asked for as long as something speaks against it
  std::map<Refusal, uint64_t> refused;
  uint64_t captured_bytes = 0;  // since the last Recrawl(): what max_bytes counts
  uint64_t received_bytes = 0;  // ever
  uint64_t hosts = 0;
  uint64_t unheard_words = 0;   // of sitemaps and feeds, more than could be remembered; in this run
  bool budget_reached = false;  // max_pages or max_bytes; what is queued stays queued
  bool paused = false;          // by the operator: nothing is granted
  std::string pause_reason;
  // Time until any queue can be served; zero: now; nullopt: nothing is queued (or the budget is
  // reached, or it is paused).
  std::optional<Duration> next_wake;
};

enum class CompletionVerdict : uint8_t {
  kAccepted = 0,
  kRepeated = 1,  // the same completion was accepted before: acknowledge it again
  kStale = 2,     // expired, handed out again, or of an older epoch: nothing changed
};

// The one reason a URL or host is where it is.
struct Explanation {
  std::string subject;
  std::optional<UrlState> state;  // of a URL; nullopt: never discovered, or the subject is a host
  std::string reason;  // "host delay after the last response", "refused (robots), line 7", ...
  std::optional<Duration> wakes_in;
  std::vector<std::string> path;  // via chain from the seed, as far as it is known, at most 64 hops
};

class Frontier {
 public:
  // Takes the partition over (its epoch grows), puts leases of older epochs back to their places.
  // The store, resolver and clock outlive the frontier.
  static Result<std::unique_ptr<Frontier>> Open(FrontierStore& store, HostResolver& resolver,
                                                const Clock& clock, const FrontierOptions& options);
  virtual ~Frontier() = default;

  // Adds what is not known yet. What is known stays as it is.
  virtual Status Discover(std::span<const DiscoveredUrl> urls) = 0;

  // At most `credit` leases that may be fetched at once.
  virtual Result<std::vector<Lease>> Acquire(std::string_view worker, size_t credit) = 0;

  // Extends leases of `worker`. Returns those that are no longer its own: it should drop them.
  virtual std::vector<LeaseId> Renew(std::string_view worker, std::span<const LeaseId> leases) = 0;

  virtual void ResponseEnded(const ResponseEnd& end) = 0;

  // Ends a lease and adds `discovered`, in one batch. Idempotent by lease.
  virtual Result<CompletionVerdict> Complete(const LeaseId& lease, const Outcome& outcome,
                                             std::span<const DiscoveredUrl> discovered) = 0;

  // Takes back the leases of a worker that is gone (its connection ended).
  virtual Status Abandon(std::string_view worker) = 0;

  // Queues everything captured or failed once more, and counts pages and bytes from zero. Blocks,
  // and commits batch by batch.
  virtual Status Recrawl() = 0;

  virtual Status Commit() = 0;
  // Anything to commit?
  virtual bool dirty() const = 0;

  virtual FrontierProgress Progress() = 0;
  virtual Result<Explanation> ExplainUrl(const Url& url) = 0;
  virtual Result<Explanation> ExplainHost(std::string_view authority) = 0;

  // What an operator may ask while workers are served; nullptr: nothing. Lives as long as this.
  virtual LiveControl* live_control() { return nullptr; }
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_FRONTIER_H_
