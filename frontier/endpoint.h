// Endpoint: where a frontier listens: inproc://NAME, ipc://PATH or tcp://ADDRESS:PORT.
//
// A ZeroMQ bind on ipc:// removes whatever file is at the path, and on tcp://* listens to the
// world: so paths and addresses are checked here before the library sees them. Values; thread-safe.
#ifndef ARSIP_FRONTIER_ENDPOINT_H_
#define ARSIP_FRONTIER_ENDPOINT_H_

#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip::frontier {

struct Endpoint {
  enum class Transport { kInproc, kIpc, kTcp } transport = Transport::kInproc;
  std::string text;  // as given, "ipc:///run/arsip/frontier"
  std::string rest;  // after "://"
};

// kInvalidInput: another scheme, an empty or over-long name, an abstract socket name.
Result<Endpoint> ParseEndpoint(std::string_view text);

// For listening. kInvalidInput: "*" or a name for the address (0.0.0.0 may be named), or a bad
// port. Port 0 and "*" are any free port.
Status CheckTcpBind(const Endpoint& endpoint);

// Makes the path free for a socket of ours: its directory is made, or must be ours with mode 0700;
// a stale socket is removed. Nothing but a socket that no one listens to is ever removed. Errors:
// kUnavailable (a living server listens there), kPermission (the directory is open to others, or
// the path is no socket), kNotFound (the directory's parent).
Status ClaimIpcPath(const std::string& path);
// After the bind: mode 0600.
Status SealIpcPath(const std::string& path);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_ENDPOINT_H_
