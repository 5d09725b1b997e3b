// Revisit: when a URL that was captured is to be seen again. The rules are docs/recrawl.md's; this
// is the part of them that looks at one URL alone. Pure functions; thread-safe.
#ifndef ARSIP_FRONTIER_REVISIT_H_
#define ARSIP_FRONTIER_REVISIT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "frontier/frontier_time.h"

namespace arsip::frontier {

// What a URL is to its visits. Part of the persistent and of the wire format; do not renumber.
enum class PageKind : uint8_t {
  kPage = 0,
  kChannelHead = 1,  // where what is new appears first: seeds, and what the collection says
  kManifest = 2,     // sitemap or feed
  kMedia = 3,        // image, video, audio, document
};
inline constexpr size_t kPageKinds = 4;
const char* PageKindName(PageKind kind);

// What a capture found, beside the one before it. Part of the wire format; do not renumber.
enum class PayloadChange : uint8_t {
  kUnknown = 0,    // nothing can be said: cut off, empty
  kNew = 1,        // there is none before it
  kUnchanged = 2,  // the same payload, or 304
  kChanged = 3,
};

// Why the next visit is when it is. Part of the persistent format; do not renumber.
enum class VisitReason : uint8_t {
  kInterval = 0,
  kBurst = 1,    // takedown evidence: a time after the first capture
  kConfirm = 2,  // it was gone: once more, soon
  kNamed = 3,    // a sitemap or feed says that it changed
};

// Part of the persistent format; do not renumber.
enum class Presence : uint8_t {
  kThere = 0,
  kGoneOnce = 1,  // the last visit did not find it; the one before did
  kGone = 2,      // and another did not, either; or it was never there
};

// What the site said last of its change, before the next visit shows whether that was true. Part of
// the persistent format; do not renumber.
enum class SiteWord : uint8_t { kNone = 0, kChanged = 1, kUnchanged = 2 };

// Of one URL; all zero until it is captured with recrawl on.
struct Revisit {
  Duration interval{};  // the estimate; before the first capture: a hint, zero: none
  FrontierTime first_captured{};
  FrontierTime visited{};  // the last capture
  FrontierTime changed{};  // the last capture that was not what the one before it was
  FrontierTime next{};     // zero: none is planned
  uint32_t visits = 0;     // captures after the first
  uint16_t unchanged = 0;  // of those, the last ones in a row
  uint8_t bursts = 0;      // burst visits that need not be made any more
  PageKind kind = PageKind::kPage;
  VisitReason reason = VisitReason::kInterval;
  Presence presence = Presence::kThere;
  SiteWord word = SiteWord::kNone;
  bool captured() const { return first_captured != FrontierTime{}; }
  bool operator==(const Revisit&) const = default;
};

struct RevisitRange {
  Duration min{}, max{}, first{};
};

struct RevisitOptions {
  bool enabled = false;  // Default: false; what is captured is then final.
  // By PageKind. Default: pages 1h to 30d, first 1d; channel heads and manifests 10m to 24h, first
  // 1h; media 1d to 30d, first 7d.
  std::array<RevisitRange, kPageKinds> ranges = {
      RevisitRange{std::chrono::hours(1), std::chrono::hours(720), std::chrono::hours(24)},
      RevisitRange{std::chrono::minutes(10), std::chrono::hours(24), std::chrono::hours(1)},
      RevisitRange{std::chrono::minutes(10), std::chrono::hours(24), std::chrono::hours(1)},
      RevisitRange{std::chrono::hours(24), std::chrono::hours(720), std::chrono::hours(168)}};
  // Times after the first capture, ascending. Default: 1h 24h 7d.
  std::vector<Duration> bursts = {std::chrono::hours(1), std::chrono::hours(24),
                                  std::chrono::hours(168)};
  // From this part of its interval on a visit is made when its platform's budget has room; 1: not
  // before the interval is over. Default: 0.25.
  double earliest = 0.25;
  Duration confirm_gone = std::chrono::minutes(10);  // Default: 10m.
  // Of a platform's requests while something new waits there. Default: 0.3.
  double budget_share = 0.3;
  // Visits of a platform within 24 h, beside what politeness allows. Default: no limit.
  std::optional<uint32_t> visits_per_day;

  const RevisitRange& range(PageKind kind) const { return ranges[static_cast<size_t>(kind)]; }
};

struct Visit {
  FrontierTime at{};
  PayloadChange change = PayloadChange::kUnknown;
  bool gone = false;  // see IsGone
  PageKind kind = PageKind::kPage;
};

// 404, 410, and 451: what was there is there no more, or not for us.
bool IsGone(int status_code);

// What is known and planned after a capture. `lateness`, within [0, 1): by how much of a sixteenth
// the wait is longer; never shorter.
Revisit AfterVisit(const RevisitOptions& options, const Revisit& before, const Visit& visit,
                   double lateness);
// After a visit that came to nothing (a broken transfer, robots.txt): the next one.
Revisit AfterLostVisit(const RevisitOptions& options, const Revisit& before, FrontierTime now);

// How much an hour's freshness is worth: kinds in one platform's budget are weighed by it.
double WeightOf(PageKind kind);

// What a visit now is worth: the derivative of the freshness that a platform's visits buy
// (docs/recrawl.md). Among those that wait, the greatest goes first.
double ValueOf(const Revisit& revisit, FrontierTime now);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_REVISIT_H_
