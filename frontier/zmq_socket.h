// ZeroMQ's sockets and messages with owners, and its errno as our errors.
//
// The C interface is used because it has no exceptions. Only the transport's own files include
// this. A socket belongs to one thread at a time; handing it over needs a full fence (starting a
// thread is one).
#ifndef ARSIP_FRONTIER_ZMQ_SOCKET_H_
#define ARSIP_FRONTIER_ZMQ_SOCKET_H_

#include <zmq.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip::frontier {

class ZmqMessage {
 public:
  ZmqMessage() { zmq_msg_init(&message_); }
  ~ZmqMessage() { zmq_msg_close(&message_); }
  ZmqMessage(const ZmqMessage&) = delete;
  ZmqMessage& operator=(const ZmqMessage&) = delete;

  // Valid until the message is received into, sent or destroyed.
  std::string_view bytes() {
    return {static_cast<const char*>(zmq_msg_data(&message_)), zmq_msg_size(&message_)};
  }
  bool more() const { return zmq_msg_more(&message_) != 0; }
  // What the ZAP handler said of the sender; empty when none was asked.
  std::string_view user_id();
  // Drops the content and makes room for `size` bytes.
  Status Allocate(size_t size);
  char* data() { return static_cast<char*>(zmq_msg_data(&message_)); }
  zmq_msg_t* raw() { return &message_; }

 private:
  zmq_msg_t message_;
};

class ZmqSocket {
 public:
  enum class Sent { kYes, kWouldBlock, kUnroutable };

  // `type` as ZMQ_ROUTER. Errors: kUnavailable (no more sockets or files), kInternal.
  static Result<ZmqSocket> Create(void* context, int type);
  ZmqSocket() = default;  // closed
  ~ZmqSocket() { Close(); }
  ZmqSocket(ZmqSocket&& other) noexcept;
  ZmqSocket& operator=(ZmqSocket&& other) noexcept;

  Status Set(int option, int value);
  Status Set(int option, std::string_view value);
  Status SetMaxMessageBytes(int64_t bytes);

  Status Bind(const std::string& endpoint);
  Status Connect(const std::string& endpoint);
  Status Disconnect(const std::string& endpoint);
  // The endpoint of the last Bind, its wildcard port resolved.
  Result<std::string> BoundEndpoint() const;
  Result<int> fd() const;
  // ZMQ_POLLIN | ZMQ_POLLOUT; also lets the socket take note of what its I/O thread did.
  Result<int> Events() const;

  // Neither blocks. Receive: false when nothing waits. A message that was not sent keeps its
  // content.
  Result<bool> Receive(ZmqMessage* message);
  Result<Sent> Send(ZmqMessage* message, bool more = false);
  Result<Sent> Send(std::string_view bytes, bool more = false);

  // An inproc name is free when it returns; a port or path a moment later, when the I/O thread is
  // done.
  void Close();
  bool open() const { return socket_ != nullptr; }
  void* raw() const { return socket_; }

 private:
  explicit ZmqSocket(void* socket) : socket_(socket) {}

  void* socket_ = nullptr;
  std::string inproc_name_;  // bound
};

// Of the last failed call of this thread.
Error ZmqError(std::string action, std::string where);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_ZMQ_SOCKET_H_
