// Transfer's side of its connection: which address may be dialled, what the kept connection is, who
// the peer was.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "crawler/transfer.h"

namespace arsip::crawler {
namespace {

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

}  // namespace

bool Transfer::CheckConnection(const ConnectionEnds& ends) {
  if (!opened_sockets_.empty()) {
    setting_.kept_connections.Add(ends, std::exchange(opened_sockets_, {}));
    return true;
  }
  // Between two HTTP/2 streams there are pings and settings, and no frame can be taken for the
  // answer on a stream that was not open yet (RFC 9113 section 5.1).
  if (result_.http_version == HttpVersion::kHttp2) return true;
  if (!setting_.kept_connections.HasUnreadBytes(ends)) return true;
  stop_ = StopReason::kStaleConnection;
  return false;
}

// Null when the URL is not https.
SSL* Transfer::TlsOfConnection() const {
  if (!request_.url.https()) return nullptr;
  const curl_tlssessioninfo* session = nullptr;
  curl_easy_getinfo(handle_, CURLINFO_TLS_SSL_PTR, &session);
  return session != nullptr ? static_cast<SSL*>(session->internals) : nullptr;
}

int Transfer::OnConnectionReady(void* self, char* peer, char* local, int peer_port,
                                int local_port) {
  auto* transfer = static_cast<Transfer*>(self);
  const ConnectionEnds ends{peer, local, static_cast<uint16_t>(peer_port),
                            static_cast<uint16_t>(local_port)};
  SSL* const tls = transfer->TlsOfConnection();
  transfer->result_.http_version =
      tls != nullptr && SpeaksHttp2(tls) ? HttpVersion::kHttp2 : HttpVersion::kHttp11;
  if (!transfer->CheckConnection(ends)) return CURL_PREREQFUNC_ABORT;
  transfer->connection_ready_ = true;
  transfer->head_.Reset();
  transfer->result_.request_bytes.clear();
  if (!transfer->via_proxy_) {
    transfer->result_.peer_address = peer;
    transfer->result_.peer_port = static_cast<uint16_t>(peer_port);
  }
  if (tls != nullptr) {
    transfer->result_.tls =
        TakeTlsFacts(tls, transfer->watched_tls_, transfer->request_.url.host());
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

}  // namespace arsip::crawler
