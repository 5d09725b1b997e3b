#include "portal/listen_address.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include <charconv>

namespace arsip::portal {
namespace {

bool IsIp(const std::string& text) {
  in6_addr bytes{};
  return inet_pton(AF_INET, text.c_str(), &bytes) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &bytes) == 1;
}

}  // namespace

Result<ListenAddress> ParseListenAddress(const std::string& text) {
  ListenAddress address;
  if (text.starts_with("unix:")) {
    address.socket_path = text.substr(5);
    if (address.socket_path.starts_with('/') &&
        address.socket_path.size() < sizeof(sockaddr_un::sun_path)) {
      return address;
    }
    return Error{ErrorCode::kInvalidInput,
                 "a local socket is unix: and an absolute path of at most 107 bytes", text};
  }
  const size_t colon = text.rfind(':');
  if (colon != std::string::npos) {
    address.ip = text.substr(0, colon);
    if (address.ip.starts_with('[') && address.ip.ends_with(']')) {
      address.ip = address.ip.substr(1, address.ip.size() - 2);
    }
    const char* const end = text.data() + text.size();
    const auto port = std::from_chars(text.data() + colon + 1, end, address.port);
    if (port.ec == std::errc() && port.ptr == end && IsIp(address.ip)) return address;
  }
  return Error{ErrorCode::kInvalidInput, "listen on IP:PORT, such as 127.0.0.1:8090, or unix:/PATH",
               text};
}

}  // namespace arsip::portal
