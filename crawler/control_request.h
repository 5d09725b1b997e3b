// ControlRequest: one line of the control socket, as a value. docs/control.md gives its JSON.
// Pure; thread-safe.
#ifndef ARSIP_CRAWLER_CONTROL_REQUEST_H_
#define ARSIP_CRAWLER_CONTROL_REQUEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/url.h"
#include "frontier/live_control.h"

namespace arsip::crawler {

// A limit that is set, lifted (limit without a value) or left as it is (nullopt).
struct LimitChange {
  std::optional<uint64_t> limit;
};

struct ControlRequest {
  enum class Verb {
    kStatus,
    kQueues,
    kExplain,
    kPause,
    kResume,
    kBlock,
    kUnblock,
    kBudget,
    kSeed,
    kCapture,
    kRescope,
    kIgnore,
    kReload,  // hash lists
  } verb = Verb::kStatus;
  std::string reason;                               // kPause, kBlock
  std::string host;                                 // kBlock, kUnblock
  std::optional<Duration> lasts;                    // kBlock; nullopt: until it is ended
  std::optional<LimitChange> max_pages, max_bytes;  // kBudget
  std::vector<Url> urls;                            // kSeed, kCapture; 1 to kMaxUrls
  frontier::QueueOrder order = frontier::QueueOrder::kMostWaiting;  // kQueues
  size_t limit = 20;                                                // likewise, at most kMaxQueues
  std::string subject;                                              // kExplain: a URL or a host
  std::string collection;                                           // kRescope: the YAML
  std::vector<std::string> add, remove;  // kIgnore: patterns; none of either: only lists them
  std::string collection_name;           // of the file, for problems

  static constexpr size_t kMaxUrls = 1000;
  static constexpr size_t kMaxQueues = 1000;

  // Changes the crawl, so it is logged.
  bool changes() const;
};

// "pause"
const char* ControlVerbName(ControlRequest::Verb verb);

// kInvalidInput: no JSON object, an unknown verb or key, a value of the wrong kind or out of range.
Result<ControlRequest> ParseControlRequest(std::string_view line);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CONTROL_REQUEST_H_
