#include "crawler/transfer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "crawler/tls_facts.h"

namespace arsip::crawler {
namespace {

// What is shown of bytes that were no head.
constexpr size_t kMaxRejectedHeadBytes = 4096;

std::string TextOf(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = "?";
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    ::inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
  } else if (address->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    ::inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text));
  }
  return text;
}

Duration TimeOf(CURL* handle, CURLINFO info) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(handle, info, &microseconds);
  return std::chrono::microseconds(microseconds);
}

uint64_t BodyLimit(const FetcherOptions& options, const FetchRequest& request) {
  return std::min(options.max_body_bytes, request.max_body_bytes.value_or(options.max_body_bytes));
}

}  // namespace

Transfer::Transfer(const TransferSetting& setting, FetchRequest request)
    : setting_(setting),
      request_(std::move(request)),
      via_proxy_(setting.proxy.Covers(request_.url)),
      max_body_bytes_(BodyLimit(setting.options, request_)),
      started_(setting.clock.Monotonic()),
      head_(setting.options.max_head_bytes) {
  result_.url = request_.url;
  result_.began = setting.clock.Utc();
}

Status Transfer::Arm(CURL* handle, const std::vector<std::string>& resolve_lines) {
  handle_ = handle;
  ARSIP_TRY(SetCallbacks(handle));
  return SetRequest(handle, resolve_lines);
}

Status Transfer::SetCallbacks(CURL* handle) {
  CurlOptions options(handle);
  options.Set(CURLOPT_ERRORBUFFER, error_text_.data());
  options.Set(CURLOPT_HEADERFUNCTION, &Transfer::OnHeader);
  options.Set(CURLOPT_HEADERDATA, this);
  options.Set(CURLOPT_WRITEFUNCTION, &Transfer::OnBody);
  options.Set(CURLOPT_WRITEDATA, this);
  options.Set(CURLOPT_DEBUGFUNCTION, &Transfer::OnDebug);
  options.Set(CURLOPT_DEBUGDATA, this);
  options.Set(CURLOPT_PREREQFUNCTION, &Transfer::OnConnectionReady);
  options.Set(CURLOPT_PREREQDATA, this);
  options.Set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::OnOpenSocket);
  options.Set(CURLOPT_OPENSOCKETDATA, this);
  // Connections outlive transfers: this one goes to what outlives both.
  options.Set(CURLOPT_CLOSESOCKETFUNCTION, &Transfer::OnCloseSocket);
  options.Set(CURLOPT_CLOSESOCKETDATA, &setting_.kept_connections);
  options.Set(CURLOPT_RESOLVER_START_FUNCTION, &Transfer::OnResolve);
  options.Set(CURLOPT_RESOLVER_START_DATA, this);
  options.Set(CURLOPT_SSL_CTX_FUNCTION, &Transfer::OnTlsContext);
  options.Set(CURLOPT_SSL_CTX_DATA, this);
  return options.status();
}

Status Transfer::SetRequest(CURL* handle, const std::vector<std::string>& resolve_lines) {
  const Url& url = request_.url;
  // libcurl's own parser would drop a lone "?" and must not have a say in what is asked for.
  const std::string target = via_proxy_ && setting_.proxy.AbsoluteFormFor(url)
                                 ? url.href()
                                 : std::string(url.path_and_query());
  resolve_ = MakeCurlList(resolve_lines);
  fields_ = RequestFields();
  CurlOptions options(handle);
  options.Set(CURLOPT_URL, url.href().c_str());
  options.Set(CURLOPT_REQUEST_TARGET, target.c_str());
  options.Set(CURLOPT_RESOLVE, resolve_.get());
  options.Set(CURLOPT_HTTPHEADER, fields_.get());
  options.Set(CURLOPT_PROXY, via_proxy_ ? setting_.proxy.text().c_str() : "");
  options.Set(CURLOPT_FORBID_REUSE, 0L);
  options.Set(CURLOPT_FRESH_CONNECT,
              std::exchange(stop_, StopReason::kNone) == StopReason::kStaleConnection ? 1L : 0L);
  return options.status();
}

