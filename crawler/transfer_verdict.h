// TransferVerdict: what the end of one transfer means for the archive: which part of the response
// stands, why the rest is missing, and the words of the metadata record. Pure: a table of (how it
// ended, how far it had come).
#ifndef ARSIP_CRAWLER_TRANSFER_VERDICT_H_
#define ARSIP_CRAWLER_TRANSFER_VERDICT_H_

#include <curl/curl.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "crawler/fetch_result.h"

namespace arsip::crawler {

// Why we, not the server or libcurl, ended a transfer.
enum class StopReason : uint8_t {
  kNone,
  kCancelled,
  kAddressRefused,
  kFirstByteTimeout,
  kHeadTooLarge,
  kTrailersTooLarge,
  kBodyTooLarge,
  kNotKept,          // our disk, not the server
  kStaleConnection,  // bytes nobody asked for were waiting on a kept connection: try a new one
};

// How far a transfer had come when it ended.
struct TransferProgress {
  StopReason stop = StopReason::kNone;
  bool via_proxy = false;
  bool handshake_begun = false;   // TLS: the peer, or the proxy's way to it, is connected
  bool connection_ready = false;  // TLS and proxy included: the request could be sent
  bool head_begun = false;
  bool head_complete = false;
  int status_code = 0;        // of the final response
  std::string libcurl_words;  // the error buffer; may be empty
};

struct TransferVerdict {
  FetchFailure failure = FetchFailure::kNone;
  Truncated truncated = Truncated::kNo;
  std::string detail;
  std::vector<std::string> flags;
  // Local trouble that is no fact about the server: out of memory, an unreadable CA file.
  std::optional<Error> error;
};

TransferVerdict Judge(CURLcode code, const TransferProgress& progress);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_TRANSFER_VERDICT_H_
