// What --listen says: an IP address and port, or the path of a local socket. Pure; thread-safe.
#ifndef ARSIP_PORTAL_LISTEN_ADDRESS_H_
#define ARSIP_PORTAL_LISTEN_ADDRESS_H_

#include <cstdint>
#include <string>

#include "base/result.h"

namespace arsip::portal {

struct ListenAddress {
  std::string socket_path;  // of "unix:/path"; else empty
  std::string ip;           // as written, without brackets
  uint16_t port = 0;

  bool local() const { return !socket_path.empty(); }
};

// kInvalidInput: neither form, or a socket path that is too long (107 bytes) or not absolute.
Result<ListenAddress> ParseListenAddress(const std::string& text);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_LISTEN_ADDRESS_H_