CurlList Transfer::RequestFields() {
  std::vector<std::string> lines;
  if (!setting_.options.accept_encoding.empty()) {
    lines.push_back("Accept-Encoding: " + setting_.options.accept_encoding);
  }
  // Validators are a server's own words, kept from an earlier capture.
  for (const auto& [name, value] :
       {std::pair{"If-None-Match: ", &request_.if_none_match},
        std::pair{"If-Modified-Since: ", &request_.if_modified_since}}) {
    if (value->empty()) continue;
    if (IsFieldValue(*value)) {
      lines.push_back(name + *value);
    } else {
      result_.flags.emplace_back("validator-dropped");
    }
  }
  return MakeCurlList(lines);
}

void Transfer::Disarm(CURL* handle) {
  CurlOptions options(handle);
  options.Set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  options.Set(CURLOPT_DEBUGDATA, static_cast<void*>(nullptr));
  options.Set(CURLOPT_RESOLVE, static_cast<curl_slist*>(nullptr));
  options.Set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
}

size_t Transfer::OnHeader(char* bytes, size_t unit, size_t count, void* self) {
  auto* transfer = static_cast<Transfer*>(self);
  const size_t size = unit * count;
  const bool was_complete = transfer->head_.complete();
  if (!transfer->head_.Add({bytes, size})) {
    transfer->stop_ = was_complete ? StopReason::kTrailersTooLarge : StopReason::kHeadTooLarge;
    return 0;
  }
  if (!was_complete && transfer->head_.complete()) transfer->BeginBody();
  return size;
}

void Transfer::BeginBody() {
  const Framing& framing = head_.framing();
  result_.body =
      std::make_shared<Body>(setting_.options.spool_directory, setting_.options.body_memory_bytes);
  if (framing.content_length) {
    result_.body->Expect(std::min(*framing.content_length, max_body_bytes_));
  }
  // Who sends two lengths may follow up with somebody else's response (RFC 9112 section 11.2).
  if (framing.ambiguous_length) curl_easy_setopt(handle_, CURLOPT_FORBID_REUSE, 1L);
}

size_t Transfer::OnBody(char* bytes, size_t unit, size_t count, void* self) {
  const size_t size = unit * count;
  return static_cast<Transfer*>(self)->Keep({bytes, size}) ? size : 0;
}

bool Transfer::Keep(std::string_view bytes) {
  // libcurl 7.88 hands over no body without a head; HTTP/0.9 is off.
  if (!result_.body) return false;
  const uint64_t room = max_body_bytes_ - result_.body->size();
  if (const Status kept = result_.body->Append(bytes.substr(0, room)); !kept) {
    not_kept_ = kept.error();
    stop_ = StopReason::kNotKept;
    return false;
  }
  if (bytes.size() <= room) return true;
  stop_ = StopReason::kBodyTooLarge;
  return false;
}

int Transfer::OnDebug(CURL*, curl_infotype type, char* bytes, size_t size, void* self) {
  if (self == nullptr) return 0;
  auto* transfer = static_cast<Transfer*>(self);
  if (type == CURLINFO_HEADER_OUT) {
    // Before the connection is ready it is the proxy that is spoken to.
    if (transfer->connection_ready_) transfer->result_.request_bytes.append(bytes, size);
  } else if (type == CURLINFO_TEXT) {
    const std::string_view text(bytes, size);
    // libcurl tells of bytes after the body in no other way.
    if (text.starts_with("Excess found") || text.starts_with("Leftovers after chunking")) {
      transfer->extra_bytes_ = true;
    }
  }
  return 0;
}

bool Transfer::CheckConnection(const ConnectionEnds& ends) {
  if (!opened_sockets_.empty()) {
    setting_.kept_connections.Add(ends, std::exchange(opened_sockets_, {}));
    return true;
  }
  if (!setting_.kept_connections.HasUnreadBytes(ends)) return true;
  stop_ = StopReason::kStaleConnection;
  return false;
}

