// KeptConnections: the sockets behind libcurl's keep-alive connections, found again by their two
// ends, because libcurl 7.88 names a connection's socket only after a transfer. Needed for one
// question: has the server sent bytes nobody asked for? They would be read as the response to the
// next request. On the loop's thread.
#ifndef ARSIP_CRAWLER_KEPT_CONNECTIONS_H_
#define ARSIP_CRAWLER_KEPT_CONNECTIONS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace arsip::crawler {

// As libcurl's pre-request callback tells it: textual addresses and ports of one connection.
struct ConnectionEnds {
  std::string_view peer_address;
  std::string_view local_address;
  uint16_t peer_port = 0;
  uint16_t local_port = 0;
};

class KeptConnections {
 public:
  // A new connection. `sockets` are those opened for it: one of them has the local port, and is
  // remembered.
  void Add(const ConnectionEnds& ends, const std::vector<int>& sockets);
  // The socket is being closed. Unknown ones are no error.
  void Remove(int socket);
  // False when nothing is waiting, or when the connection is unknown.
  bool HasUnreadBytes(const ConnectionEnds& ends) const;
  size_t size() const { return socket_of_.size(); }

 private:
  std::unordered_map<std::string, int> socket_of_;  // by the text of its ends
  std::unordered_map<int, std::string> ends_of_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_KEPT_CONNECTIONS_H_
