// Listener: one ROUTER socket of a frontier, bound to one endpoint.
//
// One socket an endpoint, because CURVE is a property of the socket: what is fit for inproc is not
// for tcp. Belongs to the server's thread.
#ifndef ARSIP_FRONTIER_LISTENER_H_
#define ARSIP_FRONTIER_LISTENER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "frontier/endpoint.h"
#include "frontier/transport.h"
#include "frontier/worker_table.h"
#include "frontier/zap_authenticator.h"
#include "frontier/zmq_socket.h"

namespace arsip::frontier {

class Listener {
 public:
  // `authenticator` is required for tcp:// and outlives the listener; `index` names it in its
  // peers.
  static Result<Listener> Bind(TransportContext& context, const Endpoint& endpoint, size_t index,
                               const FrontierServerOptions& options,
                               const ZapAuthenticator* authenticator);

  enum class Received {
    kMessage,
    kNothing,          // nothing waits
    kUnauthenticated,  // dropped: no allowed key stands behind it
    kMalformed,        // dropped: not one frame
  };
  // Leaves the sender in `*peer` (not for kUnauthenticated) and the bytes in `*message`. Never
  // blocks.
  Result<Received> Receive(Peer* peer, ZmqMessage* message);
  // False when the peer is gone or does not read. Never blocks.
  Result<bool> Send(const Peer& peer, std::string_view bytes);

  const std::string& endpoint() const { return bound_; }
  void* raw() const { return socket_.raw(); }

 private:
  Listener(ZmqSocket socket, size_t index, const ZapAuthenticator* authenticator)
      : socket_(std::move(socket)), index_(index), authenticator_(authenticator) {}

  ZmqSocket socket_;
  size_t index_;
  const ZapAuthenticator* authenticator_;  // nullptr: the endpoint admits by itself
  std::string bound_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_LISTENER_H_
