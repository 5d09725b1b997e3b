// FetchResult: one hop, as it happened on the wire. Whatever the server did is data here; an Error
// is only what kept us from trying or from keeping the bytes.
#ifndef ARSIP_CRAWLER_FETCH_RESULT_H_
#define ARSIP_CRAWLER_FETCH_RESULT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/url.h"
#include "crawler/body.h"

namespace arsip::crawler {

// Why there is no complete response. Recorded in the metadata record; do not rename, scripts read
// it.
enum class FetchFailure : uint8_t {
  kNone = 0,
  kAddressRefused,  // the address is special-use: nothing was sent
  kConnect,         // refused, unreachable, timed out before the connection stood
  kTls,             // handshake or verification
  kNoResponse,      // connected, then nothing (or a reset) before the status line ended
  kBadHead,         // not HTTP, a NUL, an over-long or endless head, a negative length
  kTransfer,        // reset or bad framing inside the body
  kTimeout,         // too slow, or the total time was used up
  kProxy,
  kDns,
  kCancelled,  // the worker stops
};
const char* FetchFailureName(FetchFailure failure);

// How the transfer coding of a body is kept. Decoded is what all WARC readers agree on; verbatim is
// what the wire had.
enum class TransferCoding : uint8_t { kDecoded, kVerbatim };

enum class HttpVersion : uint8_t { kHttp11, kHttp2 };

// WARC 1.1 section 5.15.
enum class Truncated : uint8_t { kNo = 0, kLength, kTime, kDisconnect, kUnspecified };

struct TlsFacts {
  std::string protocol;                // "tls/1.3"
  std::string cipher_suite;            // IANA name
  std::vector<std::string> chain_pem;  // as presented, leaf first; at most 100 kB in all
  std::string verify_error;            // empty when it verified
};

struct FetchResult {
  Url url;
  UtcTime began{};          // the WARC-Date of every record of this capture
  Duration connect_time{};  // DNS is the frontier's
  Duration first_byte_time{};
  Duration total_time{};
  // What was spoken. HTTP/2 has no textual form: its messages are in that of HTTP/1.1 here
  // (http2_form.h).
  HttpVersion http_version = HttpVersion::kHttp11;
  std::string request_bytes;  // as sent
  std::string head;  // the final response's head as received, up to and including the blank line;
                     // interim 1xx dropped
  // What came instead, when no head was accepted: its lines up to the one that was not. At most 4
  // KiB.
  std::string rejected_head;
  uint32_t interim_responses = 0;
  bool transfer_decoded = false;  // the transfer coding was chunked and is removed from `body`
  std::shared_ptr<Body> body;     // content coding as received; never null once `head` is not empty
  // TransferCoding::kVerbatim was asked for: the head is stored as it came.
  TransferCoding transfer_coding = TransferCoding::kDecoded;
  std::shared_ptr<Body> chunks;  // then, of a chunked `body`: the chunks as received. Else null.
  std::string peer_address;      // really contacted; empty behind a proxy
  uint16_t peer_port = 0;
  std::optional<TlsFacts> tls;
  Truncated truncated = Truncated::kNo;
  FetchFailure failure = FetchFailure::kNone;
  std::string failure_detail;  // libcurl's words, or ours
  std::vector<std::string>
      flags;  // "extra-bytes", "ambiguous-length", "partial", ...: security.md section 2 words

  bool has_response() const { return !head.empty(); }
  int status_code = 0;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_FETCH_RESULT_H_
