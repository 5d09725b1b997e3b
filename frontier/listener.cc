#include "frontier/listener.h"

#include <chrono>
#include <utility>

namespace arsip::frontier {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr int kHighWaterMark = 1000;
constexpr Milliseconds kHandshake = std::chrono::seconds(3);
constexpr Milliseconds kHeartbeat = std::chrono::seconds(5);
constexpr Milliseconds kHeartbeatTimeout = std::chrono::seconds(15);
constexpr Milliseconds kLinger = std::chrono::seconds(1);

int Count(Milliseconds duration) { return static_cast<int>(duration.count()); }

Status SetOptions(ZmqSocket& socket, const FrontierServerOptions& options) {
  ARSIP_TRY(socket.SetMaxMessageBytes(options.max_message_bytes));
  ARSIP_TRY(socket.Set(ZMQ_RCVHWM, kHighWaterMark));
  ARSIP_TRY(socket.Set(ZMQ_SNDHWM, kHighWaterMark));
  ARSIP_TRY(socket.Set(ZMQ_HANDSHAKE_IVL, Count(kHandshake)));
  ARSIP_TRY(socket.Set(ZMQ_HEARTBEAT_IVL, Count(kHeartbeat)));
  ARSIP_TRY(socket.Set(ZMQ_HEARTBEAT_TIMEOUT, Count(kHeartbeatTimeout)));
  ARSIP_TRY(socket.Set(ZMQ_LINGER, Count(kLinger)));
  return socket.Set(ZMQ_ROUTER_MANDATORY, 1);
}

Status SetCurve(ZmqSocket& socket, const std::string& secret_key) {
  ARSIP_TRY(socket.Set(ZMQ_CURVE_SERVER, 1));
  ARSIP_TRY(socket.Set(ZMQ_CURVE_SECRETKEY, secret_key));
  ARSIP_TRY(socket.Set(ZMQ_ZAP_DOMAIN, kZapDomain));
  return socket.Set(ZMQ_IPV6, 1);
}

}  // namespace

Result<Listener> Listener::Bind(TransportContext& context, const Endpoint& endpoint, size_t index,
                                const FrontierServerOptions& options,
                                const ZapAuthenticator* authenticator) {
  const bool tcp = endpoint.transport == Endpoint::Transport::kTcp;
  const bool ipc = endpoint.transport == Endpoint::Transport::kIpc;
  ARSIP_ASSIGN(ZmqSocket socket, ZmqSocket::Create(context.raw(), ZMQ_ROUTER));
  ARSIP_TRY(SetOptions(socket, options));
  if (tcp) ARSIP_TRY(CheckTcpBind(endpoint));
  if (tcp) ARSIP_TRY(SetCurve(socket, options.curve_secret_key));
  if (ipc) ARSIP_TRY(ClaimIpcPath(endpoint.rest));
  ARSIP_TRY(socket.Bind(endpoint.text));
  if (ipc) ARSIP_TRY(SealIpcPath(endpoint.rest));
  Listener listener(std::move(socket), index, tcp ? authenticator : nullptr);
  ARSIP_ASSIGN(listener.bound_, listener.socket_.BoundEndpoint());
  return listener;
}

Result<Listener::Received> Listener::Receive(Peer* peer, ZmqMessage* message) {
  ZmqMessage routing_id;
  ARSIP_ASSIGN(const bool received, socket_.Receive(&routing_id));
  if (!received) return Received::kNothing;
  peer->listener = index_;
  peer->routing_id = routing_id.bytes();
  peer->user_key.clear();
  // The rest of a message is there when its first frame is.
  size_t frames = 0;
  for (bool more = routing_id.more(); more; more = message->more(), ++frames) {
    ARSIP_ASSIGN(const bool complete, socket_.Receive(message));
    if (!complete) return Received::kMalformed;
  }
  if (authenticator_ != nullptr) {
    std::optional<std::string> key = authenticator_->UserKey(message->user_id());
    if (!key) return Received::kUnauthenticated;
    peer->user_key = std::move(*key);
  }
  return frames == 1 ? Received::kMessage : Received::kMalformed;
}

Result<bool> Listener::Send(const Peer& peer, std::string_view bytes) {
  ARSIP_ASSIGN(const ZmqSocket::Sent routed, socket_.Send(peer.routing_id, true));
  if (routed != ZmqSocket::Sent::kYes) return false;
  ARSIP_ASSIGN(const ZmqSocket::Sent sent, socket_.Send(bytes));
  return sent == ZmqSocket::Sent::kYes;
}

}  // namespace arsip::frontier
