#include "frontier/zmq_socket.h"

#include <cerrno>
#include <cstring>
#include <utility>

namespace arsip::frontier {

Error ZmqError(std::string action, std::string where) {
  const int error = zmq_errno();
  ErrorCode code = ErrorCode::kIo;
  switch (error) {
    case EADDRINUSE:
    case EADDRNOTAVAIL:
    case EMFILE:
    case ENFILE:
    case ETERM:
      code = ErrorCode::kUnavailable;
      break;
    case EINVAL:
    case EPROTONOSUPPORT:
    case ENODEV:
      code = ErrorCode::kInvalidInput;
      break;
    case EACCES:
    case EPERM:
      code = ErrorCode::kPermission;
      break;
    case EFAULT:
    case ENOTSOCK:
      code = ErrorCode::kInternal;
      break;
    default:
      break;
  }
  return Error{code, std::move(action) + ": " + zmq_strerror(error), std::move(where)};
}

std::string_view ZmqMessage::user_id() {
  const char* user = zmq_msg_gets(&message_, "User-Id");
  return user == nullptr ? std::string_view() : std::string_view(user);
}

Status ZmqMessage::Allocate(size_t size) {
  zmq_msg_close(&message_);
  if (zmq_msg_init_size(&message_, size) == 0) return Ok();
  zmq_msg_init(&message_);
  return Error{ErrorCode::kUnavailable, "no memory for a message", ""};
}

Result<ZmqSocket> ZmqSocket::Create(void* context, int type) {
  void* socket = zmq_socket(context, type);
  if (socket == nullptr) return ZmqError("cannot make a ZeroMQ socket", "");
  return ZmqSocket(socket);
}

ZmqSocket::ZmqSocket(ZmqSocket&& other) noexcept
    : socket_(std::exchange(other.socket_, nullptr)), inproc_name_(std::move(other.inproc_name_)) {}

ZmqSocket& ZmqSocket::operator=(ZmqSocket&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(inproc_name_, other.inproc_name_);
  return *this;
}

Status ZmqSocket::Set(int option, int value) {
  if (zmq_setsockopt(socket_, option, &value, sizeof value) == 0) return Ok();
  return ZmqError("cannot set socket option " + std::to_string(option), "");
}

Status ZmqSocket::Set(int option, std::string_view value) {
  // The library reads a Z85 key as a C string.
  const std::string text(value);
  if (zmq_setsockopt(socket_, option, text.c_str(), text.size()) == 0) return Ok();
  return ZmqError("cannot set socket option " + std::to_string(option), "");
}

Status ZmqSocket::SetMaxMessageBytes(int64_t bytes) {
  if (zmq_setsockopt(socket_, ZMQ_MAXMSGSIZE, &bytes, sizeof bytes) == 0) return Ok();
  return ZmqError("cannot bound the size of messages", "");
}

Status ZmqSocket::Bind(const std::string& endpoint) {
  if (zmq_bind(socket_, endpoint.c_str()) != 0) return ZmqError("cannot listen", endpoint);
  if (endpoint.starts_with("inproc://")) inproc_name_ = endpoint;
  return Ok();
}

Status ZmqSocket::Connect(const std::string& endpoint) {
  if (zmq_connect(socket_, endpoint.c_str()) == 0) return Ok();
  return ZmqError("cannot connect", endpoint);
}

Status ZmqSocket::Disconnect(const std::string& endpoint) {
  if (zmq_disconnect(socket_, endpoint.c_str()) == 0) return Ok();
  return ZmqError("cannot disconnect", endpoint);
}

Result<std::string> ZmqSocket::BoundEndpoint() const {
  char endpoint[512];
  size_t size = sizeof endpoint;
  if (zmq_getsockopt(socket_, ZMQ_LAST_ENDPOINT, endpoint, &size) != 0) {
    return ZmqError("cannot name the bound endpoint", "");
  }
  return std::string(endpoint);
}

Result<int> ZmqSocket::fd() const {
  int fd = -1;
  size_t size = sizeof fd;
  if (zmq_getsockopt(socket_, ZMQ_FD, &fd, &size) != 0) return ZmqError("cannot get ZMQ_FD", "");
  return fd;
}

Result<int> ZmqSocket::Events() const {
  int events = 0;
  size_t size = sizeof events;
  while (zmq_getsockopt(socket_, ZMQ_EVENTS, &events, &size) != 0) {
    if (zmq_errno() != EINTR) return ZmqError("cannot get ZMQ_EVENTS", "");
  }
  return events;
}

Result<bool> ZmqSocket::Receive(ZmqMessage* message) {
  while (zmq_msg_recv(message->raw(), socket_, ZMQ_DONTWAIT) < 0) {
    if (zmq_errno() == EAGAIN) return false;
    if (zmq_errno() != EINTR) return ZmqError("cannot receive", "");
  }
  return true;
}

Result<ZmqSocket::Sent> ZmqSocket::Send(ZmqMessage* message, bool more) {
  const int flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0);
  while (zmq_msg_send(message->raw(), socket_, flags) < 0) {
    if (zmq_errno() == EAGAIN) return Sent::kWouldBlock;
    if (zmq_errno() == EHOSTUNREACH) return Sent::kUnroutable;
    if (zmq_errno() != EINTR) return ZmqError("cannot send", "");
  }
  return Sent::kYes;
}

Result<ZmqSocket::Sent> ZmqSocket::Send(std::string_view bytes, bool more) {
  ZmqMessage message;
  ARSIP_TRY(message.Allocate(bytes.size()));
  std::memcpy(message.data(), bytes.data(), bytes.size());
  return Send(&message, more);
}

void ZmqSocket::Close() {
  if (socket_ == nullptr) return;
  if (!inproc_name_.empty()) zmq_unbind(socket_, inproc_name_.c_str());
  zmq_close(std::exchange(socket_, nullptr));
}

}  // namespace arsip::frontier
