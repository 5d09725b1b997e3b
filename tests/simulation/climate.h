// Climate: how hard a seed is on the frontier; drawn from the seed. Mutation: a defect that is put
// between the simulator and the frontier, to show that the invariants see it.
#ifndef ARSIP_TESTS_SIMULATION_CLIMATE_H_
#define ARSIP_TESTS_SIMULATION_CLIMATE_H_

#include <cstdint>

#include "base/clock.h"
#include "frontier/frontier_options.h"
#include "synthetic_web.h"

namespace arsip::simulation {

enum class Mutation : uint8_t {
  kNone,
  // In the store.
  kDropInsert,        // says that a URL was inserted, and forgets it
  kDropPlace,         // keeps the URL and forgets its place in the queue
  kKeepPlace,         // a settled URL keeps its place
  kForgetBackOff,     // hosts come back from the store without their back-off
  kForgetServed,      // hosts and groups come back as if they had never been asked
  kHalfBatch,         // a crash leaves the first half of a batch
  kApplyTwice,        // a batch whose answer was lost is applied again
  kNoFence,           // an old owner may still write
  kLoseAcknowledged,  // a crash loses a batch that was acknowledged
  // In the frontier.
  kLeaseTwice,   // hands a leased URL to a second worker
  kHideUrl,      // explains a known URL as never discovered
  kNoReason,     // explains without a reason
  kMiscount,     // counts a capture too many
  kNoWake,       // does not say when it can go on
  kWakeAlways,   // says that it can go on when it cannot
  kAcceptStale,  // accepts the completion of a lease that is over
  kKeepLost,     // says that a lease is still the worker's when it is not
  // In its options.
  kNoHostDelay,
  kNoIpDelay,
  kNoCrawlDelay,
  kNoRetryAfter,
  kNoBackOff,
  kNoRobots,
  kOldRobots,     // robots.txt is never asked for again
  kNoLeaseLimit,  // grants beyond max_pages
  kNoPlatformDelay,
  kNoHandoverWait,  // does not wait for workers of the owner before it
  // Of deferral, visits, platforms and channels.
  kNoCalendars,       // calendars are fetched
  kNeverBack,         // the deferred lanes seem to be empty
  kSoonVisits,        // visits come before they are due
  kNoVisitBudget,     // as many visits as there are
  kForgetVisit,       // the due table loses a visit
  kNoPlatformBudget,  // max_requests is ignored
  kForgetSpent,       // a platform comes back as if it had never been asked
  kNoChannels,        // all channels of a host wait in one queue
  // Of live control.
  kForgetPause,    // a pause ends with its process
  kNoBlock,        // says that a host is blocked, and goes on
  kForgetBlock,    // blocks end with their process
  kNoIgnore,       // says that ignore rules hold, and goes on
  kForgetRules,    // ignore rules end with their process
  kKeepRules,      // ignore rules are not taken back
  kNoLiveBudget,   // goes on with the budget before
  kOldScope,       // goes on with the scope before
  kForgetRescope,  // a rescope ends with its process
  kLoseSeed,       // says that a seed is queued, and forgets it
  kLateCapture,    // what is to be captured now waits with the others
  // Of bytes and of --recrawl.
  kNoByteLimit,     // grants beyond max_bytes
  kForgetBytes,     // the bytes of a round are forgotten with the process
  kForgetReceived,  // so are those of all rounds
  kNoRecrawl,       // says that everything is queued once more, and goes on
  kHalfRecrawl,     // leaves every second URL as it was
  // Of made-up hosts, floods and what sites say.
  kNoWildcardLimit,  // hosts of one domain without end
  kDeferAllHosts,    // no host of a domain but the first is ever asked
  kNoDemotion,       // a flood is fetched as fast as anything else
  kForgetNovelty,    // what a host served before is forgotten with the process
  kBelieveAll,       // takes every page that links to another for a sitemap
  kForgetLies,       // a site that was wrong is believed again by the next process
  kNumberOf
};

struct Climate {
  explicit Climate(uint64_t seed);

  frontier::FrontierOptions options;  // what the frontier promises to keep
  bool one_process = true;            // workers end with the frontier; else they survive it
  bool on_disk = false;               // the LevelDB store, in a temporary directory
  size_t workers = 3;
  size_t slots = 4;  // fetches at once, a worker
  Duration worker_timeout = std::chrono::seconds(60);
  Duration life = std::chrono::hours(24);  // of the crawl, before all is healed
  uint32_t max_depth = 5;
  Duration between_actions{};  // of the operator; zero: there is none
  double recrawls = 0;         // starts with --recrawl
  WebHabits habits;

  Duration latency{};  // of a message, at most
  double lost_messages = 0;
  double repeated_messages = 0;
  double lost_ends = 0;   // ENDED is advisory: a worker need not send it
  double given_back = 0;  // leases a worker does not want

  double unknown_outcomes = 0;  // of a batch
  double full_disks = 0;        // begin with a batch
  Duration between_faults{};    // of processes: crashes, hangs, partitions, second owners
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_CLIMATE_H_
