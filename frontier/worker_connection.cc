#include "frontier/worker_connection.h"

#include <utility>

#include "base/log.h"
#include "frontier/zap_authenticator.h"

namespace arsip::frontier {
namespace {

constexpr int kHighWaterMark = 1000;
constexpr int kLingerMs = 500;
constexpr int kHandshakeMs = 3000;
constexpr int kHeartbeatMs = 5000;
constexpr int kHeartbeatTimeoutMs = 15'000;
constexpr int kReconnectMs = 100;
constexpr int kReconnectMaxMs = 2000;
// Longer than a handshake over tcp may take.
constexpr Duration kPatience = std::chrono::seconds(5);
constexpr Duration kInprocPatience = std::chrono::seconds(1);

Status SetOptions(ZmqSocket& socket, int64_t max_message_bytes) {
  const std::pair<int, int> options[] = {{ZMQ_RCVHWM, kHighWaterMark},
                                         {ZMQ_SNDHWM, kHighWaterMark},
                                         {ZMQ_LINGER, kLingerMs},
                                         {ZMQ_IMMEDIATE, 1},
                                         {ZMQ_HANDSHAKE_IVL, kHandshakeMs},
                                         {ZMQ_HEARTBEAT_IVL, kHeartbeatMs},
                                         {ZMQ_HEARTBEAT_TIMEOUT, kHeartbeatTimeoutMs},
                                         {ZMQ_RECONNECT_IVL, kReconnectMs},
                                         {ZMQ_RECONNECT_IVL_MAX, kReconnectMaxMs},
                                         {ZMQ_IPV6, 1}};
  for (const auto& [option, value] : options) ARSIP_TRY(socket.Set(option, value));
  return socket.SetMaxMessageBytes(max_message_bytes);
}

Status SetCurve(ZmqSocket& socket, const FrontierClientOptions& options) {
  for (const std::string* key : {&options.curve_server_key, &options.curve_keys.public_key,
                                 &options.curve_keys.secret_key}) {
    if (Status status = CheckCurveKey(*key); !status) {
      return Error{ErrorCode::kInvalidInput,
                   "tcp:// needs the frontier's CURVE key and a key pair of the worker", ""};
    }
  }
  ARSIP_TRY(socket.Set(ZMQ_CURVE_SERVERKEY, options.curve_server_key));
  ARSIP_TRY(socket.Set(ZMQ_CURVE_PUBLICKEY, options.curve_keys.public_key));
  return socket.Set(ZMQ_CURVE_SECRETKEY, options.curve_keys.secret_key);
}

}  // namespace

Result<WorkerConnection> WorkerConnection::Open(TransportContext& context,
                                                const FrontierClientOptions& options) {
  ARSIP_ASSIGN(Endpoint endpoint, ParseEndpoint(options.endpoint));
  ARSIP_ASSIGN(ZmqSocket socket, ZmqSocket::Create(context.raw(), ZMQ_DEALER));
  ARSIP_TRY(SetOptions(socket, options.max_message_bytes));
  if (endpoint.transport == Endpoint::Transport::kTcp) ARSIP_TRY(SetCurve(socket, options));
  ARSIP_TRY(socket.Connect(endpoint.text));
  ARSIP_ASSIGN(const int fd, socket.fd());
  return WorkerConnection(std::move(socket), std::move(endpoint), fd);
}

Result<bool> WorkerConnection::Send(ZmqMessage* message) {
  ARSIP_ASSIGN(const ZmqSocket::Sent sent, socket_.Send(message));
  return sent == ZmqSocket::Sent::kYes;
}

Result<bool> WorkerConnection::Receive(ZmqMessage* message) {
  ARSIP_ASSIGN(const bool received, socket_.Receive(message));
  if (!received) return false;
  if (!message->more()) return true;
  while (message->more()) ARSIP_TRY(socket_.Receive(message));
  ARSIP_TRY(message->Allocate(0));
  return true;
}

bool WorkerConnection::Renew(Duration silence, MonotonicTime now) {
  const bool inproc = endpoint_.transport == Endpoint::Transport::kInproc;
  const Duration patience = inproc ? kInprocPatience : kPatience;
  if (silence < patience || (renewed_ && now - *renewed_ < patience)) return false;
  const Result<int> events = socket_.Events();
  if (!events || (*events & ZMQ_POLLOUT) != 0) return false;
  renewed_ = now;
  (void)socket_.Disconnect(endpoint_.text);  // fails when it is gone already
  if (Status status = socket_.Connect(endpoint_.text); !status) {
    Log(LogLevel::kWarning, "frontier", "reconnect_failed", {{"error", status.error().ToString()}});
  }
  return true;
}

}  // namespace arsip::frontier
