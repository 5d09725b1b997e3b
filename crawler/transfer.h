// Transfer: one hop in flight: what libcurl's callbacks of one easy handle see and keep, and in the
// end the FetchResult made of it. Not movable: libcurl holds its address from Arm() until the
// handle is out of the multi. On the loop's thread. Its callbacks about the connection are in
// transfer_connection.cc.
#ifndef ARSIP_CRAWLER_TRANSFER_H_
#define ARSIP_CRAWLER_TRANSFER_H_

#include <curl/curl.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/address_guard.h"
#include "crawler/chunked_body.h"
#include "crawler/curl_handles.h"
#include "crawler/fetcher.h"
#include "crawler/kept_connections.h"
#include "crawler/proxy.h"
#include "crawler/response_head.h"
#include "crawler/tls_facts.h"
#include "crawler/transfer_verdict.h"

namespace arsip::crawler {

// What all transfers of one fetcher share; outlives them.
struct TransferSetting {
  const Clock& clock;
  const AddressGuard& guard;
  const FetcherOptions& options;
  const Proxy& proxy;
  KeptConnections& kept_connections;
};

class Transfer {
 public:
  Transfer(const TransferSetting& setting, FetchRequest request);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  const FetchRequest& request() const { return request_; }
  bool via_proxy() const { return via_proxy_; }

  // Points `handle` at this hop. `resolve_lines` are AddressPins' for it.
  Status Arm(CURL* handle, const std::vector<std::string>& resolve_lines);
  // Takes this hop's pointers out of `handle` again.
  static void Disarm(CURL* handle);

  // The hop ended because the kept connection it got was not clean, before anything was sent: Arm()
  // a handle for it again, which then dials anew.
  bool wants_new_connection() const { return stop_ == StopReason::kStaleConnection; }

  // Called when the request is about to be sent; maybe again when a connection that had died is
  // replaced.
  std::function<void()> on_connection_ready;
  bool response_begun() const { return head_.begun(); }

  // Why the transfer is being taken out of the multi before it is done.
  void Stop(StopReason reason) { stop_ = reason; }
  // A hop that was never begun: no connection, no request.
  FetchResult Refuse(FetchFailure failure, std::string detail);
  // REQUIRES: `handle` is out of the multi. Once.
  Result<FetchResult> Finish(CURL* handle, CURLcode code);

 private:
  static size_t OnHeader(char* bytes, size_t unit, size_t count, void* self);
  static size_t OnBody(char* bytes, size_t unit, size_t count, void* self);
  static int OnDebug(CURL* handle, curl_infotype type, char* bytes, size_t size, void* self);
  static int OnConnectionReady(void* self, char* peer, char* local, int peer_port, int local_port);
  static curl_socket_t OnOpenSocket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int OnCloseSocket(void* kept_connections, curl_socket_t socket);
  static int OnResolve(void* resolver_state, void* reserved, void* self);
  static CURLcode OnTlsContext(CURL* handle, void* ssl_context, void* self);

  Status SetCallbacks(CURL* handle);
  Status SetRequest(CURL* handle, const std::vector<std::string>& resolve_lines);
  CurlList RequestFields();
  bool Keep(std::string_view bytes);
  uint64_t KeptBytes() const;
  bool CheckConnection(const ConnectionEnds& ends);
  SSL* TlsOfConnection() const;
  bool MayDial(const sockaddr* address);
  void BeginBody();
  TransferProgress Progress() const;
  void NotePeerOfHandshake();
  void TakeTimes(CURL* handle);
  void TakeResponse(const TransferVerdict& verdict);
  void TakeFlags(const TransferVerdict& verdict);
  Status FinishChunks();

  const TransferSetting setting_;
  const FetchRequest request_;
  const bool via_proxy_;
  uint64_t max_body_bytes_;
  const MonotonicTime started_;
  FetchResult result_;
  CURL* handle_ = nullptr;
  CurlList resolve_;
  CurlList fields_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};

  ResponseHead head_;
  std::optional<ChunkedBody> chunked_;  // verbatim only
  StopReason stop_ = StopReason::kNone;
  std::optional<Error> not_kept_;
  bool handshake_begun_ = false;
  bool connection_ready_ = false;
  bool extra_bytes_ = false;
  bool dialled_ = false;
  std::vector<int> opened_sockets_;  // until one of them is the connection
  std::string refused_addresses_;    // "127.0.0.1: loopback (127.0.0.0/8, RFC 1122)"
  TlsFacts watched_tls_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_TRANSFER_H_
