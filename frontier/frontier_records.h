// The records a FrontierStore keeps, and the batch that changes them. docs/frontier-format.md gives
// their bytes. Plain values; thread-safe as any value.
#ifndef ARSIP_FRONTIER_FRONTIER_RECORDS_H_
#define ARSIP_FRONTIER_FRONTIER_RECORDS_H_

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/robots_txt.h"
#include "base/url_key.h"
#include "frontier/crawl_url.h"
#include "frontier/frontier_time.h"
#include "frontier/novelty.h"
#include "frontier/revisit.h"

namespace arsip::frontier {

// Of a wait that only an operator ends.
inline constexpr FrontierTime kForever = FrontierTime::max();

// Numbered from 0 in the order in which a partition met its hosts.
using HostNumber = uint32_t;

// Within one host's queue. The numbers are part of the persistent format; kServingOrder is the
// order in which lanes are served.
inline constexpr uint8_t kFirstLane = 0;     // seeds, redirects, prerequisites and retries
inline constexpr uint8_t kEmbedLane = 1;     // what a page embeds
inline constexpr uint8_t kLinkLane = 2;      // links
inline constexpr uint8_t kUrgentLane = 3;    // what an operator wants now
inline constexpr uint8_t kRevisitLane = 4;   // captured before, to be seen again
inline constexpr uint8_t kDeferredLane = 5;  // not served as long as what deferred it holds
inline constexpr size_t kLanes = 6;
inline constexpr std::array<uint8_t, 5> kServingOrder = {kUrgentLane, kFirstLane, kEmbedLane,
                                                         kRevisitLane, kLinkLane};

// A place in a queue. Lanes only grow at the end: arrivals count up through the whole partition.
struct QueuePosition {
  HostNumber host = 0;
  uint8_t lane = 0;
  uint64_t arrival = 0;
  auto operator<=>(const QueuePosition&) const = default;
};

struct UrlRecord {
  UrlKey key;
  UrlState state =
      UrlState::kQueued;  // kQueued, kCaptured, kFailed or kRefused; the rest is derived
  Refusal refusal = Refusal::kNone;
  uint16_t depth = 0;
  uint16_t attempt = 0;      // fetches that broke
  uint16_t status_code = 0;  // of the last response; 0: none
  uint64_t arrival = 0;      // when it was discovered; names its record for good
  FrontierTime retry_at{};   // of a queued URL that waits for a retry; else zero
  UtcTime changed{};         // when it was captured, failed or refused; else zero
  std::string href;
  std::string via;
  std::string hop_path;
  std::string detail;     // at most kMaxStoredDetail
  bool deferred = false;  // of a queued URL: it waits in a deferred lane
  uint64_t place = 0;     // of a queued URL: the arrival of its place, when that is not its own
  Revisit revisit;
  bool operator==(const UrlRecord&) const = default;
};
inline constexpr size_t kMaxStoredDetail = 256;

struct QueuedUrl {
  QueuePosition position;
  UrlRecord url;
};

// A queued URL that waits for a retry, or a captured one that waits for its next visit, outside its
// host's queue.
struct DueEntry {
  FrontierTime due{};
  UrlKey key;
  auto operator<=>(const DueEntry&) const = default;
};
struct DueUrl {
  DueEntry entry;
  UrlRecord url;
};

// Part of the persistent format; do not renumber.
enum class RobotsState : uint8_t { kUnknown = 0, kRules = 1, kUnavailable = 2, kUnreachable = 3 };

struct HostRecord {
  HostNumber number = 0;
  std::string origin;  // "https://example.org:8443": RFC 9309 section 2.3's authority
  std::array<uint32_t, kLanes> queued{};  // places in the queue, leased ones included
  uint32_t retrying = 0;                  // its queued URLs in the due table
  bool served = false;                    // at least one request was allowed
  bool dormant = false;
  uint32_t fetch_time_ms = 0;      // moving average
  uint16_t busy_level = 0;         // back-offs in a row after 429 or 503
  uint16_t unreachable_level = 0;  // back-offs in a row without a connection
  FrontierTime blocked_until{};    // by either
  std::string blocked_reason;      // "429, Retry-After 120s"; at most kMaxStoredDetail
  RobotsState robots = RobotsState::kUnknown;
  uint16_t robots_level = 0;    // failures in a row
  FrontierTime robots_until{};  // what is known holds until then; or the next try
  uint32_t crawl_delay_ms = 0;
  Novelty novelty;
  FrontierTime operator_block_until{};   // kForever: until the operator ends it
  std::string operator_block_reason;     // at most kMaxStoredDetail
  uint8_t lastmod_lies = 0;              // see site_word.h
  FrontierTime lastmod_ignored_until{};  // likewise
  bool operator==(const HostRecord&) const = default;
};

// Of a host: places in its queue, leased ones included.
struct HostCounts {
  HostNumber number = 0;
  std::array<uint32_t, kLanes> queued{};
  bool operator==(const HostCounts&) const = default;
};

// What the last robots.txt of a host said; with RobotsState::kRules only.
struct RobotsRecord {
  HostNumber host = 0;
  std::string robots_txt_url;  // after redirects
  UtcTime fetched_at{};
  RobotsRules rules;
};

// An IP group that was served: after a restart it waits its delay.
struct GroupRecord {
  std::string address;
  bool operator==(const GroupRecord&) const = default;
};

// What a platform with max_requests has used.
struct PlatformRecord {
  std::string name;
  FrontierTime window_start{};
  uint64_t requests = 0;  // in that window
  bool operator==(const PlatformRecord&) const = default;
};

struct LeaseRecord {
  uint64_t epoch = 0;
  uint64_t number = 0;
  UrlKey key;  // of the URL, or of the robots.txt it is for
  FrontierTime granted{};
  std::string worker;
  bool operator==(const LeaseRecord&) const = default;
};

// Part of the persistent format; do not renumber.
enum class Rescoping : uint8_t {
  kNever = 0,
  kDone = 1,
  kGoesOn = 2,  // known URLs are being judged by the new scope
};

struct FrontierCounters {
  uint64_t queued = 0;  // leased, retrying and dormant ones included
  uint64_t captured = 0;
  uint64_t failed = 0;
  std::array<uint64_t, 6> refused{};  // by Refusal
  uint64_t captured_bytes = 0;        // since the last Recrawl(): what max_bytes counts
  uint64_t next_arrival = 1;
  TimeMark time;             // of the last batch
  bool paused = false;       // by the operator
  std::string pause_reason;  // at most kMaxStoredDetail
  uint64_t captures = 0;     // visits again included: what max_pages counts
  Rescoping rescoping = Rescoping::kNever;
  uint64_t rescoped_to = 0;     // the arrival of the last URL that was judged again
  uint64_t received_bytes = 0;  // captured_bytes of all rounds
  uint64_t gate_terms = 0;      // see LiveControl::SetGateTerms()
  bool operator==(const FrontierCounters&) const = default;
};

// All of it happens, or none.
struct FrontierBatch {
  struct Insert {
    UrlRecord url;           // kQueued or kRefused
    QueuePosition position;  // with kQueued
  };
  struct Enqueued {
    QueuePosition position;
    UrlKey key;
  };
  struct LeaseName {
    uint64_t epoch = 0;
    uint64_t number = 0;
    auto operator<=>(const LeaseName&) const = default;
  };