int Transfer::OnConnectionReady(void* self, char* peer, char* local, int peer_port,
                                int local_port) {
  auto* transfer = static_cast<Transfer*>(self);
  const ConnectionEnds ends{peer, local, static_cast<uint16_t>(peer_port),
                            static_cast<uint16_t>(local_port)};
  if (!transfer->CheckConnection(ends)) return CURL_PREREQFUNC_ABORT;
  transfer->connection_ready_ = true;
  transfer->head_.Reset();
  transfer->result_.request_bytes.clear();
  if (!transfer->via_proxy_) {
    transfer->result_.peer_address = peer;
    transfer->result_.peer_port = static_cast<uint16_t>(peer_port);
  }
  if (transfer->request_.url.https()) {
    const curl_tlssessioninfo* session = nullptr;
    curl_easy_getinfo(transfer->handle_, CURLINFO_TLS_SSL_PTR, &session);
    if (session != nullptr && session->internals != nullptr) {
      transfer->result_.tls = TakeTlsFacts(static_cast<SSL*>(session->internals),
                                           transfer->watched_tls_, transfer->request_.url.host());
    }
  }
  if (transfer->on_connection_ready) transfer->on_connection_ready();
  return CURL_PREREQFUNC_OK;
}

bool Transfer::MayDial(const sockaddr* address) {
  // The proxy is the operator's; what lies behind it is the proxy's to dial.
  if (via_proxy_) return setting_.proxy.IsAt(address);
  const AddressVerdict verdict = setting_.guard.Check(address);
  if (verdict.allowed) return true;
  if (!refused_addresses_.empty()) refused_addresses_ += "; ";
  refused_addresses_ += TextOf(address) + ": " + verdict.reason;
  return false;
}

curl_socket_t Transfer::OnOpenSocket(void* self, curlsocktype, curl_sockaddr* address) {
  auto* transfer = static_cast<Transfer*>(self);
  if (!transfer->MayDial(&address->addr)) return CURL_SOCKET_BAD;
  transfer->dialled_ = true;
  const int opened = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (opened >= 0) transfer->opened_sockets_.push_back(opened);
  return opened;
}

int Transfer::OnCloseSocket(void* kept_connections, curl_socket_t socket) {
  static_cast<KeptConnections*>(kept_connections)->Remove(socket);
  return ::close(socket);
}

int Transfer::OnResolve(void*, void*, void* self) {
  // Names are pinned; what is left to libcurl is the proxy's name and the spelling of an IP
  // address.
  const auto* transfer = static_cast<const Transfer*>(self);
  return transfer->via_proxy_ || transfer->request_.url.host_is_ip() ? 0 : 1;
}

// libcurl names no peer for a connection that never came to a request.
void Transfer::NotePeerOfHandshake() {
  if (via_proxy_) return;
  for (const int socket : opened_sockets_) {
    sockaddr_storage peer{};
    socklen_t size = sizeof(peer);
    auto* address = reinterpret_cast<sockaddr*>(&peer);
    if (::getpeername(socket, address, &size) != 0) continue;
    result_.peer_address = TextOf(address);
    result_.peer_port = request_.url.port();
    return;
  }
}

CURLcode Transfer::OnTlsContext(CURL*, void* ssl_context, void* self) {
  auto* transfer = static_cast<Transfer*>(self);
  transfer->handshake_begun_ = true;
  transfer->NotePeerOfHandshake();
  WatchVerification(static_cast<SSL_CTX*>(ssl_context), &transfer->watched_tls_,
                    transfer->setting_.options.keep_unverified_tls);
  return CURLE_OK;
}

FetchResult Transfer::Refuse(FetchFailure failure, std::string detail) {
  result_.failure = failure;
  result_.failure_detail = std::move(detail);
  return std::move(result_);
}

