#include "frontier/ip_literal.h"

#include <arpa/inet.h>

#include <array>
#include <string>

namespace arsip::frontier {

bool IsIpLiteral(std::string_view host) {
  const std::string text(host);
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

}  // namespace arsip::frontier
