#include "frontier/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace arsip::frontier {

bool IsIpLiteral(std::string_view host) {
  const std::string text(host);
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

std::vector<std::string> OrderAddresses(const std::vector<std::string>& addresses) {
  struct Address {
    bool second_family;
    std::array<unsigned char, 16> bytes;
    const std::string* text;
  };
  std::vector<Address> ordered;
  for (const std::string& text : addresses) {
    const bool ipv6 = text.find(':') != std::string::npos;
    const bool first_is_ipv6 = addresses.front().find(':') != std::string::npos;
    Address address{ipv6 != first_is_ipv6, {}, &text};
    inet_pton(ipv6 ? AF_INET6 : AF_INET, text.c_str(), address.bytes.data());
    ordered.push_back(address);
  }
  std::stable_sort(ordered.begin(), ordered.end(), [](const Address& a, const Address& b) {
    return std::tie(a.second_family, a.bytes) < std::tie(b.second_family, b.bytes);
  });
  std::vector<std::string> texts;
  for (const Address& address : ordered) {
    if (texts.size() == kMaxAddresses) break;
    if (texts.empty() || texts.back() != *address.text) texts.push_back(*address.text);
  }
  return texts;
}

}  // namespace arsip::frontier