  // Added with their places unless the key is known. REQUIRES: keys are unique within the batch.
  std::vector<Insert> inserts;
  std::vector<UrlRecord> updates;  // of known URLs
  std::vector<QueuePosition> dequeued;
  std::vector<Enqueued> enqueued;
  std::vector<DueEntry> due_removed;
  std::vector<DueEntry> due_added;
  // Whole records. `queued` does not count this batch's inserts: the store adds those that were
  // new. REQUIRES: every host with an insert is here or in `counts`.
  std::vector<HostRecord> hosts;
  // Of hosts of whose records nothing else changed, likewise. REQUIRES: they were in the `hosts` of
  // an earlier batch, and are not in this one's.
  std::vector<HostCounts> counts;
  // Whoever was in the `counts` of a batch with a lower number was in the `hosts` of a later one,
  // of this one at the latest: the store need not keep those counts.
  uint64_t counts_from = 0;
  std::vector<RobotsRecord> robots;
  std::vector<GroupRecord> groups;
  std::vector<PlatformRecord> platforms;
  // All of them, when they changed.
  std::optional<std::vector<std::string>> ignore_rules;
  std::vector<LeaseRecord> granted;
  std::vector<LeaseName> ended;
  // Likewise without this batch's inserts.
  FrontierCounters counters;

  bool empty() const;
};

// The counters of a batch, and the counts of all of its hosts, by number, once its inserts count,
// for those that were new. REQUIRES: inserted.size() == batch.inserts.size().
FrontierCounters CountersAfter(const FrontierBatch& batch, const std::vector<bool>& inserted);
std::vector<HostCounts> CountsAfter(const FrontierBatch& batch, const std::vector<bool>& inserted);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_FRONTIER_RECORDS_H_
