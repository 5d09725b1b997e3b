// Fetcher: libcurl multi on the EventLoop. One hop per call, no redirects, no content decoding, no
// cookies, no credentials, GET only. HTTP/1.1 with keep-alive, or HTTP/2 where TLS negotiates it,
// one stream at a time on a connection; TLS verified.
// The address being dialled is checked by AddressGuard in libcurl's open-socket callback: after
// DNS, before connect, the only sound place. Lives on its loop's thread.
#ifndef ARSIP_CRAWLER_FETCHER_H_
#define ARSIP_CRAWLER_FETCHER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/address_guard.h"
#include "crawler/event_loop.h"
#include "crawler/fetch_result.h"
#include "crawler/task.h"

namespace arsip::crawler {

struct FetcherOptions {
  // "arsip/0.1 (+https://example.org/contact)"; the contact is the collection's. Required.
  std::string user_agent;
  Duration connect_timeout = std::chrono::seconds(15);  // TCP and TLS. Default: 15s.
  Duration first_byte_timeout =
      std::chrono::seconds(30);                        // request sent to status line. Default: 30s.
  Duration total_timeout = std::chrono::minutes(15);   // Default: 15m.
  uint32_t low_speed_bytes = 64;                       // per second ... Default: 64.
  Duration low_speed_time = std::chrono::seconds(60);  // ... over this long. Default: 60s.
  uint64_t max_head_bytes = 256u << 10;                // Default: 256 KiB.
  uint64_t max_body_bytes = 512u << 20;  // cut and marked truncated beyond. Default: 512 MiB.
  size_t body_memory_bytes = 1u << 20;   // beyond, a body is spooled. Default: 1 MiB.
  std::string spool_directory;           // Required.
  uint32_t max_connections = 256;        // kept alive when idle. Default: 256.
  std::string proxy;              // "socks5h://127.0.0.1:9050", "http://host:port". Default: none.
  bool onion_only_proxy = false;  // use the proxy for .onion hosts only. Default: false.
  std::string ca_file;            // Default: the system's store.
  bool keep_unverified_tls = false;      // record instead of refusing. Default: false.
  std::string accept_encoding = "gzip";  // sent as a plain field. Default: gzip.
  // kVerbatim: chunks are kept as they came beside the body they hold. Default: kDecoded.
  TransferCoding transfer_coding = TransferCoding::kDecoded;
  // kHttp2: offered by ALPN (RFC 7301) on https; http stays HTTP/1.1. Default: kHttp11.
  HttpVersion http_version = HttpVersion::kHttp11;
};

struct FetchRequest {
  Url url;
  // Dialled in order, the first 16; IP addresses only. Empty: the proxy resolves, or the host is
  // one itself. A live connection to the same host and port may be used instead.
  std::vector<std::string> addresses;
  std::string if_none_match;  // validators of an earlier capture; empty: none
  std::string if_modified_since;
  std::optional<uint64_t> max_body_bytes;  // below FetcherOptions' own, e.g. for robots.txt
  // Asked once, when the head is complete, with its Content-Type (empty when there is none): a
  // further limit on this body; 0 keeps the head only (the body is cut, truncated "length"). Unset
  // or nullopt: none.
  std::function<std::optional<uint64_t>(std::string_view)> body_limit;
};

class Fetcher {
 public:
  // `loop`, `guard` and `clock` outlive the fetcher.
  static Result<std::unique_ptr<Fetcher>> Create(EventLoop& loop, const Clock& clock,
                                                 const AddressGuard& guard,
                                                 const FetcherOptions& options);
  virtual ~Fetcher() = default;

  // An Error only when bytes could not be kept (disk full) or libcurl itself failed; never because
  // of what a server did. Still awaited when the fetcher is destroyed: FetchFailure::kCancelled.
  virtual Task<Result<FetchResult>> Fetch(FetchRequest request) = 0;
  // Ends every transfer in flight with FetchFailure::kCancelled.
  virtual void CancelAll() = 0;
  virtual size_t in_flight() const = 0;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_FETCHER_H_
