#include "crawler/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>
#include <cstring>
#include <string_view>

namespace arsip::crawler {
namespace {

struct Endpoint {
  std::string address;
  uint16_t port = 0;
};

Endpoint EndpointOf(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    ::inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
    return {text, ntohs(v4->sin_port)};
  }
  if (address->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    ::inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text));
    return {text, ntohs(v6->sin6_port)};
  }
  return {};
}

// As inet_ntop writes it; empty when `host` is a name.
std::string NumericForm(const std::string& host) {
  unsigned char bytes[16];
  char text[INET6_ADDRSTRLEN] = "";
  if (::inet_pton(AF_INET, host.c_str(), bytes) == 1) {
    ::inet_ntop(AF_INET, bytes, text, sizeof(text));
  } else if (::inet_pton(AF_INET6, host.c_str(), bytes) == 1) {
    ::inet_ntop(AF_INET6, bytes, text, sizeof(text));
  }
  return text;
}

}  // namespace

bool IsOnion(const Url& url) {
  std::string_view host = url.host();
  if (host.ends_with('.')) host.remove_suffix(1);
  return host.ends_with(".onion");
}

Result<Proxy> Proxy::Parse(const std::string& text, bool onion_only) {
  Proxy proxy;
  if (text.empty()) return proxy;
  constexpr std::string_view kSocks = "socks5h://";
  constexpr std::string_view kHttp = "http://";
  proxy.http_ = text.starts_with(kHttp);
  if (!proxy.http_ && !text.starts_with(kSocks)) {
    return Error{ErrorCode::kInvalidInput, "a proxy is socks5h://host:port or http://host:port",
                 text};
  }
  std::string_view authority = std::string_view(text).substr((proxy.http_ ? kHttp : kSocks).size());
  if (authority.ends_with('/')) authority.remove_suffix(1);
  const size_t colon = authority.rfind(':');
  if (colon == authority.npos || colon == 0 || authority.find_first_of("@/?# ") != authority.npos) {
    return Error{ErrorCode::kInvalidInput, "a proxy needs host:port and nothing else", text};
  }
  const char* end = authority.data() + authority.size();
  const auto port = std::from_chars(authority.data() + colon + 1, end, proxy.port_);
  if (port.ec != std::errc() || port.ptr != end || proxy.port_ == 0) {
    return Error{ErrorCode::kInvalidInput, "not a port number", text};
  }
  std::string_view host = authority.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  proxy.address_ = NumericForm(std::string(host));
  proxy.text_ = text;
  proxy.onion_only_ = onion_only;
  return proxy;
}

bool Proxy::Covers(const Url& url) const {
  if (text_.empty()) return false;
  return !onion_only_ || IsOnion(url);
}

bool Proxy::IsAt(const sockaddr* address) const {
  const Endpoint endpoint = EndpointOf(address);
  if (endpoint.port != port_) return false;
  return address_.empty() || endpoint.address == address_;
}

}  // namespace arsip::crawler
