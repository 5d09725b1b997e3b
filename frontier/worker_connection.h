// WorkerConnection: the DEALER socket of a worker, connected to a frontier's endpoint.
//
// The library connects again by itself when tcp:// or ipc:// breaks, and what was under way is lost
// without a word. It does not after a refused CURVE handshake, and inproc:// never: Renew() is for
// these. Belongs to one thread.
#ifndef ARSIP_FRONTIER_WORKER_CONNECTION_H_
#define ARSIP_FRONTIER_WORKER_CONNECTION_H_

#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "frontier/endpoint.h"
#include "frontier/transport.h"
#include "frontier/zmq_socket.h"

namespace arsip::frontier {

class WorkerConnection {
 public:
  // kInvalidInput: the endpoint, or its keys.
  static Result<WorkerConnection> Open(TransportContext& context,
                                       const FrontierClientOptions& options);

  int fd() const { return fd_; }
  Result<int> Events() const { return socket_.Events(); }
  // False: it would block. The message keeps its content.
  Result<bool> Send(ZmqMessage* message);
  // False: nothing is there. A message of several frames is none of ours and arrives empty.
  Result<bool> Receive(ZmqMessage* message);
  // Connects anew when no connection stands and the frontier was silent for long enough. True if
  // so.
  bool Renew(Duration silence, MonotonicTime now);

 private:
  WorkerConnection(ZmqSocket socket, Endpoint endpoint, int fd)
      : socket_(std::move(socket)), endpoint_(std::move(endpoint)), fd_(fd) {}

  ZmqSocket socket_;
  Endpoint endpoint_;
  int fd_;
  std::optional<MonotonicTime> renewed_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_WORKER_CONNECTION_H_
