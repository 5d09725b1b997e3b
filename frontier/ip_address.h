// Addresses as text: which hosts are addresses already, and in which order a host's are dialled.
// Pure; thread-safe.
#ifndef ARSIP_FRONTIER_IP_ADDRESS_H_
#define ARSIP_FRONTIER_IP_ADDRESS_H_

#include <string>
#include <string_view>
#include <vector>

namespace arsip::frontier {

inline constexpr size_t kMaxAddresses = 16;  // of one host

// An IPv4 or IPv6 address as Url::host() has it: dotted quad, or IPv6 without brackets.
bool IsIpLiteral(std::string_view host);

// The family of the first address before the other, each by value, every address once, at most
// kMaxAddresses: hosts that share addresses share the first one, whatever order a name server
// rotates them into.
std::vector<std::string> OrderAddresses(const std::vector<std::string>& addresses);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_IP_ADDRESS_H_
