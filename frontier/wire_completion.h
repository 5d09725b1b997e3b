// The DONE message: the end of a lease, its outcome, and the links that were found, in columns.
//
// Links are the bulk of the traffic (about a hundred a page), so a link costs its text and a byte
// or two; what many links of a page share (via, hop path, depth, refusal) is sent once. A DONE that
// cannot hold all links is cut at the end of the list, and says how many were cut. Every URL is
// parsed again where it arrives, whoever sent it; see ParseLink in the source for why that is
// cheap.
// Not thread-safe. Objects are kept from one message to the next.
#ifndef ARSIP_FRONTIER_WIRE_COMPLETION_H_
#define ARSIP_FRONTIER_WIRE_COMPLETION_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "frontier/crawl_url.h"
#include "frontier/lease.h"
#include "frontier/wire.pb.h"

namespace arsip::frontier {

// Sitemaps name up to 50,000 URLs.
inline constexpr size_t kMaxLinksPerCompletion = 50'000;
// What a decoded DONE may occupy: its texts, the shared ones counted once for every link.
inline constexpr size_t kMaxDecodedLinkBytes = 64u << 20;

struct EncodedCompletion {
  std::string bytes;
  size_t links_cut = 0;
};

class CompletionEncoder {
 public:
  // At most `max_bytes`. kInvalidInput when not even the outcome fits, or a link is malformed.
  Result<EncodedCompletion> Encode(const LeaseId& lease, const Outcome& outcome,
                                   std::span<const DiscoveredUrl> discovered, size_t max_bytes);

 private:
  Result<size_t> EncodeLinks(std::span<const DiscoveredUrl> discovered, size_t max_bytes);
  uint32_t ContextOf(std::span<const DiscoveredUrl> discovered, size_t link);
  static void AddLastModified(const DiscoveredUrl& link, size_t before, wire::Links* links);

  wire::Done wire_;
  std::vector<size_t> first_with_;  // by context: the first link that has it
};

struct Completion {
  LeaseId lease;
  Outcome outcome;
  std::vector<DiscoveredUrl> discovered;
  uint64_t links_cut = 0;      // by the worker
  uint64_t links_dropped = 0;  // here, because they were no URLs
};

class CompletionDecoder {
 public:
  // Valid until the next call. kInvalidInput: malformed; nothing of it may be used.
  Result<const Completion*> Decode(std::string_view bytes);

 private:
  Status DecodeOutcome(const wire::Outcome& outcome);
  Status DecodeLinks(const wire::Links& links);

  wire::Done wire_;
  size_t held_bytes_ = 0;  // of the message in wire_
  Completion completion_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_WIRE_COMPLETION_H_
