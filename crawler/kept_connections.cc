#include "crawler/kept_connections.h"

#include <netinet/in.h>
#include <sys/socket.h>

namespace arsip::crawler {
namespace {

std::string KeyOf(const ConnectionEnds& ends) {
  std::string key(ends.local_address);
  key += '|';
  key += std::to_string(ends.local_port);
  key += '|';
  key += ends.peer_address;
  key += '|';
  key += std::to_string(ends.peer_port);
  return key;
}

// 0 for a socket that is closed or has none.
uint16_t LocalPort(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
  }
  if (address.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
  }
  return 0;
}

}  // namespace

void KeptConnections::Add(const ConnectionEnds& ends, const std::vector<int>& sockets) {
  for (const int socket : sockets) {
    if (LocalPort(socket) != ends.local_port) continue;
    Remove(socket);  // an earlier connection under this number is long gone
    const std::string key = KeyOf(ends);
    socket_of_[key] = socket;
    ends_of_[socket] = key;
    return;
  }
}

void KeptConnections::Remove(int socket) {
  const auto found = ends_of_.find(socket);
  if (found == ends_of_.end()) return;
  socket_of_.erase(found->second);
  ends_of_.erase(found);
}

bool KeptConnections::HasUnreadBytes(const ConnectionEnds& ends) const {
  const auto found = socket_of_.find(KeyOf(ends));
  if (found == socket_of_.end()) return false;
  char byte = 0;
  return ::recv(found->second, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

}  // namespace arsip::crawler