TransferProgress Transfer::Progress() const {
  TransferProgress progress;
  progress.stop = stop_;
  // Refused, and nothing else was tried: the server has no part in it.
  if (stop_ == StopReason::kNone && !refused_addresses_.empty() && !dialled_) {
    progress.stop = StopReason::kAddressRefused;
  }
  progress.via_proxy = via_proxy_;
  progress.handshake_begun = handshake_begun_;
  progress.connection_ready = connection_ready_;
  progress.head_begun = head_.begun();
  progress.head_complete = head_.complete();
  progress.status_code = head_.status_code();
  progress.libcurl_words = error_text_.data();
  return progress;
}

void Transfer::TakeTimes(CURL* handle) {
  result_.connect_time =
      std::max(TimeOf(handle, CURLINFO_CONNECT_TIME_T), TimeOf(handle, CURLINFO_APPCONNECT_TIME_T));
  result_.first_byte_time = TimeOf(handle, CURLINFO_STARTTRANSFER_TIME_T);
  result_.total_time = setting_.clock.Monotonic() - started_;
}

void Transfer::TakeFlags(const TransferVerdict& verdict) {
  std::vector<std::string>& flags = result_.flags;
  flags.insert(flags.end(), verdict.flags.begin(), verdict.flags.end());
  if (head_.interim_responses() > 0) {
    flags.push_back("interim:" + std::to_string(head_.interim_responses()));
  }
  if (head_.trailer_lines() > 0) {
    flags.push_back("trailers:" + std::to_string(head_.trailer_lines()));
  }
  if (!refused_addresses_.empty() && dialled_) flags.emplace_back("address-refused");
  if (extra_bytes_) flags.emplace_back("extra-bytes");
  if (!result_.has_response()) return;
  const Framing& framing = head_.framing();
  if (framing.ambiguous_length) flags.emplace_back("ambiguous-length");
  if (framing.bad_length) flags.emplace_back("bad-length");
  if (framing.other_transfer_coding) flags.emplace_back("transfer-coding");
  if (result_.status_code == 206) flags.emplace_back("partial");
  const bool conditional = !request_.if_none_match.empty() || !request_.if_modified_since.empty();
  if (result_.status_code == 304 && !conditional) flags.emplace_back("unasked-304");
}

void Transfer::TakeResponse(const TransferVerdict& verdict) {
  result_.interim_responses = head_.interim_responses();
  if (!head_.complete() || verdict.failure == FetchFailure::kBadHead) {
    result_.rejected_head = head_.bytes().substr(0, kMaxRejectedHeadBytes);
    result_.body.reset();
    return;
  }
  result_.head = head_.bytes();
  result_.status_code = head_.status_code();
  result_.transfer_decoded = head_.framing().chunked || head_.framing().other_transfer_coding;
}

Result<FetchResult> Transfer::Finish(CURL* handle, CURLcode code) {
  if (not_kept_) {
    not_kept_->where = request_.url.href() + ": " + not_kept_->where;
    return *not_kept_;
  }
  TransferVerdict verdict = Judge(code, Progress());
  if (verdict.error) {
    verdict.error->where = request_.url.href();
    return *verdict.error;
  }
  if (verdict.failure != FetchFailure::kNone && !refused_addresses_.empty()) {
    verdict.detail += (verdict.detail.empty() ? "" : "; ") + refused_addresses_;
  }
  result_.failure = verdict.failure;
  result_.failure_detail = verdict.detail;
  result_.truncated = verdict.truncated;
  TakeTimes(handle);
  TakeResponse(verdict);
  TakeFlags(verdict);
  if (verdict.failure == FetchFailure::kTls && !result_.tls && !watched_tls_.chain_pem.empty()) {
    result_.tls = std::move(watched_tls_);
    // The chain can be sound and the name wrong, which libcurl finds out by itself.
    if (result_.tls->verify_error.empty()) result_.tls->verify_error = verdict.detail;
  }
  if (result_.body) ARSIP_TRY(result_.body->Finish());
  return std::move(result_);
}

}  // namespace arsip::crawler
