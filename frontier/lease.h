// Lease: the right of one worker to fetch one URL until a deadline; and what the worker says of it.
#ifndef ARSIP_FRONTIER_LEASE_H_
#define ARSIP_FRONTIER_LEASE_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/robots_txt.h"
#include "frontier/crawl_url.h"

namespace arsip::frontier {

// The epoch is the frontier owner's: it grows at every start, so a worker that slept through a
// restart cannot complete what was handed out again. Ids are unique within a partition's epoch.
struct LeaseId {
  uint32_t partition = 0;
  uint64_t epoch = 0;
  uint64_t number = 0;
  auto operator<=>(const LeaseId&) const = default;
};

enum class LeasePurpose : uint8_t {
  kPage = 0,
  kRobotsTxt = 1,  // a hop towards a host's robots.txt; complete it with Outcome::robots
};

struct Lease {
  LeaseId id;
  CrawlUrl target;
  LeasePurpose purpose = LeasePurpose::kPage;
  uint16_t attempt = 0;  // 0 for the first fetch, counts retries
  Duration lasts{};      // from the moment of the grant; renew before a third of it has passed
  // Addresses to dial, in order, resolved by the frontier so that IP groups hold; empty behind a
  // proxy.
  std::vector<std::string> addresses;
  // What robots.txt said of this URL, for the capture's metadata record.
  struct RobotsDecision {
    bool overridden = false;  // the collection overrides robots
    bool allowed = true;
    uint32_t line = 0;           // of the rule that decided; 0: no rule matched
    std::string robots_txt_url;  // empty when there is none
    UtcTime fetched_at{};
  } robots;
};

// Part of the wire format; do not renumber.
enum class OutcomeKind : uint8_t {
  kCaptured = 0,        // a response is durable in a WARC, whatever its status, 429 and 503 apart
  kTransferFailed = 1,  // reset, truncated, timed out, malformed: the URL's short ladder
  kHostUnreachable =
      2,  // no connection, no DNS, TLS refused: the host's long ladder, the URL keeps its place
  kHostBusy = 3,   // 429 or 503: the host backs off, the URL keeps its place, no retry is spent
  kRefused = 4,    // decided by the worker: see Outcome::refusal
  kGivenBack = 5,  // not tried (the worker stops); the URL keeps its place
};

// How a robots.txt lease ended (RFC 9309 section 2.3.1).
struct RobotsOutcome {
  enum class Kind : uint8_t {
    kRules = 0,        // 2xx
    kUnavailable = 1,  // 4xx, or more than five redirects: everything is allowed
    kUnreachable = 2,  // 5xx or no answer: everything is disallowed until a later try
    kRedirect = 3,     // follow `redirect`
  } kind = Kind::kUnreachable;
  RobotsRules rules;
  std::optional<Url> redirect;
};

// Whether the archive had the payload already, of whatever URL. Part of the wire format.
enum class PayloadNovelty : uint8_t { kUnknown = 0, kNew = 1, kKnown = 2 };

struct Outcome {
  OutcomeKind kind = OutcomeKind::kCaptured;
  int status_code = 0;
  uint64_t bytes = 0;  // payload bytes received, for budgets
  Refusal refusal = Refusal::kNone;
  PayloadNovelty novelty = PayloadNovelty::kUnknown;
  std::string detail;                   // one line for `arsip explain` and the report
  std::optional<Duration> retry_after;  // with kHostBusy
  std::optional<RobotsOutcome> robots;  // with LeasePurpose::kRobotsTxt
};

// What the end of a response tells politeness, before the record is durable: it frees the host's
// connection and starts its delay. Advisory: lost with a crash, when the full delay is waited
// instead.
struct ResponseEnd {
  LeaseId lease;
  Duration fetch_time{};  // request sent to last byte
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_LEASE_H_
